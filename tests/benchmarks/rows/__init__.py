"""The rows of the benchmark, by what they are about."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.benchmarks.figures import Curve, Figure
from tests.benchmarks.lab import Lab


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its short name, and what measures it."""

    name: str
    measure: Callable[[Lab], Awaitable[Sequence[Figure | Curve]]]
