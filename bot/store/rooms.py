"""War rooms: which incidents a channel belongs to, or will belong to."""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.domain.effects import JoinWarRoom
from bot.domain.models import Effect, Incident
from bot.store.database import Session


async def incidents_in(session: Session, channel: str) -> Sequence[Incident]:
    """Return the incidents whose war room `channel` is, and those that are still on their way into it."""
    moved_in = select(Incident).where(Incident.channel_id == channel)
    found = list((await session.exec(moved_in.order_by(col(Incident.id)))).all())
    on_their_way = (
        select(Incident, Effect)
        .join(Effect, col(Effect.id) == col(Incident.opening_effect_id))
        .where(Effect.kind == JoinWarRoom.kind, col(Incident.channel_id).is_(None))
    )
    for incident, effect in (await session.exec(on_their_way)).all():
        if effect.payload.get("channel_id") == channel:
            found.append(incident)
    return found
