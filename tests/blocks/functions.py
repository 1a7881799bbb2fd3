"""Every public function of a package, called with hostile words wherever a person's words may stand."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import hypothesis.strategies as st

Strategies = Mapping[Any, st.SearchStrategy[Any]]


def functions(package: ModuleType, *, but: Iterable[str] = ()) -> Iterator[Callable[..., Any]]:
    """Yield every public function that is defined in a package.

    Args:
        but: the modules that are left out, by name within the package.
    """
    left_out = {f"{package.__name__}.{name}" for name in but}
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    for name in (package.__name__, *(one.name for one in found)):
        if name in left_out:
            continue
        for function in vars(importlib.import_module(name)).values():
            is_own = inspect.isfunction(function) and function.__module__ == name
            if is_own and not function.__name__.startswith("_"):
                yield function


def name_of(function: Callable[..., Any]) -> str:
    """Return the name under which a function is known in its package: `modals.notes.note_form`."""
    return f"{function.__module__.split('.', 2)[2]}.{function.__name__}"


def arguments(
    function: Callable[..., Any], *, named: Strategies, kinds: Strategies
) -> st.SearchStrategy[dict[str, Any]]:
    """Return all that a function may be called with.

    Args:
        named: for single parameters, by `module.function.parameter` or by `parameter`.
        kinds: for every other parameter, by its type.

    Raises:
        LookupError: nobody has said yet what a parameter may hold.
    """
    hints = typing.get_type_hints(function)
    strategies = {}
    for name, parameter in inspect.signature(function).parameters.items():
        full = f"{name_of(function)}.{name}"
        strategy = named.get(full, named.get(name))
        if strategy is None:
            strategy = _of(hints[name], kinds=kinds, where=full)
        if parameter.kind is parameter.VAR_POSITIONAL:
            raise LookupError(f"{full}: any number of arguments.")
        strategies[name] = strategy
    return st.fixed_dictionaries(strategies)


def _of(kind: Any, *, kinds: Strategies, where: str) -> st.SearchStrategy[Any]:
    if kind in kinds:
        return kinds[kind]
    origin, of = typing.get_origin(kind), typing.get_args(kind)
    if kind is type(None):
        return st.none()
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(_of(one, kinds=kinds, where=where) for one in of))
    if origin in (Sequence, Iterable, list):
        return st.lists(_of(of[0], kinds=kinds, where=where), max_size=3)
    if origin is tuple and of[-1] is Ellipsis:
        return st.lists(_of(of[0], kinds=kinds, where=where), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*(_of(one, kinds=kinds, where=where) for one in of))
    if origin is typing.Literal:
        return st.sampled_from(of)
    raise LookupError(f"{where}: nobody has said what a {kind} may hold. Say it in the test that asks.")


def call(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """Call a function with its arguments by name, the leading ones by position where it wants that."""
    parameters = inspect.signature(function).parameters.values()
    first = [values[one.name] for one in parameters if one.kind is not one.KEYWORD_ONLY]
    return function(
        *first, **{one.name: values[one.name] for one in parameters if one.kind is one.KEYWORD_ONLY}
    )
