"""What whoever runs the workspace hands to its page: switches, words to complete, a guided tour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.fakeslack.errors import Json


@dataclass(frozen=True, slots=True)
class Control:
    """A switch on the page that does something outside Slack, such as to move the clock.

    `run` gets what the page sends as keyword arguments, named in `arguments`; what it returns is shown.
    Switches of one `group` stand together; `on` says whether a switch that stays pressed is on.
    """

    label: str
    run: Callable[..., Awaitable[Any]]
    arguments: tuple[str, ...] = ()
    group: str = ""
    description: str = ""
    on: Callable[[], bool] | None = None

    def as_json(self, name: str) -> Json:
        """Return the switch as the page draws it."""
        return {
            "name": name,
            "label": self.label,
            "arguments": list(self.arguments),
            "group": self.group,
            "description": self.description,
            "on": self.on() if self.on else None,
        }


@dataclass(frozen=True, slots=True)
class Completion:
    """Words that the command box completes: `text` is put in; `example`, if any, is shown in its place."""

    text: str
    description: str
    example: str = ""

    def as_json(self) -> Json:
        """Return it as the page takes it."""
        return {"text": self.text, "description": self.description, "example": self.example}


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step of the guided tour, which is over when the person has done what it asks for.

    Args:
        title: what to do, in a few words.
        text: why, and how.
        until: patterns of what counts as done, looked for in the words in which the page tells what it did:
            "command /incident ic me", "click open_update", "submit update", "control five_minutes",
            "react pushpin", "shortcut add_to_timeline", "open file timeline.md", "post".
        times: how often it must be done.
        typed: a command that the step offers to type.
    """

    title: str
    text: str
    until: tuple[str, ...]
    times: int = 1
    typed: str = ""

    def as_json(self) -> Json:
        """Return it as the page takes it."""
        return {
            "title": self.title,
            "text": self.text,
            "until": list(self.until),
            "times": self.times,
            "type": self.typed,
        }


@dataclass(slots=True)
class Handed:
    """All of it; empty for a workspace that only serves tests."""

    controls: dict[str, Control] = field(default_factory=dict)
    completions: tuple[Completion, ...] = ()
    tour: tuple[TourStep, ...] = ()

    def as_json(self) -> Json:
        """Return it as part of the page's state."""
        return {
            "controls": [control.as_json(name) for name, control in self.controls.items()],
            "completions": [completion.as_json() for completion in self.completions],
            "tour": [step.as_json() for step in self.tour],
        }
