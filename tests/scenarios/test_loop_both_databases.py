"""The core loop as people see it, on SQLite and on PostgreSQL."""

import dataclasses

import pytest

from bot.config.model import Bookmark, WarRoom
from tests.scenarios.diary import ROOM, TITLE, Diary, buttons, card, declare, posted, say
from tests.scenarios.world import World, rules

pytestmark = pytest.mark.both_databases


async def test_a_declare_opens_the_room_and_tells_everybody_once(world: World) -> None:
    """Room, pinned card, topic, announcement, calls and the declarer's link, each exactly once."""
    said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    assert "INC-1 is open. The war room is being opened; its link follows. Called: @oncall." in said.text
    assert "Take command with `/incident ic me` in it." in said.text
    await world.calm()
    workspace = world.slack.workspace
    assert len(workspace.calls_of("conversations.create")) == 1
    assert workspace.channel(ROOM).topic.value == "SEV1 · triage · IC nobody yet"
    shown = card(world)
    assert "INC-1 · SEV1 · Triage" in shown
    assert TITLE in shown
    assert "IC nobody yet" in shown
    assert "due 14:15" in shown
    (announced,) = posted(world, "incidents")
    assert f"INC-1 · SEV1 · Triage*\n*{TITLE}*" in announced
    assert f"#{ROOM}" in announced
    (first,) = [
        call for call in workspace.calls_of("chat.postMessage") if call.args["channel"] == "#incidents"
    ]
    leadership = next(group.id for group in workspace.people.groups.values() if group.handle == "leadership")
    assert f"For your attention: <!subteam^{leadership}>" in str(first.args["blocks"])
    for person in ("dee", "eve", "finn"):
        (called,) = posted(world, person)
        assert "You are called to *INC-1* (SEV1)." in called
        assert f"Open #{ROOM}." in called
        assert workspace.people.get(person).id in workspace.channel(ROOM).members
    (linked,) = posted(world, "ana")
    assert f"*INC-1* is open in #{ROOM}. Called: @oncall (3 people)." in linked
    assert world.ana.id in workspace.channel(ROOM).members


async def test_the_room_hears_at_most_three_messages_in_the_first_minute(world: World) -> None:
    """The bot is quiet: the card, who is called, and the edits of a first minute with a commander."""
    await declare(world)
    await say(world, world.bo, "ic me")
    await say(world, world.bo, "scribe @cy")
    await world.pass_time(seconds=59)
    heard = posted(world, ROOM)
    assert len(heard) <= 3
    assert heard[1] == "@dee @eve @finn: you are called to this SEV1."


async def test_taking_command_shows_in_card_topic_and_announcement(world: World) -> None:
    """Who takes a role reads its duties; everybody else sees it where they look."""
    await declare(world)
    taken = await say(world, world.bo, "ic me")
    assert "You are *incident commander* now. Your duties:" in taken
    given = await say(world, world.bo, "scribe @cy")
    assert given == "@cy is *scribe* now, and was told."
    assert "IC @bo · Tech nobody yet · Comms nobody yet · Scribe @cy" in card(world)
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · triage · IC @bo"
    (announced,) = posted(world, "incidents")
    assert "*Incident commander*  @bo" in announced
    (duties,) = posted(world, "cy")
    assert f"You are *scribe* of INC-1 {TITLE}" in duties
    assert "Keep the timeline" in duties


async def test_an_update_goes_to_room_thread_and_card_and_moves_the_next_one(world: World) -> None:
    """The words are said once in each place, and the announcement is edited where it stands."""
    await declare(world)
    diary = Diary(world)
    said = await say(world, world.bo, "update rollback at 50 %, errors falling next 12m")
    assert said == "Posted to the war room and the announcement. The next update is due 15:12."
    heard = {(one.place, one.where) for one in diary.new()}
    assert heard == {(ROOM, "channel"), ("incidents", "thread")}
    first, below = posted(world, "incidents")
    assert "*Last update*  14:00 @bo: rollback at 50 %, errors falling" in first
    assert "rollback at 50 %, errors falling" in below
    assert "due 14:12" in card(world)
    assert "*Last update*  14:00 @bo: rollback at 50 %, errors falling" in card(world)


async def test_notes_decisions_and_suspects_are_written_down(world: World) -> None:
    """A note has its own time, a decision its undo, a suspect an end by button."""
    await declare(world)
    noted = await say(world, world.ana, "note 14:05 flipped flag checkout_v2 off")
    assert noted.startswith("Noted as entry ")
    assert noted.endswith("at 14:05 CET.")
    assert "on the timeline" in await say(world, world.ana, "decide roll back 4.2, undo: redeploy")
    decided = await world.message(ROOM, "*Decision*")
    assert "roll back 4.2\n*Undo*  redeploy" in world.slack.workspace.text(decided)
    await say(world, world.ana, "hypothesis cache stampede")
    assert "*Suspects*  cache stampede (open)" in card(world)
    suspect = await world.message(ROOM, "*Hypothesis*")
    await world.bo.click(suspect, "Confirmed")
    await world.calm()
    assert "*Suspects*  cache stampede (confirmed)" in card(world)
    assert buttons(suspect) == ()


async def test_resolve_and_close_hand_the_files_over(world: World) -> None:
    """Resolving stops the reminders; closing uploads the timeline in four forms and keeps the room open."""
    await declare(world)
    await say(world, world.bo, "ic me")
    await world.pass_time(minutes=6)
    resolved = await say(world, world.bo, "resolve error rate back to normal")
    assert "INC-1 is now *resolved* (it was *triage*)." in resolved
    diary = Diary(world)
    assert await diary.after(hours=5) == []
    closed = await say(world, world.bo, "close")
    assert "INC-1 is now *closed* (it was *resolved*)." in closed
    workspace = world.slack.workspace
    names = [file.name for message in workspace.messages(ROOM) for file in message.files]
    assert names == [f"INC-1-timeline.{kind}" for kind in ("md", "html", "csv", "json")]
    assert all(file.content for file in workspace.files(ROOM))
    assert "INC-1 · SEV1 · Closed" in card(world)
    assert "INC-1 · SEV1 · Closed" in posted(world, "incidents")[0]
    assert workspace.channel(ROOM).topic.value == "SEV1 · closed"
    assert not workspace.channel(ROOM).archived


async def test_the_room_is_archived_at_close_only_when_that_is_configured(database_url: str) -> None:
    """Archiving comes after the files and the last drawing of the card: bots cannot unarchive."""
    config = rules(war_room=WarRoom(archive_on_close=True))
    async with World(database_url, config=config) as world:
        await declare(world)
        await say(world, world.bo, "resolve back to normal")
        await say(world, world.bo, "close")
        workspace = world.slack.workspace
        assert workspace.channel(ROOM).archived
        assert len(workspace.files(ROOM)) == 4
        assert "INC-1 · SEV1 · Closed" in card(world)
        assert "could not" not in card(world)


async def test_a_room_has_the_configured_bookmarks_and_the_incidents_links(database_url: str) -> None:
    """Each once, also when a link is added twice, with the emoji that the configuration gives it."""
    bridge = "https://meet.example.com/inc-{number}"
    marks = (Bookmark(title="Video bridge", url=bridge, emoji="telephone_receiver"),)
    async with World(database_url, config=rules(war_room=WarRoom(bookmarks=marks))) as world:
        await declare(world)
        await say(world, world.ana, "link https://grafana.example.com/d/1 Grafana")
        await say(world, world.bo, "link https://grafana.example.com/d/1 Grafana")
        found = world.slack.workspace.bookmarks(ROOM)
        assert [(mark.title, mark.link, mark.emoji) for mark in found] == [
            ("Video bridge", "https://meet.example.com/inc-1", ":telephone_receiver:"),
            ("Grafana", "https://grafana.example.com/d/1", ""),
        ]
        assert "Grafana" in card(world)


async def test_a_redelivered_declare_and_a_repeated_one_make_one_incident(world: World) -> None:
    """Slack may deliver the same command twice, and people say the same thing twice."""
    await declare(world)
    await world.slack.repeat(world.slack.workspace.deliveries[0])
    again = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    assert f"You declared that a moment ago: it is INC-1 in #{ROOM}" in again.text
    await world.calm()
    assert len(world.slack.workspace.calls_of("conversations.create")) == 1
    await world.pass_time(minutes=3)
    third = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    assert "INC-2 is open" in third.text


async def test_a_cancelled_incident_tells_everybody_called_to_stand_down(world: World) -> None:
    """Each of them hears it once, and no reminder follows."""
    await declare(world)
    diary = Diary(world)
    said = await say(world, world.ana, "cancel it was a load test")
    assert "INC-1 is now *cancelled*" in said
    told = [one for one in diary.new() if one.place.startswith("@")]
    assert sorted(one.place for one in told) == ["@dee", "@eve", "@finn"]
    assert all("Stand down: *INC-1* needs nobody any more, it was a false alarm." in one.text for one in told)
    assert await diary.after(hours=30) == []


async def test_a_severity_that_calls_nobody_says_so(database_url: str) -> None:
    """Without anybody configured the card says "Nobody was called", and so does the answer."""
    config = rules()
    alone = {name: dataclasses.replace(one, call=()) for name, one in config.severities.items()}
    async with World(database_url, config=dataclasses.replace(config, severities=alone)) as world:
        said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
        assert "*Nobody was called*" in said.text
        await world.calm()
        assert "*Nobody was called*" in card(world)
