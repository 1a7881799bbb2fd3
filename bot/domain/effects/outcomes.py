"""What came of one attempt at an effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Done:
    """The effect has happened; `result` is what was learnt (a channel's id, a message's ts)."""

    result: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The effect has certainly not happened; try again after `after_s` seconds."""

    after_s: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class InDoubt:
    """The effect may have happened; look before trying again, `after_s` seconds from now."""

    after_s: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveUp:
    """The effect cannot happen until a person mends the cause that `reason` names."""

    reason: str


Outcome = Done | Retry | InDoubt | GiveUp
"""What came of one attempt."""
