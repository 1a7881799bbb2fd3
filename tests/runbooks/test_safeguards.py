"""What stops an action: failures, and emergency access that nobody has; and what starts one by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.allowed import Automatic, Breaker, Risk
from runbooks.safeguards import Grant, has_access, starts_by_itself, trips

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
BREAKER = Breaker(failures=3, within=timedelta(minutes=30))


@pytest.mark.parametrize(
    ("minutes_ago", "stopped"),
    [
        ([], False),
        ([0], False),
        ([0, 1], False),
        ([0, 1, 2], True),
        ([0, 15, 29], True),
        ([0, 15, 30], False),
        ([0, 40, 50, 60], False),
        ([0, 1, 2, 3, 4], True),
        ([0, 1, -1], False),
    ],
)
def test_so_many_failures_within_the_window_stop_an_action(minutes_ago: list[int], stopped: bool) -> None:
    """Older ones do not count, nor what a clock that was set back puts into the future."""
    failures = [NOW - timedelta(minutes=one) for one in minutes_ago]
    assert trips(failures, breaker=BREAKER, now=NOW) is stopped


def _grant(*, person: str = "U0ANA", ended_after: int | None = None) -> Grant:
    ended = None if ended_after is None else NOW + timedelta(minutes=ended_after)
    return Grant(person=person, granted_at=NOW, ends_at=NOW + timedelta(minutes=30), ended_at=ended)


@pytest.mark.parametrize(
    ("grant", "after_min", "holds"),
    [
        (_grant(), 0, True),
        (_grant(), 29, True),
        (_grant(), 30, False),
        (_grant(), -1, False),
        (_grant(person="U0BO"), 5, False),
        (_grant(ended_after=4), 5, False),
    ],
    ids=["at once", "to the last minute", "not after it", "not before it", "not others'", "not once ended"],
)
def test_emergency_access_is_one_persons_and_ends_by_itself(
    grant: Grant, after_min: int, holds: bool
) -> None:
    """Nobody has to remember to take it back."""
    assert has_access([grant], person="U0ANA", at=NOW + timedelta(minutes=after_min)) is holds


def test_without_a_grant_there_is_no_access() -> None:
    """It is asked for each time."""
    assert not has_access([], person="U0ANA", at=NOW)


@pytest.mark.parametrize(
    ("rule", "starts"),
    [
        (None, False),
        (Automatic(runbook="alert-storm"), True),
        (Automatic(runbook="alert-storm", step=1), True),
        (Automatic(runbook="alert-storm", step=2), False),
        (Automatic(runbook="replication-lag"), False),
        (Automatic(runbook="alert-storm", severities=("SEV1",)), True),
        (Automatic(runbook="alert-storm", severities=("SEV2",)), False),
    ],
)
def test_only_a_rule_starts_an_action(rule: Automatic | None, starts: bool) -> None:
    """Without one nothing starts by itself."""
    rules = [] if rule is None else [rule]
    told = starts_by_itself(
        rules, runbook="alert-storm", step=1, severity="SEV1", risk="safe", break_glass=False
    )
    assert told is starts


@pytest.mark.parametrize(("risk", "break_glass"), [("guarded", False), ("dangerous", False), ("safe", True)])
def test_no_rule_starts_what_needs_a_person(risk: Risk, break_glass: bool) -> None:
    """A rule is not an approval."""
    rules = [Automatic(runbook="alert-storm")]
    assert not starts_by_itself(
        rules, runbook="alert-storm", step=1, severity="SEV1", risk=risk, break_glass=break_glass
    )
