"""Severities: how bad it is for customers, and what each level asks of responders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.cadence import Reminders


@dataclass(frozen=True, kw_only=True)
class Severity:
    """One level, as configured.

    Args:
        name: what people call it (`SEV1`, `P0`).
        rank: 1 is the worst; a smaller rank is a higher severity.
        meaning: the customer impact in one line.
        update_every: time between status updates; None for never.
        call: user groups (`@oncall` or an id) and people called at once.
        tell: user groups and people told without being called.
        mention: user groups and people mentioned in the announcement.
        backup: user groups and people called when updates stay overdue.
        reminders: the rungs of every ladder.
        postmortem: `required`, `optional` or `none`.
        emoji: a Slack emoji name that stands beside the name, never instead of it.
    """

    name: str
    rank: int
    meaning: str = ""
    update_every: timedelta | None = None
    call: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    mention: tuple[str, ...] = ()
    backup: tuple[str, ...] = ()
    reminders: Reminders = field(default_factory=Reminders)
    postmortem: str = "none"
    emoji: str = "large_yellow_circle"

    def is_worse_than(self, other: "Severity") -> bool:
        """Tell whether this level is a higher severity than `other`."""
        return self.rank < other.rank


Severities = Mapping[str, Severity]
"""All configured levels by name, worst first."""
