"""Incidents and what belongs to each: roles, times, updates, hypotheses, links, calls, messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import lifecycle
from bot.domain import times as times_of
from bot.domain.models import (
    Call,
    ChannelMember,
    Handover,
    Hypothesis,
    Incident,
    IncidentTime,
    Link,
    Message,
    Person,
    RoleAssignment,
    StatusUpdate,
)


async def get(session: AsyncSession, number: int) -> Incident | None:
    """Return an incident as it stands."""
    return (await session.exec(_GET, params={"number": number})).first()


_GET = select(Incident).where(col(Incident.id) == bindparam("number"))


async def lock(session: AsyncSession, number: int) -> Incident | None:
    """Return an incident that nobody else can change until this transaction ends."""
    return (await session.exec(_LOCK, params={"number": number})).first()


_LOCK = (
    select(Incident)
    .where(col(Incident.id) == bindparam("number"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


async def of_channel(session: AsyncSession, channel: str) -> Incident | None:
    """Return the latest open incident whose war room is `channel`, else the latest one there, or None."""
    return (await session.exec(_OF_CHANNEL, params={"channel": channel})).first()


_OF_CHANNEL = (
    select(Incident)
    .where(col(Incident.channel_id) == bindparam("channel"))
    .order_by(col(Incident.is_open).desc(), col(Incident.id).desc())
    .limit(1)
)


async def same_declared_since(
    session: AsyncSession, *, by: str, title: str, private: bool, since: datetime
) -> Incident | None:
    """Return what the same person declared under the same title since then and has not ended, or None."""
    declared = {"by": by, "title": title, "private": private, "since": since}
    return (await session.exec(_SAME_DECLARED, params=declared)).first()


_SAME_DECLARED = (
    select(Incident)
    .where(
        col(Incident.declared_by) == bindparam("by"),
        col(Incident.title) == bindparam("title"),
        col(Incident.private) == bindparam("private"),
        col(Incident.declared_at) >= bindparam("since"),
        col(Incident.status).in_(lifecycle.PATH),
    )
    .order_by(col(Incident.id))
    .limit(1)
)


async def visible(
    session: AsyncSession,
    *,
    to: str,
    only_open: bool = True,
    severity: str | None = None,
    since: datetime | None = None,
    offset: int = 0,
    size: int = 20,
) -> Sequence[Incident]:
    """Return incidents that the person `to` may see, newest first.

    A private incident is visible to the members of its channel alone, and to its declarer until there is one.
    Guests, people of other organisations, and those of whom Slack has told us nothing yet see the incidents
    of the channels they are in and no others.
    """
    insider = select(Person.slack_id).where(
        Person.slack_id == to,
        col(Person.is_guest).is_(False),
        col(Person.is_stranger).is_(False),
        col(Person.is_bot).is_(False),
        col(Person.is_deactivated).is_(False),
    )
    mine = select(ChannelMember.channel_id).where(ChannelMember.person_id == to)
    query = select(Incident).where(
        (col(Incident.private).is_(False) & insider.exists())
        | col(Incident.channel_id).in_(mine)
        | (col(Incident.channel_id).is_(None) & (Incident.declared_by == to))
    )
    if only_open:
        query = query.where(col(Incident.is_open))
    if severity is not None:
        query = query.where(Incident.severity == severity)
    if since is not None:
        query = query.where(col(Incident.declared_at) >= since)
    return (await session.exec(query.order_by(col(Incident.id).desc()).offset(offset).limit(size))).all()


async def declared_near(session: AsyncSession, *, number: int, since: datetime) -> Sequence[Incident]:
    """Return other open, public incidents declared since then and before this one: merge candidates."""
    return (await session.exec(_DECLARED_NEAR, params={"number": number, "since": since})).all()


_DECLARED_NEAR = (
    select(Incident)
    .where(
        col(Incident.id) < bindparam("number"),
        col(Incident.is_open),
        col(Incident.private).is_(False),
        col(Incident.declared_at) >= bindparam("since"),
    )
    .order_by(col(Incident.id).desc())
    .limit(3)
)


async def holder(session: AsyncSession, number: int, *, role: str) -> RoleAssignment | None:
    """Return the open term of whoever holds `role`, or None."""
    query = select(RoleAssignment).where(
        RoleAssignment.incident_id == number,
        RoleAssignment.role == role,
        col(RoleAssignment.ended_at).is_(None),
    )
    return (await session.exec(query)).first()


async def terms(session: AsyncSession, number: int) -> Sequence[RoleAssignment]:
    """Return every term of every role, oldest first."""
    query = select(RoleAssignment).where(RoleAssignment.incident_id == number)
    return (await session.exec(query.order_by(col(RoleAssignment.id)))).all()


async def times(session: AsyncSession, number: int) -> Sequence[IncidentTime]:
    """Return every value that every time has had, oldest first."""
    return (await session.exec(_TIMES, params={"number": number})).all()


_TIMES = (
    select(IncidentTime)
    .where(col(IncidentTime.incident_id) == bindparam("number"))
    .order_by(col(IncidentTime.id))
)


async def updates(session: AsyncSession, number: int) -> Sequence[StatusUpdate]:
    """Return all status updates, oldest first."""
    query = select(StatusUpdate).where(StatusUpdate.incident_id == number)
    return (await session.exec(query.order_by(col(StatusUpdate.number)))).all()


async def last_update(session: AsyncSession, number: int) -> StatusUpdate | None:
    """Return the latest status update, or None."""
    return (await session.exec(_LAST_UPDATE, params={"number": number})).first()


_LAST_UPDATE = (
    select(StatusUpdate)
    .where(col(StatusUpdate.incident_id) == bindparam("number"))
    .order_by(col(StatusUpdate.number).desc())
    .limit(1)
)


async def update_numbered(session: AsyncSession, number: int, *, update: int) -> StatusUpdate | None:
    """Return one status update by its number within the incident."""
    query = select(StatusUpdate).where(StatusUpdate.incident_id == number, StatusUpdate.number == update)
    return (await session.exec(query)).first()


async def hypotheses(session: AsyncSession, number: int) -> Sequence[Hypothesis]:
    """Return all suspected causes, oldest first."""
    return (await session.exec(_HYPOTHESES, params={"number": number})).all()


_HYPOTHESES = (
    select(Hypothesis).where(col(Hypothesis.incident_id) == bindparam("number")).order_by(col(Hypothesis.id))
)


async def links(session: AsyncSession, number: int) -> Sequence[Link]:
    """Return all links, oldest first."""
    return (await session.exec(_LINKS, params={"number": number})).all()


_LINKS = select(Link).where(col(Link.incident_id) == bindparam("number")).order_by(col(Link.id))


async def calls(session: AsyncSession, number: int) -> Sequence[Call]:
    """Return everybody who was called, oldest first."""
    return (await session.exec(_CALLS, params={"number": number})).all()


_CALLS = select(Call).where(col(Call.incident_id) == bindparam("number")).order_by(col(Call.id))


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What nobody has done yet: acknowledged the incident; answered the call of one person."""

    acknowledgement: bool
    answer: bool


async def missing(session: AsyncSession, number: int, *, person: str) -> Missing:
    """Return whether an incident lacks its acknowledgement, and the answer of a person who was called."""
    acknowledged, called = (await session.exec(_MISSING, params={"number": number, "person": person})).one()
    return Missing(acknowledgement=not acknowledged, answer=called)


_MISSING = select(
    select(IncidentTime.id)
    .where(
        col(IncidentTime.incident_id) == bindparam("number", type_=Integer),
        col(IncidentTime.name) == times_of.ACKNOWLEDGED_AT,
    )
    .exists(),
    select(Call.id)
    .where(
        col(Call.incident_id) == bindparam("number", type_=Integer),
        col(Call.person_id) == bindparam("person"),
        col(Call.acknowledged_at).is_(None),
    )
    .exists(),
)


async def handover(session: AsyncSession, handover_id: int) -> Handover | None:
    """Return one handover, locked and as it is now, whatever of it was read before."""
    query = select(Handover).where(Handover.id == handover_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def open_handovers(session: AsyncSession, number: int) -> Sequence[Handover]:
    """Return the handovers of an incident that are waiting for an answer."""
    return (await session.exec(_OPEN_HANDOVERS, params={"number": number})).all()


_OPEN_HANDOVERS = (
    select(Handover)
    .where(col(Handover.incident_id) == bindparam("number"), col(Handover.state) == "open")
    .order_by(col(Handover.id))
)


async def message(session: AsyncSession, number: int, *, what: str, subject: str = "") -> Message | None:
    """Return where the message (`what`, `subject`) stands or will stand, or None when none was asked for."""
    named = {"number": number, "what": what, "subject": subject}
    return (await session.exec(_MESSAGE, params=named)).first()


_MESSAGE = select(Message).where(
    col(Message.incident_id) == bindparam("number"),
    col(Message.what) == bindparam("what"),
    col(Message.subject) == bindparam("subject"),
)


async def messages(session: AsyncSession, number: int, *, what: Sequence[str] = ()) -> Sequence[Message]:
    """Return the bot's messages of an incident, of these kinds or of all, oldest first."""
    if not what:
        return (await session.exec(_MESSAGES, params={"number": number})).all()
    return (await session.exec(_MESSAGES_OF_KINDS, params={"number": number, "what": what})).all()


async def latest_messages(
    session: AsyncSession, number: int, *, what: Sequence[str], and_all: Sequence[str]
) -> Sequence[Message]:
    """Return an incident's latest messages of each of the kinds `what`, and all of those of `and_all`."""
    named = {"number": number, "what": what, "all": and_all}
    return (await session.exec(_LATEST_MESSAGES, params=named)).all()


_LATEST_MESSAGES = (
    select(Message)
    .where(
        col(Message.incident_id) == bindparam("number"),
        col(Message.what).in_(bindparam("all", expanding=True))
        | col(Message.id).in_(
            select(func.max(Message.id))
            .where(
                col(Message.incident_id) == bindparam("number"),
                col(Message.what).in_(bindparam("what", expanding=True)),
            )
            .group_by(col(Message.what))
        ),
    )
    .order_by(col(Message.id))
)


_MESSAGES = select(Message).where(col(Message.incident_id) == bindparam("number")).order_by(col(Message.id))
_MESSAGES_OF_KINDS = _MESSAGES.where(col(Message.what).in_(bindparam("what", expanding=True)))


async def rooms_named(session: AsyncSession, channel: str) -> Sequence[Incident]:
    """Return all incidents whose war room is this channel, locked."""
    query = (
        select(Incident).where(Incident.channel_id == channel).order_by(col(Incident.id)).with_for_update()
    )
    return (await session.exec(query)).all()
