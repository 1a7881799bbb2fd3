"""Who is in a private room when it matters: their leaving was never told, or came between."""

import json
from datetime import timedelta

import pytest

from bot.fakeslack.faults import Effect
from bot.fakeslack.messages import Message
from tests.scenarios.diary import card, declare, say
from tests.scenarios.world import World

SECRET = "payroll data leaked"
ROOM = "inc-1-payroll-data-leaked"


async def room_with_bo(world: World) -> None:
    """Let ana declare a private incident, and bo be invited and know of it."""
    await declare(world, f"private sev3 {SECRET}")
    await world.ana.invite(ROOM, "bo")
    await world.calm()
    assert SECRET in await seen_by_bo(world)


async def seen_by_bo(world: World) -> str:
    """Return what bo reads when he asks for the incident outside its room."""
    return await say(world, world.bo, "info INC-1", room="general")


async def test_who_left_unheard_no_longer_knows_an_hour_later(world: World) -> None:
    """Slack's word of it is lost: within the hour Muster asks by itself, and App Home is drawn again."""
    await room_with_bo(world)
    await world.bo.open_home()
    await world.calm()
    assert SECRET in home_of_bo(world)
    world.slack.delivery_faults.lost("member_left_channel")

    await world.ana.remove(ROOM, "bo")
    await world.pass_time(hours=1)

    assert "There is no INC-1 that you can see." in await seen_by_bo(world)
    assert SECRET not in await say(world, world.bo, "list", room="general")
    assert SECRET not in home_of_bo(world)


def home_of_bo(world: World) -> str:
    """Return what stands in bo's App Home."""
    home = world.bo.home()
    assert home is not None
    return world.slack.workspace.render.blocks(home.blocks, zone="UTC")


@pytest.mark.parametrize("ending", ["resolve", "cancel"])
async def test_who_left_unheard_after_the_end_no_longer_knows_a_day_later(world: World, ending: str) -> None:
    """An incident that has ended has its words still, so its room is asked about, though less often."""
    await room_with_bo(world)
    await say(world, world.ana, ending, room=ROOM)
    world.slack.delivery_faults.lost("member_left_channel")

    await world.ana.remove(ROOM, "bo")
    await world.pass_time(hours=25)

    assert "There is no INC-1 that you can see." in await seen_by_bo(world)


async def test_who_was_removed_while_muster_was_down_does_not_know_when_it_is_back(world: World) -> None:
    """It was down for longer than Slack repeats an event."""
    await room_with_bo(world)
    await world.stop()
    world.slack.delivery_faults.lost("member_left_channel")
    await world.ana.remove(ROOM, "bo")

    await world.start()
    await world.calm()

    assert "There is no INC-1 that you can see." in await seen_by_bo(world)


async def test_who_was_removed_while_muster_was_out_of_the_room_does_not_know_when_it_is_in(
    world: World,
) -> None:
    """Slack tells of a channel only those who are in it."""
    await room_with_bo(world)
    await world.ana.remove(ROOM, "muster")
    world.slack.delivery_faults.lost("member_left_channel")
    await world.ana.remove(ROOM, "bo")

    await world.ana.invite(ROOM, "muster")
    await world.calm()

    assert "There is no INC-1 that you can see." in await seen_by_bo(world)


async def test_who_left_unheard_no_longer_knows_when_the_room_is_unarchived(world: World) -> None:
    """What was missed meanwhile is asked about."""
    await room_with_bo(world)
    world.slack.delivery_faults.lost("member_left_channel")
    await world.ana.remove(ROOM, "bo")
    await world.ana.archive(ROOM)
    await world.calm()

    await world.ana.unarchive(ROOM)
    await world.calm()

    assert "There is no INC-1 that you can see." in await seen_by_bo(world)


async def test_nobody_is_asked_about_while_nothing_is_private(world: World) -> None:
    """Public incidents cost no call."""
    await declare(world, "sev3 search is slow")
    await world.pass_time(hours=2)
    await world.restart()
    await world.calm()

    assert world.slack.workspace.calls_of("conversations.members") == []


@pytest.mark.postgresql
async def test_a_room_is_asked_about_once_an_hour(world: World) -> None:
    """However often Muster looks around."""
    await room_with_bo(world)
    before = len(world.slack.workspace.calls_of("conversations.members"))
    for _ in range(12):
        await world.pass_time(minutes=15)

    assert 2 <= len(world.slack.workspace.calls_of("conversations.members")) - before <= 3


# ---------------------------------------------------------------- what is on its way


async def test_an_export_does_not_reach_who_was_removed_while_it_was_made(world: World) -> None:
    """Its files are being sent to Slack: nobody gets them, and the timeline says so of nobody."""
    await room_with_bo(world)
    held = world.slack.faults.hold("files.getUploadURLExternal")
    await world.bo.command(ROOM, "/incident export json")
    await held.arrived()

    await world.ana.remove(ROOM, "bo")
    held.release()
    await world.calm()

    assert world.slack.workspace.calls_of("files.completeUploadExternal") == []
    assert "exported" not in await say(world, world.ana, "timeline", room=ROOM)


async def test_an_export_does_not_reach_who_was_removed_before_the_last_step(world: World) -> None:
    """Slack is asked whether an attempt before has shared them, and meanwhile bo is taken out."""
    await room_with_bo(world)
    world.slack.faults.server_error("files.completeUploadExternal", effect=Effect.NOT_DONE)
    held = world.slack.faults.hold("files.info")
    await world.bo.command(ROOM, "/incident export json")
    await world.calm()
    world.clock.step(timedelta(minutes=1))
    await held.arrived()

    await world.ana.remove(ROOM, "bo")
    held.release()
    await world.calm()

    assert len(world.slack.workspace.calls_of("files.completeUploadExternal")) == 1
    assert files_of_bo(world) == []


async def test_an_export_is_not_made_for_who_was_removed_before_it_began(world: World) -> None:
    """Slack makes us wait, and nothing is sent there for who is gone."""
    await room_with_bo(world)
    world.slack.faults.rate_limited("conversations.open", retry_after=30)
    await world.bo.command(ROOM, "/incident export json")
    await world.calm()

    await world.ana.remove(ROOM, "bo")
    await world.pass_time(minutes=1)

    assert world.slack.workspace.calls_of("files.getUploadURLExternal") == []


def files_of_bo(world: World) -> list[str]:
    """Return the names of the files in the bot's direct message with bo."""
    return [file.name for file in world.slack.workspace.files("bo")]


# ---------------------------------------------------------------- the card that stood in for the room's


async def card_by_direct_message(world: World) -> Message:
    """Let ana declare where no channel can be made, and return the card that she gets instead."""
    refused = world.slack.faults.error("conversations.create", "restricted_action", times=None)
    await world.ana.command("general", f"/incident declare private sev3 {SECRET}")
    await world.calm()
    world.slack.faults.rules.remove(refused)
    (shown,) = [one for one in world.slack.workspace.messages("ana") if SECRET in words_of(world, one)]
    return shown


def words_of(world: World, message: Message) -> str:
    """Return what can be read in a message, also in a notification."""
    return message.text + world.slack.workspace.text(message)


async def test_the_card_by_direct_message_ends_when_there_is_a_room(world: World) -> None:
    """It says where things go on, and what is said in the room is never read in it by who has left that."""
    shown = await card_by_direct_message(world)

    await world.pass_time(minutes=15)

    assert "goes on in its own channel" in words_of(world, shown)
    assert SECRET not in words_of(world, shown)
    await world.ana.invite(ROOM, "bo")
    await world.ana.leave(ROOM)
    await say(world, world.bo, "update the keys of zebra are being rotated", room=ROOM)
    await say(world, world.bo, "severity 2 zebra is customers' data", room=ROOM)
    await world.pass_time(hours=1)
    edits = [call for call in world.slack.workspace.calls_of("chat.update") if call.args["ts"] == shown.ts]
    assert "zebra" not in words_of(world, shown)
    assert [edit for edit in edits if "zebra" in json.dumps(edit.args)] == []
    assert "goes on in its own channel" in json.dumps(edits[-1].args)


async def test_the_card_by_direct_message_is_not_posted_late(world: World) -> None:
    """Slack lets it wait until there is a room: then nobody needs it."""
    world.slack.faults.error("conversations.create", "restricted_action")
    world.slack.faults.rate_limited(
        "chat.postMessage", retry_after=1200, when=lambda call: SECRET in json.dumps(call)
    )
    await world.ana.command("general", f"/incident declare private sev3 {SECRET}")
    await world.calm()

    await world.pass_time(minutes=15)
    await world.pass_time(minutes=15)

    assert SECRET in card(world, ROOM)
    assert [one for one in world.slack.workspace.messages("ana") if SECRET in words_of(world, one)] == []


# ---------------------------------------------------------------- coming and going


async def test_who_comes_in_knows_of_it_when_slack_has_confirmed_it(world: World) -> None:
    """The news of coming may be old when it comes: until Slack was asked, nothing is shown elsewhere."""
    await declare(world, f"private sev3 {SECRET}")
    held = world.slack.faults.hold("conversations.members")
    await world.ana.invite(ROOM, "bo")
    await held.arrived()

    assert SECRET not in await list_of_bo(world)
    held.release()
    await world.calm()

    assert SECRET in await list_of_bo(world)


async def list_of_bo(world: World) -> str:
    """Return what bo reads when he asks for the open incidents, without waiting for what follows."""
    return (await world.bo.command("general", "/incident list")).text


async def test_the_news_of_coming_that_came_last_shows_nothing_for_a_moment_either(world: World) -> None:
    """Bo has left already when the word of his coming arrives, and Slack is slow to say so."""
    await declare(world, f"private sev3 {SECRET}")
    world.slack.delivery_faults.overtaken("member_joined_channel")
    held = world.slack.faults.hold("conversations.members", times=None)
    await world.ana.invite(ROOM, "bo")
    await world.bo.leave(ROOM)
    await held.arrived()

    assert SECRET not in await list_of_bo(world)
    world.slack.faults.clear()
    await world.calm()
    assert SECRET not in await list_of_bo(world)


async def test_who_types_a_command_in_the_room_is_answered_at_once(world: World) -> None:
    """Slack lets nobody else do so: a responder does not wait until Slack has listed the members."""
    await declare(world, f"private sev3 {SECRET}")
    held = world.slack.faults.hold("conversations.members", times=None)
    await world.ana.invite(ROOM, "bo")
    await held.arrived()

    said = await world.bo.command(ROOM, "/incident ic me")

    assert "You are *incident commander* now." in said.text
    world.slack.faults.clear()
    await world.calm()
    assert SECRET in await list_of_bo(world)


async def test_an_answer_of_slack_that_is_older_than_somebodys_leaving_does_not_bring_them_back(
    world: World,
) -> None:
    """Bo leaves after Slack has listed the members, and before Muster has read the list."""
    await room_with_bo(world)
    held = world.slack.faults.hold_answer("conversations.members")
    await world.ana.invite(ROOM, "cy")
    await held.arrived()
    await world.ana.remove(ROOM, "bo")
    again = world.slack.faults.hold("conversations.members")

    held.release()
    await again.arrived()

    assert SECRET not in await list_of_bo(world)
    again.release()
    await world.calm()
    assert SECRET not in await list_of_bo(world)
    assert SECRET in await say(world, world.actor("cy"), "list", room="general")
