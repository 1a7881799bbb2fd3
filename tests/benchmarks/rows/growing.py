"""Whether cost grows with what is due, or with what exists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.clock import SystemClock
from tests.benchmarks.figures import Curve, Figure
from tests.benchmarks.lab import Lab, Scene
from tests.benchmarks.people import DECLARERS
from tests.benchmarks.rows import Row
from tests.benchmarks.rows.declaring import Declared, declare
from tests.benchmarks.rows.reminding import heard_in
from tests.benchmarks.seeding import Seeder
from tests.benchmarks.serving import family_cpu_s
from tests.benchmarks.ticks import median

OPEN = (100, 1_000, 10_000)
KINDS = ("declare", "status update", "reminder")
_COLD = 4
_LEAD_S = 8  # until the first reminder is due: enough for the process to start


async def growth(lab: Lab) -> Sequence[Figure | Curve]:
    """Measure what each thing costs while 100, 1,000 and 10,000 incidents are open."""
    costs = [await _costs(lab, count) for count in OPEN]
    curves = [
        Curve(
            what=kind,
            database=lab.database,
            points=tuple((count, cost[kind]) for count, cost in zip(OPEN, costs, strict=True)),
        )
        for kind in KINDS
    ]
    worst = max(curves, key=_growth)
    return [
        Figure(
            row="growth",
            what="processor time at 10,000 open incidents against 100: declare, update, reminder",
            database=lab.database,
            value=_growth(worst),
            goal=1.25,
            unit="×",
            note=f"the worst is the {worst.what}",
        ),
        *curves,
    ]


def _growth(curve: Curve) -> float:
    return curve.points[-1][1] / curve.points[0][1]


async def _costs(lab: Lab, count: int) -> dict[str, float]:
    """Return milliseconds of processor time of Muster and the database's server, all effects included.

    Each is the median of several, of reminders the mean, without the first ones of a process: they cost more.
    """
    times = lab.runs(16) + _COLD
    async with lab.scene(delay_s=0.02) as scene:
        await declare(scene, by=DECLARERS[0])
        await scene.rest()
        await scene.stop()
        with Seeder(scene.database_url) as seeder:
            seeder.copies(count - 1, now=SystemClock().now())
        await scene.serve()
        meter = _Meter(lab=lab, scene=scene)
        declared: list[Declared] = []
        for _ in range(times):
            declared.append(await declare(scene, by=DECLARERS[0]))
            await meter.read("declare")
        for one in declared:
            await scene.type("update rolling back", by=DECLARERS[0], channel=one.channel)
            await meter.read("status update")
        await scene.stop()
        due = [SystemClock().now() + timedelta(seconds=_LEAD_S + number / 4) for number in range(times)]
        with Seeder(scene.database_url) as seeder:
            seeder.fall_due([one.number for one in declared], at=due)
        since = len(scene.slack.calls)
        await scene.serve()
        rooms = [one.channel for one in declared]
        await scene.slack.until(partial(heard_in, channels=rooms[:_COLD]), since=since)
        meter.begin()
        await scene.slack.until(partial(heard_in, channels=rooms), since=since)
        await meter.read("reminder")
    used = meter.used_ms
    return {
        "declare": median(used["declare"][_COLD:]),
        "status update": median(used["status update"][_COLD:]),
        "reminder": used["reminder"][0] / (times - _COLD),
    }


@dataclass(kw_only=True)
class _Meter:
    """Reads what everybody used of the processor, from one thing to the next."""

    lab: Lab
    scene: Scene
    used_ms: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    _last_s: float = 0.0

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Count from here on."""
        self._last_s = _used_s(self.lab, self.scene)

    async def read(self, kind: str) -> None:
        """Wait until everything has been done, and note what that took since the last time."""
        await self.scene.rest()
        now_s = _used_s(self.lab, self.scene)
        self.used_ms[kind].append((now_s - self._last_s) * 1000)
        self._last_s = now_s


def _used_s(lab: Lab, scene: Scene) -> float:
    server = lab.databases.server_pid
    used = 0.0 if server is None else family_cpu_s(server)
    return used + sum(serving.cpu_s() for serving in scene.servings)


ROWS = (Row(name="growth", measure=growth),)
