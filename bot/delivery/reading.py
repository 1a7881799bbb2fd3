"""What the effects of one turn are drawn from, read once however many there are."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.domain.effects import (
    Effect,
    JoinWarRoom,
    OpenWarRoom,
    PinMessage,
    PostMessage,
    RefreshMessage,
    read_thread,
)
from bot.domain.views import IncidentView
from bot.usecases.queries import Placed, Queries, Scene, Standing

T = TypeVar("T")


class Reading:
    """Reads for the effects that were claimed in one turn.

    A refreshing effect is drawn from what was committed when it was claimed, so the reading begins after
    that; what changes later asks for another drawing.

    Args:
        effects: those that were claimed.
        queries: the read models.
        one_at_a_time: held while something is read: effects are claimed in order of importance, and the card
            must not wait for its bookmarks.
    """

    def __init__(self, effects: Iterable[Effect], *, queries: Queries, one_at_a_time: asyncio.Lock) -> None:
        """Begin with nothing read."""
        self._queries = queries
        self._lock = one_at_a_time
        self._scenes: dict[int, asyncio.Task[Scene]] = {}
        self._rooms: dict[int, tuple[str, str]] = {}
        self._posted: dict[int, dict[tuple[str, str], Placed]] = defaultdict(dict)
        self._named: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        for effect in effects:
            self._named[effect.incident_id].update(_messages(effect))

    async def incident(self, number: int) -> IncidentView:
        """Return an incident as it stands since the claim.

        Raises:
            NoSuchIncident: there is none of that number.
            DatabaseUnavailable: it could not be read.
        """
        return (await self._scene(number)).incident

    async def message(self, number: int, *, what: str, subject: str = "") -> Placed | None:
        """Return a message that one of the effects names, as it stands since the claim, or None.

        Raises:
            NoSuchIncident: there is no such incident.
            DatabaseUnavailable: it could not be read.
        """
        return (await self._scene(number)).messages.get((what, subject))

    def learn(self, effect: Effect, result: Mapping[str, Any]) -> None:
        """Take note of what an effect of this turn has brought about, for those that follow it.

        Args:
            result: what its carrier returned; the database learns of it at the next turn.
        """
        number = effect.incident_id
        if isinstance(effect, OpenWarRoom | JoinWarRoom):
            self._rooms[number] = result["channel"], result["name"]
        elif isinstance(effect, PostMessage) and "ts" in result:  # else nobody needed it any more
            at = Standing(
                number=number,
                what=effect.what,
                subject=effect.subject,
                channel_id=result["channel"],
                ts=result["ts"],
                thread_ts=result.get("thread_ts"),
                effect_id=None,
            )
            self._posted[number][effect.what, effect.subject] = Placed(at, effect.facts or {})

    async def turn(self, reading: Awaitable[T]) -> T:
        """Return what is read for one effect, after what was read for those claimed before it."""
        async with self._lock:
            return await reading

    async def _scene(self, number: int) -> Scene:
        if number not in self._scenes:
            reading = self.turn(self._queries.scene(number, messages=self._named[number]))
            self._scenes[number] = asyncio.create_task(reading, name=f"read-{number}")
        scene = await asyncio.shield(self._scenes[number])
        view, messages = scene.incident, {**scene.messages, **self._posted[number]}
        if view.channel_id is None and number in self._rooms:
            channel, name = self._rooms[number]
            view = replace(view, channel_id=channel, channel_name=name)
        return Scene(incident=view, messages=messages)


def _messages(effect: Effect) -> Iterable[tuple[str, str]]:
    """Return the messages, posted before, that carrying out an effect needs."""
    if isinstance(effect, RefreshMessage | PinMessage):
        yield effect.what, effect.subject
    elif isinstance(effect, PostMessage) and (thread := read_thread(effect.place)) is not None:
        yield thread
