"""Muster's source as syntax trees, and the questions the rules ask of it."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "commands", "runbooks")


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, where it lies and what it says."""

    name: str
    path: str
    tree: ast.Module


@dataclass(frozen=True)
class Place:
    """A line of a module, and what was found there."""

    module: Module
    line: int
    what: str

    def __str__(self) -> str:
        """Return it as a person looks it up."""
        return f"{self.module.path}:{self.line} {self.what}"


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of Muster."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return tuple(parse(file.read_text(), path=str(file.relative_to(ROOT))) for file in files)


def parse(text: str, *, path: str) -> Module:
    """Return the module that `text` would be at `path`."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(name, path, ast.parse(text))


def imports(module: Module) -> Iterator[Place]:
    """Return what `module` imports, wherever in the file; `from a import b` is `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Place(module, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Place(module, node.lineno, f"{node.module}.{alias.name}")


def attributes(module: Module, names: Collection[str]) -> Iterator[Place]:
    """Return where `module` uses an attribute of one of these names, such as `.commit`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield Place(module, node.lineno, f".{node.attr}")


def within(name: str, package: str) -> bool:
    """Whether the module `name` is `package` or lies in it."""
    return name == package or name.startswith(f"{package}.")
