"""The time of the local Slack workspace, handed in from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return the present moment as an aware datetime."""
        ...


def seconds(clock: Clock) -> float:
    """Return the clock's time as seconds since 1970."""
    return clock.now().timestamp()
