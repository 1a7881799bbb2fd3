"""Slack is gone, or takes our token no more: what people see meanwhile, and what follows when it is over."""

from collections import Counter
from datetime import timedelta

import aiohttp
import pytest

from bot.delivery.slack import TIMEOUT_S
from bot.fakeslack.messages import Message
from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World

NEW_TOKEN = "xoxb-made-up-after-the-reinstall"


async def readiness(world: World) -> tuple[int, dict[str, str]]:
    """Return what `/readyz` says, asked a second later than the last time: the status and the problems."""
    world.clock.step(timedelta(seconds=1))
    url = str(world.slack.app_url).removesuffix("/slack/events")
    async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
        return answer.status, (await answer.json())["problems"]


def posted(world: World, channel: str, contains: str) -> list[Message]:
    """Return the bot's messages in a channel that hold these words."""
    return world.slack.workspace.messages(channel, contains=contains, by="muster")


# ---------------------------------------------------------------- the token


@pytest.mark.both_databases
async def test_a_token_withdrawn_in_mid_life_is_told_and_a_new_one_makes_up_for_it(
    world: World, database: str
) -> None:
    """Commands are recorded, `info` and `/readyz` say what is wrong; started with a new one, all follows."""
    await declared(world)
    assert await readiness(world) == (200, {})
    world.slack.workspace.app.revoke()

    for words in ("first words", "second words"):
        assert "Posted to the war room" in await say(world, f"update {words}")
    second = await world.bo.command("general", "/incident declare sev1 login is down")
    await world.calm()
    assert "INC-2 is open" in second.text
    status, problems = await readiness(world)
    assert status == 503
    assert "Slack refuses SLACK_BOT_TOKEN (token_revoked). Install the app again" in problems["slack"]
    info = await say(world, "info INC-2", by=world.bo, channel="general")
    assert "The war room could not be opened: the bot's token was withdrawn." in info
    assert "Whoever runs Muster installs the app again." in info

    await world.stop()
    world.slack.workspace.app.use_credentials(bot_token=NEW_TOKEN)
    await world.start()
    await world.calm()

    assert await readiness(world) == (200, {})
    updates = [world.slack.workspace.text(one) for one in posted(world, ROOM, "*Doing*")]
    assert [text.split("*Doing*  ")[1].split(" words")[0] for text in updates] == ["first", "second"]
    room = "inc-2-login-is-down"
    assert "Could not do" not in card(world) + card(world, room)
    announced = [one for one in posted(world, "incidents", "login is down") if not one.is_reply]
    assert len(announced) == 1
    assert [len(posted(world, name, "login is down")) for name in ("dee", "eve", "finn")] == [1, 1, 1]


async def test_a_token_that_slack_takes_again_needs_no_restart(world: World) -> None:
    """An admin undoes the withdrawal: within a quarter of an hour everything is there, `/readyz` too."""
    await declared(world)
    world.slack.workspace.app.revoke()
    await say(world, "update rolling back")
    await world.calm()
    assert (await readiness(world))[0] == 503

    world.slack.workspace.app.restore()
    await world.pass_time(minutes=15)

    assert await readiness(world) == (200, {})
    assert len(posted(world, ROOM, "rolling back")) == 2  # the update, and the card
    assert "Could not do" not in card(world)


# ---------------------------------------------------------------- an hour without Slack's Web API


@pytest.mark.parametrize("how", ["refused", "never answered"])
async def test_an_hour_without_the_web_api_is_made_up_for_in_order_and_without_a_rush(
    database_url: str, how: str
) -> None:
    """Commands still come and are answered; then everything follows once, in order, within Slack's limits."""
    async with World(database_url) as world:
        await declared(world)
        await say(world, "ic me")
        await world.calm()
        await world.restart(slack_timeout_s=TIMEOUT_S if how == "refused" else 1.0)
        await world.calm()
        if how == "refused":
            world.slack.faults.reset("*", times=None)
        else:
            world.slack.faults.hang("*", times=None)
        for number in range(1, 7):
            assert "Posted to the war room" in await say(world, f"update step {number} next 10m")
            await world.pass_time(minutes=5)
        await world.pass_time(minutes=30)

        before = len(world.slack.workspace.calls)
        world.slack.faults.clear()
        world.slack.rates.enforced = True
        for _ in range(20):
            await world.pass_time(seconds=30)

        steps = [world.slack.workspace.text(one) for one in posted(world, ROOM, "*Doing*  step")]
        assert [text.split("*Doing*  step ")[1][0] for text in steps] == list("123456")
        below = [one for one in posted(world, "incidents", "step") if one.is_reply]
        assert [world.slack.workspace.text(one).split("step ")[1][0] for one in below] == list("123456")
        (reminder,) = posted(world, ROOM, "it was due at 14:35")
        assert "Muster was away; this should have come at" in world.slack.workspace.text(reminder)
        told = [world.slack.workspace.text(one) for one in posted(world, "ana", "INC-1")]
        assert not [text for text in told if "was updated at" in text], told
        assert "step 6" in card(world)
        assert "Still doing" not in card(world)
        limited = Counter(
            call.method for call in list(world.slack.workspace.calls)[before:] if call.status == 429
        )
        assert max(limited.values(), default=0) <= 5, limited
