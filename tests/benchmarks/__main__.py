"""`python -m tests.benchmarks [--quick] [--on DATABASE] [--write] [ROW …]`: measure and show."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import uvloop

from bot.clock import SystemClock
from tests.benchmarks import document
from tests.benchmarks.databases import KINDS, Databases
from tests.benchmarks.figures import Curve, Figure, said, table
from tests.benchmarks.lab import Lab
from tests.benchmarks.rows import Row, answering, declaring, growing, living, reading, reminding
from tests.benchmarks.ticks import now_s

ROWS: tuple[Row, ...] = (
    *declaring.ROWS,
    *answering.ROWS,
    *reminding.ROWS,
    *reading.ROWS,
    *living.ROWS,
    *growing.ROWS,
)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, for a first impression")
    parser.add_argument("--on", choices=KINDS, action="append", help="this kind of database only")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(row.name for row in ROWS))
    asked = parser.parse_args()
    if asked.quick and asked.write:
        parser.error("a first impression does not belong in the documents")
    names = [row.name for row in ROWS]
    if unknown := set(asked.rows) - set(names):
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS if not asked.rows or row.name in asked.rows]
    results = uvloop.run(_measure(rows, kinds=asked.on or KINDS, quick=asked.quick)).ordered(names)
    _say(table(results.figures))
    if asked.json:
        asked.json.write_text(document.as_json(results))
    if asked.write:
        document.write(results, rows=names)
    return 0


async def _measure(rows: Sequence[Row], *, kinds: Sequence[str], quick: bool) -> document.Results:
    figures: list[Figure] = []
    curves: list[Curve] = []
    today = SystemClock().now().date().isoformat()
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        for kind in kinds:
            folder = Path(name) / kind
            folder.mkdir()
            with Databases(kind, folder=folder) as databases:
                lab = Lab(databases=databases, folder=folder, quick=quick)
                for row in rows:
                    began = now_s()
                    found = await row.measure(lab)
                    load = os.getloadavg()[0]
                    curves += [one for one in found if isinstance(one, Curve)]
                    fresh = [
                        replace(one, on=today, load=round(load, 1))
                        for one in found
                        if isinstance(one, Figure)
                    ]
                    figures += fresh
                    for one in fresh:
                        _say(f"{one.what} ({one.database}): {said(one.value, one.unit)}. {one.note}")
                    _say(f"    {row.name} took {now_s() - began:.0f} s; load {load:.1f}")
    return document.Results(figures=tuple(figures), curves=tuple(curves))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
