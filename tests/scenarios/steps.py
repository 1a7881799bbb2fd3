"""Steps that many scenarios begin with."""

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
    """Say `/incident line` and return what that person reads; on a busy machine that may come late."""
    who, workspace = by or world.ana, world.slack.workspace
    said = await who.command(channel, f"/incident {line}".rstrip())
    assert not said.error, said.error
    if said.message is None or not said.text.startswith("Still working"):
        return said.text
    first, place = said.message, who.place(channel).id

    def answer() -> str:
        later = [one for one in workspace.ephemerals(place, to=who.id) if one.ts > first.ts]
        return workspace.text(later[0], viewer=who.id) if later else ""

    return str(await workspace.until(answer))


def card(world: World, room: str = ROOM) -> str:
    """Return the live card as it stands, in words."""
    workspace = world.slack.workspace
    return workspace.text(next(one for one in workspace.messages(room) if "More…" in workspace.text(one)))
