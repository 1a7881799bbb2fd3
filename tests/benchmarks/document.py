"""`docs/benchmarks.md`: the last figures of each row as a table, and beside it as JSON and as a picture."""

import json
import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.benchmarks.databases import KINDS
from tests.benchmarks.drawing import drawn
from tests.benchmarks.figures import Curve, Figure, table
from tests.benchmarks.slack import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
RECORD = ROOT / "docs" / "benchmarks.json"
PICTURE = ROOT / "docs" / "pictures" / "benchmarks-growth.svg"

_GENERATED = re.compile(r"(<!-- figures -->\n).*(<!-- /figures -->)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was measured."""

    figures: tuple[Figure, ...] = ()
    curves: tuple[Curve, ...] = ()

    def updated(self, newer: "Results") -> "Results":
        """Return these with the rows that `newer` has measured again in their place."""
        again = {(one.row, one.database) for one in newer.figures}
        kept = [one for one in self.figures if (one.row, one.database) not in again]
        drawn_again = {(one.what, one.database) for one in newer.curves}
        curves = [one for one in self.curves if (one.what, one.database) not in drawn_again]
        return Results(figures=(*kept, *newer.figures), curves=(*curves, *newer.curves))

    def ordered(self, rows: Sequence[str]) -> "Results":
        """Return these in the order of the rows, each with its databases together."""
        names = list(dict.fromkeys(one.what for one in self.figures))
        key = {one: (rows.index(one.row), names.index(one.what)) for one in self.figures}
        return Results(figures=tuple(sorted(self.figures, key=key.__getitem__)), curves=self.curves)


def as_json(results: Results) -> str:
    """Return the results as JSON."""
    return json.dumps(asdict(results), indent=2, ensure_ascii=False) + "\n"


def write(newer: Results, *, rows: Sequence[str]) -> None:
    """Write the page again, with the rows that were measured now and the others as they were.

    Args:
        rows: the names of all rows in their order.
    """
    results = _read().updated(newer).ordered(rows)
    RECORD.write_text(as_json(results))
    PICTURE.write_text(drawn(results.curves))
    PAGE.write_text(
        _GENERATED.sub(lambda found: found[1] + _section(results, rows) + found[2], PAGE.read_text())
    )


def _read() -> Results:
    if not RECORD.exists():
        return Results()
    found: dict[str, Any] = json.loads(RECORD.read_text())
    return Results(
        figures=tuple(Figure(**one) for one in found["figures"]),
        curves=tuple(
            Curve(**(one | {"points": tuple(map(tuple, one["points"]))})) for one in found["curves"]
        ),
    )


def _section(results: Results, rows: Sequence[str]) -> str:
    met = sum(one.is_met for one in results.figures)
    days = sorted({one.on for one in results.figures})
    loads = [one.load for one in results.figures]
    programs = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, PostgreSQL 18"
    lines = (
        f"Measured on {' to '.join(dict.fromkeys((days[0], days[-1])))}: {os.cpu_count()} cores, {programs}.",
        f"The load of the machine was between {min(loads):.1f} and {max(loads):.1f}, the benchmark's own",
        "processes included: where it was far above the number of cores, so were the times.",
        f"{met} of {len(results.figures)} goals are met.",
        "",
        table(results.figures),
        "",
        *_missing(results, rows),
        "What the limits are:",
        "",
        *_limits(results.figures),
        "",
    )
    return "\n".join(("", *lines, ""))


def _missing(results: Results, rows: Sequence[str]) -> list[str]:
    """Say which rows have not been measured yet."""
    have = {(one.row, one.database) for one in results.figures}
    left = [f"`{row}` on {kind}" for kind in KINDS for row in rows if (row, kind) not in have]
    return [f"Not measured yet: {', '.join(left)}.", ""] if left else []


def _limits(figures: Sequence[Figure]) -> list[str]:
    """Return each limit once, with the figures that stand beside it."""
    beside: dict[str, list[str]] = {}
    for one in figures:
        if one.limit_is and one.what not in beside.setdefault(one.limit_is, []):
            beside[one.limit_is].append(one.what)
    return [f"- *{'; '.join(names)}*: {limit}" for limit, names in beside.items()]
