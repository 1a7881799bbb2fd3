"""The time of the local Slack workspace, handed in from outside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present moment as an aware datetime."""
        ...


class SystemClock:
    """The machine's own clock: the default of the local workspace."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


def seconds(clock: Clock) -> float:
    """Return the clock's time as seconds since 1970."""
    return clock.now().timestamp()
