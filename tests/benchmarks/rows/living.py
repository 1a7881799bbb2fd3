"""What `muster serve` costs while it lives: to start, to keep, to leave alone."""

import asyncio
import sys
from collections.abc import Sequence

from bot.clock import SystemClock
from tests.benchmarks.figures import Figure
from tests.benchmarks.lab import Lab
from tests.benchmarks.people import DECLARERS
from tests.benchmarks.rows import Row
from tests.benchmarks.rows.declaring import declare, declare_many
from tests.benchmarks.seeding import Seeder
from tests.benchmarks.slack import ROOT
from tests.benchmarks.ticks import median, now_s

_LIBRARIES = (
    "import aiohttp.web, aiosqlite, alembic.command, psycopg, pydantic, slack_bolt.async_app, slack_sdk,"
    " sqlalchemy.ext.asyncio, sqlmodel, structlog, typer, yaml"
)
"""What Muster stands on; importing it is the least that a start takes."""


async def memory(lab: Lab) -> Sequence[Figure]:
    """Measure memory after 500 and after 1,000 incidents, all of whose calls have been carried out."""
    count = 100 if lab.quick else 1000
    async with lab.scene(delay_s=0) as scene:
        serving = scene.servings[0]
        begun = serving.memory_mb()
        await declare_many(scene, count // 2)
        half = serving.memory_mb()
        await declare_many(scene, count // 2)
        full = serving.memory_mb()
    return [
        Figure(
            row="memory",
            what=f"memory of `serve` after {count:,} incidents",
            database=lab.database,
            value=full,
            goal=130,
            unit="MB",
            limit=begun,
            limit_is="the same process before its first incident",
        ),
        Figure(
            row="memory",
            what=f"… and what the second {count // 2} added",
            database=lab.database,
            value=full - half,
            goal=5,
            unit="MB",
        ),
    ]


async def idle(lab: Lab) -> Sequence[Figure]:
    """Measure what `serve` uses while nothing happens to 10,000 open incidents."""
    seconds = 10 if lab.quick else 25
    async with lab.scene(delay_s=0.05) as scene:
        await declare(scene, by=DECLARERS[0])
        await scene.rest()
        await scene.stop()
        with Seeder(scene.database_url) as seeder:
            seeder.copies(9_999, now=SystemClock().now())
        serving = await scene.serve()
        await asyncio.sleep(3)  # what a start brings with it is another row
        before, began = serving.cpu_s(), now_s()
        await asyncio.sleep(seconds)
        used = (serving.cpu_s() - before) / (now_s() - began)
    return [
        Figure(
            row="idle",
            what="idle cost with 10,000 open incidents",
            database=lab.database,
            value=used * 100,
            goal=0.5,
            unit="% of a core",
        )
    ]


async def start(lab: Lab) -> Sequence[Figure]:
    """Measure the start of `serve` on a database with incidents in it, until it says that it is ready."""
    took: list[float] = []
    async with lab.scene(delay_s=0.05) as scene:
        await declare(scene, by=DECLARERS[0])
        await scene.rest()
        await scene.stop()
        for _ in range(lab.runs(8)):
            serving = await scene.serve()
            await scene.ready(serving)
            took.append(now_s() - serving.started_s)
            await scene.stop()
    return [
        Figure(
            row="start",
            what="start of `serve` to ready on an existing database",
            database=lab.database,
            value=median(took),
            goal=2,
            unit="s",
            limit=await _imports(lab),
            limit_is="importing the libraries alone",
        )
    ]


async def _imports(lab: Lab) -> float:
    took: list[float] = []
    for _ in range(lab.runs(5)):
        began = now_s()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", _LIBRARIES, cwd=ROOT)
        await process.wait()
        took.append(now_s() - began)
    return median(took)


ROWS = (
    Row(name="memory", measure=memory),
    Row(name="idle", measure=idle),
    Row(name="start", measure=start),
)
