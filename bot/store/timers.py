"""Timers: one row for each ladder that may have to say something."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, event
from sqlalchemy.orm import Session
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import Timer


async def of_incident(session: AsyncSession, incident_id: int) -> list[Timer]:
    """Return all timers of an incident."""
    return list((await session.exec(_OF_INCIDENT, params={"incident": incident_id})).all())


_OF_INCIDENT = select(Timer).where(col(Timer.incident_id) == bindparam("incident"))


async def get(session: AsyncSession, *, incident_id: int, kind: str, subject: str = "") -> Timer | None:
    """Return one timer, or None."""
    query = select(Timer).where(
        Timer.incident_id == incident_id, Timer.kind == kind, Timer.subject == subject
    )
    return (await session.exec(query)).first()


async def upcoming(
    session: AsyncSession, *, size: int, kinds: Collection[str]
) -> Sequence[tuple[int, datetime]]:
    """Return (timer id, moment) of the first `size` timers of these kinds, earliest first."""
    query = select(Timer.id, Timer.due_at).where(col(Timer.due_at).is_not(None), col(Timer.kind).in_(kinds))
    rows = (await session.exec(query.order_by(col(Timer.due_at)).limit(size))).all()
    return [(timer, at) for timer, at in rows if timer is not None and at is not None]


async def still_due(session: AsyncSession, timer_id: int, *, now: datetime) -> Timer | None:
    """Return the timer, locked, if it is still due."""
    query = select(Timer).where(Timer.id == timer_id, col(Timer.due_at) <= now)
    return (await session.exec(query.with_for_update())).first()


_MOVED = "timers_moved"


def watch(session: AsyncSession) -> None:
    """Remember from now on whether this transaction sets, moves or removes a timer."""
    event.listen(session.sync_session, "after_flush", _notice)


def moved(session: AsyncSession) -> bool:
    """Tell whether a watched transaction has touched a timer, so that the scheduler must look again."""
    return bool(session.info.get(_MOVED))


def _notice(session: Session, _context: object) -> None:
    if any(isinstance(row, Timer) for rows in (session.new, session.dirty, session.deleted) for row in rows):
        session.info[_MOVED] = True
