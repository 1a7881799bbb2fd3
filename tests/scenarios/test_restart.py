"""A restart in the middle: what was acknowledged happens, and happens once."""

import asyncio

import pytest

from bot.fakeslack.faults import Effect
from tests.scenarios.diary import ROOM, TITLE, card, declare, posted, say
from tests.scenarios.steps import stop_at_once
from tests.scenarios.world import World


async def test_a_stop_in_the_middle_waits_only_for_what_is_under_way(world: World) -> None:
    """It does not sit out a poll or a deadline: the rest is in the database."""
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await stop_at_once(world)


def check_everything_is_there_once(world: World) -> None:
    """One channel, one pinned card, one announcement, one call each, one link."""
    workspace = world.slack.workspace
    rooms = [one for one in workspace.channels.by_id.values() if one.name.startswith("inc-1")]
    assert [room.name for room in rooms] == [ROOM]
    assert "INC-1 · SEV1" in card(world)
    assert len([text for text in posted(world, ROOM) if f"*{TITLE}*" in text]) == 1
    assert len([text for text in posted(world, ROOM) if "you are called" in text]) == 1
    assert len(posted(world, "incidents")) == 1
    for person in ("dee", "eve", "finn"):
        assert len(posted(world, person)) == 1
        assert workspace.people.get(person).id in workspace.channel(ROOM).members
    assert len(posted(world, "ana")) == 1
    assert workspace.channel(ROOM).topic.value == "SEV1 · triage · IC nobody yet"


@pytest.mark.both_databases
@pytest.mark.parametrize("effect", [Effect.DONE, Effect.NOT_DONE])
async def test_a_restart_while_slack_holds_the_channels_creation_makes_one_channel(
    world: World, effect: Effect
) -> None:
    """Declare was acknowledged; the app is stopped in the call, whose answer comes, or never does."""
    held = world.slack.faults.hold("conversations.create")
    said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    assert "INC-1 is open." in said.text
    await held.arrived()
    stopping = asyncio.create_task(world.stop())
    held.release(effect=effect)
    await stopping
    await world.start()
    await world.pass_time(seconds=10)
    check_everything_is_there_once(world)


@pytest.mark.both_databases
async def test_a_channel_whose_creation_was_not_answered_is_found_again(world: World) -> None:
    """Slack made it, and the connection broke; then the app was restarted."""
    world.slack.faults.reset("conversations.create", effect=Effect.DONE)
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.slack.workspace.until(lambda: world.slack.workspace.channel(ROOM))
    await world.restart()
    await world.pass_time(seconds=10)
    check_everything_is_there_once(world)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "pins.add", "conversations.invite"])
async def test_every_answer_may_be_lost_once(world: World, method: str) -> None:
    """Each call of the method does its work and loses its answer; nothing is there twice."""
    world.slack.faults.reset(method, effect=Effect.DONE, times=3)
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.calm()
    await world.restart()
    for _ in range(4):
        await world.pass_time(seconds=10)
    check_everything_is_there_once(world)


@pytest.mark.both_databases
async def test_an_update_whose_answer_was_lost_is_posted_once_in_each_place(world: World) -> None:
    """In the room and in the announcement's thread, also after a restart."""
    await declare(world)
    world.slack.faults.reset(
        "chat.postMessage", effect=Effect.DONE, times=2, when=lambda args: "errors falling" in str(args)
    )
    said = await world.ana.command(ROOM, "/incident update errors falling")
    assert "Posted to the war room and the announcement." in said.text
    await world.calm()
    await world.restart()
    await world.pass_time(seconds=10)
    assert len([text for text in posted(world, ROOM) if "*Doing*  errors falling" in text]) == 1
    below = [text for text in posted(world, "incidents") if "*Doing*  errors falling" in text]
    assert len(below) == 1
    assert "errors falling" in card(world)


async def test_a_resolve_whose_answers_were_lost_is_shown_everywhere(world: World) -> None:
    """Card, announcement and topic are drawn again: edits repeat freely."""
    await declare(world)
    world.slack.faults.reset("chat.update", effect=Effect.NOT_DONE, times=4)
    world.slack.faults.reset("conversations.setTopic", effect=Effect.NOT_DONE, times=2)
    await world.ana.command(ROOM, "/incident resolve back to normal")
    await world.restart()
    for _ in range(5):
        await world.pass_time(seconds=20)
    assert "INC-1 · SEV1 · Resolved" in card(world)
    assert "INC-1 · SEV1 · Resolved" in posted(world, "incidents")[0]
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · resolved"
    assert len([text for text in posted(world, ROOM) if "*Doing*  back to normal" in text]) == 1


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
async def test_a_close_whose_answers_were_lost_hands_the_files_over_once(world: World, method: str) -> None:
    """Whichever step of the upload lost its answer, the room holds four files in one message."""
    await declare(world)
    await say(world, world.ana, "resolve")
    world.slack.faults.reset(method, effect=Effect.DONE)
    await world.ana.command(ROOM, "/incident close")
    await world.calm()
    await world.restart()
    for _ in range(3):
        await world.pass_time(seconds=10)
    assert len([text for text in posted(world, ROOM) if "Timeline of INC-1" in text]) == 1
    shown = [file.name for message in world.slack.workspace.messages(ROOM) for file in message.files]
    assert sorted(shown) == [f"INC-1-timeline.{kind}" for kind in ("csv", "html", "json", "md")]


async def test_slack_gone_for_an_hour_loses_nothing(world: World) -> None:
    """What was acknowledged before is carried out when Slack is back, each thing once."""
    held = world.slack.faults.hold("conversations.create")
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await held.arrived()
    held.release(effect=Effect.NOT_DONE)
    world.slack.faults.server_error("*", status=503, times=None)
    for _ in range(6):
        await world.pass_time(minutes=10)
    world.slack.faults.clear()
    await world.pass_time(minutes=10)
    workspace = world.slack.workspace
    assert len(workspace.calls_of("conversations.create", ok=True)) == 1
    assert "INC-1 · SEV1" in card(world)
    assert len([text for text in posted(world, "incidents") if f"*{TITLE}*" in text]) == 1
    assert "trying again" not in card(world)
