"""What every change of an incident has in common: who may make it, and what follows from it."""

from dataclasses import astuple, replace
from datetime import datetime, timedelta

from bot.domain import effects, lifecycle, timeline, times, words
from bot.domain.errors import MoveRefused, Stale
from bot.domain.models import Incident
from bot.domain.permissions import check_may_act
from bot.domain.severity import Severity, highest
from bot.store import incidents, reading
from bot.usecases.ladders import sync_timers
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from bot.usecases.visibility import has_part, hidden, may_see

QUIET = timedelta(minutes=1)
"""How often plain messages in the war room are noted as activity: a chat must not be one write a line."""


async def take(tx: Tx, number: int, *, by: str) -> Incident:
    """Return the incident, locked, for somebody who wants to change it.

    Args:
        by: the Slack id of who asks.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotAllowed: `by` is a bot or deactivated, or not known yet and not in the war room.
    """
    sight = await tx.lock_for(number, person=by)
    if sight.person is None and not may_see(sight):
        raise hidden(sight, number=number, command=tx.config.command)
    incident = await tx.lock(number)
    if sight.person is not None:  # else they are in the war room, and Slack has told nothing against them
        check_may_act(
            sight.person,
            number=number,
            private=incident.private,
            is_member=has_part(sight),
            command=tx.config.command,
        )
    return incident


async def conclude(
    tx: Tx, incident: Incident, *, by: str | None, topic: bool = False, level_before: Severity | None = None
) -> None:
    """Write what follows from any change: a new revision, signs of life, fresh drawings and timers.

    Args:
        by: the Slack id of who made the change; None when nobody did.
        topic: whether the war room's topic says something else now.
        level_before: the severity that was in force, when the change was one of severity.
    """
    incident.revision += 1
    incident.is_open = lifecycle.is_open(incident.status)
    incident.highest_severity = highest(
        incident.highest_severity, incident.severity, severities=tx.config.severities
    )
    if by is not None:
        incident.last_activity_at = tx.now
        await acknowledge(tx, incident, by=by)
    tx.session.add(incident)
    await tx.refresh_card(incident, announcement=True)
    if topic:
        await tx.emit(
            effects.RefreshTopic(incident_id=number_of(incident)), waits_for=tx.room_is_made_by(incident)
        )
    await sync_timers(tx, incident, level_before=level_before)


async def note_activity(tx: Tx, number: int, *, by: str) -> None:
    """Note that a person said something in the war room; most messages change nothing and write nothing."""
    incident = tx.locked(number) or await incidents.get(tx.session, number)
    if incident is None:
        return
    quiet_for = tx.now - incident.last_activity_at
    if quiet_for < QUIET and not any(astuple(await _missing(tx, incident, by=by))):
        return
    incident = await tx.lock(number)
    incident.last_activity_at = max(incident.last_activity_at, tx.now)
    tx.session.add(incident)
    await acknowledge(tx, incident, by=by)
    await sync_timers(tx, incident)


async def acknowledge(tx: Tx, incident: Incident, *, by: str, in_person: bool = True) -> None:
    """Note that `by` is there: the incident is no longer the declarer's alone, and their call is answered.

    Args:
        in_person: False when somebody else gave them command: that answers no call.
    """
    missing = await _missing(tx, incident, by=by)
    if missing.acknowledgement:
        await tx.set_time(incident, name=times.ACKNOWLEDGED_AT, value=tx.now)
    if not (missing.answer and in_person):
        return
    for call in await incidents.calls(tx.session, number_of(incident)):
        if call.person_id == by and call.acknowledged_at is None:
            call.acknowledged_at = tx.now
            tx.session.add(call)
            await tx.record(
                incident,
                kind=timeline.CALL_ACKNOWLEDGED,
                text=f"{await tx.name(by)} answered the call.",
                actor=by,
                data={"person": by},
            )


async def _missing(tx: Tx, incident: Incident, *, by: str) -> incidents.Missing:
    """Return what a sign of life of `by` brings; the declarer's own acknowledges nothing."""
    missing = await incidents.missing(tx.session, number_of(incident), person=by)
    return missing if by != incident.declared_by else replace(missing, acknowledgement=False)


async def set_next_due(tx: Tx, incident: Incident, due: datetime | None) -> None:
    """Move the moment at which the next update is due; what reminded of the old one is drawn as settled."""
    old = incident.next_update_due_at
    if old is not None:
        asked = ("update_soon", "reminder", "reminder_overdue")
        await tx.refresh_asked(incident, what=asked, subject=reminder_subject(old))
    incident.next_update_due_at = due
    tx.session.add(incident)


def reminder_subject(due: datetime) -> str:
    """Return the subject of the messages that remind of the update due then."""
    return str(int(due.timestamp()))


async def current_times(tx: Tx, incident: Incident) -> dict[str, datetime | None]:
    """Return the present value of each of the incident's times."""
    return {one.name: one.value for one in await incidents.times(tx.session, number_of(incident))}


_MATERIAL = (timeline.STATUS_CHANGED, timeline.SEVERITY_CHANGED, timeline.MERGED, timeline.UNMERGED)


async def check_fresh(tx: Tx, incident: Incident, *, revision: int | None) -> None:
    """Let a click pass unless the status or severity it was drawn from has changed since.

    Notes, roles and the like do not make a button stale: a reminder stands for an hour while people write.

    Args:
        revision: of the incident when the button was drawn; None for a typed command, which always passes.

    Raises:
        Stale: the status or severity has changed since.
    """
    if revision is None or revision >= incident.revision:
        return
    changed = await reading.entries_of_kinds(tx.session, number_of(incident), kinds=_MATERIAL, size=1)
    if changed and int(changed[-1].data.get("revision", 0)) > revision:
        raise Stale(words.stale_button())


def check_under_way(incident: Incident, *, what: str) -> None:
    """Let a change of an open or resolved incident pass.

    Args:
        what: what therefore does not happen, to go on the sentence with.

    Raises:
        MoveRefused: it is closed, cancelled or merged.
    """
    if incident.status in (lifecycle.CLOSED, lifecycle.CANCELLED, lifecycle.MERGED):
        raise MoveRefused(words.is_over(number_of(incident), status=incident.status, what=what))
