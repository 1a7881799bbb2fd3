"""Events that come late, after those they went before: what is true in Slack is true here in the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.fakeslack.errors import Json
from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World

PRIVATE = "inc-1-keys-leaked"


@asynccontextmanager
async def overtaken(world: World, name: str) -> AsyncIterator[None]:
    """Tell the first event of this name in the block last, after all that followed it has been told."""
    held: list[Json] = []
    let_go = asyncio.Event()

    def hold(event: Json) -> bool:
        held.append(event)
        return True

    def told() -> bool:
        return any(one.body["event"] == held[0] for one in deliveries if one.kind == "event")

    deliveries = world.slack.workspace.deliveries
    await world.calm()
    world.slack.delivery_faults.late(name, until=let_go, when=hold)
    yield
    await world.calm()
    assert not told()
    let_go.set()
    await world.calm()
    assert told()


async def test_who_left_a_private_room_sees_nothing_though_the_news_of_coming_came_last(world: World) -> None:
    """The join is overtaken by the departure: asked, Slack says that she is not in the room."""
    await declared(world, "private sev1 keys leaked")

    async with overtaken(world, "member_joined_channel"):
        await world.ana.invite(PRIVATE, "bo")
        await world.bo.leave(PRIVATE)

    assert "keys leaked" not in await say(world, "list", by=world.bo, channel="general")
    assert "There is no INC-1" in await say(world, "info INC-1", by=world.bo, channel="general")


async def test_who_came_back_into_a_private_room_sees_it_though_the_news_of_leaving_came_last(
    world: World,
) -> None:
    """The departure is overtaken by the return."""
    await declared(world, "private sev1 keys leaked")
    await world.ana.invite(PRIVATE, "bo")

    async with overtaken(world, "member_left_channel"):
        await world.bo.leave(PRIVATE)
        await world.ana.invite(PRIVATE, "bo")

    assert "keys leaked" in await say(world, "list", by=world.bo, channel="general")
    assert "keys leaked" in await say(world, "info", by=world.bo, channel=PRIVATE)


async def test_of_two_edits_the_later_one_counts_though_the_earlier_came_last(world: World) -> None:
    """The timeline says what Slack shows."""
    await declared(world)
    message = await world.ana.post(ROOM, "errors at 12 %")
    await world.ana.react(message, "pushpin")

    async with overtaken(world, "message"):
        await world.ana.edit(message, "errors at 2 %")
        await world.ana.edit(message, "errors at 1 %")

    timeline = await say(world, "timeline")
    assert ("errors at 1 %" in timeline, "errors at 2 %" in timeline) == (True, False)


async def test_an_edit_that_comes_before_its_message_is_on_the_timeline_all_the_same(world: World) -> None:
    """What is captured is what stands there, and the late news of an earlier text does not undo it."""
    await declared(world)
    async with overtaken(world, "message"):
        message = await world.ana.post(ROOM, "errors at 12 %")
        await world.ana.edit(message, "errors at 2 %")
    async with overtaken(world, "message"):
        await world.ana.edit(message, "errors at 1 %")
        await world.ana.react(message, "pushpin")

    timeline = await say(world, "timeline")
    assert "errors at 1 %" in timeline
    assert not [old for old in ("errors at 12 %", "errors at 2 %") if old in timeline]


async def test_a_pushpin_taken_away_and_set_again_keeps_its_message_in_any_order(world: World) -> None:
    """Removed and set in one moment, told the other way round: the message stays on the timeline."""
    await declared(world)
    message = await world.ana.post(ROOM, "errors at 12 %")
    await world.ana.react(message, "pushpin")

    async with overtaken(world, "reaction_removed"):
        await world.ana.unreact(message, "pushpin")
        await world.ana.react(message, "pushpin")

    timeline = await say(world, "timeline")
    assert ("errors at 12 %" in timeline, "hidden" in timeline) == (True, False)


async def test_a_pushpin_set_again_and_taken_away_hides_its_message_in_any_order(world: World) -> None:
    """Set and removed in one moment, told the other way round: the message stays hidden."""
    await declared(world)
    message = await world.ana.post(ROOM, "errors at 12 %")
    await world.ana.react(message, "pushpin")
    await world.calm()
    await world.ana.unreact(message, "pushpin")

    async with overtaken(world, "reaction_added"):
        await world.ana.react(message, "pushpin")
        await world.ana.unreact(message, "pushpin")

    assert "hidden" in await say(world, "timeline")
