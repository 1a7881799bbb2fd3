"""What a redaction takes out besides the timeline's own rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.domain.effects import CaptureMessage
from bot.domain.models import Effect, Hypothesis, IncidentTime, Link, Seen, StatusUpdate, TimelineEntry
from bot.store.database import Session


async def update_of_entry(session: Session, number: int, *, entry: int) -> StatusUpdate | None:
    """Return the status update that a timeline entry tells of, or None."""
    query = select(StatusUpdate).where(StatusUpdate.incident_id == number, StatusUpdate.entry_number == entry)
    return (await session.exec(query)).first()


async def hypothesis_of(session: Session, number: int, *, hypothesis: Any) -> Hypothesis | None:
    """Return the suspected cause with this id, if it is one of the incident, or None."""
    if not isinstance(hypothesis, int):
        return None
    row = await session.get(Hypothesis, hypothesis)
    return row if row is not None and row.incident_id == number else None


async def entries_about(session: Session, number: int, *, key: str, value: Any) -> list[TimelineEntry]:
    """Return the entries whose data holds `value` under `key`, oldest first."""
    query = select(TimelineEntry).where(TimelineEntry.incident_id == number)
    rows = (await session.exec(query.order_by(col(TimelineEntry.number)))).all()
    return [row for row in rows if row.data.get(key) == value]


async def drop_link(session: Session, number: int, *, link: Any) -> None:
    """Remove a link; its timeline entry keeps the fact."""
    if isinstance(link, int):
        await session.exec(delete(Link).where(col(Link.id) == link, col(Link.incident_id) == number))


async def name_link(session: Session, number: int, *, link: Any, title: str) -> None:
    """Give a link another title."""
    if isinstance(link, int):
        mine = (col(Link.id) == link, col(Link.incident_id) == number)
        await session.exec(update(Link).where(*mine).values(title=title))


async def times_said_at(session: Session, number: int, *, name: Any, at: datetime) -> Sequence[IncidentTime]:
    """Return what was said of one of the incident's times at that moment."""
    query = select(IncidentTime).where(
        IncidentTime.incident_id == number, IncidentTime.name == name, IncidentTime.recorded_at == at
    )
    return (await session.exec(query)).all()


async def blank_answers(session: Session, *, at: Sequence[datetime], answer: dict[str, Any]) -> None:
    """Replace what the requests of these moments were answered: an answer may say the text back."""
    for row in (await session.exec(select(Seen).where(col(Seen.at).in_(at)))).all():
        row.answer = answer
        session.add(row)


async def blank_capture(session: Session, number: int, *, channel: str | None, ts: str | None) -> None:
    """Forget what was fetched of a message."""
    query = select(Effect).where(Effect.incident_id == number, Effect.kind == CaptureMessage.kind)
    for row in (await session.exec(query)).all():
        if (row.payload.get("channel_id"), row.payload.get("ts")) == (channel, ts):
            row.result = {}
            session.add(row)
