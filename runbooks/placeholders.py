"""`{{name}}`: the places in a text that are filled in when a runbook is followed."""

import re
from dataclasses import dataclass
from typing import Final

BUILT_IN: Final = {
    "service": "the service, asked for where the incident has none or several",
    "incident.id": "INC-42",
    "incident.number": "42",
    "incident.title": "the title as people wrote it",
    "incident.severity": "the severity in force",
    "incident.status": "the status",
    "incident.channel": "the war room's name",
    "incident.declared_at": "when it was declared: 2026-11-20T14:05:00Z",
}
"""What is known without asking, by name, with what it is."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How a parameter may be called."""

_PLACE = re.compile(r"\{\{([^{}]{0,200})\}\}")


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """One `{{name}}`: what it asks for, and from where to where it stands.

    Args:
        name: without the spaces around it; whatever stands between the braces.
        row: the line within the text, from 0.
    """

    name: str
    start: int
    end: int
    row: int


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return every `{{…}}` in `text`, in order."""
    return tuple(
        Placeholder(
            name=match[1].strip(),
            start=match.start(),
            end=match.end(),
            row=text.count("\n", 0, match.start()),
        )
        for match in _PLACE.finditer(text)
    )
