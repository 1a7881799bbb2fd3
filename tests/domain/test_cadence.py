from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import cadence
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.severity import Severity
from tests.domain.levels import NOW, SEV1, SEV2, SEV3, SEV4, minutes

NEVER = Severity(name="INFO", rank=5)


@pytest.mark.parametrize(
    ("severity", "after"),
    [(SEV1, 15), (SEV2, 30), (SEV3, 120), (SEV4, 1440)],
    ids=lambda v: str(getattr(v, "name", v)),
)
def test_the_first_update_is_due_a_cadence_after_declaring(severity: Severity, after: int) -> None:
    """SEV1 15 min, SEV2 30 min, SEV3 2 h, SEV4 24 h."""
    assert cadence.first_due(NOW, severity=severity) == NOW + minutes(after)


def test_a_severity_without_cadence_asks_for_no_update() -> None:
    """`update_every: never` means that nothing is due."""
    assert cadence.first_due(NOW, severity=NEVER) is None
    assert cadence.due_after_update(NOW, severity=NEVER) is None


@pytest.mark.parametrize(
    ("due_in", "old", "new", "then_due_in"),
    [
        (25, SEV2, SEV1, 15),  # raised: now + the new cadence is earlier
        (10, SEV2, SEV1, 10),  # raised: the current due time is earlier
        (-5, SEV2, SEV1, -5),  # raised while overdue: it stays overdue
        (10, SEV1, SEV3, 10),  # lowered: keeps the current due time
        (10, SEV2, SEV2, 10),
        (None, NEVER, SEV2, 30),
        (10, SEV2, NEVER, 10),
        (None, NEVER, NEVER, None),
        (None, SEV2, NEVER, None),
    ],
)
def test_a_change_of_severity_moves_the_due_time(
    due_in: float | None, old: Severity, new: Severity, then_due_in: float | None
) -> None:
    """Raising takes the earlier of both; lowering keeps what was promised."""
    due = None if due_in is None else NOW + minutes(due_in)
    then = None if then_due_in is None else NOW + minutes(then_due_in)
    assert cadence.due_after_severity_change(due, now=NOW, old=old, new=new) == then


def test_an_update_says_itself_when_the_next_one_is_due() -> None:
    """`next 20m` counts from now; without it the severity's cadence does."""
    assert cadence.due_after_update(NOW, severity=SEV1, asked=minutes(20)) == NOW + minutes(20)
    assert cadence.due_after_update(NOW, severity=SEV1) == NOW + minutes(15)
    with pytest.raises(NotUnderstood):
        cadence.due_after_update(NOW, severity=SEV1, asked=timedelta(0))


@pytest.mark.parametrize(
    ("severity", "by", "is_commander", "allowed"),
    [
        (SEV1, 15, False, True),
        (SEV1, 16, False, False),
        (SEV1, 30, True, True),
        (SEV1, 45, True, False),
        (SEV2, 45, False, False),
        (SEV2, 45, True, True),
        (NEVER, 1440, False, True),
    ],
    ids=lambda value: str(getattr(value, "name", value)),
)
def test_the_next_update_moves_by_at_most_one_cadence(
    severity: Severity, by: float, is_commander: bool, allowed: bool
) -> None:
    """From now, not from the current due time; the IC may double it."""
    if allowed:
        asked = cadence.snooze(NOW, by=minutes(by), severity=severity, is_commander=is_commander)
        assert asked == NOW + minutes(by)
        return
    with pytest.raises(NotAllowed) as refused:
        cadence.snooze(NOW, by=minutes(by), severity=severity, is_commander=is_commander)
    assert refused.value.sentence.startswith(f"{severity.name} allows at most ")


def test_a_refused_snooze_says_what_is_allowed_and_to_whom() -> None:
    """The sentence can be acted on at once."""
    with pytest.raises(NotAllowed) as refused:
        cadence.snooze(NOW, by=minutes(45), severity=SEV1, is_commander=False)
    assert refused.value.sentence == (
        "SEV1 allows at most 15 min from now; the incident commander may take 30 min. Say `next 15m`."
    )


@pytest.mark.parametrize("by", [0, -5])
def test_a_snooze_into_the_past_is_not_understood(by: float) -> None:
    """The next update is always still to come."""
    with pytest.raises(NotUnderstood):
        cadence.snooze(NOW, by=minutes(by), severity=SEV1, is_commander=True)


@pytest.mark.parametrize(
    ("shown_in", "severity", "is_commander", "then_in"),
    [
        (5, SEV2, False, 20),  # relative to the due time shown
        (0, SEV1, False, 15),
        (5, SEV1, False, 15),  # no more than a SEV1 allows
        (5, SEV1, True, 20),
        (-20, SEV2, False, 15),  # long overdue: from now
    ],
    ids=lambda value: str(getattr(value, "name", value)),
)
def test_the_button_for_more_time_gives_what_is_allowed(
    shown_in: float, severity: Severity, is_commander: bool, then_in: float
) -> None:
    """It counts from the due time shown and never fails."""
    due = cadence.snooze_shown(
        NOW + minutes(shown_in), now=NOW, by=minutes(15), severity=severity, is_commander=is_commander
    )
    assert due == NOW + minutes(then_in)


@given(st.integers(-600, 600), st.integers(1, 600), st.sampled_from([SEV1, SEV2, SEV3, NEVER]), st.booleans())
def test_the_button_never_leads_into_the_past_or_too_far(
    shown_in: int, by: int, severity: Severity, is_commander: bool
) -> None:
    """Whatever was shown, the new due time lies ahead and within the limit."""
    due = cadence.snooze_shown(
        NOW + minutes(shown_in), now=NOW, by=minutes(by), severity=severity, is_commander=is_commander
    )
    assert NOW < due <= NOW + cadence.snooze_limit(severity, is_commander=is_commander)


def test_the_third_no_change_asks_for_a_sentence() -> None:
    """One click is fine twice in a row."""
    assert [cadence.no_change_needs_words(streak) for streak in range(4)] == [False, False, True, True]
