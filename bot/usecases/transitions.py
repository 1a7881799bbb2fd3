"""Transitions: a status or severity that changes, with its times, due dates, calls and timeline entry.

Parts of use-cases: they neither lock nor conclude.
"""

from bot.domain import cadence, lifecycle, timeline, times, words
from bot.domain.effects import thread_of
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.severity import Severity
from bot.store import incidents
from bot.usecases.calling import call_for, note_nobody_called
from bot.usecases.changes import current_times, set_next_due
from bot.usecases.numbers import number_of
from bot.usecases.offering import offer_runbooks
from bot.usecases.offers import overtake
from bot.usecases.runs import stop_runs
from bot.usecases.tx import Tx


async def move(tx: Tx, incident: Incident, *, to: str, by: str) -> str:
    """Move the incident to status `to` and return the status that it had.

    Raises:
        MoveRefused: the lifecycle does not lead there.
    """
    number = number_of(incident)
    old = incident.status
    lifecycle.check_move(old, to, incident=number)
    known = await current_times(tx, incident)
    for name, value in times.automatic_times(old, to, now=tx.now, known=known).items():
        await tx.set_time(incident, name=name, value=value)
    await enter(tx, incident, status=to, by=by)
    await tx.record(
        incident,
        kind=timeline.STATUS_CHANGED,
        text=f"Status changed from {old} to {to}.",
        actor=by,
        data={"from": old, "to": to, "revision": incident.revision + 1},
    )
    return old


async def enter(tx: Tx, incident: Incident, *, status: str, by: str) -> None:
    """Let the incident be in `status` from now on, with the due dates that this brings; its times stay.

    Args:
        by: the Slack id of who brought it there: at an end, who stopped what was still being followed.
    """
    old = incident.status
    incident.status = status
    incident.status_since = tx.now
    await tx.refresh_asked(incident, what=("still_active",))
    if not lifecycle.is_open(status):
        await set_next_due(tx, incident, None)
        incident.no_change_streak = 0
    elif not lifecycle.is_open(old):
        await _start_again(tx, incident)
    if status not in lifecycle.PATH:
        await overtake(tx, incident)
        await stop_runs(tx, incident, by=by)
    tx.session.add(incident)


async def _start_again(tx: Tx, incident: Incident) -> None:
    """Begin anew what had stopped: updates fall due, and without an incident commander one is looked for."""
    level = tx.config.severity(incident.severity)
    await set_next_due(tx, incident, cadence.first_due(tx.now, severity=level))
    if await incidents.holder(tx.session, number_of(incident), role=INCIDENT_COMMANDER) is None:
        incident.commander_missing_since = tx.now


async def _tell_of_raise(tx: Tx, incident: Incident, level: Severity) -> None:
    """Mention whom the new level mentions: the announcement is edited, and an edit notifies nobody."""
    if level.mention:
        await tx.post(
            incident,
            what="raised",
            subject=f"{level.name}:{incident.revision}",
            place=thread_of("announcement"),
            broadcast=True,
        )


async def set_level(tx: Tx, incident: Incident, *, to: str, by: str, because: str = "") -> Severity:
    """Give the incident the severity `to` and return the level that was in force.

    Raised: the next update may be due earlier, and the new level's people are called. Lowered: it stays due.

    Args:
        because: the person's own words, for the timeline.

    Raises:
        NotUnderstood: there is no such severity.
    """
    if to not in tx.config.severities:
        raise NotUnderstood(words.bad_severity(to, list(tx.config.severities)))
    named, before = incident.severity, tx.config.severity(incident.severity)
    level = tx.config.severities[to]
    incident.severity = to
    offer_runbooks(tx, incident)
    tx.session.add(incident)
    was = f"changed from {named} to" if named is not None else "set to"
    said = f" {because}" if because else ""
    await tx.record(
        incident,
        kind=timeline.SEVERITY_CHANGED,
        text=f"Severity {was} {to}.{said}",
        actor=by,
        data={"from": named, "to": to, "revision": incident.revision + 1},
    )
    if not lifecycle.is_open(incident.status):
        return before
    due = cadence.due_after_severity_change(incident.next_update_due_at, now=tx.now, old=before, new=level)
    await set_next_due(tx, incident, due)
    if level.is_worse_than(before):
        if incident.commander_missing_since is not None:
            incident.commander_missing_since = tx.now  # who is called now has the new level's time to take it
        await call_for(tx, incident, level, reason="raised")
        await _tell_of_raise(tx, incident, level)
    else:
        await note_nobody_called(tx, incident, level)
    return before
