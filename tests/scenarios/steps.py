"""Steps that many scenarios begin with."""

import asyncio

from structlog.testing import capture_logs

from bot.fakeslack.actor import Actor
from tests.scenarios.world import World

TITLE = "checkout returns 500s"
ROOM = "inc-1-checkout-returns-500s"
"""The war room of the first incident with that title."""


async def declared(world: World, words: str = f"sev1 {TITLE}", *, by: Actor | None = None) -> str:
    """Declare an incident in #general, wait until everything is done, and return its war room's name."""
    said = await say(world, f"declare {words}", by=by, channel="general")
    assert "is open" in said, said
    await world.calm()
    number = said.split("INC-", 1)[1].split(" ", 1)[0]
    channels = world.slack.workspace.channels.by_id.values()
    return next(one.name for one in channels if one.name.startswith(f"inc-{number}-"))


async def say(world: World, line: str, *, by: Actor | None = None, channel: str = ROOM) -> str:
    """Say `/incident line` and return what that person reads."""
    said = await (by or world.ana).command(channel, f"/incident {line}".rstrip())
    assert not said.error, said.error
    return said.text


async def stop_at_once(world: World) -> None:
    """Stop the app, which waits for nothing but what is under way: no loop had to be cut off."""
    with capture_logs() as lines:
        async with asyncio.timeout(30):
            await world.stop()
    assert "stopped" in [line["event"] for line in lines]
    assert "loop_cut_off" not in [line["event"] for line in lines]


def card(world: World, room: str = ROOM) -> str:
    """Return the live card as it stands, in words."""
    workspace = world.slack.workspace
    return workspace.text(next(one for one in workspace.messages(room) if "More…" in workspace.text(one)))
