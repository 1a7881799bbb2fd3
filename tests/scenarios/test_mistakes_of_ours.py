"""A mistake of ours in one incident is told in the log, and takes nothing from the others."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.scheduler import loop
from tests.scenarios.steps import declared
from tests.scenarios.world import World


async def test_a_timer_that_cannot_be_fired_takes_no_reminder_from_anybody(world: World) -> None:
    """The loop goes on, whatever was wrong with one row; that one is put off and tried again."""
    await declared(world, "sev1 replicas lag")
    await _spoil(world, "UPDATE incident SET entry_count = 0")  # its next entry has the number of its first
    other = await declared(world, "sev1 checkout returns 500s")

    with capture_logs() as told:
        await world.pass_time(minutes=15)

    assert "timer_broke" in {one["event"] for one in told}
    said = world.ana.sees(other)
    assert [text for text in said if "Update due now" in text]
    assert [text for text in said if "is in command" in text]


async def _spoil(world: World, statement: str) -> None:
    """Change the database as somebody else would, who waits for a transaction of the app's to end."""

    def change() -> None:
        with closing(sqlite3.connect(str(make_url(world.database_url).database))) as connection:
            connection.execute(statement)
            connection.commit()

    await asyncio.to_thread(change)


async def test_a_loop_that_cannot_go_on_says_so_in_readyz_and_goes_on_when_it_can(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moment that no version of ours has ever written, mended by whoever runs Muster."""
    monkeypatch.setattr(loop, "AGAIN_S", 0.05)
    room = await declared(world)
    await _spoil(world, "UPDATE timer SET due_at = '0'")
    with capture_logs():
        world.clock.step(timedelta(minutes=15))
        while (problems := await _not_ready(world)) == {}:
            world.clock.step(timedelta(seconds=1))
        assert problems == {"scheduler": "The scheduler fails and tries again; its log says why."}

        await _spoil(world, "UPDATE timer SET due_at = '2026-11-20 14:15:00.000000'")
        while await _not_ready(world):
            world.clock.step(timedelta(seconds=1))
    await world.calm()
    assert [text for text in world.ana.sees(room) if "Nothing new is news too." in text]  # the reminder


async def _not_ready(world: World) -> dict[str, str]:
    url = str(world.slack.app_url).removesuffix("/slack/events")
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
        problems: dict[str, str] = (await answer.json())["problems"]
        return problems
