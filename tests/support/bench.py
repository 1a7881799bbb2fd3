"""A bench for use-cases: a database, a clock that only the test moves, and short ways to set the scene."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from bot.clock import SteppedClock
from bot.config import Config
from bot.domain import effects
from bot.domain.models import (
    Effect,
    Incident,
    Message,
    Person,
    RoleAssignment,
    TimelineEntry,
    TimelineRevision,
    Timer,
)
from bot.domain.reply import Reply
from bot.store import people
from bot.store.database import Database
from bot.usecases.deliveries import Owner
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner
from bot.usecases.tx import Tx
from runbooks.catalogue import EMPTY

T = TypeVar("T")
R = TypeVar("R", bound=SQLModel)

START = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
"""A Wednesday afternoon, outside the quiet hours."""

ROOM = "C0ROOM"

MEMBERS = ("UANA", "UBO", "UCY", "UDEE", "UEVE", "ULEA", *(f"U{number}" for number in range(10)))
"""People of the workspace; their names are their ids, unless a test says else."""


def owner_named(name: str) -> Owner:
    """Return a worker by its name."""
    return Owner(turns=name, changes=f"{name}, in changes")


class Bench:
    """Everything that a use-case needs, for one test."""

    def __init__(self, url: str, *, config: Config | None = None) -> None:
        """Open the database at `url`; unless `config` says else, every severity calls."""
        self.database = Database(url)
        self.clock = SteppedClock(START)
        self.catalogue = EMPTY
        self.configure(config or calling())
        self.wakes = 0

    def configure(self, config: Config) -> None:
        """Go on under another configuration."""
        self.config = config
        self.runner = Runner(
            self.database,
            clock=self.clock,
            config=config,
            catalogue=self.catalogue,
            on_effects=self._woken,
            on_timers=self._woken,
        )
        self.queries = Queries(self.database, config=config, clock=self.clock)

    def _woken(self) -> None:
        self.wakes += 1

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def step(self, **span: float) -> datetime:
        """Move the clock by a `timedelta`'s arguments and return the new moment."""
        return self.clock.step(timedelta(**span))

    async def do(self, use_case: Callable[[Tx], Awaitable[T]]) -> T:
        """Carry out a use-case in a transaction of its own."""
        return await self.runner.run(use_case)

    async def reply(self, use_case: Callable[[Tx], Awaitable[Reply]]) -> str:
        """Carry out a use-case and return what the person reads."""
        return (await self.runner.run(use_case)).text

    async def incident(self, **fields: Any) -> int:
        """Write an open SEV1 incident with a war room, a card and its people, and return its number.

        Args:
            fields: columns that differ; `roles`, a mapping of role to Slack id, is written too.
        """
        roles: dict[str, str] = fields.pop("roles", {})
        times = dict.fromkeys(("declared_at", "status_since", "last_activity_at"), self.now)
        values: dict[str, Any] = {
            "title": "Checkout returns 500s",
            "severity": "SEV1",
            "highest_severity": fields.get("severity", "SEV1"),
            "status": "investigating",
            "declared_by": "UANA",
            "channel_id": ROOM,
            "channel_name": "inc-1-checkout-returns-500s",
            **times,
            **fields,
        }

        async def write(tx: Tx) -> int:
            row = Incident(**values)
            tx.session.add(row)
            await tx.session.flush()
            assert row.id is not None
            for role, person in roles.items():
                tx.session.add(
                    RoleAssignment(incident_id=row.id, role=role, person_id=person, started_at=tx.now)
                )
            for what, place in (("card", effects.ROOM), ("announcement", effects.ANNOUNCEMENTS)):
                await self._stand(tx, row.id, what=what, place=place)
            await people.joined(tx.session, channel=ROOM, people=["UANA", "UBO"])
            return row.id

        return await self.do(write)

    async def standing(self, number: int, what: str, *, subject: str = "", place: str = effects.ROOM) -> str:
        """Let a message of the bot stand in the war room, and return its ts."""
        return await self.do(lambda tx: self._stand(tx, number, what=what, place=place, subject=subject))

    async def _stand(self, tx: Tx, number: int, *, what: str, place: str, subject: str = "") -> str:
        channel = ROOM if place == effects.ROOM else "C0NEWS"
        message = Message(incident_id=number, what=what, subject=subject, place=place, channel_id=channel)
        tx.session.add(message)
        await tx.session.flush()
        message.ts = f"1772632800.{message.id:06d}"
        tx.session.add(message)
        return message.ts

    async def person(self, slack_id: str, **fields: Any) -> None:
        """Write what Slack told us of a person."""
        values = {"name": slack_id.removeprefix("U").lower(), "refreshed_at": self.now, **fields}
        await self.do(lambda tx: people.save(tx.session, Person(slack_id=slack_id, **values)))

    async def populate(self) -> None:
        """Let Slack have told us who the members of the workspace are."""
        for slack_id in MEMBERS:
            await self.person(slack_id, name="")

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Tx]:
        """Open a transaction that is not committed, to look around in."""
        async with self.database.read() as session:
            yield Tx(session=session, now=self.now, config=self.config)

    async def rows(self, model: type[R], **equal: Any) -> list[R]:
        """Return the rows of a table whose columns have these values, by id."""
        async with self.database.read() as session:
            query = select(model).filter_by(**equal)
            found = (await session.exec(query)).all()
        return sorted(found, key=lambda row: getattr(row, "id", 0))

    async def row(self, number: int) -> Incident:
        """Return an incident's own row."""
        return (await self.rows(Incident, id=number))[0]

    async def entries(self, number: int, kind: str | None = None) -> list[TimelineEntry]:
        """Return timeline entries, of one kind or all."""
        found = await self.rows(TimelineEntry, incident_id=number)
        return [row for row in found if kind in (None, row.kind)]

    async def revisions(self, number: int) -> list[TimelineRevision]:
        """Return the revisions of an incident's entries."""
        ids = {row.id for row in await self.entries(number)}
        return [row for row in await self.rows(TimelineRevision) if row.entry_id in ids]

    async def asked(self, kind: str | None = None, **equal: Any) -> list[effects.Effect]:
        """Return the effects that were asked for, of one kind or all, whose fields have these values."""
        async with self.database.read() as session:
            found = (await session.exec(select(Effect).order_by(col(Effect.id)))).all()
        decoded = [effects.decode(row.kind, row.payload) for row in found if kind in (None, row.kind)]
        return [
            one for one in decoded if all(getattr(one, key, None) == value for key, value in equal.items())
        ]

    async def to_do(self, kind: str) -> list[effects.Effect]:
        """Return the effects of one kind that are still to be carried out."""
        return [
            effects.decode(row.kind, row.payload)
            for row in await self.rows(Effect, kind=kind, state="pending")
        ]

    async def posts(self, what: str | None = None) -> list[effects.PostMessage]:
        """Return the messages that were asked for."""
        found = [one for one in await self.asked("post_message") if isinstance(one, effects.PostMessage)]
        return [one for one in found if what in (None, one.what)]

    async def refreshed(self) -> set[tuple[str, str]]:
        """Return (what, subject) of every message that is to be drawn again."""
        found = await self.asked("refresh_message")
        return {(one.what, one.subject) for one in found if isinstance(one, effects.RefreshMessage)}

    async def timers(self, number: int) -> dict[str, Timer]:
        """Return an incident's timers by kind."""
        return {row.kind: row for row in await self.rows(Timer, incident_id=number)}

    async def close(self) -> None:
        """Give the database back."""
        await self.runner.drain()
        await self.database.close()


def calling() -> Config:
    """Return the default configuration with somebody to call for each severity."""
    config = Config()
    levels = {
        name: replace(level, call=("@oncall",), backup=("@oncall-backup",))
        for name, level in config.severities.items()
    }
    return replace(config, severities=levels)
