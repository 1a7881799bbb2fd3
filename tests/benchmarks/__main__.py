"""`python -m tests.benchmarks [--quick] [--on DATABASE] [--json FILE] [ROW …]`: measure and show."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.databases import KINDS, Databases
from tests.benchmarks.figures import Figure, said, table
from tests.benchmarks.lab import Lab
from tests.benchmarks.rows import Row, answering, declaring, living, reading, reminding

ROWS: tuple[Row, ...] = (*declaring.ROWS, *answering.ROWS, *reminding.ROWS, *reading.ROWS, *living.ROWS)


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, for a first impression")
    parser.add_argument("--on", choices=KINDS, action="append", help="this kind of database only")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(row.name for row in ROWS))
    asked = parser.parse_args()
    if unknown := set(asked.rows) - {row.name for row in ROWS}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS if not asked.rows or row.name in asked.rows]
    figures = asyncio.run(_measure(rows, kinds=asked.on or KINDS, quick=asked.quick))
    _say(table(figures))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    return 0


async def _measure(rows: Sequence[Row], *, kinds: Sequence[str], quick: bool) -> list[Figure]:
    figures: list[Figure] = []
    _say(f"{os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        for kind in kinds:
            folder = Path(name) / kind
            folder.mkdir()
            with Databases(kind, folder=folder) as databases:
                lab = Lab(databases=databases, folder=folder, quick=quick)
                for row in rows:
                    found = await row.measure(lab)
                    figures += found
                    for one in found:
                        _say(f"{one.what} ({one.database}): {said(one.value, one.unit)}. {one.note}")
    _say(f"load {os.getloadavg()[0]:.1f}")
    return figures


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
