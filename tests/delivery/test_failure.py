"""What delivery does about each of Slack's answers."""

import pytest

from bot.delivery.failure import Backoff, SlackFailure, decide
from bot.domain.effects import GiveUp, InDoubt, Retry


@pytest.mark.parametrize(
    ("error", "certain", "kind"),
    [
        ("ratelimited", True, Retry),
        ("refused", True, Retry),
        ("too_many_requests", True, Retry),
        ("no_answer", False, InDoubt),
        ("http_503", False, InDoubt),
        ("internal_error", False, InDoubt),
        ("is_archived", True, GiveUp),
        ("channel_not_found", True, GiveUp),
        ("invalid_blocks", True, GiveUp),
    ],
)
def test_only_what_certainly_did_not_happen_is_retried_as_it_is(
    error: str, certain: bool, kind: type[object]
) -> None:
    """What may have happened is looked up first, and what cannot happen is told to people."""
    failure = SlackFailure("chat.postMessage", error, certain=certain)
    assert isinstance(decide(failure, attempt=1, jitter=0.5), kind)


def test_slack_is_asked_again_no_sooner_than_it_said() -> None:
    """Retry-After is a lower bound."""
    failure = SlackFailure("pins.add", "ratelimited", certain=True, retry_after_s=30)
    outcome = decide(failure, attempt=1, jitter=0.0)
    assert isinstance(outcome, Retry)
    assert outcome.after_s >= 30


def test_a_missing_scope_is_named() -> None:
    """The card can say which permission to add."""
    failure = SlackFailure("pins.add", "missing_scope", certain=True, needed="pins:write")
    assert decide(failure, attempt=1, jitter=0.0) == GiveUp(reason="missing_scope:pins:write")


def test_a_call_without_an_answer_is_looked_up_after_a_grace() -> None:
    """A timed-out call can land late, so nobody looks at once."""
    outcome = decide(SlackFailure("chat.postMessage", "no_answer", certain=False), attempt=1, jitter=0.0)
    assert isinstance(outcome, InDoubt)
    assert outcome.after_s >= 2


def test_waits_grow_and_stay_bounded() -> None:
    """An hour without Slack does not end in waits of days."""
    waits = [Backoff().wait_s(attempt, jitter=0.5) for attempt in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[0] < 2
    assert waits[-1] <= 300 * 1.25
