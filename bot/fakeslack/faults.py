"""Faults on demand: what may go wrong between Slack and the app, on purpose and repeatably."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.fakeslack.errors import Json


class What(StrEnum):
    """What happens to a delivery."""

    DUPLICATE = "duplicate"
    DELAY = "delay"
    LOSE = "lose"
    SWAP = "swap"


@dataclass(slots=True)
class DeliveryFault:
    """One scripted fault of the deliveries of events."""

    what: What
    matches: Callable[[str, Json], bool]
    times: int
    seconds: float = 0.0
    next_one: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class DeliveryFaults:
    """The faults of event deliveries, in the order in which they were asked for."""

    rules: list[DeliveryFault] = field(default_factory=list)

    def add(self, what: What, *, event: str = "", times: int = 1, seconds: float = 0.0) -> DeliveryFault:
        """Make the next `times` deliveries of this event type (any if empty) go wrong."""
        rule = DeliveryFault(what, lambda name, _: not event or name == event, times, seconds)
        self.rules.append(rule)
        return rule

    async def shape(self, name: str, body: Json) -> int:
        """Wait as long as the script says and return how often to deliver: 0, 1 or 2 times."""
        held = [rule for rule in self.rules if rule.what is What.SWAP and rule.times == 0]
        rule = next((rule for rule in self.rules if rule.times > 0 and rule.matches(name, body)), None)
        for earlier in held:
            self.rules.remove(earlier)
            asyncio.get_running_loop().call_soon(earlier.next_one.set)
        if rule is None:
            return 1
        rule.times -= 1
        if rule.times == 0 and rule.what is not What.SWAP:
            self.rules.remove(rule)
        if rule.what is What.DELAY:
            await asyncio.sleep(rule.seconds)
        if rule.what is What.SWAP:
            await rule.next_one.wait()
        return {What.LOSE: 0, What.DUPLICATE: 2}.get(rule.what, 1)
