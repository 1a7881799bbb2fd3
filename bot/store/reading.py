"""Rows of several incidents at once, for read models: one query per table, however many they are.

What every drawing reads is built once, with parameters: to build a statement costs as much as to execute it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, tuple_, update
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import (
    Call,
    ChannelMember,
    Effect,
    Handover,
    Hypothesis,
    Incident,
    IncidentTime,
    Link,
    Message,
    Person,
    RoleAssignment,
    StatusUpdate,
    TimelineEntry,
    Timer,
)

_NUMBERS: BindParameter[Sequence[int]] = bindparam("numbers", expanding=True)


async def held_roles(session: AsyncSession, numbers: Sequence[int]) -> Sequence[RoleAssignment]:
    """Return the present terms of all roles."""
    return (await session.exec(_HELD_ROLES, params={"numbers": numbers})).all()


_HELD_ROLES = (
    select(RoleAssignment)
    .where(col(RoleAssignment.incident_id).in_(_NUMBERS), col(RoleAssignment.ended_at).is_(None))
    .order_by(col(RoleAssignment.id))
)


async def times(session: AsyncSession, numbers: Sequence[int]) -> Sequence[IncidentTime]:
    """Return every value that every time has had, oldest first."""
    return (await session.exec(_TIMES, params={"numbers": numbers})).all()


_TIMES = (
    select(IncidentTime).where(col(IncidentTime.incident_id).in_(_NUMBERS)).order_by(col(IncidentTime.id))
)


async def last_updates(session: AsyncSession, numbers: Sequence[int]) -> Sequence[StatusUpdate]:
    """Return the latest status update of each incident that has one."""
    return (await session.exec(_LAST_UPDATES, params={"numbers": numbers})).all()


_LAST_UPDATES = select(StatusUpdate).where(
    col(StatusUpdate.id).in_(
        select(func.max(StatusUpdate.id))
        .where(col(StatusUpdate.incident_id).in_(_NUMBERS))
        .group_by(col(StatusUpdate.incident_id))
    )
)


async def hypotheses(session: AsyncSession, numbers: Sequence[int]) -> Sequence[Hypothesis]:
    """Return all suspected causes, oldest first."""
    return (await session.exec(_HYPOTHESES, params={"numbers": numbers})).all()


_HYPOTHESES = select(Hypothesis).where(col(Hypothesis.incident_id).in_(_NUMBERS)).order_by(col(Hypothesis.id))


async def links(session: AsyncSession, numbers: Sequence[int]) -> Sequence[Link]:
    """Return all links, oldest first."""
    return (await session.exec(_LINKS, params={"numbers": numbers})).all()


_LINKS = select(Link).where(col(Link.incident_id).in_(_NUMBERS)).order_by(col(Link.id))


async def calls(session: AsyncSession, numbers: Sequence[int]) -> Sequence[Call]:
    """Return everybody who was called, oldest first."""
    return (await session.exec(_CALLS, params={"numbers": numbers})).all()


_CALLS = select(Call).where(col(Call.incident_id).in_(_NUMBERS)).order_by(col(Call.id))


async def redacted_updates(session: AsyncSession, updates: Sequence[StatusUpdate]) -> set[tuple[int, int]]:
    """Return (incident, entry number) of those of these status updates whose words were removed."""
    if not updates:
        return set()
    query = select(TimelineEntry.incident_id, TimelineEntry.number).where(
        col(TimelineEntry.incident_id).in_({row.incident_id for row in updates}),
        # By their numbers: else every entry of a long timeline is looked at.
        col(TimelineEntry.number).in_({row.entry_number for row in updates}),
        col(TimelineEntry.redacted),
    )
    return {(incident, number) for incident, number in (await session.exec(query)).all()}


async def entries_of_kinds(
    session: AsyncSession, number: int, *, kinds: Sequence[str], size: int
) -> list[TimelineEntry]:
    """Return the latest entries of some kinds that are neither hidden nor redacted, oldest first."""
    query = select(TimelineEntry).where(
        TimelineEntry.incident_id == number,
        col(TimelineEntry.kind).in_(kinds),
        col(TimelineEntry.hidden).is_(False),
        col(TimelineEntry.redacted).is_(False),
    )
    rows = (await session.exec(query.order_by(col(TimelineEntry.number).desc()).limit(size))).all()
    return list(reversed(rows))


async def handover(session: AsyncSession, handover_id: int) -> Handover | None:
    """Return one handover, unlocked."""
    return await session.get(Handover, handover_id)


async def handovers(session: AsyncSession, number: int) -> Sequence[Handover]:
    """Return every handover of an incident, answered or not, oldest first."""
    query = select(Handover).where(Handover.incident_id == number)
    return (await session.exec(query.order_by(col(Handover.id)))).all()


async def handovers_to(session: AsyncSession, person: str) -> Sequence[Handover]:
    """Return the handovers that wait for this person's answer, oldest first."""
    query = select(Handover).where(Handover.to_person == person, Handover.state == "open")
    return (await session.exec(query.order_by(col(Handover.id)))).all()


async def hypothesis(session: AsyncSession, hypothesis_id: int) -> Hypothesis | None:
    """Return one suspected cause."""
    return await session.get(Hypothesis, hypothesis_id)


async def message_at(session: AsyncSession, *, channel: str, ts: str) -> Message | None:
    """Return the bot's message that stands there, or None when it is none of ours."""
    query = select(Message).where(Message.channel_id == channel, Message.ts == ts)
    return (await session.exec(query.limit(1))).first()


async def people(session: AsyncSession, ids: Sequence[str]) -> Sequence[Person]:
    """Return what we know of some people."""
    return (await session.exec(select(Person).where(col(Person.slack_id).in_(ids)))).all()


async def people_called(session: AsyncSession, name: str) -> Sequence[Person]:
    """Return the people of that name whose account is in use; case does not matter."""
    query = select(Person).where(
        func.lower(Person.name) == name.lower(), col(Person.is_deactivated).is_(False)
    )
    return (await session.exec(query.order_by(col(Person.slack_id)).limit(2))).all()


async def incidents_held_by(session: AsyncSession, person: str) -> set[int]:
    """Return the numbers of the open incidents in which this person holds a role."""
    query = (
        select(RoleAssignment.incident_id)
        .join(Incident, col(Incident.id) == col(RoleAssignment.incident_id))
        .where(
            RoleAssignment.person_id == person, col(RoleAssignment.ended_at).is_(None), col(Incident.is_open)
        )
    )
    return set((await session.exec(query)).all())


async def members(session: AsyncSession, channel: str) -> set[str]:
    """Return who is in a channel, as far as we were told."""
    query = select(ChannelMember.person_id).where(ChannelMember.channel_id == channel)
    return set((await session.exec(query)).all())


async def recent_updates(session: AsyncSession, number: int, *, size: int) -> list[StatusUpdate]:
    """Return the latest status updates of an incident, oldest first."""
    query = select(StatusUpdate).where(StatusUpdate.incident_id == number)
    rows = (await session.exec(query.order_by(col(StatusUpdate.number).desc()).limit(size))).all()
    return list(reversed(rows))


async def entry(session: AsyncSession, number: int, *, entry: int) -> TimelineEntry | None:
    """Return one timeline entry by its number within the incident, unlocked."""
    query = select(TimelineEntry).where(TimelineEntry.incident_id == number, TimelineEntry.number == entry)
    return (await session.exec(query)).first()


async def message_of_effect(session: AsyncSession, effect_id: int) -> Message | None:
    """Return the message that this effect posts, or None."""
    return (await session.exec(select(Message).where(Message.effect_id == effect_id))).first()


async def messages_with_facts(
    session: AsyncSession, number: int, names: Collection[tuple[str, str]]
) -> list[tuple[Message, Mapping[str, Any]]]:
    """Return messages of the bot by (what, subject), each with the facts that its effect carries."""
    query = (
        select(Message, Effect.payload)
        .join(Effect, col(Effect.id) == col(Message.effect_id), isouter=True)
        .where(
            Message.incident_id == number, tuple_(col(Message.what), col(Message.subject)).in_(sorted(names))
        )
    )
    return [(row, (payload or {}).get("facts") or {}) for row, payload in (await session.exec(query)).all()]


async def effects_to_do(session: AsyncSession, number: int, *, kind: str) -> Sequence[Effect]:
    """Return the effects of one kind that are still to be carried out for an incident, oldest first."""
    query = select(Effect).where(
        text("state IN ('pending', 'in_flight')"), Effect.incident_id == number, Effect.kind == kind
    )
    return (await session.exec(query.order_by(col(Effect.id)))).all()


async def captured_in(session: AsyncSession, *, channel: str, ts: str) -> list[int]:
    """Return the numbers of the incidents on whose timeline this message is, lowest first."""
    query = select(TimelineEntry.incident_id).where(
        TimelineEntry.source_channel == channel, TimelineEntry.source_ts == ts
    )
    return sorted(set((await session.exec(query)).all()))


async def incidents_of_timers(session: AsyncSession, timer_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of the incident that each timer is about, without the timers that are gone."""
    query = select(Timer.id, Timer.incident_id).where(col(Timer.id).in_(timer_ids))
    return {timer: number for timer, number in (await session.exec(query)).all() if timer is not None}


async def rekey_messages(session: AsyncSession, *, old: str, new: str) -> None:
    """Follow a channel whose id Slack has changed with the bot's messages and the captured ones."""
    await session.exec(update(Message).where(col(Message.channel_id) == old).values(channel_id=new))
    await session.exec(
        update(TimelineEntry).where(col(TimelineEntry.source_channel) == old).values(source_channel=new)
    )


async def declared_after(session: AsyncSession, number: int, *, until: datetime) -> Sequence[Incident]:
    """Return the open incidents declared after this one until then: their cards may name it."""
    query = select(Incident).where(
        col(Incident.id) > number, col(Incident.is_open), col(Incident.declared_at) <= until
    )
    return (await session.exec(query.order_by(col(Incident.id)))).all()
