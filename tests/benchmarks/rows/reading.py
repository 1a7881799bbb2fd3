"""Questions to a large database, and the export of a long incident."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial

import psycopg
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from tests.benchmarks import bare
from tests.benchmarks.figures import Figure
from tests.benchmarks.lab import Lab, Scene
from tests.benchmarks.people import DECLARERS
from tests.benchmarks.rows import Row
from tests.benchmarks.rows.declaring import declare
from tests.benchmarks.seeding import Seeder
from tests.benchmarks.ticks import median, now_s, percentile

INCIDENTS, OPEN, LONG = 10_000, 100, 10_000
"""Incidents in the database; how many of them are open; entries of the longest one, number 1."""

EACH = 99
"""Entries that every incident gets besides its own few: a million with those of the long one."""

_PAGE = "SELECT * FROM timeline_entry WHERE incident_id = {} ORDER BY number DESC LIMIT 20"
_WHOLE = "SELECT * FROM timeline_entry WHERE incident_id = {} ORDER BY occurred_at, number"


async def large(lab: Lab) -> Sequence[Figure]:
    """Measure `timeline`, `list`, `catchup` and `export` on a database with a million timeline entries."""
    async with lab.scene(delay_s=0.05) as scene:
        await _lived(scene)
        await scene.stop()
        _fill(scene)
        await scene.serve()
        figures = [await _question(lab, scene, verb) for verb in ("timeline", "list", "catchup")]
        return [*figures, await _export(lab, scene)]


async def _lived(scene: Scene) -> None:
    """Let one incident have something of everything."""
    by = DECLARERS[0]
    room = (await declare(scene, by=by)).channel
    said = (
        "ic",
        "investigating errors on every checkout",
        "hypothesis the deploy of 14:02",
        "decide roll back",
    )
    for words in (*said, "update rolling back", "note the queue is draining"):
        await scene.type(words, by=by, channel=room)
    await scene.rest()


def _fill(scene: Scene) -> None:
    with Seeder(scene.database_url) as seeder:
        seeder.copies(INCIDENTS - 1, now=SystemClock().now())
        seeder.entries(EACH, first=1, last=INCIDENTS)
        seeder.entries(LONG - EACH, first=1, last=1)
        seeder.close(first=2, last=INCIDENTS - OPEN)


async def _question(lab: Lab, scene: Scene, verb: str) -> Figure:
    """Ask about the long incident and about others in turn."""
    took: list[float] = []
    for number in range(lab.runs(60) + 1):
        about = "" if verb == "list" else f" INC-{1 if number % 2 else INCIDENTS - number}"
        answered = await scene.type(f"{verb}{about}", by=DECLARERS[0])
        if answered.status != 200 or len(answered.raw) < 500:
            raise RuntimeError(f"{verb}: {answered}")
        took.append(answered.took_s * 1000)
    with _reader(scene.database_url) as read:
        limit = percentile([_timed_ms(partial(read, _PAGE.format(1 + run))) for run in range(len(took))], 95)
    return Figure(
        row="large",
        what=f"`{verb}` with 1,000,000 timeline entries, p95",
        database=lab.database,
        value=percentile(took[1:], 95),
        goal=50,
        unit="ms",
        limit=limit,
        limit_is="reading the last 20 entries of an incident with the bare driver",
        note=f"median {median(took[1:]):.1f} ms",
    )


async def _export(lab: Lab, scene: Scene) -> Figure:
    """Ask for all four files of the long incident, and wait until the person has them."""
    took: list[float] = []
    for _ in range(lab.runs(5)):
        since = len(scene.slack.calls)
        answered = await scene.type("export INC-1", by=DECLARERS[0])
        done = await scene.slack.until(
            lambda calls: next((c for c in calls if c.method == "files.completeUploadExternal"), None),
            since=since,
        )
        took.append(done.at_s - answered.sent_s)
        await scene.rest()
    with _reader(scene.database_url) as read:
        whole = _timed_ms(partial(read, _WHOLE.format(1))) / 1000
    limit = whole + 3 * await bare.posts(scene.slack.keys, runs=lab.runs(5))
    return Figure(
        row="large",
        what="export of an incident with 10,000 entries: four files in Slack, 50 ms per call",
        database=lab.database,
        value=median(took),
        goal=1,
        unit="s",
        limit=limit,
        limit_is="reading the rows with the bare driver, and three calls that need each other",
    )


@contextmanager
def _reader(url: str) -> Iterator[Callable[[str], int]]:
    """Yield what runs a query with the bare driver and says how many rows it gave."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(address.database))) as lite:
            yield lambda query: len(lite.execute(query).fetchall())
        return
    conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as server:
        yield lambda query: len(server.execute(query.encode()).fetchall())


def _timed_ms(work: Callable[[], object]) -> float:
    began = now_s()
    work()
    return (now_s() - began) * 1000


ROWS = (Row(name="large", measure=large),)
