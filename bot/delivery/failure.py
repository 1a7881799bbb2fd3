"""What can go wrong with one call to Slack, and what to do about it: a pure decision."""

from dataclasses import dataclass

from bot.domain.effects import GiveUp, InDoubt, Outcome, Retry

TRANSIENT = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "team_added_to_org",
        "accesslimited",
        "too_many_requests",
        "update_failed",
        "storage_limit_reached",
    }
)
"""Errors after which the same call may succeed later, and certainly had no effect."""

UNCERTAIN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Errors after which, as Slack says, some of the effect may have happened."""

REFUSED_TOKENS = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "not_allowed_token_type",
    }
)
"""Slack's words for a token that will never be good again, or is of another kind."""

GRACE_S = 2.0
"""How long after a call without an answer we look for its effect: a timed-out call can land late."""

LONGEST_WAIT_S = 300.0


class SlackFailure(Exception):
    """One call to Slack that did not succeed.

    Args:
        method: `chat.postMessage`.
        error: Slack's error word, or ours: `refused`, `no_answer`, `http_503`.
        certain: the call certainly had no effect.
        retry_after_s: what Slack asked us to wait, in seconds.
        needed: the scope that is missing.
        data: the rest of Slack's answer.
    """

    def __init__(
        self,
        method: str,
        error: str,
        *,
        certain: bool,
        retry_after_s: float | None = None,
        needed: str | None = None,
        data: dict[str, object] | None = None,
    ) -> None:
        """Carry what Slack said."""
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error
        self.certain = certain
        self.retry_after_s = retry_after_s
        self.needed = needed
        self.data = data or {}


class LeaseLost(Exception):
    """The effect is no longer ours to carry out; whoever took it over will."""


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """How long to wait before the next attempt: doubling from `first_s`, spread by a random share."""

    first_s: float = 1.0
    longest_s: float = LONGEST_WAIT_S

    def wait_s(self, attempt: int, *, jitter: float) -> float:
        """Return the wait after the given attempt (1 for the first), in seconds; `jitter` is in [0, 1)."""
        doubled = self.first_s * float(2 ** min(attempt - 1, 20))
        return min(doubled, self.longest_s) * (0.75 + jitter / 2)


def decide(
    failure: SlackFailure, *, attempt: int, jitter: float, rank: int = 0, backoff: Backoff | None = None
) -> Outcome:
    """Return what to do after `failure`.

    Only what certainly did not happen is retried as it is; what may have happened is looked up first.

    Args:
        attempt: 1 for the first.
        jitter: a random number in [0, 1).
        rank: in [0, 100); of what Slack asked to wait with, the smallest goes first.
    """
    wait = (backoff or Backoff()).wait_s(attempt, jitter=jitter)
    if failure.retry_after_s is not None:
        return Retry(after_s=failure.retry_after_s + rank / 100 + jitter / 10, reason=failure.error)
    if not failure.certain:
        return InDoubt(after_s=max(GRACE_S, wait), reason=failure.error)
    if failure.error == "refused" or failure.error in TRANSIENT:
        return Retry(after_s=wait, reason=failure.error)
    if failure.error == "missing_scope" and failure.needed:
        return GiveUp(reason=f"missing_scope:{failure.needed}")
    return GiveUp(reason=failure.error)
