"""What decides whether somebody may know of an incident and change it, read at once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, literal
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import ChannelMember, Incident, Person
from bot.store import people


@dataclass(frozen=True, kw_only=True)
class Sight:
    """An incident as one person has it before them.

    Args:
        slack_id: of the person.
        incident: None when there is none.
        person: what Slack told us of them; None when nothing yet.
        is_in_room: whether they are in its war room, as far as we were told.
    """

    slack_id: str
    incident: Incident | None = None
    person: Person | None = None
    is_in_room: bool = False


async def of_number(session: AsyncSession, number: int, *, person: str) -> Sight:
    """Return an incident by its number, for a person (a Slack id)."""
    return await _sight(session, _OF_NUMBER, person=person, number=number)


async def lock(session: AsyncSession, number: int, *, person: str) -> Sight:
    """Return an incident by its number, which nobody else can change until this transaction ends."""
    return await _sight(session, _LOCK, person=person, number=number)


async def of_channel(session: AsyncSession, channel: str, *, person: str) -> Sight:
    """Return the latest open incident whose war room is `channel`, else the latest one there."""
    return await _sight(session, _OF_CHANNEL, person=person, channel=channel)


async def _sight(session: AsyncSession, statement: Any, *, person: str, **named: Any) -> Sight:
    found = (await session.exec(statement, params={"person": person, **named})).first()
    if found is None:
        return Sight(slack_id=person)
    incident, known, member = found
    people.remember(session, person, known)
    return Sight(slack_id=person, incident=incident, person=known, is_in_room=member is not None)


_PERSON: BindParameter[str] = bindparam("person", type_=String)
_IN_ROOM = (col(ChannelMember.channel_id) == col(Incident.channel_id)) & (
    col(ChannelMember.person_id) == _PERSON
)

_OF_NUMBER = (
    select(Incident, Person, ChannelMember.person_id)
    .select_from(Incident)
    .join(Person, col(Person.slack_id) == _PERSON, isouter=True)
    .join(ChannelMember, _IN_ROOM, isouter=True)
    .where(col(Incident.id) == bindparam("number"))
)
_LOCK = _OF_NUMBER.with_for_update(of=Incident).execution_options(populate_existing=True)

_there = aliased(Incident)
_LATEST_THERE = (
    select(_there.id)
    .where(col(_there.channel_id) == bindparam("channel"))
    .order_by(col(_there.is_open).desc(), col(_there.id).desc())
    .limit(1)
    .scalar_subquery()
)
_ONE_ROW = select(literal(1).label("one")).subquery()
_OF_CHANNEL = (
    select(Incident, Person, ChannelMember.person_id)
    .select_from(_ONE_ROW)  # who asks is wanted where there is no incident as well
    .join(Person, col(Person.slack_id) == _PERSON, isouter=True)
    .join(Incident, col(Incident.id) == _LATEST_THERE, isouter=True)
    .join(ChannelMember, _IN_ROOM, isouter=True)
)
