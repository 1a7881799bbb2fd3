"""Which room may import which: the house as a table."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tests.architecture.source import PACKAGES, Module, Place, imports, within

_EVERYWHERE = frozenset({"bot.domain", "bot.clock"})
_ALL_BUT_EDGES = frozenset({"bot.usecases", "bot.blocks", "bot.config", "bot.log"})
_APP = frozenset(
    {
        *_ALL_BUT_EDGES,
        *("bot.store", "bot.alerts", "bot.exports", "runbooks"),
        *("bot.delivery", "bot.scheduler", "bot.web", "commands", "bot.doctor"),
    }
)

ROOMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "bot.clock": frozenset(),
        "bot.log": frozenset(),
        "bot.nudge": frozenset({"bot.clock"}),
        "bot.fakeslack": frozenset(),
        "bot.domain": _EVERYWHERE,
        "bot.config": _EVERYWHERE,
        "bot.blocks": _EVERYWHERE,
        "bot.alerts": _EVERYWHERE,
        "bot.exports": _EVERYWHERE,
        "runbooks": _EVERYWHERE,
        "bot.store": _EVERYWHERE | {"bot.log"},
        "bot.usecases": _EVERYWHERE | {"bot.store", "bot.exports", "runbooks", "bot.config", "bot.log"},
        "bot.scheduler": _EVERYWHERE | {"bot.usecases", "bot.config", "bot.log", "bot.nudge"},
        "bot.delivery": _EVERYWHERE | _ALL_BUT_EDGES | {"bot.exports", "bot.nudge"},
        "bot.doctor": _EVERYWHERE | {"bot.usecases", "bot.config", "bot.log", "bot.delivery"},
        "bot.web": _EVERYWHERE | _ALL_BUT_EDGES | {"bot.exports", "bot.alerts"},
        "commands": _EVERYWHERE | _ALL_BUT_EDGES,
        "bot.app": _EVERYWHERE | _APP,
        "bot.cli": _EVERYWHERE | _APP | {"bot.app", "bot.fakeslack"},
    }
)
"""Each room, and the rooms it may import besides itself."""


def room_of(name: str) -> str | None:
    """Return the room that the module `name` lies in, or None for one outside the table."""
    return next((room for room in ROOMS if within(name, room)), None)


def trespasses(module: Module) -> Iterator[Place]:
    """Return the imports of `module` that its room does not allow."""
    home = room_of(module.name)
    if home is None:
        return
    for place in imports(module):
        if place.what.split(".")[0] not in PACKAGES:
            continue
        other = room_of(place.what)
        if other is None or (other != home and other not in ROOMS[home]):
            yield place
