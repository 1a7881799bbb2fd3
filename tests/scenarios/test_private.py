"""Private incidents: nobody but the members of the channel learns title, text or existence."""

import json
from collections.abc import AsyncIterator, Iterable

import pytest
import pytest_asyncio
import structlog

from bot.blocks.actions import SHORTCUT_ADD_TO_TIMELINE, SHORTCUT_DECLARE_FROM_MESSAGE
from tests.scenarios.diary import card, declare, posted, say
from tests.scenarios.world import World

SECRET = "payroll data leaked to vendor zebra"
WORDS = ("payroll", "zebra", "hunter")
"""What must not be read elsewhere: of the title, of updates and notes, and of the room's name."""

OUTSIDERS = ("cy", "lea", "gus")
ROOM = "inc-1-payroll-data-leaked-to-vendor-zebra"


@pytest_asyncio.fixture
async def room(world: World) -> AsyncIterator[str]:
    """A private SEV1 of ana's in full swing, with bo in it and the on-call called."""
    await declare(world, f"private sev1 {SECRET}")
    await say(world, world.ana, "ic me", room=ROOM)
    await say(world, world.ana, "scribe @bo", room=ROOM)
    await say(world, world.ana, "update keys of hunter are being rotated", room=ROOM)
    await say(world, world.ana, "note zebra was told by phone", room=ROOM)
    await say(world, world.ana, "hypothesis hunter lost a laptop", room=ROOM)
    yield ROOM


def leaks(texts: Iterable[str]) -> list[str]:
    """Return the texts in which something of the incident can be read."""
    return [text for text in texts if any(word in text.casefold() for word in WORDS)]


async def test_the_room_is_private_and_works_like_any_other(world: World, room: str) -> None:
    """Card, topic, update, suspects: for its members all is there."""
    place = world.slack.workspace.channel(room)
    assert place.is_private
    names = {world.slack.workspace.people.get(member).name for member in place.members}
    assert names == {"muster", "ana", "bo", "dee", "eve", "finn"}
    shown = card(world, room)
    assert "INC-1 · SEV1 · Triage · Private" in shown
    assert SECRET in shown
    assert "hunter lost a laptop" in shown
    assert place.topic.value == "SEV1 · triage · IC @ana"


async def test_nobody_outside_sees_anything_anywhere(world: World, room: str) -> None:
    """No announcement, no list, no info, no export, no Home tab, no title anywhere; the id does not exist."""
    for name in OUTSIDERS:
        who = world.actor(name)
        await who.open_home()
        for line in (
            "list",
            "list all",
            "info INC-1",
            "export INC-1",
            "timeline INC-1",
            "update INC-1 hello",
        ):
            said = await who.command("general", f"/incident {line}")
            assert leaks([said.text]) == []
            assert "INC-1 " not in said.text.replace("There is no INC-1 that you can see", "")
        if name != "gus":
            refused = (await who.command("general", "/incident info INC-1")).text
            never_given = (await who.command("general", "/incident info INC-9")).text
            assert refused == never_given.replace("INC-9", "INC-1")
        await world.calm()
        assert leaks(who.sees_anywhere()) == []
    assert posted(world, "incidents") == []


async def test_members_find_it_where_they_look(world: World, room: str) -> None:
    """In `list` from anywhere, by `info`, and in App Home."""
    assert SECRET in (await world.bo.command("general", "/incident list")).text
    assert SECRET in (await world.bo.command("general", "/incident info INC-1")).text
    await world.bo.open_home()
    await world.calm()
    home = world.bo.home()
    assert home is not None
    assert SECRET in world.slack.workspace.render.blocks(home.blocks, zone="UTC")


async def test_no_call_of_the_bot_carries_the_words_to_another_place(world: World, room: str) -> None:
    """Every outgoing call is looked through: only the room's own, and files for who asked, hold them."""
    await world.pass_time(minutes=10)
    await world.pass_time(minutes=5)
    await world.pass_time(minutes=10)
    await world.pass_time(minutes=10)
    await say(world, world.ana, "handover ic @bo", room=room)
    await say(world, world.ana, "sev 2", room=room)
    await say(world, world.ana, "sev 1", room=room)
    await world.pass_time(minutes=5)
    await say(world, world.ana, "monitoring zebra has deleted it", room=room)
    await world.pass_time(hours=1)
    await say(world, world.ana, "cancel zebra never had it", room=room)
    place = world.slack.workspace.channel(room).id
    for call in world.slack.workspace.calls:
        if place in (call.args.get("channel"), call.args.get("channel_id")):
            continue
        if call.method in ("conversations.create", "response_url"):
            continue  # the room itself, and private answers to a member in it
        assert leaks([json.dumps(call.args, default=str)]) == [], call


async def test_reminders_and_calls_by_direct_message_carry_no_title(world: World, room: str) -> None:
    """A phone shows direct messages to whoever looks over a shoulder."""
    for minutes in (10, 5, 5, 5, 10, 30):
        await world.pass_time(minutes=minutes)
    await world.pass_time(hours=4)
    for person in ("ana", "bo", "cy", "dee", "eve", "finn", "lea"):
        assert leaks(text.replace(f"#{room}", "") for text in posted(world, person)) == []
    for message in world.slack.workspace.messages("dee", by=world.slack.workspace.app.bot_user):
        assert leaks([message.text]) == []


async def test_the_log_holds_neither_title_nor_text(world: World) -> None:
    """Logs are read by people who are in no war room."""
    with structlog.testing.capture_logs() as lines:
        await declare(world, f"private sev1 {SECRET}")
        await say(world, world.ana, "update keys of hunter are being rotated", room=ROOM)
        world.slack.faults.error("chat.postMessage", "msg_too_long", times=1)
        await say(world, world.ana, "note zebra was told", room=ROOM)
        await say(world, world.ana, "resolve hunter is safe", room=ROOM)
        await say(world, world.ana, "close", room=ROOM)
    assert {"command", "effect_failed"} <= {line["event"] for line in lines}
    assert leaks(json.dumps(line, default=str) for line in lines) == []


@pytest.mark.parametrize("error", ["restricted_action", "missing_scope", "name_taken"])
async def test_it_never_falls_back_to_a_public_place(world: World, error: str) -> None:
    """The private channel cannot be made: the declarer alone hears it, by direct message."""
    world.slack.faults.error("conversations.create", error, times=None)
    await world.ana.command("general", f"/incident declare private sev1 {SECRET}")
    await world.calm()
    await world.pass_time(hours=1)
    workspace = world.slack.workspace
    creations = workspace.calls_of("conversations.create")
    assert creations
    assert all(call.args["is_private"] in (True, "true", "1") for call in creations)
    for name in ("bo", "cy", "dee", "lea", "gus"):
        assert leaks(world.actor(name).sees_anywhere()) == []
    (shown,) = [text for text in posted(world, "ana") if SECRET in text]
    assert "The war room could not be opened" in shown
    assert posted(world, "incidents") == []
    assert "You are called to *INC-1* (SEV1)." in posted(world, "dee")[0]


async def test_declaring_privately_from_a_public_channel_says_nothing_there(world: World) -> None:
    """The answer is for the declarer alone, and names the incident by its number."""
    said = await world.ana.command("incidents", f"/incident declare private sev2 {SECRET}")
    assert "INC-1 is open" in said.text
    await world.calm()
    assert posted(world, "incidents") == []
    for name in OUTSIDERS:
        assert leaks(world.actor(name).sees_anywhere()) == []


async def test_a_public_channel_cannot_be_made_the_room_of_a_private_incident(world: World) -> None:
    """`declare private here` in a public channel is refused, and nothing was declared."""
    said = await world.ana.command("general", f"/incident declare private here sev2 {SECRET}")
    assert "This channel is public" in said.text
    assert "No open incidents" in (await world.ana.command("general", "/incident list")).text


async def test_a_public_channel_that_is_called_like_a_private_one_does_not_become_the_room(
    world: World,
) -> None:
    """Slack says `privategroup` of private channels, and lets people call a public one so."""
    await world.ana.create_channel("privategroup")
    await world.actor("cy").join("privategroup")

    await world.ana.command("privategroup", f"/incident declare private here sev3 {SECRET}")
    await world.calm()
    await world.pass_time(minutes=15)

    assert posted(world, "privategroup") == []
    assert world.slack.workspace.app.bot_user not in world.slack.workspace.channel("privategroup").members
    (shown,) = [text for text in posted(world, "ana") if SECRET in text]
    assert "The bot could not join the war room: the channel is public" in shown
    said = await world.actor("cy").command("privategroup", "/incident declare here sev3 search is slow")
    await world.calm()
    assert "INC-2 is open" in said.text
    assert leaks(world.actor("cy").sees_anywhere()) == []


async def test_declare_here_in_a_private_channel_makes_the_incident_private(world: World) -> None:
    """Its members know of it, and nobody else."""
    await world.bo.create_channel("security", private=True)
    await world.bo.invite("security", "ana")
    await world.bo.invite("security", "muster")
    await world.bo.command("security", f"/incident declare here sev2 {SECRET}")
    await world.calm()
    assert "Private" in card(world, "security")
    assert posted(world, "incidents") == []
    assert SECRET in (await world.ana.command("general", "/incident list")).text
    assert leaks(world.actor("cy").sees_anywhere()) == []
    assert leaks([(await world.actor("cy").command("general", "/incident list all")).text]) == []


@pytest.mark.parametrize(("where", "private"), [("bo", True), ("security", True), ("general", False)])
async def test_declaring_from_a_message_said_among_few_preselects_private(
    world: World, where: str, private: bool
) -> None:
    """In a direct message and in a private channel the form comes with private chosen."""
    if where == "security":
        await world.ana.create_channel("security", private=True)
    message = await world.ana.post(where, SECRET)
    result = await world.ana.message_shortcut(message, SHORTCUT_DECLARE_FROM_MESSAGE)
    assert result.modal is not None
    chosen = [block for block in result.modal.blocks if "private" in str(block.get("block_id", ""))]
    assert len(chosen) == 1
    assert bool(chosen[0]["element"].get("initial_options")) is private
    if where != "bo":
        return
    await world.ana.submit()
    await world.calm()
    assert posted(world, "incidents") == []
    assert world.slack.workspace.channel(ROOM).is_private
    assert leaks(world.actor("cy").sees_anywhere()) == []


async def test_who_leaves_the_room_no_longer_knows_and_who_is_invited_does(world: World, room: str) -> None:
    """Membership of the channel decides, at once."""
    await world.bo.leave(room)
    await world.calm()
    assert (
        "There is no INC-1 that you can see."
        in (await world.bo.command("general", "/incident info INC-1")).text
    )
    await world.ana.invite(room, "cy")
    await world.calm()
    assert SECRET in (await world.actor("cy").command("general", "/incident info INC-1")).text


async def test_a_private_incident_merges_only_among_its_own(world: World, room: str) -> None:
    """Into a public one it is refused with a sentence; a public card offers no merge with it."""
    public = await declare(world, "sev1 checkout returns 500s", by="bo")
    said = await say(world, world.ana, "merge INC-2", room=room)
    assert "one of the two is private. Nothing was merged." in said
    assert leaks([card(world, public)]) == []
    assert "Merge" not in card(world, public)
    said = await say(world, world.actor("cy"), "merge INC-1", room=public)
    assert "There is no INC-1 that you can see." in said


async def test_an_export_goes_to_the_member_who_asked_and_to_nobody_else(world: World, room: str) -> None:
    """By direct message; at close the files stay in the private room."""
    await say(world, world.ana, "export json", room=room)
    (file,) = world.slack.workspace.files("ana")
    assert json.loads(file.content or b"{}")["private"] is True
    await say(world, world.ana, "resolve", room=room)
    await say(world, world.ana, "close", room=room)
    assert len(world.slack.workspace.files(room)) == 4
    for name in OUTSIDERS:
        assert leaks(world.actor(name).sees_anywhere()) == []


FAULTS = {
    "chat.update": "internal_error",
    "chat.postMessage": "internal_error",
    "conversations.setTopic": "restricted_action",
    "bookmarks.add": "missing_scope",
    "conversations.invite": "cant_invite",
    "pins.add": "not_pinnable",
    "views.publish": "internal_error",
}


async def test_the_whole_loop_under_faults_tells_nobody_outside(world: World, room: str) -> None:
    """Faults, forms, App Home, shortcuts, merges, exports, who was removed: every call is looked through."""
    for method, error in FAULTS.items():
        world.slack.faults.error(method, error, times=2)
    lea, cy, message = world.actor("lea"), world.actor("cy"), await world.ana.post(room, "zebra has answered")
    await declare(world, "sev2 search is slow", by="cy")
    for line in ("decide tell zebra", "link https://zebra.example.com", "handover ic @bo", "merge INC-2"):
        await say(world, world.ana, line, room=room)
    for verb in ("update", "note", "merge", "export", "handover"):
        await say(world, world.ana, verb, room=room)
    await world.ana.message_shortcut(message, SHORTCUT_ADD_TO_TIMELINE)
    await world.ana.react(message, "pushpin")
    for who in (world.ana, cy):
        await who.open_home()
    await cy.command("general", "/incident merge INC-2 INC-1")
    await world.ana.command("general", "/incident declare private sev2 zebra again")
    await world.calm()
    await say(world, world.ana, "merge INC-3", room=room)
    await say(world, world.ana, "unmerge", room=room)
    await world.ana.invite(room, "lea")
    await lea.open_home()
    await world.ana.remove(room, "lea")
    await world.calm()
    before = len(world.slack.workspace.calls)
    await world.pass_time(hours=1)
    for line in ("update hunter is gone", "export json", "resolve zebra has deleted it", "close"):
        await say(world, world.ana, line, room=room)
    await lea.open_home()
    await world.pass_time(hours=2)

    workspace = world.slack.workspace
    assert {call.method for call in workspace.calls if not call.ok} >= set(FAULTS)
    inside = {one.id for one in workspace.channels.by_id.values() if "zebra" in one.name}
    members = {world.actor(name).id for name in ("ana", "bo", "dee", "eve", "finn")}
    own = {"conversations.create", "response_url", "views.open", "views.update"}  # asked for by a member
    for place, call in enumerate(workspace.calls):
        to = {call.args.get(name) for name in ("channel", "channel_id", "user_id")}
        was_member = place < before and lea.id in to
        if not (to & (inside | members) or call.method in own or was_member):
            assert leaks([json.dumps(call.args, default=str)]) == [], call
    assert leaks(cy.sees_anywhere()) == []
