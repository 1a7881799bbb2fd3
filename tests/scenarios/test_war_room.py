"""The war room: its name, its people, what fails in it, and what mends that."""

import asyncio

import pytest

from bot.config.model import Bookmark, WarRoom
from tests.scenarios.diary import ROOM, TITLE, Diary, buttons, card, declare, posted, say
from tests.scenarios.world import World, rules
from tests.support.databases import locked

# ---------------------------------------------------------------- the name


@pytest.mark.parametrize("taken_by", ["public", "private", "archived"])
async def test_a_taken_name_gets_a_suffix(world: World, taken_by: str) -> None:
    """Whoever holds the name, and however hidden: the room is opened beside it, once."""
    taken = await world.bo.create_channel(ROOM, private=taken_by == "private")
    if taken_by == "archived":
        await world.bo.archive(ROOM)
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.calm()
    opened = world.slack.workspace.channel(f"{ROOM}-2")
    assert opened.creator == world.slack.workspace.app.bot_user
    assert world.slack.workspace.pins(f"{ROOM}-2")
    assert taken.members.keys() == {world.bo.id}
    assert len(world.slack.workspace.calls_of("conversations.create", ok=True)) == 1


async def test_a_name_that_is_taken_again_and_again_is_counted_up(world: World) -> None:
    """Each is tried once and left alone, and everybody gets the link of the one that was free."""
    for suffix in ("", "-2", "-3"):
        await world.bo.create_channel(ROOM + suffix)
    await declare(world)
    room = f"{ROOM}-4"
    assert world.slack.workspace.pins(room)
    assert f"is open in #{room}" in posted(world, "ana")[0]
    assert f"#{room}" in posted(world, "incidents")[0]
    assert all(f"Open #{room}." in posted(world, name)[0] for name in ("dee", "eve", "finn"))
    assert len(world.slack.workspace.calls_of("conversations.create")) == 4


async def test_when_every_name_is_taken_people_read_what_to_do_and_a_free_one_is_enough(world: World) -> None:
    """The card stands below the announcement until somebody renames one; then the room opens, once."""
    for suffix in ("", *(f"-{number}" for number in range(2, 10))):
        await world.bo.create_channel(ROOM + suffix)
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.calm()
    _, below = posted(world, "incidents")
    assert "The war room could not be opened: every name tried for it is taken." in below
    assert "Rename one of those channels" in below
    await world.bo.rename(f"{ROOM}-5", "old-checkout")
    await world.pass_time(minutes=15)
    assert "INC-1 · SEV1 · Triage" in card(world, f"{ROOM}-5")
    assert "Could not do" not in card(world, f"{ROOM}-5")
    assert len(world.slack.workspace.calls_of("conversations.create", ok=True)) == 1


async def test_two_people_may_declare_the_same_title(database_url: str) -> None:
    """A name without the number collides; each incident has a room of its own all the same."""
    async with World(database_url, config=rules(war_room=WarRoom(name="war-{slug}"))) as world:
        await world.ana.command("general", f"/incident declare sev2 {TITLE}")
        await world.bo.command("general", f"/incident declare sev2 {TITLE}")
        await world.calm()
        rooms = ["war-checkout-returns-500s", "war-checkout-returns-500s-2"]
        ids = {card(world, room).partition(" · ")[0][-5:] for room in rooms}
        assert ids == {"INC-1", "INC-2"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Überlast im Größen-Service!", "inc-1-uberlast-im-grossen-service"),
        ("<!channel> everything is down", "inc-1-channel-everything-is-down"),
        ("🔥🔥🔥", "inc-1"),
        ("x" * 200, f"inc-1-{'x' * 74}"),
    ],
)
async def test_any_title_makes_a_name_that_slack_takes(world: World, title: str, name: str) -> None:
    """Letters are made plain, what is left over is left out, and what is too long is cut."""
    assert await declare(world, f"sev3 {title}") == name


# ---------------------------------------------------------------- its people


async def test_a_hundred_and_fifty_people_are_invited_in_batches(database_url: str) -> None:
    """Slack takes a hundred at a time; all of them are called and come in."""
    world = World(database_url)
    workspace = world.slack.workspace
    crowd = [workspace.add_person(f"p{index:03}").name for index in range(150)]
    async with world:
        workspace.people.change_group("oncall", members=crowd)
        await declare(world)
        members = workspace.channel(ROOM).members
        assert all(workspace.people.get(name).id in members for name in crowd)
        invited = [len(call.args["users"].split(",")) for call in workspace.calls_of("conversations.invite")]
        assert sorted(invited) == [1, 50, 100]
        assert all(len(posted(world, name)) == 1 for name in crowd)
        (told,) = posted(world, "ana")
        assert "Called: @oncall (150 people)." in told
        assert len([text for text in posted(world, ROOM) if "you are called to this SEV1" in text]) == 1


async def test_the_room_is_told_who_was_called_when_they_are_in_it(world: World) -> None:
    """Slack tells nobody of a mention in a channel that they are not in; the direct messages do not wait."""
    faults = world.slack.faults
    faults.rate_limited("conversations.invite", retry_after=7, when=lambda args: "," in args["users"])
    await declare(world)
    assert all(len(posted(world, name)) == 1 for name in ("dee", "eve", "finn"))
    assert not [text for text in posted(world, ROOM) if "you are called" in text]
    await world.pass_time(seconds=10)
    (told,) = (text for text in posted(world, ROOM) if "you are called" in text)
    assert all(f"@{name}" in told for name in ("dee", "eve", "finn"))
    people = world.slack.workspace.people
    assert {people.get(name).id for name in ("dee", "eve", "finn")} <= world.slack.workspace.channel(
        ROOM
    ).members.keys()


async def test_the_room_is_told_who_was_called_once_even_if_they_cannot_come_in(world: World) -> None:
    """They know of it by their direct messages; the room must know of them."""
    world.slack.faults.error("conversations.invite", "restricted_action", times=None)
    await declare(world)
    assert len([text for text in posted(world, ROOM) if "you are called to" in text]) == 1
    world.slack.faults.clear()
    await world.pass_time(minutes=15)
    assert world.slack.workspace.people.get("dee").id in world.slack.workspace.channel(ROOM).members
    assert len([text for text in posted(world, ROOM) if "you are called to" in text]) == 1


async def test_people_who_cannot_be_invited_are_counted_on_the_card_and_keep_nobody_out(world: World) -> None:
    """The others come in; the card says how many could not and why, until somebody brings them in."""
    workspace = world.slack.workspace
    workspace.add_person("una", is_ultra_restricted=True)
    workspace.add_channel("una-and-us", members=["una", "bo"])
    workspace.people.change_group("oncall", members=["dee", "una", "finn"])
    await declare(world)
    await say(world, world.ana, "ic me")
    members = workspace.channel(ROOM).members
    assert {workspace.people.get(name).id for name in ("dee", "finn")} <= members.keys()
    assert "1 person could not be invited: they are guests of one channel. Reach them by hand." in card(world)
    assert "Could not be invited: @una" in await say(world, world.ana, "timeline")
    await world.pass_time(hours=2)
    await world.pass_time(hours=2)
    assert (await say(world, world.ana, "timeline")).count("Could not be invited") == 1
    await world.slack.deliverer.causing(lambda: workspace.people.change("una", is_ultra_restricted=False))
    await world.pass_time(minutes=15)
    assert "could not be invited" not in card(world)
    assert workspace.people.get("una").id in workspace.channel(ROOM).members


async def test_a_group_that_slack_does_not_know_is_shown_as_nobody_called(world: World) -> None:
    """The configuration names `@oncall`, and the workspace has no such group."""
    workspace = world.slack.workspace
    workspace.people.groups.clear()
    await declare(world)
    assert "*Nobody was called*" in card(world)
    assert "Not found in Slack: @oncall." in await say(world, world.ana, "timeline")


# ---------------------------------------------------------------- what fails is shown, and mended


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        ("pins:write", "A message could not be pinned: the app lacks the permission `pins:write`."),
        (
            "bookmarks:write",
            "The bookmarks could not be set: the app lacks the permission `bookmarks:write`.",
        ),
    ],
)
async def test_a_missing_permission_is_shown_with_what_to_do_and_mended_by_itself(
    database_url: str, scope: str, sentence: str
) -> None:
    """An admin adds the scope, and nobody has to say anything again."""
    marks = (Bookmark(title="Bridge", url="https://meet.example.com/1"),)
    async with World(database_url, config=rules(war_room=WarRoom(bookmarks=marks))) as world:
        workspace = world.slack.workspace
        workspace.app.scopes.discard(scope)
        await world.ana.command("general", f"/incident declare sev1 {TITLE}")
        await world.calm()
        shown = workspace.text(await world.message(ROOM, "INC-1 · SEV1"))
        assert sentence in shown
        assert "Ask a workspace admin to add it and to install the app again." in shown
        workspace.app.scopes.add(scope)
        await world.pass_time(minutes=15)
        assert "Could not do" not in card(world)
        assert [mark.title for mark in workspace.bookmarks(ROOM)] == ["Bridge"]


async def test_a_failure_that_stays_is_written_down_once(world: World) -> None:
    """It is tried again every quarter of an hour; the timeline is no log of that."""
    world.slack.workspace.app.scopes.discard("pins:write")
    await world.ana.command("general", f"/incident declare sev3 {TITLE}")
    await world.calm()
    await world.pass_time(hours=1)
    await world.pass_time(hours=1)
    assert len(world.slack.workspace.calls_of("pins.add")) >= 3
    assert (await say(world, world.ana, "timeline")).count("Pinning the card failed") == 1


async def test_a_bot_that_was_put_out_of_the_room_says_so_and_catches_up_when_invited(world: World) -> None:
    """The topic waits; inviting the bot is enough."""
    await declare(world)
    await say(world, world.bo, "ic me")
    await world.bo.remove(ROOM, "muster")
    await world.calm()
    await say(world, world.bo, "monitoring fix is out")
    assert "The topic could not be set: the bot is not in the channel. Invite @muster;" in card(world)
    await world.bo.invite(ROOM, "muster")
    await world.calm()
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · monitoring · IC @bo"
    assert "Could not do" not in card(world)
    timeline = await say(world, world.bo, "timeline")
    assert "The bot was removed from the war room." in timeline
    assert "The bot is in the war room again." in timeline


async def test_what_was_said_while_the_bot_was_out_of_a_private_room_follows(world: World) -> None:
    """A private room is closed to a bot that is not in it: updates wait, and come once, in order."""
    room = await declare(world, f"private sev1 {TITLE}")
    await world.ana.remove(room, "muster")
    await world.calm()
    for words in ("first words", "second words"):
        said = await world.ana.command("general", f"/incident update INC-1 {words}")
        assert "Posted to the war room" in said.text
    await world.calm()
    assert not [text for text in posted(world, room) if "words" in text and "Doing" in text]
    info = (await world.ana.command("general", "/incident info INC-1")).text
    assert "it is private and the bot is not in it. Invite @muster" in info
    await world.ana.invite(room, "muster")
    await world.calm()
    heard = [text for text in posted(world, room) if "*Doing*" in text]
    assert [text.split("*Doing*  ")[1].split(" words")[0] for text in heard] == ["first", "second"]
    assert "Could not do" not in card(world, room)


async def test_what_was_said_while_the_room_was_archived_follows(world: World) -> None:
    """Somebody archives it too soon: info says what to do, and once it is open again all comes, in order."""
    await declare(world)
    await world.ana.archive(ROOM)
    await world.calm()
    for words in ("first words", "second words"):
        said = await world.ana.command("general", f"/incident update INC-1 {words}")
        assert "Posted to the war room" in said.text
    await world.calm()
    info = (await world.ana.command("general", "/incident info INC-1")).text
    assert "the channel is archived. Unarchive it and invite @muster" in info
    assert len([text for text in posted(world, "incidents") if "*Status update" in text]) == 2
    await world.ana.unarchive(ROOM)
    await world.calm()
    heard = [text for text in posted(world, ROOM) if "*Doing*" in text]
    assert [text.split("*Doing*  ")[1].split(" words")[0] for text in heard] == ["first", "second"]
    assert "Could not do" not in card(world)


async def test_a_topic_that_cannot_be_set_is_shown_as_in_the_contract(world: World) -> None:
    """The sentence names what failed, why, and what to do; it is gone when it was mended."""
    world.slack.faults.error("conversations.setTopic", "not_in_channel")
    await declare(world)
    assert "The topic could not be set: the bot is not in the channel. Invite @muster; it will" in card(world)
    await world.pass_time(minutes=15)
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · triage · IC nobody yet"
    assert "Could not do" not in card(world)


async def test_what_slack_slows_down_is_shown_until_it_is_done(world: World) -> None:
    """Asked to wait, the card says so with the time, and then no more."""
    world.slack.faults.rate_limited("conversations.setTopic", retry_after=120)
    await declare(world)
    assert "*Still doing*  setting the topic, Slack asked us to wait until 14:0" in card(world)
    await world.pass_time(seconds=125)
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · triage · IC nobody yet"
    assert "Still doing" not in card(world)


async def test_without_a_room_the_card_stands_under_the_announcement(world: World) -> None:
    """The workspace does not let the bot open channels: people still see the card, and what to do."""
    world.slack.faults.error("conversations.create", "restricted_action", times=None)
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.calm()
    announced, below = posted(world, "incidents")
    assert "INC-1 · SEV1 · Triage" in below
    assert "The war room could not be opened: the workspace's rules do not allow it." in below
    assert "[Update]" in below
    for person in ("dee", "eve", "finn"):
        (called,) = posted(world, person)
        assert TITLE in called
    assert "*War room*" in announced
    world.slack.faults.clear()
    await world.pass_time(minutes=15)
    assert "INC-1 · SEV1 · Triage" in card(world)
    assert f"#{ROOM}" in posted(world, "incidents")[0]


# ---------------------------------------------------------------- declare here


async def test_declare_here_makes_the_channel_the_war_room(world: World) -> None:
    """No channel is opened; the card is pinned here, and the topic is set."""
    await world.bo.create_channel("payments")
    said = await world.bo.command("payments", f"/incident declare here sev2 {TITLE}")
    assert "INC-1 is open" in said.text
    await world.calm()
    assert "INC-1 · SEV2 · Triage" in card(world, "payments")
    assert world.slack.workspace.channel("payments").topic.value == "SEV2 · triage · IC nobody yet"
    assert world.slack.workspace.calls_of("conversations.create") == []
    again = await world.ana.command("payments", "/incident declare here sev2 something else")
    assert "This channel is the war room of INC-1 already." in again.text


async def test_a_room_that_was_there_before_is_never_archived(database_url: str) -> None:
    """`declare here` borrows a channel; closing gives it back."""
    async with World(database_url, config=rules(war_room=WarRoom(archive_on_close=True))) as world:
        await world.bo.create_channel("payments")
        await world.bo.command("payments", f"/incident declare here sev2 {TITLE}")
        await world.calm()
        await say(world, world.bo, "resolve", room="payments")
        await say(world, world.bo, "close", room="payments")
        assert not world.slack.workspace.channel("payments").archived
        assert len(world.slack.workspace.files("payments")) == 4


async def test_declare_here_in_a_direct_message_is_refused(world: World) -> None:
    """A direct message cannot become a war room, and nothing was declared."""
    said = await world.ana.command("bo", f"/incident declare here {TITLE}")
    assert "A direct message cannot become a war room." in said.text
    assert "No open incidents" in (await world.ana.command("general", "/incident list")).text


# ---------------------------------------------------------------- merging


async def test_a_merge_ends_one_inside_the_other_and_brings_its_people_over(world: World) -> None:
    """Both rooms, both cards and both announcements say so; no reminder of the first follows."""
    first = await declare(world)
    second = await declare(world, "sev2 search is slow", by="bo")
    await say(world, world.actor("cy"), "scribe me", room=second)
    said = await say(world, world.bo, "merge INC-1", room=second)
    assert f"INC-2 ends inside INC-1; the work goes on in #{first}." in said
    workspace = world.slack.workspace
    assert "INC-2 is merged* into INC-1" in workspace.text(await world.message(second, "INC-2 is merged"))
    assert "*INC-2 was merged into INC-1*: search is slow" in posted(world, first)[-1]
    assert "INC-2 · SEV2 · Merged" in card(world, second)
    assert workspace.channel(second).topic.value == "SEV2 · merged"
    assert {world.bo.id, world.actor("cy").id} <= workspace.channel(first).members.keys()
    diary = Diary(world)
    await world.pass_time(hours=1)
    assert not [one for one in diary.new() if "INC-2" in one.text]


async def test_an_undone_merge_leaves_both_as_they_were(world: World) -> None:
    """By the button in the room; the status is that of before, and updates fall due again."""
    await declare(world)
    second = await declare(world, "sev2 search is slow", by="bo")
    await say(world, world.bo, "identified", room=second)
    await say(world, world.bo, "merge INC-1", room=second)
    merged = await world.message(second, "INC-2 is merged")
    await world.bo.click(merged, "Undo the merge")
    await world.calm()
    assert "INC-2 · SEV2 · Identified" in card(world, second)
    assert "The merge was undone: INC-2 goes on here." in world.slack.workspace.text(merged)
    assert buttons(merged) == ()
    assert "was merged for a while into" in posted(world, ROOM)[-1]
    assert "due 14:30" in card(world, second)


async def test_the_card_offers_to_merge_with_what_was_declared_just_before(world: World) -> None:
    """Two people notice the same outage; one click makes it one."""
    await declare(world)
    await world.pass_time(minutes=3)
    second = await declare(world, "sev1 checkout is broken", by="bo")
    (pinned,) = world.slack.workspace.pins(second)
    offer = next(label for label in buttons(pinned) if label.startswith("Merge"))
    await world.bo.click(pinned, offer)
    await world.calm()
    assert "INC-2 · SEV1 · Merged" in card(world, second)


async def test_a_command_in_a_war_room_that_is_not_written_down_yet_waits_for_it(database_url: str) -> None:
    """Slack shows the room, and the card in it, a moment before the database knows of it."""
    async with World(database_url) as world:
        created = world.slack.faults.hold("conversations.create")
        await world.ana.command("general", f"/incident declare sev3 {TITLE}")
        await created.arrived()
        async with locked(database_url):  # what would write the room down has to wait
            created.release()
            await world.message(ROOM, TITLE)
            noting = asyncio.create_task(world.ana.command(ROOM, "/incident note first things first"))
            await asyncio.sleep(0)
        assert "Noted as entry" in (await noting).text
