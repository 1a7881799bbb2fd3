"""What one transaction asks to happen outside, gathered and written together before it commits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import effects
from bot.domain.models import Effect

_AT_A_TIME = 8
"""Ids asked of PostgreSQL in one go; those left over are gaps that nobody minds."""


class Outgoing:
    """The new effects of one transaction.

    Ids are given here, so that effects may wait for each other before any of them is written: a declare asks
    for ten, and a statement for each would take longer than all else that it does.

    `added` are the rows of those that happen once; until `write` they are in nobody's way.

    Args:
        session: the transaction. On PostgreSQL it holds the incident's lock already, so that ids keep the
            order of commits; on SQLite it is the only one that writes.
        now: its moment.
    """

    def __init__(self, session: AsyncSession, *, now: datetime) -> None:
        """Begin with none."""
        self._session = session
        self._now = now
        self._ids: Iterator[int] = iter(())
        self.added: list[Effect] = []
        self._fresh: set[int] = set()
        self._wanted: dict[str, Effect] = {}

    async def add(
        self, effect: effects.Effect, *, waits_for: int | None = None, after: timedelta = timedelta()
    ) -> int:
        """Ask for an effect that happens once, and return its id.

        Args:
            waits_for: the id of the effect that must be done first.
            after: how long it waits at least.
        """
        row = Effect(id=await self._next_id(), **self._values(effect, waits_for=waits_for, after=after))
        if waits_for is not None and waits_for not in self._fresh:
            blocker = await self._session.get(Effect, waits_for)
            if blocker is not None and blocker.state == "blocked":
                row.state, row.reason = "blocked", blocker.reason
        assert row.id is not None  # noqa: S101 - it has just been given
        self._fresh.add(row.id)
        self.added.append(row)
        return row.id

    async def want(
        self,
        effect: effects.Effect,
        *,
        target: str,
        waits_for: int | None = None,
        after: timedelta = timedelta(),
    ) -> None:
        """Ask for `target` to be drawn again; however often in one transaction, it is drawn once."""
        row = Effect(id=await self._next_id(), **self._values(effect, waits_for=waits_for, after=after))
        if (earlier := self._wanted.get(target)) is not None:
            row.id, row.waits_for = earlier.id, row.waits_for or earlier.waits_for
            row.not_before = min(row.not_before, earlier.not_before)
        self._wanted[target] = row

    async def write(self) -> None:
        """Write what was asked for since the last time."""
        self._session.add_all(self.added)
        await self._session.flush()
        wanted, self._wanted = self._wanted, {}
        if not wanted:
            return
        # A row that this transaction is settling must learn of it, or what was asked for would be lost.
        known = {row.target for row in self._session.identity_map.values() if isinstance(row, Effect)}
        dialect = self._session.get_bind().dialect.name
        if others := [row.model_dump() for target, row in wanted.items() if target not in known]:
            await self._session.exec(_UPSERT[dialect], params=others)
        if again := [row.model_dump() for target, row in wanted.items() if target in known]:
            told = _UPSERT[dialect].values(again).returning(Effect)
            (await self._session.exec(told, execution_options={"populate_existing": True})).all()

    def _values(self, effect: effects.Effect, *, waits_for: int | None, after: timedelta) -> dict[str, Any]:
        return {
            "incident_id": effect.incident_id or None,
            "kind": effect.kind,
            "payload": effect.payload(),
            "priority": effect.rank(),
            "lane": effect.lane(),
            "barrier": effect.barrier,
            "target": effect.target(),
            "waits_for": waits_for,
            "not_before": self._now + after,
            "created_at": self._now,
        }

    async def _next_id(self) -> int:
        if (following := next(self._ids, None)) is not None:
            return following
        with self._session.no_autoflush:  # nothing that waits to be written has an id of its own choice
            if self._session.get_bind().dialect.name == "sqlite":
                last = (await self._session.exec(select(func.max(Effect.id)))).one()
                self._ids = count((last or 0) + 1)
            else:
                given = await self._session.exec(_NEXT_IDS)  # type: ignore[call-overload]
                self._ids = iter(sorted(given.scalars()))
        return next(self._ids)


_NEXT_IDS = text(
    f"SELECT nextval(pg_get_serial_sequence('effect', 'id')) FROM generate_series(1, {_AT_A_TIME})"  # noqa: S608 - a number of ours
)


def _upsert(insert: Any) -> Any:
    """Insert a refreshing effect, or raise `wanted` of the one that is there."""
    return insert.on_conflict_do_update(
        index_elements=["target"],
        set_={
            "wanted": col(Effect.wanted) + 1,
            "state": func.coalesce(
                text("CASE WHEN effect.state = 'in_flight' THEN 'in_flight' END"), "pending"
            ),
            # A retry that Slack asked for is not hastened; a settled or blocked row is due at once.
            "not_before": text(
                "CASE WHEN effect.state = 'pending' THEN effect.not_before ELSE excluded.not_before END"
            ),
            "waits_for": func.coalesce(insert.excluded.waits_for, col(Effect.waits_for)),
            "payload": insert.excluded.payload,
        },
    )


# Into the table, not through the session: its way of writing many rows takes as long as all the rest.
_TABLE = Effect.__table__  # type: ignore[attr-defined]
_UPSERT = {"postgresql": _upsert(postgresql.insert(_TABLE)), "sqlite": _upsert(sqlite.insert(_TABLE))}
