"""Rows for read models: of several incidents at once, or of one as far as there is anything to read.

What every drawing reads is built once, with parameters: to build a statement costs as much as to execute it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, Integer, bindparam, func, tuple_, update
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.columns import UtcDateTime
from bot.domain.models import (
    Call,
    ChannelMember,
    Effect,
    Handover,
    Hypothesis,
    Incident,
    Link,
    Message,
    Person,
    RoleAssignment,
    RunbookRun,
    StatusUpdate,
    TimelineEntry,
    Timer,
)
from bot.store import outbox

_NUMBERS: BindParameter[Sequence[int]] = bindparam("numbers", expanding=True)


async def held_roles(session: AsyncSession, numbers: Sequence[int]) -> Sequence[RoleAssignment]:
    """Return the present terms of all roles."""
    return (await session.exec(_HELD_ROLES, params={"numbers": numbers})).all()


_HELD_ROLES = (
    select(RoleAssignment)
    .where(col(RoleAssignment.incident_id).in_(_NUMBERS), col(RoleAssignment.ended_at).is_(None))
    .order_by(col(RoleAssignment.id))
)


@dataclass(frozen=True, kw_only=True)
class Presence:
    """What of an incident there is any of; most have little, and what there is none of need not be read."""

    updates: bool
    hypotheses: bool
    links: bool
    calls: bool
    runs: bool
    troubles: bool
    neighbours: bool


async def presence(session: AsyncSession, number: int, *, near: datetime) -> Presence:
    """Return what of an incident there is any of.

    Args:
        near: other incidents declared since then may be the same.
    """
    found = (await session.exec(_PRESENCE, params={"number": number, "near": near})).mappings().one()
    return Presence(**{name: bool(there) for name, there in found.items()})


_OF_IT = bindparam("number", type_=Integer)
_PARTS: dict[str, Any] = {
    "updates": StatusUpdate,
    "hypotheses": Hypothesis,
    "links": Link,
    "calls": Call,
    "runs": RunbookRun,
}
_PRESENCE: Any = sqlalchemy.select(
    *(
        select(part.id).where(part.incident_id == _OF_IT).exists().label(name)
        for name, part in _PARTS.items()
    ),
    outbox.TROUBLED.where(col(Effect.incident_id) == _OF_IT).exists().label("troubles"),
    select(Incident.id)
    .where(
        col(Incident.id) < _OF_IT,
        col(Incident.is_open),
        col(Incident.private).is_(False),
        col(Incident.declared_at) >= bindparam("near", type_=UtcDateTime()),
    )
    .exists()
    .label("neighbours"),
)


async def last_update(session: AsyncSession, number: int) -> tuple[StatusUpdate, bool] | None:
    """Return the latest status update of an incident and whether its words were removed, or None."""
    found = (await session.exec(_LAST_UPDATE, params={"number": number})).first()
    return None if found is None else (found[0], bool(found[1]))


_LAST_UPDATE = (
    select(StatusUpdate, TimelineEntry.redacted)
    .join(
        TimelineEntry,
        (col(TimelineEntry.incident_id) == col(StatusUpdate.incident_id))
        & (col(TimelineEntry.number) == col(StatusUpdate.entry_number)),
        isouter=True,
    )
    .where(col(StatusUpdate.incident_id) == bindparam("number"))
    .order_by(col(StatusUpdate.number).desc())
    .limit(1)
)


async def redacted_among(session: AsyncSession, number: int, entries: Collection[int]) -> set[int]:
    """Return the numbers of those of an incident's entries whose words were removed."""
    if not entries:
        return set()
    return set((await session.exec(_REDACTED, params={"incident": number, "numbers": entries})).all())


_REDACTED = select(TimelineEntry.number).where(
    col(TimelineEntry.incident_id) == bindparam("incident"),
    col(TimelineEntry.number).in_(_NUMBERS),  # else every entry of a long timeline is looked at
    col(TimelineEntry.redacted),
)


async def entries_of_kinds(
    session: AsyncSession, number: int, *, kinds: Sequence[str], size: int
) -> list[TimelineEntry]:
    """Return the latest entries of some kinds that are neither hidden nor redacted, oldest first."""
    asked = {"number": number, "kinds": kinds, "size": size}
    return list(reversed((await session.exec(_OF_KINDS, params=asked)).all()))


_OF_KINDS = (
    select(TimelineEntry)
    .where(
        col(TimelineEntry.incident_id) == bindparam("number"),
        col(TimelineEntry.kind).in_(bindparam("kinds", expanding=True)),
        col(TimelineEntry.hidden).is_(False),
        col(TimelineEntry.redacted).is_(False),
    )
    .order_by(col(TimelineEntry.number).desc())
    .limit(bindparam("size"))
)


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
    found = await session.exec(_RECENT_UPDATES, params={"number": number, "size": size})
    return list(reversed(found.all()))


_RECENT_UPDATES = (
    select(StatusUpdate)
    .where(col(StatusUpdate.incident_id) == bindparam("number"))
    .order_by(col(StatusUpdate.number).desc())
    .limit(bindparam("size"))
)


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
    found = await session.exec(_WITH_FACTS, params={"number": number, "names": sorted(names)})
    return [(row, (payload or {}).get("facts") or {}) for row, payload in found.all()]


_WITH_FACTS = (
    select(Message, Effect.payload)
    .join(Effect, col(Effect.id) == col(Message.effect_id), isouter=True)
    .where(
        col(Message.incident_id) == bindparam("number"),
        tuple_(col(Message.what), col(Message.subject)).in_(bindparam("names", expanding=True)),
    )
)


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
