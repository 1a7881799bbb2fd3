"""From a declare to a war room that is ready, and from a status change to its post."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks import bare
from tests.benchmarks.figures import Figure
from tests.benchmarks.lab import Lab, Scene
from tests.benchmarks.people import CALLED, DECLARERS
from tests.benchmarks.rows import Row
from tests.benchmarks.sender import Answered
from tests.benchmarks.slack import Call
from tests.benchmarks.ticks import median

_THREE = "three calls that need each other"
_ONCE = {"post": "chat.postMessage", "pin": "pins.add", "topic": "conversations.setTopic"}
_A_FEW = 4
_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One declare: its room, and when each step that makes it ready was done (by `now_s`)."""

    answer: Answered
    number: int
    channel: str
    steps_s: dict[str, float]

    @property
    def ready_s(self) -> float:
        """When the last of it was there."""
        return max(self.steps_s.values())

    @property
    def took_ms(self) -> float:
        """From the sending of the command to the last thing that makes a war room ready."""
        return (self.ready_s - self.answer.sent_s) * 1000


async def declare(scene: Scene, *, by: str) -> Declared:
    """Declare, and wait until the room is created, the card posted and pinned, all invited, the topic set."""
    title = f"outage {next(_numbers)}"
    everybody = {scene.slack.keys.people[name] for name in (by, *CALLED)}
    since = len(scene.slack.calls)
    answer = await scene.type(f"declare sev1 {title}", by=by)
    if "is open" not in answer.text:
        raise RuntimeError(f"declare: {answer}\n{scene.servings[0].log[-3000:]}")
    ending = "-" + title.replace(" ", "-")
    channel, steps = await scene.slack.until(
        lambda calls: _ready(calls, ending=ending, everybody=everybody), since=since
    )
    number = int(answer.text.partition("INC-")[2].split()[0])
    return Declared(answer=answer, number=number, channel=channel, steps_s=steps)


async def declare_many(scene: Scene, count: int) -> list[Declared]:
    """Declare so many incidents, a few at a time, and wait until everything has been done."""
    left = iter(range(count))

    async def declarer(by: str) -> list[Declared]:
        return [await declare(scene, by=by) for _ in left]

    declared = await asyncio.gather(*(declarer(by) for by in DECLARERS[:_A_FEW]))
    await scene.rest()
    return [one for some in declared for one in some]


def _ready(calls: Sequence[Call], *, ending: str, everybody: set[str]) -> tuple[str, dict[str, float]] | None:
    """Return the room and when each step was done, or None while one is missing."""
    room = next((c for c in calls if c.method == "conversations.create" and c.about.endswith(ending)), None)
    if room is None or not room.ok:
        return None
    steps = {"create": room.at_s}
    here = [call for call in calls if call.channel == room.channel and call.ok]
    for step, method in _ONCE.items():
        done = next((call for call in here if call.method == method), None)
        if done is None:
            return None
        steps[step] = done.at_s
    missing = set(everybody)
    for call in here:
        if call.method == "conversations.invite" and missing & set(call.about.split(",")):
            missing -= set(call.about.split(","))
            steps["invite"] = call.at_s
    return None if missing else (room.channel, steps)


def _steps(declared: Sequence[Declared]) -> str:
    """Say when each step was done."""
    by_step = {
        step: median([(one.steps_s[step] - one.answer.sent_s) * 1000 for one in declared])
        for step in declared[0].steps_s
    }
    acked = median([one.answer.took_s * 1000 for one in declared])
    said = ", ".join(f"{step} {ms:.0f}" for step, ms in sorted(by_step.items(), key=lambda one: one[1]))
    return f"acknowledged {acked:.0f}, {said} ms"


async def declare_at(lab: Lab, *, delay_ms: int, slack_ms: int, runs: int) -> Sequence[Figure]:
    """Measure single declares.

    Args:
        delay_ms: of each call to Slack; slack_ms: what the goal grants beyond three of them.
    """
    async with lab.scene(delay_s=delay_ms / 1000) as scene:
        limit = await bare.war_rooms(scene.slack.keys, at_once=1, runs=lab.runs(5))
        await declare(scene, by=DECLARERS[-1])  # the first one meets people whom nobody knows yet
        for by in DECLARERS:  # who says something for the first time is looked up in Slack: a round trip more
            await scene.type("list", by=by)
        await scene.rest()
        before = await scene.cost()
        declared: list[Declared] = []
        for run in range(lab.runs(runs)):
            declared.append(await declare(scene, by=DECLARERS[run % len(DECLARERS)]))
            await scene.rest()
        cost = (await scene.cost()).since(before, times=len(declared), of="declare")
    return [
        Figure(
            row=f"declare{delay_ms}",
            what=f"declare to ready, {delay_ms} ms per call",
            database=lab.database,
            value=median([one.took_ms for one in declared]),
            goal=3 * delay_ms + slack_ms,
            unit="ms",
            limit=limit * 1000,
            limit_is=_THREE,
            note=f"{_steps(declared)}; {cost}",
        )
    ]


async def declare_at_once(lab: Lab) -> Sequence[Figure]:
    """Measure ten declares of ten people at once, 250 ms per call."""
    people = DECLARERS[:10]
    async with lab.scene(delay_s=0.25) as scene:
        limit = await bare.war_rooms(scene.slack.keys, at_once=10, runs=lab.runs(3))
        all_ready: list[float] = []
        last_acked: list[float] = []
        for _ in range(lab.runs(6) + 1):
            done = await asyncio.gather(*(declare(scene, by=by) for by in people))
            began = min(one.answer.sent_s for one in done)
            all_ready.append((max(one.ready_s for one in done) - began) * 1000)
            last_acked.append(max(one.answer.took_s for one in done) * 1000)
            await scene.rest()
    return [
        Figure(
            row="ten",
            what="10 declares at once, 250 ms per call: all ready",
            database=lab.database,
            value=median(all_ready[1:]),
            goal=3 * 250 + 150,
            unit="ms",
            limit=limit * 1000,
            limit_is=f"ten times {_THREE}, at once",
        ),
        Figure(
            row="ten",
            what="10 declares at once: the last acknowledgement",
            database=lab.database,
            value=median(last_acked[1:]),
            goal=150,
            unit="ms",
        ),
    ]


async def status_at_50(lab: Lab) -> Sequence[Figure]:
    """Measure a status change up to its post in the war room, 50 ms per call."""
    async with lab.scene(delay_s=0.05) as scene:
        limit = await bare.posts(scene.slack.keys, runs=lab.runs(8))
        by = DECLARERS[0]
        room = (await declare(scene, by=by)).channel
        await scene.rest()
        took: list[float] = []
        for run in range(lab.runs(16)):
            since = len(scene.slack.calls)
            verb = ("investigating", "identified", "monitoring")[run % 3]
            answer = await scene.type(f"{verb} step {run}", by=by, channel=room)
            posted = await scene.slack.until(
                lambda calls: next(
                    (c for c in calls if c.method == "chat.postMessage" and c.channel == room and c.ok), None
                ),
                since=since,
            )
            took.append((posted.at_s - answer.sent_s) * 1000)
            await scene.rest()
    return [
        Figure(
            row="status",
            what="status change to its post in the war room, 50 ms per call",
            database=lab.database,
            value=median(took),
            goal=50 + 15,
            unit="ms",
            limit=limit * 1000,
            limit_is="one call",
        )
    ]


async def _at_50(lab: Lab) -> Sequence[Figure]:
    return await declare_at(lab, delay_ms=50, slack_ms=20, runs=12)


async def _at_250(lab: Lab) -> Sequence[Figure]:
    return await declare_at(lab, delay_ms=250, slack_ms=30, runs=8)


ROWS = (
    Row(name="declare50", measure=_at_50),
    Row(name="declare250", measure=_at_250),
    Row(name="ten", measure=declare_at_once),
    Row(name="status", measure=status_at_50),
)
