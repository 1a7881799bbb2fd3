"""Faults of deliveries: events that come twice, late, out of order or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from bot.fakeslack.errors import Json
from bot.fakeslack.faults import Matcher


class Mishap(StrEnum):
    """What happens to an event on its way."""

    TWICE = "twice"
    LATE = "late"
    LOST = "lost"
    OVERTAKEN = "overtaken"


HOLDING = frozenset({Mishap.LATE, Mishap.OVERTAKEN})
"""Mishaps during which nobody waits for the event."""


@dataclass(slots=True)
class Rule:
    """One scripted mishap."""

    mishap: Mishap
    event: str
    times: int
    when: Matcher | None
    until: asyncio.Event | None = None


@dataclass(slots=True)
class DeliveryFaults:
    """The script of mishaps. The first that fits an event is taken; `event` empty means any."""

    rules: list[Rule] = field(default_factory=list)
    _overtaken: list[asyncio.Event] = field(default_factory=list)

    def twice(self, event: str = "", *, times: int = 1, when: Matcher | None = None) -> None:
        """Deliver an event a second time, with the same id, after the first was answered."""
        self.rules.append(Rule(Mishap.TWICE, event, times, when))

    def late(
        self, event: str = "", *, until: asyncio.Event, times: int = 1, when: Matcher | None = None
    ) -> None:
        """Deliver an event late: not before `until` is set."""
        self.rules.append(Rule(Mishap.LATE, event, times, when, until))

    def lost(self, event: str = "", *, times: int = 1, when: Matcher | None = None) -> None:
        """Never deliver an event."""
        self.rules.append(Rule(Mishap.LOST, event, times, when))

    def overtaken(self, event: str = "", *, times: int = 1, when: Matcher | None = None) -> None:
        """Deliver an event only after the next one was answered."""
        self.rules.append(Rule(Mishap.OVERTAKEN, event, times, when))

    def next(self, event: Json) -> Rule | None:
        """Return the mishap that this inner event meets, counting it; None when all is well."""
        for rule in self.rules:
            if rule.event in ("", event["type"]) and (rule.when is None or rule.when(event)):
                rule.times -= 1
                if rule.times == 0:
                    self.rules.remove(rule)
                return rule
        return None

    async def be_overtaken(self) -> None:
        """Wait until another event has been answered."""
        passed = asyncio.Event()
        self._overtaken.append(passed)
        await passed.wait()

    def passed(self) -> None:
        """Tell those that wait to be overtaken that it has happened."""
        for waiting in self._overtaken:
            waiting.set()
        self._overtaken.clear()
