"""Checkups while the bot runs, from the operators' channel's point of view."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from bot.config import Operators
from bot.fakeslack.messages import Message
from tests.scenarios.world import World, rules


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A running app whose operators have a channel."""
    made = World(database_url, config=rules(operators=Operators(channel="#muster-operators")))
    made.slack.workspace.add_person("olga")
    made.slack.workspace.add_channel("muster-operators", members=["olga"], with_bot=True)
    async with made:
        yield made


async def _checkup(world: World, **after: float) -> None:
    """Let time pass until a checkup is made, and wait for it."""
    seen = len(_asked(world))
    world.clock.step(timedelta(**after))
    workspace = world.slack.workspace
    await workspace.until(lambda: len(_asked(world)) > seen)
    await world.calm()


def _asked(world: World) -> list[object]:
    """Return the last question of every checkup so far: who is behind the last configured name."""
    return [
        call
        for call in world.slack.workspace.calls
        if call.method == "usergroups.users.list"
        and call.args["usergroup"] == world.slack.workspace.people.find_group("leadership").id  # type: ignore[union-attr]
    ]


async def _told(world: World, contains: str) -> Message:
    return await world.message("muster-operators", contains)


def _messages(world: World) -> int:
    return len([m for m in world.slack.workspace.channel("muster-operators").messages.values() if m.bot_id])


async def test_what_breaks_is_told_the_next_day_and_when_it_is_mended(world: World) -> None:
    """A day without news is silent."""
    await _checkup(world, minutes=1)
    world.slack.workspace.people.change_group("oncall", members=[])
    await _checkup(world, days=1)
    await _told(world, "Broken: people @oncall")
    await _checkup(world, days=1)
    world.slack.workspace.people.change_group("oncall", members=["ana"])
    await _checkup(world, days=1)
    await _told(world, "Mended: people @oncall")
    assert _messages(world) == 2


async def test_what_was_broken_before_a_restart_is_not_told_again(world: World) -> None:
    """Yesterday is in the database."""
    world.slack.workspace.people.change_group("oncall", members=[])
    await _checkup(world, minutes=1)
    await _told(world, "Broken: people @oncall")
    await world.restart()
    await _checkup(world, minutes=1)
    await _checkup(world, days=1)
    assert _messages(world) == 1


async def test_an_operators_channel_that_was_archived_hears_of_it_when_it_is_back(world: World) -> None:
    """The word waits in the outbox until it can be said."""
    channel = world.slack.workspace.channel("muster-operators")
    channel.archived = True
    await _checkup(world, minutes=1)
    channel.archived = False
    await world.pass_time(minutes=16)
    await _told(world, "Broken: channel #muster-operators")


async def test_a_checkup_under_way_does_not_hold_up_a_stop(database_url: str) -> None:
    """Slack may take its time, here a minute; a stop does not."""
    async with World(database_url, slack_timeout_s=60) as world:
        held = world.slack.faults.hold("conversations.list")
        world.clock.step(timedelta(minutes=1))
        await held.arrived()
        async with asyncio.timeout(30):
            await world.stop()
        held.release()


async def test_a_day_in_which_slack_is_away_breaks_nothing(world: World) -> None:
    """And the day after is as usual."""
    await _checkup(world, minutes=1)
    fault = world.slack.faults.error("auth.test", "internal_error")
    world.clock.step(timedelta(days=1))
    await fault.arrived()
    world.slack.workspace.people.change_group("oncall", members=[])
    await _checkup(world, days=1)
    await _told(world, "Broken: people @oncall")
    assert _messages(world) == 1
