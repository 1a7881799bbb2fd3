"""What the rules know of the company, and the form of a rule."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from runbooks.model import Runbook


@dataclass(frozen=True, kw_only=True)
class Known:
    """What runbooks may refer to; None means that it is not known, and not checked.

    Args:
        today: the day with which reviews are compared.
        owners: people and groups as runbooks write them (`@oncall`).
        runbooks: ids in all folders.
    """

    today: date
    services: Collection[str] | None = None
    severities: Collection[str] | None = None
    owners: Collection[str] | None = None
    runbooks: Collection[str] | None = None


Rule = Callable[[Runbook, Known], Iterator[tuple[int, str]]]
"""From a runbook to what is wrong with it: lines and sentences."""
