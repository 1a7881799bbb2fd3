"""A run in which the bot calls every method of Slack's that it knows to call, in answer to what people do."""

from bot.fakeslack.channels import Channel
from tests.scenarios.steps import ROOM, TITLE, say
from tests.scenarios.world import World

CORNER = "war-corner"
PRIVATE = "inc-3-keys-leaked"


async def everything(world: World) -> None:
    """Declare to close, with notes, links, exports, captured messages, forms, App Home and other rooms.

    After each step so much time passes that everything is there, also where the first call of a method fails.
    """
    await _step(world, f"declare sev1 {TITLE}", channel="general")
    for line in ("ic me", "update rollback at 50 %", "link https://example.com/graph Graph", "export md"):
        await _step(world, line)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    reply = await world.ana.post(ROOM, "now at 5 %", thread_ts=message.ts)
    for one in (message, reply):
        await world.ana.react(one, "pushpin")
        await settle(world)
    await world.ana.open_home()
    await _note(world)
    for line in ("resolve all is well", "close"):
        await _step(world, line)
    await world.pass_time(minutes=5)
    world.slack.workspace.add_channel(CORNER, members=["ana"])
    await _step(world, "declare here sev4 disk is full", channel=CORNER)
    await _step(world, "declare private sev4 keys leaked", channel="general")
    await world.ana.archive(PRIVATE)
    await settle(world)


async def settle(world: World) -> None:
    """Let as much time pass as several calls one after the other need, when each fails once."""
    for _ in range(4):
        await world.pass_time(seconds=15)


async def _step(world: World, line: str, *, channel: str = ROOM) -> None:
    await say(world, line, channel=channel)
    await settle(world)


async def _note(world: World) -> None:
    """Note something by form, again and again where Slack does not let it open, or leaves it unfilled."""
    for _ in range(3):
        opened = await world.ana.command(ROOM, "/incident note")
        assert not opened.error
        if opened.modal is not None and opened.modal.body.get("submit"):
            await world.ana.submit(values={"text": "flipped the flag"})
            await settle(world)
            return
        if opened.modal is not None:
            await world.ana.close()
    raise AssertionError("The form never opened.")


def rooms(world: World) -> list[Channel]:
    """Return the war rooms."""
    channels = world.slack.workspace.channels.by_id.values()
    return [one for one in channels if one.name.startswith("inc-") or one.name == CORNER]
