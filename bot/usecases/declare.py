"""Declaring an incident: the number, the times, and everything that must start at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import cadence, effects, lifecycle, timeline, times, words
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.models import Incident, Link
from bot.domain.moments import TOLERANCE
from bot.domain.permissions import check_may_declare
from bot.domain.reply import Reply
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.severity import Severity
from bot.domain.text import escape, group_mention, mention, one_line
from bot.store import incidents, locks, people, rooms
from bot.usecases.calling import call_for
from bot.usecases.capture import SourceMessage
from bot.usecases.ladders import sync_timers
from bot.usecases.numbers import number_of
from bot.usecases.offering import offer_runbooks
from bot.usecases.terms import give, role_named
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Here:
    """The channel that `declare here` makes the war room."""

    channel: str
    is_private: bool = False


async def declare(
    tx: Tx,
    *,
    by: str,
    title: str,
    severity: str | None = None,
    private: bool = False,
    here: Here | None = None,
    commander: bool = False,
    impact: str = "",
    services: Sequence[str] = (),
    started_at: datetime | None = None,
    detected_at: datetime | None = None,
    source: SourceMessage | None = None,
) -> Reply:
    """Declare an incident and ask for everything that must happen.

    Args:
        by: the Slack id of the declarer.
        severity: a configured name; None when nobody can say yet.
        here: make this channel the war room; a private one makes the incident private.
        commander: the declarer takes command.
        impact: what customers see.

    Raises:
        Refusal: the person may not, the title is empty, a time lies ahead, or the channel is taken.
    """
    check_may_declare(await people.get(tx.session, by))
    title = one_line(title)
    private = private or (here is not None and here.is_private)
    _check_words(tx, title=title, severity=severity, moments=(started_at, detected_at))
    await locks.hold(tx.session, f"declare:{by}")
    earlier = await incidents.same_declared_since(
        tx.session, by=by, title=title, private=private, since=tx.now - tx.config.duplicate_window
    )
    if earlier is not None:
        said = words.declared_before(number_of(earlier), channel_id=earlier.channel_id)
        return Reply(text=said, incident=earlier.id)
    if here is not None:
        await _check_room(tx, here, private=private)
    level = tx.config.severity(severity)
    incident = Incident(
        title=title,
        severity=severity,
        highest_severity=severity,
        status=lifecycle.TRIAGE,
        private=private,
        impact=impact.strip(),
        services=[one_line(service) for service in services if service.strip()],
        declared_by=by,
        declared_at=tx.now,
        status_since=tx.now,
        last_activity_at=tx.now,
        commander_missing_since=tx.now,
        next_update_due_at=cadence.first_due(tx.now, severity=level),
        channel_is_ours=here is None,
    )
    offer_runbooks(tx, incident)
    await tx.create(incident)
    await _record(tx, incident, source=source)
    await _set_times(tx, incident, started_at=started_at, detected_at=detected_at)
    await _ask_for_everything(tx, incident, level, here=here)
    if commander:
        await _take_command(tx, incident)
    await sync_timers(tx, incident)
    return Reply(text=_done(tx, incident, level, commander=commander), incident=incident.id)


# ---------------------------------------------------------------- what is refused


def _check_words(tx: Tx, *, title: str, severity: str | None, moments: Sequence[datetime | None]) -> None:
    if not title:
        raise NotUnderstood(words.title_needed(command=tx.config.command))
    if severity is not None and severity not in tx.config.severities:
        raise NotUnderstood(words.bad_severity(severity, list(tx.config.severities)))
    for moment in moments:
        if moment is not None and moment > tx.now + TOLERANCE:
            raise NotUnderstood(words.starts_in_future(moment))


async def _check_room(tx: Tx, here: Here, *, private: bool) -> None:
    """Let a channel become the war room.

    Raises:
        NotAllowed: it is another incident's, or a public one that would tell of a private incident.
    """
    if private and not here.is_private:
        raise NotAllowed(words.private_needs_own_channel(command=tx.config.command))
    await locks.hold(tx.session, f"room:{here.channel}")
    for other in await rooms.incidents_in(tx.session, here.channel):
        if other.status in (*lifecycle.OPEN, lifecycle.RESOLVED):
            raise NotAllowed(words.war_room_taken(number_of(other)))


# ---------------------------------------------------------------- what is written


async def _record(tx: Tx, incident: Incident, *, source: SourceMessage | None) -> None:
    entry = await tx.record(
        incident,
        kind=timeline.DECLARED,
        text=incident.title,
        actor=incident.declared_by,
        data={
            "severity": incident.severity,
            "impact": incident.impact,
            "services": list(incident.services),
            "private": incident.private,
        },
        source=source.permalink if source is not None else None,
    )
    if source is None:
        return
    await tx.record(
        incident,
        kind=timeline.MESSAGE_CAPTURED,
        text=source.text,
        actor=source.author,
        occurred_at=source.at,
        data={"by": incident.declared_by, "how": "declare"},
        source=source.permalink,
        source_message=(source.channel, source.ts),
    )
    if source.permalink is not None:
        link = Link(
            incident_id=number_of(incident),
            url=source.permalink,
            title="Declared from this message",
            by=incident.declared_by,
            at=entry.recorded_at,
        )
        tx.session.add(link)


async def _set_times(
    tx: Tx, incident: Incident, *, started_at: datetime | None, detected_at: datetime | None
) -> None:
    if started_at is not None:
        await tx.set_time(incident, name=times.IMPACT_STARTED_AT, value=started_at)
    await tx.set_time(incident, name=times.DETECTED_AT, value=detected_at or tx.now)
    await tx.set_time(incident, name=times.DECLARED_AT, value=tx.now)


async def _take_command(tx: Tx, incident: Incident) -> None:
    role = role_named(tx, INCIDENT_COMMANDER)
    by = incident.declared_by
    await give(tx, incident, role=role, person=by)
    await tx.record(
        incident,
        kind=timeline.ROLE_ASSIGNED,
        text=f"{await tx.name(by)} is {role.title}.",
        actor=by,
        data={"role": role.key, "person": by, "displaced": None},
    )


# ---------------------------------------------------------------- what must happen


async def _ask_for_everything(tx: Tx, incident: Incident, level: Severity, *, here: Here | None) -> None:
    """Write the effects in the order of their importance."""
    number = number_of(incident)
    await call_for(tx, incident, level, reason="declared")
    if here is None:
        incident.opening_effect_id = await tx.emit(effects.OpenWarRoom(incident_id=number))
    else:
        incident.opening_effect_id = await tx.emit(
            effects.JoinWarRoom(incident_id=number, channel_id=here.channel)
        )
    room = incident.opening_effect_id
    if here is None:
        await tx.emit(
            effects.InvitePeople(incident_id=number, people=(incident.declared_by,)), waits_for=room
        )
    card = await tx.post(incident, what="card", place=effects.ROOM)
    await tx.emit(effects.PinMessage(incident_id=number, what="card"), waits_for=card)
    await tx.emit(effects.RefreshTopic(incident_id=number), waits_for=room)
    await tx.post(incident, what="announcement", place=effects.ANNOUNCEMENTS)
    await tx.emit(effects.RefreshBookmarks(incident_id=number), waits_for=room)


# ---------------------------------------------------------------- what is answered


def _done(tx: Tx, incident: Incident, level: Severity, *, commander: bool) -> str:
    said = words.declared(
        number_of(incident),
        called=[_named(ref) for ref in level.call],
        nobody_called=incident.nobody_called,
        in_command=commander,
        command=tx.config.command,
    )
    if incident.severity is None:
        said += f" {words.severity_not_set(treated_as=level.name)}"
    if commander:
        role = role_named(tx, INCIDENT_COMMANDER)
        said += f"\n{words.role_taken(role=role.title, duties=role.duties)}"
    return said


def _named(ref: str) -> str:
    """Return a configured person or user group as a mention where it is an id, else as written."""
    if ref.isalnum() and ref.isupper():
        return group_mention(ref) if ref.startswith("S") else mention(ref)
    return escape(ref)
