"""Figures beside their goals and the physical limit."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of one row.

    Args:
        row: the row that it belongs to, by its short name.
        what: in words, for the table.
        value, goal: in `unit`.
        more_is_better: the goal is a least one; else a most one.
        limit: what the machine could do at best in the same run; None where there is no such thing.
        limit_is: how that was found.
        note: what helps to understand the figure.
        on: the day it was measured; load: of the machine then, everything else on it included.
    """

    row: str
    what: str
    database: str
    value: float
    goal: float
    unit: str
    more_is_better: bool = False
    limit: float | None = None
    limit_is: str = ""
    note: str = ""
    on: str = ""
    load: float = 0.0

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached."""
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    @property
    def ratio(self) -> float | None:
        """How many times the limit it took, or how much of it was reached."""
        return self.value / self.limit if self.limit else None


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What one thing costs, by how many incidents are open meanwhile.

    Args:
        points: (open incidents, milliseconds of processor time), fewest first.
    """

    what: str
    database: str
    points: tuple[tuple[int, float], ...]


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for the terminal, which is Markdown as well."""
    head = ("figure", "database", "measured", "goal", "met", "limit", "of limit")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.more_is_better else "≤"
    return (
        figure.what,
        figure.database,
        said(figure.value, figure.unit),
        f"{sign} {said(figure.goal, figure.unit)}",
        "yes" if figure.is_met else "**no**",
        "–" if figure.limit is None else said(figure.limit, figure.unit),
        "–" if figure.ratio is None else f"{figure.ratio:.2f} ×",
    )


def said(value: float, unit: str) -> str:
    """Return a figure with three digits that mean something."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}"
