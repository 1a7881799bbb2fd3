"""Cadence: when updates are due, and the ladders of reminders that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain import lifecycle
from bot.domain.durations import compact, say
from bot.domain.errors import NotAllowed, NotUnderstood

if TYPE_CHECKING:
    from bot.domain.severity import Severity  # which holds `Reminders`, so the two cannot import each other


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """The rungs of one severity's ladders; None means never.

    Offsets: `due_soon` before the update is due, `overdue` and `call_backup` after it; the others after the
    moment that their name speaks of.
    """

    due_soon: timedelta | None = None
    overdue: timedelta | None = None
    call_backup: timedelta | None = None
    no_commander: timedelta | None = None
    call_for_commander: timedelta | None = None
    severity_unset: timedelta | None = timedelta(minutes=10)
    no_activity: timedelta | None = None
    monitoring_too_long: timedelta | None = None
    handover_after: timedelta | None = None
    close_after: timedelta | None = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """A nightly window, in local time of `zone`, in which reminders of minor incidents wait."""

    start: time
    end: time
    zone: ZoneInfo
    severities: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of a ladder: its name and when it is reached, relative to the ladder's anchor."""

    name: str
    offset: timedelta


@dataclass(frozen=True, kw_only=True)
class Climb:
    """What a ladder does at one moment: fire one rung, name those it skipped, and wait for the next.

    Args:
        fire: the highest rung reached, or None when nothing is due yet.
        skipped: rungs that were reached as well and are not fired any more, lowest first.
        next_rung: index of the rung to wait for; the ladder's length when it has ended.
        due_at: when that rung is due; None when the ladder has ended.
    """

    fire: Rung | None
    skipped: tuple[Rung, ...]
    next_rung: int
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The rungs that follow one moment, lowest first."""

    anchor: datetime
    rungs: tuple[Rung, ...]

    def due_at(self, rung: int) -> datetime | None:
        """Return when the rung of this index is due, or None past the last one."""
        return self.anchor + self.rungs[rung].offset if rung < len(self.rungs) else None


@dataclass(frozen=True, kw_only=True)
class TimerFacts:
    """What of an incident decides which ladders stand; moments are None where nothing of the kind holds."""

    status: str
    severity_is_set: bool
    declared_at: datetime
    status_since: datetime
    last_activity_at: datetime
    next_update_due_at: datetime | None = None
    resolved_at: datetime | None = None
    has_commander: bool = False
    commander_since: datetime | None = None
    commander_missing_since: datetime | None = None


# Kinds of ladders, and the names of their rungs.
UPDATE, DUE_SOON, DUE, OVERDUE, CALL_BACKUP = "update", "due_soon", "due", "overdue", "call_backup"
COMMANDER, CALL = "commander", "call"
SEVERITY, ACTIVITY, MONITORING, CLOSE = "severity", "activity", "monitoring", "close"
ASK = "ask"
HANDOVER, OFFER = "handover", "offer"
TIME_BOX = "time_box"  # of a runbook's step: no ladder of the incident's state, so not among KINDS
KINDS = (UPDATE, COMMANDER, SEVERITY, ACTIVITY, MONITORING, HANDOVER, CLOSE)

NO_CADENCE_LIMIT = timedelta(hours=24)
"""How far a next update may be moved where the severity asks for none."""


# ---------------------------------------------------------------- when the next update is due


def first_due(declared_at: datetime, *, severity: "Severity") -> datetime | None:
    """Return when the first update is due; None when the severity asks for none."""
    return None if severity.update_every is None else declared_at + severity.update_every


def due_after_severity_change(
    current_due: datetime | None, *, now: datetime, old: "Severity", new: "Severity"
) -> datetime | None:
    """Return when the next update is due after the severity changed.

    Raised: at the earlier of the current due time and now + the new cadence. Lowered: as before. Where none
    was due, the new cadence begins now.
    """
    fresh = None if new.update_every is None else now + new.update_every
    if current_due is None or fresh is None:
        return current_due or fresh
    return min(current_due, fresh) if new.is_worse_than(old) else current_due


def due_after_update(
    now: datetime, *, severity: "Severity", asked: timedelta | None = None
) -> datetime | None:
    """Return when the update after this one is due.

    Args:
        asked: by the update itself (`next 20m`); None for the severity's cadence.

    Raises:
        NotUnderstood: the time asked for is zero or negative.
    """
    if asked is None:
        return first_due(now, severity=severity)
    _check_positive(asked)
    return now + asked


def snooze_limit(severity: "Severity", *, is_commander: bool) -> timedelta:
    """Return how far from now the next update may be moved: one cadence, two by the IC."""
    return (severity.update_every or NO_CADENCE_LIMIT) * (2 if is_commander else 1)


def snooze(now: datetime, *, by: timedelta, severity: "Severity", is_commander: bool) -> datetime:
    """Return the due time that `next 45m` asks for, `by` from now.

    Raises:
        NotAllowed: further away than the severity allows this person.
        NotUnderstood: zero or negative.
    """
    _check_positive(by)
    limit = snooze_limit(severity, is_commander=is_commander)
    if by <= limit:
        return now + by
    most = f"{severity.name} allows at most {say(limit)} from now"
    if is_commander:
        raise NotAllowed(
            f"{most}, even to the incident commander. Say `next {compact(limit)}`, or lower the severity."
        )
    raise NotAllowed(
        f"{most}; the incident commander may take {say(2 * limit)}. Say `next {compact(limit)}`."
    )


def snooze_shown(
    due_at: datetime, *, now: datetime, by: timedelta, severity: "Severity", is_commander: bool
) -> datetime:
    """Return the due time that the button "+15 min" gives: `by` after the one shown, or now if overdue.

    A button has no words to refuse with, so it gives what is allowed and the answer says which time that is.
    """
    return min(max(due_at, now) + by, now + snooze_limit(severity, is_commander=is_commander))


def no_change_needs_words(streak: int) -> bool:
    """Tell whether the next "no change" asks for a sentence.

    Args:
        streak: how many updates in a row have said "no change" so far; the third asks.
    """
    return streak >= 2


def _check_positive(duration: timedelta) -> None:
    if duration <= timedelta(0):
        raise NotUnderstood("The next update must be due after now: say `20m` or `1h30m`.")


# ---------------------------------------------------------------- ladders


def desired_ladders(facts: TimerFacts, severity: "Severity") -> Mapping[str, Ladder]:
    """Return the ladders that must stand for an incident in this state, by kind.

    Args:
        severity: the level in force.
    """
    if facts.status == lifecycle.RESOLVED:
        since = facts.resolved_at or facts.status_since
        return _standing({CLOSE: (since, ((ASK, severity.reminders.close_after),))})
    if facts.status not in lifecycle.OPEN:
        return {}
    asked = severity.reminders
    due_soon = None if asked.due_soon is None else -asked.due_soon
    update = (
        (DUE_SOON, due_soon),
        (DUE, timedelta(0)),
        (OVERDUE, asked.overdue),
        (CALL_BACKUP, asked.call_backup),
    )
    commander = ((ASK, asked.no_commander), (CALL, asked.call_for_commander))
    return _standing(
        {
            UPDATE: (facts.next_update_due_at, update),
            COMMANDER: (None if facts.has_commander else facts.commander_missing_since, commander),
            SEVERITY: (None if facts.severity_is_set else facts.declared_at, ((ASK, asked.severity_unset),)),
            ACTIVITY: (facts.last_activity_at, ((ASK, asked.no_activity),)),
            MONITORING: (
                facts.status_since if facts.status == lifecycle.MONITORING else None,
                ((ASK, asked.monitoring_too_long),),
            ),
            HANDOVER: (
                facts.commander_since if facts.has_commander else None,
                ((OFFER, asked.handover_after),),
            ),
        }
    )


_Wanted = tuple[datetime | None, tuple[tuple[str, timedelta | None], ...]]


def _standing(wanted: Mapping[str, _Wanted]) -> dict[str, Ladder]:
    """Keep the ladders whose moment is known and that have a rung that is not "never"."""
    ladders = {}
    for kind, (anchor, named) in wanted.items():
        rungs = [Rung(name=name, offset=offset) for name, offset in named if offset is not None]
        if anchor is not None and rungs:
            ladders[kind] = Ladder(anchor=anchor, rungs=tuple(sorted(rungs, key=lambda rung: rung.offset)))
    return ladders


def arm(ladder: Ladder, *, now: datetime) -> Climb:
    """Return where a new ladder begins; nothing fires.

    A warning whose moment has passed already is left out: after `next 3m` nobody is told at once that an
    update is due soon.
    """
    start = 0
    while start < len(ladder.rungs) and ladder.rungs[start].offset < timedelta(0):
        if ladder.anchor + ladder.rungs[start].offset > now:
            break
        start += 1
    return Climb(fire=None, skipped=(), next_rung=start, due_at=ladder.due_at(start))


def climb(ladder: Ladder, *, rung: int, now: datetime) -> Climb:
    """Return what the ladder does now: the highest rung reached fires, those below it are named as skipped.

    Args:
        rung: index of the rung that it waited for.
    """
    reached = rung
    while reached < len(ladder.rungs) and ladder.anchor + ladder.rungs[reached].offset <= now:
        reached += 1
    passed = ladder.rungs[rung:reached]
    return Climb(
        fire=passed[-1] if passed else None,
        skipped=passed[:-1],
        next_rung=reached,
        due_at=ladder.due_at(reached),
    )


# ---------------------------------------------------------------- quiet hours


def hold(due_at: datetime, *, quiet: QuietHours | None, severity_name: str) -> datetime:
    """Return when a reminder that is due at `due_at` may be heard: at the end of quiet hours it falls into.

    The window is in local time, so it is an hour longer or shorter in the night of a clock change.

    Args:
        severity_name: of the level in force; only those named in `quiet` wait.
    """
    if quiet is None or severity_name not in quiet.severities or quiet.start == quiet.end:
        return due_at
    local = due_at.astimezone(quiet.zone)
    clock = local.time()
    if quiet.start < quiet.end:
        inside, days = quiet.start <= clock < quiet.end, 0
    else:
        inside, days = clock >= quiet.start or clock < quiet.end, int(clock >= quiet.start)
    if not inside:
        return due_at
    ends = datetime.combine(local.date() + timedelta(days=days), quiet.end, quiet.zone)
    readings = (ends.astimezone(UTC), ends.replace(fold=1).astimezone(UTC))
    return min((end for end in readings if end >= due_at), default=due_at)
