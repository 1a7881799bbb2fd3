"""Calling people: whoever can be reached is called at once, whatever is wrong with another name."""

import dataclasses

import pytest

from bot.config import Config
from bot.fakeslack.messages import Message
from tests.scenarios.steps import declared, say
from tests.scenarios.world import World, rules


def calling(*refs: str) -> Config:
    """Return rules by which SEV1 calls these."""
    config = rules()
    sev1 = dataclasses.replace(config.severities["SEV1"], call=refs)
    return dataclasses.replace(config, severities={**config.severities, "SEV1": sev1})


def called(world: World, name: str) -> list[Message]:
    """Return the calls that a person got."""
    try:
        return world.slack.workspace.messages(name, contains="You are called", by="muster")
    except LookupError:
        return []


@pytest.mark.parametrize("error", ["missing_scope", "ratelimited"])
async def test_a_name_that_cannot_be_looked_up_keeps_nobody_from_being_called(
    database_url: str, error: str
) -> None:
    """Who is configured by an id is called although Slack says nothing of groups; the group follows, once."""
    async with World(database_url) as world:
        world.config = calling("@oncall", world.slack.workspace.people.get("lea").id)
        await world.restart()
        if error == "ratelimited":
            world.slack.faults.rate_limited("usergroups.list", retry_after=30)
        else:
            world.slack.faults.error("usergroups.list", error, times=None)
        await declared(world)
        await say(world, "ic me")  # else all of them are called for want of a commander
        assert len(called(world, "lea")) == 1
        assert not called(world, "dee")

        world.slack.faults.clear()
        await world.pass_time(minutes=15)

        assert [len(called(world, name)) for name in ("lea", "dee", "eve", "finn")] == [1, 1, 1, 1]
        assert "Called: @lea." in await say(world, "timeline")


async def test_in_a_large_directory_the_search_goes_on_where_slack_asked_it_to_wait(
    database_url: str,
) -> None:
    """Else it would begin again and again, and come no further than the limit allows."""
    world = World(database_url, config=calling("@zoe"))
    for index in range(2_100):
        world.slack.workspace.add_person(f"p{index:04}")
    world.slack.workspace.add_person("zoe")
    async with world:
        world.slack.faults.rate_limited("users.list", retry_after=30, when=lambda args: "cursor" in args)
        await declared(world)
        assert not called(world, "zoe")

        await world.pass_time(seconds=40)

        assert len(called(world, "zoe")) == 1
        firsts = [call for call in world.slack.workspace.calls_of("users.list") if "cursor" not in call.args]
        assert len(firsts) == 1
