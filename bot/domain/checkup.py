"""What the doctor found, and what has changed since it last looked."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

FIRST_CHECKUP = timedelta(minutes=1)
"""How long after a start the first checkup is: what the start itself needs goes before."""

CHECKUP_EVERY = timedelta(days=1)


class State(enum.StrEnum):
    """What a check came to, in the word that people read."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"
    UNKNOWN = "not checked"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check came to.

    Args:
        check: the check (`channel`); subject: what it looked at, where it looks at several (`#incidents`).
        what: what was found, in a sentence.
        how_to_mend: what a person can do about it; empty when all is well.
    """

    check: str
    subject: str = ""
    state: State
    what: str
    how_to_mend: str = ""

    @property
    def name(self) -> str:
        """Return how people tell it from other findings: `channel #incidents`."""
        return f"{self.check} {self.subject}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What differs from the last checkup.

    Args:
        broke, mended: what there is to tell; a finding among `mended` says what had been found.
        broken: everything to remember as broken until the next checkup.
    """

    broke: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    broken: tuple[Finding, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.broke or self.mended)


def compare(before: Sequence[Finding], found: Iterable[Finding]) -> Changes:
    """Return what has changed since `before`, everything that was broken then.

    What could not be checked is neither news nor mended: it is remembered as it was.
    """
    found = tuple(found)
    known = {one.name for one in before}
    broken = tuple({one.name: one for one in found if one.state is State.BROKEN}.values())
    now = {one.name for one in broken}
    unknown = {one.name for one in found if one.state is State.UNKNOWN}
    gone = [one for one in before if one.name not in now]
    kept = tuple(one for one in gone if one.check in unknown or one.name in unknown)
    return Changes(
        broke=tuple(one for one in broken if one.name not in known),
        mended=tuple(one for one in gone if one not in kept),
        broken=broken + kept,
    )
