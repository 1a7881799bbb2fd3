"""Read models of actions: what the bot could do for a step, and what became of a request to do it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.views import PersonView


@dataclass(frozen=True, kw_only=True)
class ActionView:
    """A request to carry out one exact call.

    Args:
        shown: the call, all of it, as plain text.
        digest: of that call; buttons carry its beginning.
        asked_by: None for a rule of the configuration.
        needed: how many approvals are missing.
        approvers: Slack ids of who could give one now.
        why: how it ended, in words.
        output: what it answered, without secrets.
        redacted: the answer was taken out of the timeline.
    """

    id: int
    run: int
    runbook: str
    step: int
    title: str
    name: str
    shown: str
    digest: str
    risk: str
    state: str
    dry: bool
    break_glass: bool
    asked_by: PersonView | None
    asked_at: datetime
    expires_at: datetime
    approvals: tuple[PersonView, ...] = ()
    needed: int = 0
    approvers: tuple[str, ...] = ()
    started_at: datetime | None = None
    settled_at: datetime | None = None
    settled_by: PersonView | None = None
    why: str = ""
    output: str = ""
    redacted: bool = False

    @property
    def seal(self) -> str:
        """What a button carries of the digest: enough to tell calls apart, short enough for its value."""
        return self.digest[:SEAL]

    @property
    def code(self) -> str:
        """What a person types to approve this call, known to those who were shown it: `7-3f2a`."""
        return f"{self.id}-{self.digest[:TYPED]}"


SEAL: Final = 16
"""Characters of a digest that a button carries; the rest is compared in the database."""

TYPED: Final = 4
"""Characters of a digest that a person types, behind the id of the request, whose call never changes."""


@dataclass(frozen=True, kw_only=True)
class OfferedAction:
    """What the bot could do for the current step of a run.

    Args:
        problem: why it cannot be asked for; empty where it can.
        needed: how many approvals it takes.
        latest: the last request for it.
    """

    shown: str = ""
    risk: str = "safe"
    needed: int = 0
    break_glass: bool = False
    problem: str = ""
    latest: ActionView | None = None


@dataclass(frozen=True, kw_only=True)
class AccessView:
    """One person's emergency access.

    Args:
        reason: in their words.
        ended_by: None while it holds, and where it ended by itself.
    """

    id: int
    person: PersonView
    reason: str
    granted_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    ended_by: PersonView | None = None
