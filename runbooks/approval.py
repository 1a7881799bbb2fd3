"""The rules of approval: each function takes a request and returns the next one, or refuses with a sentence.

An approval counts for one exact call: it carries the digest of what was seen, and a request whose call has
changed since is void. Nothing here acts or knows of a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.domain.allowed import APPROVALS, Risk
from bot.domain.errors import NotAllowed, Refusal, Stale
from bot.domain.text import mention

State = Literal[
    "asked", "approved", "running", "succeeded", "failed", "in_doubt", "declined", "expired", "withdrawn"
]

OPEN: Final[frozenset[State]] = frozenset({"asked", "approved", "running", "in_doubt"})
"""States in which something is still to come of it; a step has one such request at most."""

START_WITHIN: Final = timedelta(minutes=5)
"""How late an approved call may start: a bot that was down for an hour must not act on an old yes."""

_SETTLED: Final[Mapping[State, str]] = {
    "approved": "has been approved already",
    "running": "is running already",
    "succeeded": "has run already",
    "failed": "has run already, and failed",
    "in_doubt": "may have run already; say first whether it did",
    "declined": "was declined",
    "expired": "has lapsed",
    "withdrawn": "was withdrawn",
}


class Settled(Refusal):
    """The request is past the state in which that was possible."""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One person's yes to one exact call."""

    by: str
    at: datetime
    digest: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody wants an action to run.

    Args:
        digest: of the exact call, bound to run, document and step.
        approvals: each by another person, none by who asked.
    """

    digest: str
    risk: Risk
    asked_by: str
    expires_at: datetime
    state: State = "asked"
    approvals: tuple[Approval, ...] = ()

    @property
    def needed(self) -> int:
        """How many approvals it still needs."""
        return max(0, APPROVALS[self.risk] - len({one.by for one in self.approvals}))


def approve(
    request: Request,
    *,
    by: str,
    at: datetime,
    seen: str,
    now_digest: str,
    may_approve: bool,
    approvers: str,
) -> Request:
    """Add an approval; the request is approved once it has as many as its risk needs.

    Args:
        seen: the digest of the call that `by` was shown.
        now_digest: of the call that would be made now.
        may_approve: whether `by` holds one of the roles, or is named.
        approvers: who may, for the sentence.

    Raises:
        Settled: it is too late for it.
        NotAllowed: `by` asked for it, approved it already, or is none of those who may.
        Stale: what would be called is not what was shown.
    """
    check_asked(request, at=at)
    if by == request.asked_by:
        raise NotAllowed(f"Whoever asks for an action cannot approve it. Ask {approvers}.")
    if any(one.by == by for one in request.approvals):
        raise NotAllowed("You have approved it already; it needs one more person.")
    if not may_approve:
        raise NotAllowed(f"This needs the approval of {approvers}.")
    if seen != request.digest or now_digest != request.digest:
        raise Stale("What would be called is no longer what this shows. Ask for it again, and look again.")
    approved = replace(request, approvals=(*request.approvals, Approval(by=by, at=at, digest=seen)))
    return replace(approved, state="asked" if approved.needed else "approved")


def decline(request: Request, *, by: str, at: datetime, may_approve: bool, approvers: str) -> Request:
    """Say no: one no is enough.

    Raises:
        Settled: it is too late for it.
        NotAllowed: `by` is none of those who may approve; whoever asked withdraws instead.
    """
    check_asked(request, at=at)
    if not may_approve or by == request.asked_by:
        raise NotAllowed(f"Only {approvers} can decline it, and whoever asked can withdraw it.")
    return replace(request, state="declined")


def withdraw(request: Request, *, by: str, at: datetime) -> Request:
    """Take one's own request back.

    Raises:
        Settled: it is too late for it.
        NotAllowed: somebody else asked for it.
    """
    check_asked(request, at=at)
    if by != request.asked_by:
        raise NotAllowed(f"{mention(request.asked_by)} asked for it; an approver can decline it instead.")
    return replace(request, state="withdrawn")


def has_lapsed(request: Request, *, at: datetime) -> bool:
    """Tell whether nobody approved it in time."""
    return request.state == "asked" and at >= request.expires_at


def check_asked(request: Request, *, at: datetime) -> None:
    """Let pass what still waits for approvals.

    Raises:
        Settled: something has come of it, or it has lapsed.
    """
    state: State = "expired" if has_lapsed(request, at=at) else request.state
    if state != "asked":
        again = " Ask for it again." if state in {"declined", "expired", "withdrawn"} else ""
        raise Settled(f"This {_SETTLED[state]}; nothing was changed.{again}")


def starts_too_late(*, approved_at: datetime, at: datetime) -> bool:
    """Tell whether a yes is too old to act on."""
    return at - approved_at > START_WITHIN
