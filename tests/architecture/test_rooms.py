"""The arrows between the rooms: data goes one way."""

import sys

import pytest

from tests.architecture.rooms import ROOMS, room_of, trespasses
from tests.architecture.source import Module, imports, modules, parse, within

_PURE = ("bot.domain", "bot.blocks")
_TYPES_OF_SQL = {"bot.domain.models", "bot.domain.columns"}


def _foreign_to_python(module: Module) -> list[str]:
    allowed = {*sys.stdlib_module_names, "bot"}
    if any(within(module.name, types) for types in _TYPES_OF_SQL):
        allowed |= {"sqlmodel", "sqlalchemy"}
    return [str(place) for place in imports(module) if place.what.split(".")[0] not in allowed]


def test_every_module_lives_in_a_room() -> None:
    """A new corner of the house is added to the table before it is lived in."""
    assert [
        module.path for module in modules() if room_of(module.name) is None and module.name != "bot"
    ] == []


def test_rooms_import_only_what_they_may() -> None:
    """Each import stays within what the table allows its room."""
    assert [str(place) for module in modules() for place in trespasses(module)] == []


def test_the_pure_rooms_need_nothing_but_python() -> None:
    """Rules and drawings import the standard library alone, the rows their column types besides."""
    pure = [module for module in modules() if room_of(module.name) in _PURE]
    assert [found for module in pure for found in _foreign_to_python(module)] == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("bot/web/hooks.py", "from bot.store import timers"),
        ("bot/web/hooks.py", "import commands.verbs"),
        ("bot/store/timers.py", "from bot.config import Config"),
        ("bot/domain/times.py", "from bot import log"),
        ("bot/fakeslack/clock.py", "from bot.clock import Clock"),
        ("bot/app/muster.py", "import bot.fakeslack"),
        ("bot/usecases/declare.py", "def late():\n    import bot.blocks.card"),
    ],
)
def test_a_trespass_is_noticed(path: str, line: str) -> None:
    """An import against the arrows is found wherever it hides."""
    assert list(trespasses(parse(line, path=path)))


@pytest.mark.parametrize("name", ["sqlalchemy", "pydantic"])
def test_a_library_in_a_pure_room_is_noticed(name: str) -> None:
    """A rule that imports a library is found."""
    assert _foreign_to_python(parse(f"import {name}", path="bot/domain/times.py"))


def test_the_table_names_only_rooms() -> None:
    """Whatever a room may import is a room itself."""
    assert {other for allowed in ROOMS.values() for other in allowed} <= set(ROOMS)
