"""Moving the moment at which the next status update is due."""

from datetime import datetime, timedelta

from bot.domain import cadence, lifecycle, timeline, words
from bot.domain.errors import MoveRefused, Stale
from bot.domain.models import Incident
from bot.domain.moments import say_moment
from bot.domain.reply import Reply
from bot.domain.roles import INCIDENT_COMMANDER
from bot.store import incidents
from bot.usecases import changes
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from bot.usecases.zones import zone_of

BUTTON = timedelta(minutes=15)
"""What the reminder's button adds to the due time that it shows."""


async def move_next(tx: Tx, *, number: int, by: str, after: timedelta, reason: str = "") -> Reply:
    """Let the next update be due `after` from now: by at most one cadence of the severity, two by the IC.

    Args:
        by: the Slack id of who asks.
        reason: why, for the timeline.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        MoveRefused: the incident is not open, so no update is due.
        NotAllowed: further away than the severity allows this person.
        NotUnderstood: zero or negative.
    """
    incident = await changes.take(tx, number, by=by)
    _check_open(incident)
    level = tx.config.severity(incident.severity)
    is_commander = await _is_commander(tx, number, by=by)
    due = cadence.snooze(tx.now, by=after, severity=level, is_commander=is_commander)
    return await _move(tx, incident, by=by, due=due, reason=reason)


async def move_shown(tx: Tx, *, number: int, by: str, due_at: datetime) -> Reply:
    """Let the next update be due 15 minutes after the due time that the button was drawn with.

    Args:
        by: the Slack id of who clicked.
        due_at: the due time shown.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        MoveRefused: the incident is not open, so no update is due.
        Stale: the update is due at another time by now, so the click must not add to it.
    """
    incident = await changes.take(tx, number, by=by)
    _check_open(incident)
    present = incident.next_update_due_at
    if present != due_at:
        raise Stale(words.next_update_moved_before(present))
    level = tx.config.severity(incident.severity)
    is_commander = await _is_commander(tx, number, by=by)
    due_then = cadence.snooze_shown(due_at, now=tx.now, by=BUTTON, severity=level, is_commander=is_commander)
    if due_then <= due_at:
        raise Stale(words.next_update_no_later(level.name, than=due_at))
    return await _move(tx, incident, by=by, due=due_then, reason="")


async def _move(tx: Tx, incident: Incident, *, by: str, due: datetime, reason: str) -> Reply:
    number = number_of(incident)
    why = f": {reason.strip()}" if reason.strip() else ""
    await tx.record(
        incident,
        kind=timeline.UPDATE_DUE_MOVED,
        text=f"Next update due at {due:%H:%M} UTC{why}",
        actor=by,
        data={
            "due_at": due.isoformat(),
            "was_due_at": incident.next_update_due_at.isoformat() if incident.next_update_due_at else None,
        },
    )
    await changes.set_next_due(tx, incident, due)
    await changes.conclude(tx, incident, by=by)
    said = say_moment(due, zone=await zone_of(tx, by), now=tx.now)
    return Reply(text=words.next_update_moved(next_due=due, said=said), incident=number)


def _check_open(incident: Incident) -> None:
    if lifecycle.is_open(incident.status):
        return
    raise MoveRefused(words.no_update_due(number_of(incident), status=incident.status))


async def _is_commander(tx: Tx, number: int, *, by: str) -> bool:
    term = await incidents.holder(tx.session, number, role=INCIDENT_COMMANDER)
    return term is not None and term.person_id == by
