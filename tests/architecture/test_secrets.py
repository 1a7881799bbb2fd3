"""Secrets are not shown by whoever shows what holds them: no log line, no traceback, no failing test."""

import dataclasses
import importlib
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tests.architecture.source import modules

_SECRET = re.compile(
    r"(\w+_)?(environ|environment|token|secret|password|authorization|response_url|trigger|trigger_id)s?"
    r"|database_url"
)

_HARMLESS = {
    "bot.domain.allowed.Program.environment": "names of variables, not what is in them",
    "bot.fakeslack.methods.call.Call.token": "a value that hides its own",
}
"""Fields that hold no secret, though they are called so."""


def _imported() -> Iterator[ModuleType]:
    for module in modules():
        if ".migrations." not in module.name and not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def _shown(holder: ModuleType) -> Iterator[str]:
    """Yield the fields that a `repr` shows though their names say that they hold secrets."""
    for made in vars(holder).values():
        if isinstance(made, type) and dataclasses.is_dataclass(made) and made.__module__ == holder.__name__:
            yield from (f"{holder.__name__}.{made.__name__}.{name}" for name in _telling(made))


def _telling(made: Any) -> Iterator[str]:
    if not hasattr(made.__repr__, "__wrapped__"):  # of its own, and not what `dataclass` makes
        return
    for one in dataclasses.fields(made):
        if one.repr and _SECRET.fullmatch(one.name):
            yield one.name


def test_no_value_shows_the_secrets_that_it_holds() -> None:
    """By the names of the fields."""
    assert {shown for module in _imported() for shown in _shown(module)} == _HARMLESS.keys()


def test_a_secret_that_is_shown_is_noticed() -> None:
    """And one that is not shown is none."""
    made = dataclasses.make_dataclass(
        "Made", [("bot_token", str), ("app_token", str, dataclasses.field(repr=False)), ("name", str)]
    )
    assert list(_telling(made)) == ["bot_token"]
