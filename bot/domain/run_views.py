"""Read models of runbooks: what offers, lists and the cards of runs are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.views import PersonView


@dataclass(frozen=True, kw_only=True)
class OfferView:
    """A runbook that may help, and why.

    Args:
        is_stale: its review is overdue.
        is_past: it was offered before the incident changed.
    """

    runbook: str
    title: str
    reasons: tuple[str, ...] = ()
    is_stale: bool = False
    is_past: bool = False


@dataclass(frozen=True, kw_only=True)
class ParameterView:
    """A value that a runbook asks for; a `default` of None: it must be given."""

    name: str
    description: str
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunbookView:
    """A runbook that can be followed.

    Args:
        owner: a person or group as the document names them.
        is_stale: its review is overdue.
        summary: Markdown.
        steps: their titles.
    """

    id: str
    title: str
    owner: str = ""
    is_stale: bool = False
    summary: str = ""
    steps: tuple[str, ...] = ()
    parameters: tuple[ParameterView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeView:
    """One block of code, with the values filled in."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class PartView:
    """A few sentences of Markdown and the code below them, with the values filled in."""

    text: str
    codes: tuple[CodeView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StepTextView:
    """What a step says.

    Args:
        risk: `safe`, `guarded` or `dangerous`; empty where the runbook does not say.
        action: what the bot could do for it, by kind and name; empty for nothing.
        problems: why something in it could not be filled in.
    """

    do: PartView
    expect: PartView | None = None
    verify: PartView | None = None
    undo: PartView | None = None
    risk: str = ""
    action: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WayView:
    """A way on from a step.

    Args:
        condition: the words after "if"; empty for "otherwise".
        kind: `step`, `runbook`, `finish` or `continue`.
    """

    condition: str
    kind: str
    step: int = 0
    runbook: str = ""


@dataclass(frozen=True, kw_only=True)
class StepView:
    """How far a step is: `state` is `open`, `claimed`, `done`, `failed`, `skipped` or `undone`."""

    number: int
    title: str
    state: str
    by: PersonView | None = None
    at: datetime | None = None
    why: str = ""
    since: datetime | None = None  # when it was claimed, else when it became the current one
    due_at: datetime | None = None
    can_be_undone: bool = False
    ways: tuple[WayView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One run of a runbook.

    Args:
        version: grows with every change; buttons carry it.
        current: the step to do next; None once it has ended.
        ending: `finished` or `stopped`; None while it is being followed.
        next_runbook: the one to go on with, where a decision said so.
        text: what the current step says.
        before: what to check before the first step.
        help: whom to call if it does not help.
        parameters: what it asked for, each with its present value as the default.
        votes: how many said that it helped, by `yes`, `partly` and `no`.
    """

    id: int
    runbook: str
    title: str
    revision: str
    version: int
    steps: tuple[StepView, ...]
    current: int | None
    started_by: PersonView
    started_at: datetime
    ending: str | None = None
    ended_by: PersonView | None = None
    ended_at: datetime | None = None
    why: str = ""
    next_runbook: str = ""
    text: StepTextView | None = None
    before: tuple[PartView, ...] = ()
    help: tuple[PartView, ...] = ()
    parameters: tuple[ParameterView, ...] = ()
    votes: Mapping[str, int] = field(default_factory=dict)

    @property
    def step(self) -> StepView | None:
        """The current step."""
        return None if self.current is None else self.steps[self.current - 1]

    @property
    def settled(self) -> int:
        """How many steps are done or skipped."""
        return sum(one.state in {"done", "skipped"} for one in self.steps)


@dataclass(frozen=True, kw_only=True)
class RemarkView:
    """Something wrong in a runbook.

    Args:
        by, text: who said it, and what; None and empty for a private incident: its members can say it.
    """

    incident: int
    runbook: str
    revision: str
    owner: str
    at: datetime
    by: PersonView | None
    text: str


@dataclass(frozen=True, kw_only=True)
class RemarkRecord:
    """Something wrong in a runbook, for exports; `owner` is as the document names them."""

    by: PersonView
    at: datetime
    owner: str
    text: str


@dataclass(frozen=True, kw_only=True)
class VoteView:
    """One person's answer to "did it help?": `yes`, `partly` or `no`."""

    person: PersonView
    helped: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """A run for exports, with all that it takes to read it back without loss.

    Args:
        state: the run as it is kept: values, steps, ending.
        document: the text that was followed.
    """

    id: int
    runbook: str
    title: str
    revision: str
    version: int
    current: int | None
    started_by: PersonView
    started_at: datetime
    ended_at: datetime | None
    ending: str | None
    state: Mapping[str, Any]
    document: str
    votes: tuple[VoteView, ...] = ()
    remarks: tuple[RemarkRecord, ...] = ()
