"""War rooms: which incidents a channel belongs to, or will belong to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.domain.effects import JoinWarRoom
from bot.domain.models import Effect, Incident
from bot.store.database import Session


async def incidents_in(session: Session, channel: str) -> Sequence[Incident]:
    """Return the incidents whose war room `channel` is, and those that are still on their way into it.

    A private one that cannot go there is none of them: of that nobody in the channel may know.
    """
    moved_in = select(Incident).where(Incident.channel_id == channel)
    found = list((await session.exec(moved_in.order_by(col(Incident.id)))).all())
    on_their_way = (
        select(Incident, Effect)
        .join(Effect, col(Effect.id) == col(Incident.opening_effect_id))
        .where(Effect.kind == JoinWarRoom.kind, col(Incident.channel_id).is_(None))
    )
    for incident, effect in (await session.exec(on_their_way)).all():
        shut_out = incident.private and effect.state == "blocked"
        if effect.payload.get("channel_id") == channel and not shut_out:
            found.append(incident)
    return found


async def private_rooms(session: Session, *, target: str) -> Sequence[tuple[str, str, datetime | None]]:
    """Return the war room and the status of each private incident, and when a refresh of it was done last.

    Args:
        target: how the target of that effect begins, before the channel's id.
    """
    query = (
        select(Incident.channel_id, Incident.status, Effect.settled_at)
        .join(Effect, col(Effect.target) == target + col(Incident.channel_id), isouter=True)
        .where(col(Incident.private), col(Incident.channel_id).is_not(None))
        .order_by(col(Incident.channel_id))
    )
    found = (await session.exec(query)).all()
    return [(channel, status, at) for channel, status, at in found if channel is not None]
