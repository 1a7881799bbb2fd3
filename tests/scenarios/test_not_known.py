"""People of whom Slack has not told yet who they are: they may work, and see what is theirs for certain."""

import asyncio

import pytest

from bot.fakeslack.actor import Actor
from tests.scenarios.steps import TITLE, declared, say
from tests.scenarios.world import World

UNKNOWN = "Slack has not told Muster yet who you are"


@pytest.fixture
def gus(world: World) -> Actor:
    """A guest of one channel, whom Muster has never heard of."""
    return world.actor("gus")


def silent(world: World) -> None:
    """Let Slack tell nobody who anybody is."""
    world.slack.faults.error("users.info", "internal_error", times=None)


@pytest.mark.parametrize(
    "line", ["list", "list all", "info INC-1", "export INC-1", "timeline INC-1", "update INC-1 hi", "runbook"]
)
async def test_a_guest_learns_nothing_because_slack_is_silent(world: World, gus: Actor, line: str) -> None:
    """It is refused with what happened, what it means, and what to do."""
    await declared(world)
    silent(world)

    said = await say(world, line, by=gus, channel="general")
    await world.calm()

    assert said.startswith(UNKNOWN)
    assert "Try again in a moment." in said
    assert world.slack.workspace.calls_of("files.completeUploadExternal") == []
    assert TITLE not in "".join(gus.sees_anywhere())


async def test_a_private_incident_does_not_exist_for_who_is_not_known(world: World) -> None:
    """They read what they would of a number that was never given."""
    await declared(world, "private sev3 payroll data leaked")
    silent(world)

    said = await say(world, "info INC-1", by=world.bo, channel="general")

    assert said == (await say(world, "info INC-9", by=world.bo, channel="general")).replace("INC-9", "INC-1")


async def test_the_home_of_a_guest_stays_empty_while_slack_is_silent(world: World, gus: Actor) -> None:
    """And it is drawn again when Slack has told that somebody is a member."""
    await declared(world)
    silent(world)
    cy = world.actor("cy")
    for who in (gus, cy):
        await who.open_home()
        await world.calm()
        assert TITLE not in home(world, who)

    world.slack.faults.clear()
    assert TITLE in await say(world, "list", by=cy, channel="general")
    await world.calm()

    assert TITLE in home(world, cy)


def home(world: World, who: Actor) -> str:
    """Return what stands in somebody's App Home."""
    view = who.home()
    assert view is not None
    return world.slack.workspace.render.blocks(view.blocks, zone="UTC")


async def test_who_is_not_known_declares_and_works_in_a_room_they_are_in(world: World) -> None:
    """Work does not wait for Slack."""
    silent(world)
    assert "is open" in await say(world, f"declare sev1 {TITLE}", channel="general")
    await world.calm()

    assert "Noted as entry" in await say(world, "note hello")
    assert "Noted as entry" in await say(world, "note hello", by=world.bo)
    assert TITLE in await say(world, "info", by=world.bo)


async def test_a_member_is_known_at_the_second_try(world: World) -> None:
    """Slack has an answer again."""
    await declared(world)
    world.slack.faults.error("users.info", "internal_error")

    assert UNKNOWN in await say(world, "list", by=world.bo, channel="general")
    assert TITLE in await say(world, "list", by=world.bo, channel="general")


async def test_a_slow_answer_of_slack_counts_when_it_comes(database_url: str) -> None:
    """Nobody asks Slack anew each time and gives up on it each time."""
    async with World(database_url, directory_patience_s=0.05) as world:
        held = world.slack.faults.hold("users.info", when=lambda call: call["user"] == world.bo.id)
        await declared(world)
        assert UNKNOWN in await say(world, "list", by=world.bo, channel="general")
        assert UNKNOWN in await say(world, "list", by=world.bo, channel="general")
        held.release()

        async with asyncio.timeout(10):
            while UNKNOWN in (said := await say(world, "list", by=world.bo, channel="general")):
                pass  # each try takes its time

        calls = world.slack.workspace.calls_of("users.info")
        asked = [one for one in calls if one.args["user"] == world.bo.id]
        assert TITLE in said
        assert len(asked) == 1
