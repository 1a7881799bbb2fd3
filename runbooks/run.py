"""A run: one runbook being followed, as frozen values that know nothing of the file they came from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

State = Literal["open", "claimed", "done", "failed", "skipped", "undone"]
EventKind = Literal[
    "runbook_started",
    "step_claimed",
    "step_done",
    "step_failed",
    "step_skipped",
    "step_undone",
    "step_decided",
    "step_gone_to",
    "runbook_stopped",
]

WAITING: Final = frozenset({"open", "claimed", "failed", "undone"})
"""States of a step that somebody still has to do something about."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A way on from a step, as its decision says; the arguments are those of `Target`.

    Args:
        condition: the words after "if"; empty for "otherwise".
    """

    condition: str
    kind: Literal["step", "runbook", "finish", "continue"]
    step: int = 0
    runbook: str = ""


@dataclass(frozen=True, kw_only=True)
class StepState:
    """How far one step is.

    Args:
        by: who brought it into its state; None for a step that nobody touched.
        at: when.
        why: what that person said.
        reached_at: when it last became the current step, from which its time box counts until it is claimed.
        claimed_at: when it was last claimed.
        can_be_undone: whether the runbook says how.
    """

    number: int
    title: str
    state: State = "open"
    by: str | None = None
    at: datetime | None = None
    why: str = ""
    reached_at: datetime | None = None
    claimed_at: datetime | None = None
    time_box: timedelta | None = None
    can_be_undone: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in WAITING

    @property
    def due_at(self) -> datetime | None:
        """When its time box ends; None without one, before it is reached, and once it is settled."""
        since = self.claimed_at if self.state == "claimed" else self.reached_at
        if self.time_box is None or since is None or self.state not in {"open", "claimed"}:
            return None
        return since + self.time_box


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a run ended: every step was settled, or somebody stopped it.

    Args:
        runbook: the id of the runbook to go on with, where a decision said so.
    """

    kind: Literal["finished", "stopped"]
    by: str
    at: datetime
    why: str = ""
    runbook: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A runbook being followed.

    Args:
        runbook: its id.
        revision: the hash of the text that is followed, even if the file changes meanwhile.
        values: what its parameters were given.
        current: the number of the step to do next; None once it has ended.
        version: grows with every change; a button carries the one that it was drawn from.
    """

    id: str
    runbook: str
    revision: str
    title: str
    steps: tuple[StepState, ...]
    started_by: str
    started_at: datetime
    values: tuple[tuple[str, str], ...] = ()
    current: int | None = 1
    version: int = 1
    ending: Ending | None = None

    def step(self, number: int) -> StepState | None:
        """Return the step of that number, or None."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None

    @property
    def settled(self) -> int:
        """How many steps are done or skipped."""
        return sum(one.state in {"done", "skipped"} for one in self.steps)

    @property
    def has_failed_step(self) -> bool:
        """Whether the current step failed, and the run waits for somebody to decide."""
        step = None if self.current is None else self.step(self.current)
        return step is not None and step.state == "failed"

    @property
    def due_at(self) -> datetime | None:
        """When the next time box ends; moments that have passed count."""
        return min((one.due_at for one in self.active() if one.due_at is not None), default=None)

    def overdue(self, now: datetime) -> tuple[StepState, ...]:
        """Return the steps whose time box has ended."""
        return tuple(one for one in self.active() if one.due_at is not None and one.due_at <= now)

    def active(self) -> tuple[StepState, ...]:
        """Return the current step and whatever else is claimed; nothing once the run has ended."""
        if self.ending is not None:
            return ()
        return tuple(one for one in self.steps if one.number == self.current or one.state == "claimed")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, for the timeline.

    Args:
        step: its number; None for the run as a whole.
        text: plain words without the name of who did it.
        previous: who had the step before, where somebody took it over.
    """

    kind: EventKind
    run: str
    step: int | None
    by: str
    at: datetime
    text: str
    previous: str = ""
