"""Cadence: when updates are due, and the ladders of reminders that follow."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


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
    """A nightly window, in local time of `zone`, in which reminders of minor incidents wait for the morning."""

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
