"""`python -m tests.crash [--list] [--on DATABASE] [WORD …]`: try every point, and print each as it is done.

With words, only the points whose line holds all of them.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tests.crash.enumeration import Databases, Enumeration, Verdict, in_folders
from tests.support.databases import migrated_postgres, migrated_sqlite
from tests.support.postgres import Postgres
from tests.support.processes import Launcher

KINDS = ("sqlite", "postgresql")


def main() -> int:
    """Try what was asked for; return the exit code: 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--on", choices=KINDS, help="one kind of database only")
    parser.add_argument(
        "--at-once", type=int, default=2 * (os.cpu_count() or 1), help="stories told at a time"
    )
    parser.add_argument("--list", action="store_true", help="only print the points")
    parser.add_argument("words", nargs="*", help="only points whose line holds all of these")
    asked = parser.parse_args()
    kinds = [asked.on] if asked.on else KINDS
    at_once = 0 if asked.list else asked.at_once
    return asyncio.run(_run(kinds, words=asked.words, at_once=at_once))


async def _run(kinds: Sequence[str], *, words: Sequence[str], at_once: int) -> int:
    """Try points of these kinds of databases; with none at once, only print them."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="muster-crash-") as name, Launcher() as launcher:
        for kind in kinds:
            folder = Path(name) / kind
            folder.mkdir()
            async with _databases(kind, folder) as databases:
                trial = Enumeration(databases=databases, launcher=launcher, folder=folder, tell=_print)
                script = await trial.rehearse()
                points = [point for point in script.points if all(word in str(point) for word in words)]
                _say(f"{kind}: {len(points)} points")
                if not at_once:
                    _say("\n".join(map(str, points)))
                    continue
                verdicts = await trial.run(points, script=script, at_once=at_once)
            bad = sum(bool(verdict.wrong) for verdict in verdicts)
            missed = sum(verdict.wrong is None for verdict in verdicts)
            _say(f"{kind}: {len(verdicts)} points, {bad} wrong, {missed} not reached")
            wrong += bad
    return 1 if wrong else 0


@asynccontextmanager
async def _databases(kind: str, folder: Path) -> AsyncIterator[Databases]:
    """Lend migrated databases of one kind."""
    if kind == "sqlite":
        (folder / "template").mkdir()
        yield in_folders(folder, template=await migrated_sqlite(folder / "template"))
        return
    with Postgres() as server:
        template = await migrated_postgres(server)
        yield partial(server.database, template=template)


def _print(verdict: Verdict) -> None:
    _say(str(verdict))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
