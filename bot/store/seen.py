"""The inbox: keys of requests that were carried out, with the answers they got."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import Seen

KEEP = timedelta(days=2)
"""Slack's last redelivery comes after minutes; a form can stay open for a night."""


async def reserve(session: AsyncSession, key: str, *, now: datetime) -> dict[str, Any] | None:
    """Take `key` for this transaction and return None, or return the answer of the one that had it before.

    A concurrent transaction with the same key waits here until this one has ended.
    """
    statement = _RESERVE[session.get_bind().dialect.name]
    if (await session.exec(statement, params={"key": key, "at": now, "answer": {}})).first() is not None:
        return None
    row = await session.get(Seen, key)
    return row.answer if row else {}


def _reserve(insert: Any) -> Any:
    # On PostgreSQL the driver reports -1 rows for such an insert, so the row itself is asked for.
    return insert.on_conflict_do_nothing(index_elements=["key"]).returning(_SEEN.c.key)


_SEEN = Seen.__table__  # type: ignore[attr-defined]  # to the row, the session's bookkeeping costs more than the row
_RESERVE = {"postgresql": _reserve(postgresql.insert(_SEEN)), "sqlite": _reserve(sqlite.insert(_SEEN))}


async def answer(session: AsyncSession, key: str, *, answer: dict[str, Any]) -> None:
    """Keep what the request was answered."""
    await session.exec(_ANSWER, params={"k": key, "answer": answer})


_ANSWER = update(_SEEN).where(_SEEN.c.key == bindparam("k")).values(answer=bindparam("answer"))


async def forget(session: AsyncSession, *, now: datetime) -> None:
    """Drop keys that nobody will repeat any more."""
    await session.exec(delete(Seen).where(col(Seen.at) < now - KEEP))
