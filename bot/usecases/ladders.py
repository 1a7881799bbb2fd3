"""Timers kept true: after each change the ladders stand that the incident's state asks for, and no others."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain import cadence, times
from bot.domain.cadence import KINDS, Ladder, TimerFacts, arm, desired_ladders, hold
from bot.domain.lifecycle import RESOLVED
from bot.domain.models import Incident, Timer
from bot.domain.severity import Severity
from bot.store import incidents, timers
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx


async def sync_timers(tx: Tx, incident: Incident, *, level_before: Severity | None = None) -> None:
    """Make the incident's timers those that its state asks for; timers of other kinds are left alone.

    A ladder whose moment is the same goes on climbing where it was. After a change of severity it goes on
    with the new level's rungs, without those whose name was reached before.

    Args:
        level_before: the severity that was in force until this change, if it was one of severity.
    """
    facts = await timer_facts(tx, incident)
    level = tx.config.severity(incident.severity)
    wanted = desired_ladders(facts, level)
    before = desired_ladders(facts, level_before) if level_before is not None else {}
    rows = await _standing(tx, incident)
    standing = {row.kind: row for row in rows if row.kind in KINDS}
    for kind, row in standing.items():
        if kind not in wanted:
            if row.rung > 0 and kind in _REMINDERS:
                await tx.refresh_asked(incident, what=(_REMINDERS[kind],))
            await tx.session.delete(row)
    for kind, ladder in wanted.items():
        timer = standing.get(kind)
        if timer is None or timer.anchor != ladder.anchor:
            if timer is not None and timer.rung > 0 and kind == cadence.HANDOVER:
                # It asked somebody who holds it no more.
                await tx.refresh_asked(incident, what=(_REMINDERS[kind],))
            _arm(tx, incident, timer, kind=kind, ladder=ladder)
        elif level_before is not None and level_before.name != level.name:
            _go_on(tx, incident, timer, ladder=ladder, before=before)
    for row in rows if level_before is not None else ():
        if row.kind == cadence.TIME_BOX and row.due_at is not None:
            row.due_at = held(tx, incident, row.anchor)  # quiet hours are those of the severity
            tx.session.add(row)


_REMINDERS = {
    cadence.COMMANDER: "no_commander",
    cadence.SEVERITY: "severity_unset",
    cadence.ACTIVITY: "still_active",
    cadence.MONITORING: "confirm_resolved",
    cadence.HANDOVER: "offer_handover",
    cadence.CLOSE: "close_question",
}
"""The message by which each ladder asks; those of updates are settled with their due time."""


async def _standing(tx: Tx, incident: Incident) -> Sequence[Timer]:
    return () if tx.is_new(incident) else await timers.of_incident(tx.session, number_of(incident))


async def timer_facts(tx: Tx, incident: Incident) -> TimerFacts:
    """Return what of an incident decides which ladders stand."""
    resolved: list[datetime | None] = []
    if incident.status == RESOLVED:
        history = await incidents.times(tx.session, number_of(incident))
        resolved = [one.value for one in history if one.name == times.RESOLVED_AT]
    return TimerFacts(
        status=incident.status,
        severity_is_set=incident.severity is not None,
        declared_at=incident.declared_at,
        status_since=incident.status_since,
        last_activity_at=incident.last_activity_at,
        next_update_due_at=incident.next_update_due_at,
        resolved_at=resolved[-1] if resolved else None,
        has_commander=incident.commander_since is not None,
        commander_since=incident.commander_since,
        commander_missing_since=incident.commander_missing_since,
    )


def held(tx: Tx, incident: Incident, due_at: datetime | None) -> datetime | None:
    """Return when a rung that is due at `due_at` may be heard: quiet hours hold minor incidents."""
    if due_at is None:
        return None
    level = tx.config.severity(incident.severity)
    return hold(due_at, quiet=tx.config.quiet_hours, severity_name=level.name)


def _arm(tx: Tx, incident: Incident, timer: Timer | None, *, kind: str, ladder: Ladder) -> None:
    """Let a ladder begin."""
    if timer is None:
        timer = Timer(incident_id=number_of(incident), kind=kind, anchor=ladder.anchor, generation=0)
    # Age only grows: no reminder and no button of an earlier ladder of this kind carries the same generation.
    age = int((tx.now - incident.declared_at).total_seconds())
    timer.generation = max(timer.generation, age) + 1
    begun = arm(ladder, now=tx.now)
    timer.anchor = ladder.anchor
    timer.rung = begun.next_rung
    timer.due_at = held(tx, incident, begun.due_at)
    tx.session.add(timer)


def _go_on(tx: Tx, incident: Incident, timer: Timer, *, ladder: Ladder, before: Mapping[str, Ladder]) -> None:
    """Let a ladder go on with the rungs of another severity."""
    old = before.get(timer.kind)
    reached = {rung.name for rung in old.rungs[: timer.rung]} if old is not None else set()
    left = [index for index, rung in enumerate(ladder.rungs) if rung.name not in reached]
    first = min(left, default=len(ladder.rungs))
    if not reached:
        first = max(first, arm(ladder, now=tx.now).next_rung)
    due = ladder.due_at(first)
    timer.rung = first
    # What the new level wanted earlier is due now, not late: Muster was not away.
    timer.due_at = held(tx, incident, max(due, tx.now) if due is not None else None)
    tx.session.add(timer)
