"""What the machine can do at best: the same calls and the same disk, without a bot in between."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from tests.benchmarks.slack import ROOT, Keys
from tests.benchmarks.ticks import median, now_s, percentile


@asynccontextmanager
async def client(keys: Keys) -> AsyncIterator[AsyncWebClient]:
    """Yield a client of Slack like the bot's."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=keys.bot_token, base_url=keys.api_url, session=session, retry_handlers=[])


async def war_rooms(keys: Keys, *, at_once: int, runs: int) -> float:
    """Return the median seconds of three calls that need each other: create, post, pin.

    Args:
        at_once: how many rooms are opened at a time.
    """
    took: list[float] = []
    async with client(keys) as slack:

        async def open_one(name: str) -> None:
            made = await slack.conversations_create(name=name)
            channel = str(made["channel"]["id"])
            posted = await slack.chat_postMessage(channel=channel, text="card")
            await slack.pins_add(channel=channel, timestamp=str(posted["ts"]))

        for run in range(runs + 1):
            began = now_s()
            await asyncio.gather(*(open_one(f"bare-{at_once}-{run}-{one}") for one in range(at_once)))
            took.append(now_s() - began)
    return median(took[1:])  # the first one opens the connections


async def posts(keys: Keys, *, runs: int) -> float:
    """Return the median seconds of posting one message."""
    took: list[float] = []
    async with client(keys) as slack:
        channel = str((await slack.conversations_create(name="bare-posts"))["channel"]["id"])
        for _ in range(runs):
            began = now_s()
            await slack.chat_postMessage(channel=channel, text="update")
            took.append(now_s() - began)
    return median(took)


async def punctual_posts(keys: Keys, *, count: int, within_s: float) -> float:
    """Return the 99th percentile of how late messages come that are sent one by one within some seconds."""
    async with client(keys) as slack:
        channel = str((await slack.conversations_create(name="bare-punctual"))["channel"]["id"])
        begin = now_s()

        async def post(number: int) -> float:
            due = begin + number * within_s / count
            await asyncio.sleep(max(0.0, due - now_s()))
            await slack.chat_postMessage(channel=channel, text="reminder")
            return now_s() - due

        late = await asyncio.gather(*(post(number) for number in range(count)))
    return percentile(late, 99)


@asynccontextmanager
async def committing(url: str) -> AsyncIterator[str]:
    """Yield the address of a web server that commits a row to the database at `url` for each request."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.bare_process", url),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        port = int(await process.stdout.readline())
        yield f"http://127.0.0.1:{port}/slack/events"
    finally:
        process.stdin.close()
        await process.wait()
