"""Slack's faults: what people see meanwhile, and that everything is there exactly once in the end."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.fakeslack.faults import Effect
from bot.fakeslack.messages import Message
from tests.scenarios.steps import ROOM, card, declared, say, stop_at_once
from tests.scenarios.world import World

DECLARE = "/incident declare sev1 checkout returns 500s"
ON_CALL = ("dee", "eve", "finn")

METHODS = (
    "usergroups.list",
    "usergroups.users.list",
    "conversations.create",
    "conversations.open",
    "conversations.invite",
    "conversations.setTopic",
    "chat.postMessage",
    "chat.update",
    "pins.add",
)
"""What a declare calls."""

FAULTS: dict[str, Callable[..., Any]] = {
    "asked to wait": lambda faults, method, **how: faults.rate_limited(method, retry_after=7, **how),
    "a page of HTML": lambda faults, method, **how: faults.server_error(method, status=503, **how),
    "a page of HTML, all the same done": lambda faults, method, **how: faults.server_error(
        method, status=502, effect=Effect.DONE, **how
    ),
    "cut off": lambda faults, method, **how: faults.reset(method, **how),
    "cut off, all the same done": lambda faults, method, **how: faults.reset(
        method, effect=Effect.DONE, **how
    ),
    "trouble of its own, all the same done": lambda faults, method, **how: faults.error(
        method, "internal_error", effect=Effect.DONE, **how
    ),
}


def by_bot(world: World, channel: str, contains: str = "") -> list[Message]:
    """Return the bot's messages in a channel, or with a person; none where there is no such place yet."""
    try:
        return world.slack.workspace.messages(channel, contains=contains, by="muster")
    except LookupError:
        return []


def war_rooms(world: World) -> list[str]:
    """Return the names of all war rooms."""
    channels = world.slack.workspace.channels.by_id.values()
    return [one.name for one in channels if one.name.startswith("inc-")]


def check_complete(world: World, room: str = ROOM) -> None:
    """Check that everything a declare brings is there, each exactly once, and that no trouble is left."""
    workspace = world.slack.workspace
    assert war_rooms(world) == [room], workspace.transcript()
    cards = by_bot(world, room, "More…")
    assert (len(cards), workspace.pins(room)) == (1, cards), workspace.transcript()
    assert "Still doing" not in card(world, room)
    assert "Could not do" not in card(world, room)
    assert len(by_bot(world, room, "you are called to this SEV1")) == 1
    assert len(by_bot(world, "incidents", "checkout returns 500s")) == 1, workspace.transcript()
    assert [len(by_bot(world, name, "You are called to")) for name in ON_CALL] == [1, 1, 1]
    assert len(by_bot(world, "ana", "is open in")) == 1, workspace.transcript()
    channel = workspace.channel(room)
    wanted = {workspace.people.get(name).id for name in ("ana", "muster", *ON_CALL)}
    assert set(channel.members) == wanted
    assert channel.topic.value.startswith("SEV1 · ")


# ---------------------------------------------------------------- each method, each fault


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_declare_whose_every_call_fails_once_is_complete_in_the_end(world: World, fault: str) -> None:
    """Nothing is lost and nothing doubled, whether the failed call had its effect or not."""
    for method in METHODS:
        FAULTS[fault](world.slack.faults, method)

    said = await world.ana.command("general", DECLARE)
    assert "INC-1 is open" in said.text
    for _ in range(8):
        await world.pass_time(seconds=20)

    assert all(rule.times == 0 for rule in world.slack.faults.rules), "a fault that nobody met"
    check_complete(world)


@pytest.mark.both_databases
async def test_the_loop_survives_a_slack_that_fails_every_other_call(world: World, database: str) -> None:
    """Declare to close with every second call cut off after its effect: all is there once."""
    count = itertools.count()
    world.slack.faults.reset("*", times=None, effect=Effect.DONE, when=lambda _: next(count) % 2 == 1)
    await world.ana.command("general", DECLARE)
    await settle(world)
    for line in ("ic me", "update rollback at 50 %", "decide roll back", "resolve all is well", "close"):
        await say(world, line)
        await settle(world)

    world.slack.faults.clear()
    for _ in range(4):
        await world.pass_time(minutes=5)
    check_complete(world)
    for words in ("rollback at 50 %", "all is well"):
        assert len([one for one in by_bot(world, ROOM, words) if "Status update" in text(world, one)]) == 1
        assert len([one for one in by_bot(world, "incidents", words) if one.is_reply]) == 1
    assert len([one for one in by_bot(world, ROOM, "roll back") if "Decision" in text(world, one)]) == 1
    names = [file.name for file in world.slack.workspace.files(ROOM)]
    assert sorted(name.rpartition(".")[2] for name in names) == ["csv", "html", "json", "md"]
    assert world.slack.workspace.channel(ROOM).topic.value.startswith("SEV1 · closed")


async def settle(world: World) -> None:
    """Let as much time pass as a few attempts need."""
    for _ in range(3):
        await world.pass_time(seconds=20)


def text(world: World, message: Message) -> str:
    """Return what a person reads in a message."""
    return world.slack.workspace.text(message)


async def test_a_call_that_slack_never_answers_is_looked_up_and_not_repeated(database_url: str) -> None:
    """A time-out after the effect: channel, card and calls are found again by what they carry."""
    async with World(database_url, slack_timeout_s=1.0) as world:
        world.slack.faults.hang("conversations.create", effect=Effect.DONE)
        world.slack.faults.hang("chat.postMessage", effect=Effect.DONE, times=3)
        world.slack.faults.hang("pins.add")

        await world.ana.command("general", DECLARE)
        for _ in range(8):
            await world.pass_time(seconds=20)

        check_complete(world)


# ---------------------------------------------------------------- what people see meanwhile


@pytest.mark.parametrize(
    ("method", "doing"),
    [
        ("usergroups.list", "calling people"),
        ("conversations.invite", "inviting 1 person"),
        ("conversations.setTopic", "setting the topic"),
        ("conversations.open", "posting a call by direct message"),
        ("pins.add", "pinning a message"),
    ],
)
async def test_the_card_says_what_slack_asked_us_to_wait_with_and_until_when(
    world: World, method: str, doing: str
) -> None:
    """A 429 is shown while it lasts, and gone when it has been made up for."""
    world.slack.faults.rate_limited(method, retry_after=90)

    await declared(world)

    assert "Still doing" in card(world)
    assert doing in card(world)
    assert "Slack asked us to wait until 14:02" in card(world)
    await world.pass_time(seconds=95)
    check_complete(world)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("a page of HTML", "Slack has trouble of its own, trying again at 14:01"),
        ("a page of HTML, all the same done", "Slack has trouble of its own, trying again at 14:01"),
        ("cut off", "Slack did not answer, trying again at 14:01"),
        ("cut off, all the same done", "Slack did not answer, trying again at 14:01"),
        ("trouble of its own, all the same done", "Slack has trouble of its own, trying again at 14:01"),
    ],
)
async def test_the_card_says_what_slack_did_to_a_call_and_when_it_is_tried_again(
    world: World, fault: str, sentence: str
) -> None:
    """Whatever it was, and in no word of a programmer's; it is gone when it has been made up for."""
    FAULTS[fault](world.slack.faults, "conversations.setTopic", times=None)

    await declared(world)

    assert f"*Still doing*  setting the topic, {sentence}" in card(world)
    world.slack.faults.clear()
    await world.pass_time(minutes=1)
    check_complete(world)


async def test_while_slack_asks_to_wait_with_the_war_room_everybody_knows_and_it_opens_once(
    world: World,
) -> None:
    """Calls and announcement do not wait; `info` says until when; then there is one room, with all in it."""
    world.slack.faults.rate_limited("conversations.create", retry_after=90)

    await world.ana.command("general", DECLARE)
    await world.calm()

    assert not war_rooms(world)
    assert "checkout returns 500s" in text(world, by_bot(world, "incidents")[0])
    for name in ON_CALL:
        assert "is being opened" in text(world, by_bot(world, name)[0])
    said = await say(world, "info INC-1", channel="general")
    assert "opening the war room, Slack asked us to wait until 15:02" in said  # in her own zone
    await world.pass_time(seconds=95)
    assert len(war_rooms(world)) == 1
    check_complete(world)


@pytest.mark.parametrize(
    ("method", "error", "sentence"),
    [
        (
            "conversations.setTopic",
            "not_in_channel",
            "The topic could not be set: the bot is not in the channel.",
        ),
        ("conversations.setTopic", "is_archived", "The topic could not be set: the channel is archived."),
        (
            "conversations.invite",
            "not_in_channel",
            "1 person could not be invited: the bot is not in the channel.",
        ),
        ("pins.add", "missing_scope", "A message could not be pinned: the app lacks a permission."),
        ("chat.postMessage", "is_archived", "could not be posted: the channel is archived."),
        ("conversations.open", "token_revoked", "could not be posted: the bot's token was withdrawn."),
        ("usergroups.list", "missing_scope", "People could not be called: the app lacks a permission."),
    ],
)
async def test_the_card_says_what_could_not_be_done_and_a_mended_cause_mends_it(
    world: World, method: str, error: str, sentence: str
) -> None:
    """What Slack refuses for good is told with its cause; within a quarter of an hour it is tried again."""
    if method == "chat.postMessage":  # that of the announcement: the card is what tells of it
        world.slack.faults.error(method, error, when=lambda args: args["channel"] == "#incidents")
    else:
        world.slack.faults.error(method, error, times=None)

    await declared(world)
    await say(world, "ic me")

    assert "Could not do" in card(world)
    assert sentence in card(world)
    world.slack.faults.clear()
    await world.pass_time(minutes=15)
    check_complete(world)


async def test_a_scope_that_is_missing_is_named(world: World) -> None:
    """The card says which permission the app lacks."""
    world.slack.workspace.app.scopes.discard("pins:write")

    await declared(world)

    assert "A message could not be pinned: the app lacks the permission `pins:write`" in card(world)


@pytest.mark.parametrize("is_known", [True, False])
async def test_who_has_left_slack_is_not_called_and_keeps_nobody_out(world: World, is_known: bool) -> None:
    """The others are called and come in; the timeline says who of the group is gone, known to us or not."""
    people = world.slack.workspace.people
    if is_known:
        await say(world, "help", by=world.actor("eve"), channel="incidents")
    await world.slack.deliverer.causing(lambda: people.change("eve", deleted=True))

    await declared(world)

    members = world.slack.workspace.channel(ROOM).members
    assert {people.get(name).id for name in ("dee", "finn")} <= set(members)
    gone = people.get("eve").id
    assert not [
        call for call in world.slack.workspace.calls_of("conversations.invite") if gone in str(call.args)
    ]
    assert "Called: @dee, @finn. No longer in Slack: @eve." in await say(world, "timeline")


async def test_when_all_who_are_on_call_have_left_slack_the_card_says_that_nobody_was_called(
    world: World,
) -> None:
    """A group of accounts that are gone is no reason to believe that somebody comes."""
    people = world.slack.workspace.people
    for name in ON_CALL:
        await say(world, "help", by=world.actor(name), channel="incidents")
        await world.slack.deliverer.causing(partial(people.change, name, deleted=True))

    await declared(world)

    assert "Nobody was called" in card(world)
    assert "Called: nobody. No longer in Slack: @dee, @eve, @finn." in await say(world, "timeline")


async def test_a_taken_name_gets_a_suffix_and_everybody_the_right_link(world: World) -> None:
    """Somebody has a channel of that name already; theirs is left alone."""
    taken = await world.bo.create_channel(ROOM)

    await world.ana.command("general", DECLARE)
    await world.calm()

    room = f"{ROOM}-2"
    assert [one for one in war_rooms(world) if one != ROOM] == [room]
    assert not by_bot(world, taken.id)
    assert f"#{room}" in text(world, by_bot(world, "incidents")[0])
    assert f"is open in #{room}" in text(world, by_bot(world, "ana")[0])


@pytest.mark.parametrize("private", [False, True])
async def test_without_a_war_room_the_card_stands_elsewhere_tells_the_truth_and_lives(
    world: World, private: bool
) -> None:
    """Announcement, calls and card say that there is none; what is done shows; one day it opens."""
    world.slack.faults.error("conversations.create", "restricted_action", times=None)
    await world.ana.command(
        "general", f"/incident declare {'private ' if private else ''}sev1 checkout is down"
    )
    await world.calm()
    where = "ana" if private else "incidents"

    (lone,) = by_bot(world, where, "More…")
    assert lone.is_reply is not private
    assert "The war room could not be opened: the workspace's rules do not allow it." in text(world, lone)
    called = by_bot(world, "dee", "You are called")[0]
    assert "The war room could not be opened yet" in text(world, called)
    if not private:
        assert "could not be opened yet; the card is in this thread" in text(
            world, by_bot(world, "incidents")[0]
        )

    await world.ana.command("general", "/incident ic INC-1 me")
    said = await world.ana.command("general", "/incident update INC-1 rolling back")
    await world.calm()
    assert "the war room gets it as soon as it is open" in said.text.lower()
    assert "IC @ana" in text(world, lone)
    assert "rolling back" in text(world, lone)

    world.slack.faults.clear()
    await world.pass_time(minutes=15)
    room = "inc-1-checkout-is-down"
    assert war_rooms(world) == [room]
    assert "rolling back" in card(world, room)
    assert "could not be opened" not in text(world, lone)
    assert f"Open #{room}" in text(world, called)


# ---------------------------------------------------------------- hours, tokens, triggers, stops


async def test_after_an_hour_without_slack_everything_is_there_once(world: World) -> None:
    """What was under way arrives when Slack is back, in order, and one reminder says how late it is."""
    await declared(world)
    await say(world, "ic me")
    held = world.slack.faults.hold("chat.postMessage")
    await world.ana.command(ROOM, "/incident update rollback at 50 % next 10m")
    await held.arrived()
    await world.slack.go_offline()
    held.release(effect=Effect.NOT_DONE)

    for _ in range(4):
        await world.pass_time(minutes=15)
    await world.slack.come_back()
    await world.pass_time(minutes=6)
    await world.pass_time(minutes=1)

    assert len(by_bot(world, ROOM, "*Status update 1*")) == 1
    assert len(by_bot(world, "incidents", "*Status update 1*")) == 1
    reminders = [one for one in by_bot(world, ROOM) if "pdate was due" in text(world, one)]
    assert len(reminders) == 1, world.slack.workspace.transcript()
    assert len(by_bot(world, ROOM, "More…")) == 1
    assert "Still doing" not in card(world)


async def test_a_declare_while_slack_refuses_everything_is_answered_and_made_up_for(world: World) -> None:
    """The command is answered at once; the rest follows when Slack works again."""
    world.slack.faults.reset("*", times=None)

    said = await world.ana.command("general", DECLARE)
    await world.calm()

    assert "INC-1 is open. The war room is being opened; its link follows." in said.text
    assert war_rooms(world) == []
    world.slack.faults.clear()
    for _ in range(6):
        await world.pass_time(seconds=20)
    check_complete(world)


async def test_with_a_revoked_token_nothing_is_lost_and_all_is_there_after_it_is_renewed(
    world: World,
) -> None:
    """Slack takes no call any more: commands are answered still, and readiness says what is wrong."""
    world.slack.workspace.app.revoke()

    said = await world.ana.command("general", DECLARE)
    await world.calm()

    assert "INC-1 is open" in said.text
    world.slack.workspace.app.restore()
    await world.pass_time(minutes=15)
    await world.pass_time(minutes=1)
    assert war_rooms(world) == [ROOM]
    assert len(by_bot(world, ROOM, "More…")) == 1


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "invalid_arguments"])
async def test_a_form_that_slack_does_not_open_is_answered_with_a_sentence(world: World, error: str) -> None:
    """By command and by button: what to do instead, and no silence."""
    room = await declared(world)
    sentence = "Slack did not let the form open in time. Do it again, or say it as text"
    world.slack.faults.error("views.open", error, times=None)

    for line in ("/incident declare", "/incident update INC-1"):
        assert sentence in (await world.ana.command("general", line)).text
    (message,) = by_bot(world, room, "More…")
    await world.ana.click(message, "Update")
    await world.slack.workspace.until(lambda: sentence in " ".join(world.ana.sees(room)))


async def test_a_form_that_slack_cannot_open_for_trouble_of_its_own_is_answered_too(world: World) -> None:
    """A page of HTML or a cut connection instead of an answer is no traceback."""
    for fault in ("a page of HTML", "cut off"):
        FAULTS[fault](world.slack.faults, "views.open")
        said = await world.ana.command("general", "/incident declare")
        assert (said.error, "Slack did not let the form open" in said.text) == ("", True)


async def test_a_form_that_slack_fails_to_fill_once_is_filled_all_the_same(world: World) -> None:
    """Nobody is left looking at an empty form for one page of HTML or one cut connection."""
    await declared(world)
    for fault in ("a page of HTML", "cut off", "trouble of its own, all the same done"):
        FAULTS[fault](world.slack.faults, "views.update")
        opened = await world.ana.command(ROOM, "/incident note")
        assert opened.modal is not None
        sent = await world.ana.submit(values={"text": f"after {fault}"})
        assert not sent.errors
        assert f"after {fault}" in await say(world, "timeline")


async def test_a_form_that_cannot_be_filled_still_closes_and_the_next_one_works(world: World) -> None:
    """When the loading form cannot be replaced, nothing breaks and nothing is recorded."""
    await declared(world)
    world.slack.faults.server_error("views.update", times=2)

    said = await world.ana.command(ROOM, "/incident note")
    assert said.error == ""
    await world.ana.close()
    again = await world.ana.command(ROOM, "/incident note")
    assert again.modal is not None
    sent = await world.ana.submit(values={"text": "flipped the flag"})
    assert not sent.errors


async def test_a_stop_amid_deliveries_ends_when_they_have(world: World) -> None:
    """Nothing waits for the next poll: what was under way is settled, the rest is in the database."""
    await world.ana.command("general", DECLARE)

    await stop_at_once(world)
