"""Severities: how bad it is for customers, and what each level asks of responders."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.cadence import Reminders


@dataclass(frozen=True, kw_only=True)
class Severity:
    """One level, as configured.

    Args:
        name: what people call it (`SEV1`, `P0`).
        rank: 1 is the worst; a smaller rank is a higher severity.
        meaning: the customer impact in one line.
        update_every: time between status updates; None for never.
        call: user groups (`@oncall` or an id) and people called at once.
        tell: user groups and people told without being called.
        mention: user groups and people mentioned in the announcement.
        backup: user groups and people called when updates stay overdue.
        reminders: the rungs of every ladder.
        postmortem: `required`, `optional` or `none`.
        emoji: a Slack emoji name that stands beside the name, never instead of it.
    """

    name: str
    rank: int
    meaning: str = ""
    update_every: timedelta | None = None
    call: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    mention: tuple[str, ...] = ()
    backup: tuple[str, ...] = ()
    reminders: Reminders = field(default_factory=Reminders)
    postmortem: str = "none"
    emoji: str = "large_yellow_circle"

    def is_worse_than(self, other: "Severity") -> bool:
        """Tell whether this level is a higher severity than `other`."""
        return self.rank < other.rank


Severities = Mapping[str, Severity]
"""All configured levels by name, worst first."""

_NUMBER = re.compile(r"(?:(?P<scheme>sev(?:erity)?|p|s)[\s_-]?)?(?P<number>\d)", re.IGNORECASE | re.ASCII)


def read_severity(word: str, severities: Severities) -> Severity | None:
    """Return the level that `word` names, or None.

    A configured name is read in any case and with `-`, `_` or a space inside (`sev-1`). A number is the one
    in a configured name: `2` is SEV2, or P2 where the levels are P0 to P3. A name of another scheme is read
    where it cannot be mistaken: `sev1` is the worst of P0 to P3, `p0` that of SEV1 to SEV4; `p1` is neither.
    """
    asked = _letters(word)
    for severity in severities.values():
        if _letters(severity.name) == asked:
            return severity
    match = _NUMBER.fullmatch(word.strip())
    if match is None:
        return None
    scheme, number = (match["scheme"] or "").lower(), match["number"]
    numbered = [one for one in severities.values() if re.findall(r"\d+", one.name)]
    if numbered and (not scheme or any(one.name.lower().startswith(scheme[0]) for one in numbered)):
        return _only([one for one in numbered if re.findall(r"\d+", one.name) == [number]])
    if scheme == "p":
        return worst(severities) if number == "0" else None
    return _only([one for one in severities.values() if one.rank == int(number)])


def in_force(name: str | None, *, severities: Severities, default: str) -> Severity:
    """Return the level that counts: the one named, or the default while nobody has said one.

    A name that the configuration no longer knows counts as the default, so that an edit loses no incident.
    """
    return severities.get(name or default) or severities[default]


def highest(first: str | None, second: str | None, *, severities: Severities) -> str | None:
    """Return the worse of two levels' names; a level beats None, a known name one that is no longer known."""
    known = [severities[name] for name in (first, second) if name is not None and name in severities]
    if known:
        return min(known, key=lambda one: one.rank).name
    return first or second


def worst(severities: Severities) -> Severity:
    """Return the worst level configured."""
    return min(severities.values(), key=lambda one: one.rank)


def needs_confirmation(old: Severity, new: Severity, *, severities: Severities) -> bool:
    """Tell whether a button for this change asks "sure?" first: a downgrade from the worst level does."""
    return old.rank == worst(severities).rank and old.is_worse_than(new)


def _letters(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()


def _only(found: Sequence[Severity]) -> Severity | None:
    return found[0] if len(found) == 1 else None
