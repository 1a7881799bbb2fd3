"""The points at which the process dies."""

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """Where exactly, around a call to Slack or around a commit."""

    BEFORE = "before"
    """The call has not been carried out and never will be; nothing is committed."""
    AFTER = "after"
    """The call was carried out, but its answer never arrives; the commit has returned."""
    AMID_DONE = "amid, done"
    """Everything else went on while the call hung; it is carried out, its answer never arrives."""
    AMID_NOT_DONE = "amid, not done"
    """Everything else went on while the call hung; it is never carried out."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One boundary of the loop.

    Args:
        act: the command under way: `declare`, `update`, `resolve` or `close`.
        kind: `call` or `commit`.
        mark: what is called, or what is committed, in words that are the same in every run.
        nth: which of those of the same mark since the command was typed, from 1.
    """

    act: str
    kind: str
    mark: str
    nth: int
    when: When

    def __str__(self) -> str:
        """Say it in a line."""
        nth = f" (no. {self.nth})" if self.nth > 1 else ""
        return f"{self.act:8} {self.kind:6} {self.when:14} {self.mark}{nth}"
