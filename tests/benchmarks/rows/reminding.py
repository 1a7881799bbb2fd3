"""How late reminders come when many are due at once."""

from collections.abc import Sequence
from datetime import timedelta

from bot.clock import SystemClock
from tests.benchmarks import bare
from tests.benchmarks.figures import Figure
from tests.benchmarks.lab import Lab
from tests.benchmarks.rows import Row
from tests.benchmarks.rows.declaring import declare_many
from tests.benchmarks.seeding import Seeder
from tests.benchmarks.slack import Call
from tests.benchmarks.ticks import percentile, wall_offset_s

DUE, OPEN = 100, 10_000
_LEAD_S = 5  # until the first is due: enough for the process to start


async def reminders(lab: Lab) -> Sequence[Figure]:
    """Let 100 of 10,000 open incidents need an update within a second, and see when each room hears of it."""
    async with lab.scene(delay_s=0) as scene:
        declared = await declare_many(scene, DUE // 5 if lab.quick else DUE)
        await scene.stop()
        await scene.slack.delay(0.05)
        limit = await bare.punctual_posts(scene.slack.keys, count=DUE, within_s=1)
        now = SystemClock().now()
        first = now + timedelta(seconds=_LEAD_S + (0 if lab.quick else 5))
        due = [first + timedelta(seconds=number / len(declared)) for number in range(len(declared))]
        with Seeder(scene.database_url) as seeder:
            seeder.copies(OPEN - len(declared), now=now)
            seeder.fall_due([one.number for one in declared], at=due)
        since = len(scene.slack.calls)
        await scene.serve()
        heard = await scene.slack.until(
            lambda calls: heard_in(calls, [one.channel for one in declared]), since=since
        )
        offset = wall_offset_s()
        late = [
            (heard[one.channel] + offset - moment.timestamp()) * 1000
            for one, moment in zip(declared, due, strict=True)
        ]
    return [
        Figure(
            row="reminders",
            what="reminder lateness, 10,000 open incidents, 100 due in one second, p99",
            database=lab.database,
            value=percentile(late, 99),
            goal=500,
            unit="ms",
            limit=limit * 1000,
            limit_is="100 bare calls within a second, each at its moment, 50 ms per call",
            note=f"median {percentile(late, 50):.0f} ms",
        )
    ]


def heard_in(calls: Sequence[Call], channels: Sequence[str]) -> dict[str, float] | None:
    """Return when each war room first heard of something, or None while one has not."""
    first: dict[str, float] = {}
    for call in calls:
        if call.method == "chat.postMessage" and call.ok:
            first.setdefault(call.channel, call.at_s)
    return first if all(channel in first for channel in channels) else None


ROWS = (Row(name="reminders", measure=reminders),)
