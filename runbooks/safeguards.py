"""What stops an action that was asked for: a circuit breaker, and emergency access that is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.allowed import Automatic, Breaker, Risk

SHORTEST_REASON: Final = 10
"""Characters of a reason for emergency access: "fire" explains nothing to whoever reads it next week."""


def trips(failures: Iterable[datetime], *, breaker: Breaker, now: datetime) -> bool:
    """Tell whether an action that has just failed is stopped for everybody until somebody resets it.

    It then stays stopped however old the failures grow: that time has passed mends nothing.

    Args:
        failures: when it failed since it was last reset, the present failure included.
    """
    return sum(now - breaker.within < one <= now for one in failures) >= breaker.failures


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One person's emergency access in one incident."""

    person: str
    granted_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None

    def holds(self, *, at: datetime) -> bool:
        """Tell whether it is in force."""
        return self.ended_at is None and self.granted_at <= at < self.ends_at


def has_access(grants: Sequence[Grant], *, person: str, at: datetime) -> bool:
    """Tell whether a person has emergency access at a moment."""
    return any(one.person == person and one.holds(at=at) for one in grants)


def starts_by_itself(
    rules: Iterable[Automatic],
    *,
    runbook: str,
    step: int,
    severity: str,
    risk: Risk,
    break_glass: bool,
) -> bool:
    """Tell whether a step's action starts when the run reaches it: only what is safe, and only by a rule.

    Args:
        risk: of the call: the greater one of the step's and the allow-list's.
        severity: in force.
    """
    if risk != "safe" or break_glass:
        return False
    return any(
        rule.runbook == runbook
        and rule.step in {None, step}
        and (not rule.severities or severity in rule.severities)
        for rule in rules
    )
