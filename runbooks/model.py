"""What a runbook is: frozen values that the parser makes and everything else reads."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from bot.domain.allowed import Kind, Risk

SHELLS: Final = frozenset({"sh", "bash"})
"""Languages of a code block that a person pastes into a shell."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that is asked for when the runbook is started.

    Args:
        default: taken when nobody gives one; None means that it must be given.
        pattern: a regular expression that the whole value must match; empty means any text.
    """

    name: str
    description: str
    default: str | None = None
    pattern: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """Alert labels that must all match; a `*` in a value stands for any text."""

    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Command:
    """One code block, exactly as written, with `{{parameters}}` not filled in yet."""

    text: str
    language: str
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Part:
    """What stands under one label of a step, or in one point of a list: Markdown, and the commands in it."""

    text: str
    commands: tuple[Command, ...] = ()
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a decision leads: a step of this runbook, another runbook, the end, or simply on.

    Args:
        step: the number, for `step`.
        runbook: the id, for `runbook`.
        anchor: what the link behind `step` pointed to (`3-roll-back`), empty without a link.
    """

    kind: Literal["step", "runbook", "finish", "continue"]
    step: int = 0
    runbook: str = ""
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One line of `if … go to step …`.

    Args:
        condition: the words after "if"; empty for "otherwise".
    """

    condition: str
    target: Target
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Action:
    """What the bot itself may do for a step, if the configuration allows it.

    Args:
        name: of the webhook or command on the allow-list; for `http` the method (`POST`).
        url: for `http`, with parameters.
        body: JSON for `http`, with parameters; empty for none.
        arguments: names and values for a webhook or command, values with parameters.
        time_limit: how long it may take; None leaves it to the configuration.
        break_glass: whether it needs emergency access besides its approvals.
    """

    kind: Kind
    name: str
    url: str = ""
    body: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    time_limit: timedelta | None = None
    break_glass: bool = False
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do.

    Args:
        anchor: of its heading on a code host: `3-roll-back`.
        instruction: Markdown, what to do and why.
        commands: what to type, in order.
        time_box: how long it may take before somebody asks; None for no limit.
        has_risk: whether the risk was written down; without, it counts as `safe`.
    """

    number: int
    title: str
    anchor: str
    instruction: str = ""
    commands: tuple[Command, ...] = ()
    expect: Part | None = None
    verify: Part | None = None
    undo: Part | None = None
    risk: Risk = "safe"
    has_risk: bool = False
    time_box: timedelta | None = None
    decisions: tuple[Decision, ...] = ()
    action: Action | None = None
    line: int = 0

    @property
    def falls_through(self) -> bool:
        """Whether the next step can follow: a decision says so, or no "otherwise" leads elsewhere."""
        continues = any(one.target.kind == "continue" for one in self.decisions)
        return continues or all(one.condition for one in self.decisions)


@dataclass(frozen=True, kw_only=True)
class Runbook:
    """One document.

    Args:
        id: its name in commands, unique in a catalogue: `replication-lag`.
        revision: a hash of the text, for a run to say what it followed.
        services: names of services; empty means any.
        severities: names of severities; empty means any.
        summary: what stands above the first section.
        path: the file, as people are told of it.
        text: the document itself, for a run to keep what it follows.
        lines: where each key of the front matter stands.
    """

    id: str
    revision: str
    title: str
    owner: str
    last_reviewed: date
    review_every: timedelta
    services: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    alerts: tuple[Matcher, ...] = ()
    symptoms: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    summary: str = ""
    prechecks: tuple[Part, ...] = ()
    steps: tuple[Step, ...] = ()
    escalation: tuple[Part, ...] = ()
    contacts: tuple[Part, ...] = ()
    notes: str = ""
    path: str = ""
    text: str = ""
    lines: tuple[tuple[str, int], ...] = ()

    def is_stale(self, today: date) -> bool:
        """Tell whether the review is overdue on the day `today`."""
        return today - self.last_reviewed > self.review_every

    def step(self, number: int) -> Step | None:
        """Return the step of that number, or None."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None

    def line_of(self, key: str) -> int:
        """Return the line of a key of the front matter; the first line where it was left out."""
        return dict(self.lines).get(key, 1)


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """Something wrong in a runbook: where, which rule, and a sentence that says what to write.

    Args:
        line: counted from 1.
        rule: its name in `docs/runbooks.md`.
    """

    file: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        """Return it as editors and CI systems read it."""
        return f"{self.file}:{self.line}: {self.sentence} [{self.rule}]"
