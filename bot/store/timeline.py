"""Timeline entries and their revisions."""

from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import TimelineEntry, TimelineRevision

_BEYOND: Final = 2**31 - 1
"""Above the number of any entry."""


async def entries(session: AsyncSession, number: int) -> Sequence[TimelineEntry]:
    """Return the whole timeline in the order in which things happened, as rows only to be read.

    Ten thousand entries that the session watches for changes take it three times as long.
    """
    columns = TimelineEntry.__table__.columns  # type: ignore[attr-defined]
    query = select(*columns).where(TimelineEntry.incident_id == number)
    order = (col(TimelineEntry.occurred_at), col(TimelineEntry.number))
    return cast("Sequence[TimelineEntry]", (await session.exec(query.order_by(*order))).all())


async def latest(
    session: AsyncSession, number: int, *, size: int, before: int = _BEYOND
) -> list[TimelineEntry]:
    """Return up to `size` entries with the highest numbers (below `before`), lowest first."""
    found = await session.exec(_LATEST, params={"number": number, "before": before, "size": size})
    return list(reversed(found.all()))


_LATEST = (
    select(TimelineEntry)
    .where(
        col(TimelineEntry.incident_id) == bindparam("number"), col(TimelineEntry.number) < bindparam("before")
    )
    .order_by(col(TimelineEntry.number).desc())
    .limit(bindparam("size"))
)


async def entry(session: AsyncSession, number: int, *, entry: int) -> TimelineEntry | None:
    """Return one entry by its number within the incident, locked."""
    query = select(TimelineEntry).where(TimelineEntry.incident_id == number, TimelineEntry.number == entry)
    return (await session.exec(query.with_for_update())).first()


async def captured(session: AsyncSession, number: int, *, channel: str, ts: str) -> TimelineEntry | None:
    """Return the entry that was captured from a Slack message, or None."""
    query = select(TimelineEntry).where(
        TimelineEntry.source_channel == channel,
        TimelineEntry.source_ts == ts,
        TimelineEntry.incident_id == number,
    )
    return (await session.exec(query)).first()


async def revisions(session: AsyncSession, entry_ids: Sequence[int]) -> Sequence[TimelineRevision]:
    """Return the revisions of some entries, oldest first."""
    if not entry_ids:
        return []
    return (await session.exec(_REVISIONS, params={"entries": entry_ids})).all()


_REVISIONS = (
    select(TimelineRevision)
    .where(col(TimelineRevision.entry_id).in_(bindparam("entries", expanding=True)))
    .order_by(col(TimelineRevision.id))
)


async def all_revisions(session: AsyncSession, number: int) -> Sequence[TimelineRevision]:
    """Return all revisions of an incident's timeline, oldest first."""
    query = (
        select(TimelineRevision)
        .join(TimelineEntry, col(TimelineEntry.id) == col(TimelineRevision.entry_id))
        .where(TimelineEntry.incident_id == number)
    )
    return (await session.exec(query.order_by(col(TimelineRevision.id)))).all()
