"""How long people wait for an answer, and how many can be answered."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.domain.words import still_working
from tests.benchmarks import bare
from tests.benchmarks.databases import POSTGRESQL
from tests.benchmarks.figures import Figure
from tests.benchmarks.lab import Lab, Scene
from tests.benchmarks.people import DECLARERS
from tests.benchmarks.rows import Row
from tests.benchmarks.rows.declaring import declare
from tests.benchmarks.sender import Answered, Typed
from tests.benchmarks.ticks import now_s, percentile

MIX = (
    "note the cache was restarted",
    "note errors fall in eu-west-1",
    "timeline",
    "note the deploy of 14:02 is suspected",
    "update rolling back, half of the fleet is done",
    "note the rollback has begun",
    "list",
    "note the queue is draining",
    "catchup",
    "note the p99 is back to 200 ms",
)
"""What people type, in turn: six notes, a status update, and three questions of ten commands."""

ROOMS = 20
DELAY_S = 0.05


async def rooms(scene: Scene) -> list[str]:
    """Declare incidents for people to type in, say everything once to each process, return the channels."""
    declared = [await declare(scene, by=by) for by in DECLARERS[:ROOMS]]
    channels = [one.channel for one in declared]
    urls = [serving.commands for serving in scene.servings]
    for words, url in itertools.product(dict.fromkeys(MIX), urls):
        await scene.sender.send(url, Typed(by=DECLARERS[0], channel=channels[0], words=words))
    await scene.rest()
    return channels


def mixed(channels: Sequence[str]) -> Iterator[Typed]:
    """Return commands without end, each by somebody else, in the next room after each ten."""
    for number in itertools.count():
        room = number % len(channels)
        yield Typed(
            by=DECLARERS[room % len(DECLARERS)],
            channel=channels[room],
            words=MIX[number // len(channels) % len(MIX)],
        )


def p99_ms(answered: Sequence[Answered]) -> float:
    """Return how long all but one of a hundred waited at most; inf where one got no real answer."""
    refused = [one for one in answered if one.status != 200 or one.text == still_working()]
    return float("inf") if refused else percentile([one.took_s * 1000 for one in answered], 99)


async def at_twenty(lab: Lab) -> Sequence[Figure]:
    """Measure acknowledgements at 20 commands a second."""
    seconds = 5 if lab.quick else 20
    async with lab.scene(delay_s=DELAY_S) as scene:
        async with bare.committing(scene.database_url) as url:
            commands = itertools.islice(mixed([scene.slack.keys.general]), 100)
            limit = p99_ms(await scene.sender.paced([url], commands, per_second=20))
        channels = await rooms(scene)
        before = await scene.cost()
        commands = itertools.islice(mixed(channels), seconds * 20)
        answered = await scene.sender.paced([scene.servings[0].commands], commands, per_second=20)
        await scene.rest()
        cost = (await scene.cost()).since(before, times=len(answered), of="command")
    half = percentile([one.took_s * 1000 for one in answered], 50)
    return [
        Figure(
            row="ack",
            what="acknowledgement at 20 commands/s on one process, p99",
            database=lab.database,
            value=p99_ms(answered),
            goal=40,
            unit="ms",
            limit=limit,
            limit_is="a bare aiohttp server that commits one row for each request, at the same rate",
            note=f"median {half:.1f} ms; {cost}",
        )
    ]


async def highest_rate(lab: Lab) -> Sequence[Figure]:
    """Measure the highest rate at which 99 of 100 commands are answered within a second."""
    processes = 2 if lab.database == POSTGRESQL else 1
    goal = 250 if processes == 2 else 150
    seconds = 4 if lab.quick else 8
    async with lab.scene(delay_s=DELAY_S, serve=processes) as scene:
        channels = await rooms(scene)
        urls = [serving.commands for serving in scene.servings]
        before = await scene.cost()
        sent = 0

        async def holds(rate: int) -> bool:
            nonlocal sent
            commands = list(itertools.islice(mixed(channels), rate * seconds))
            sent += len(commands)
            found = p99_ms(await scene.sender.paced(urls, commands, per_second=rate))
            await scene.rest()
            return found < 1000

        best = await _search(holds, start=goal)
        cost = (await scene.cost()).since(before, times=sent, of="command")
        async with bare.committing(scene.database_url) as url:
            limit = await _flood(scene, url, seconds=seconds / 2)
    return [
        Figure(
            row="rate",
            what=f"highest command rate with p99 < 1 s, {_processes(processes)}",
            database=lab.database,
            value=best,
            goal=goal,
            unit="/s",
            more_is_better=True,
            limit=limit,
            limit_is="what one bare aiohttp server that commits a row for each request can do",
            note=cost,
        )
    ]


async def _search(holds: Callable[[int], Awaitable[bool]], *, start: int) -> int:
    """Return the highest rate that holds, to about a tenth."""
    rate, best = start, 0
    for _ in range(8):
        if await holds(rate):
            best = rate
            rate = rate * 6 // 5
        elif best:
            break
        else:
            rate = rate * 2 // 3
    return best


async def _flood(scene: Scene, url: str, *, seconds: float) -> float:
    """Return how many requests a second are answered when 32 people never pause."""
    commands = mixed([scene.slack.keys.general])
    end = now_s() + seconds

    async def person() -> int:
        count = 0
        while now_s() < end:
            await scene.sender.send(url, next(commands))
            count += 1
        return count

    return sum(await asyncio.gather(*(person() for _ in range(32)))) / seconds


def _processes(count: int) -> str:
    return "one process" if count == 1 else "two processes"


ROWS = (Row(name="ack", measure=at_twenty), Row(name="rate", measure=highest_rate))
