"""Private incidents: their words and their existence reach nobody but the members of their channel."""

import json

import pytest

from bot.fakeslack.actor import Actor
from tests.scenarios.steps import declared, say
from tests.scenarios.world import World

SECRET = "payroll leaked to a stranger"
ROOM = "inc-1-payroll-leaked-to-a-stranger"
OUTSIDERS = ("bo", "cy", "lea", "gus")


def knows(person: Actor) -> bool:
    """Tell whether a person can read the title or the room's name anywhere."""
    seen = "\n".join(str(line) for line in person.sees_anywhere())
    return SECRET in seen or ROOM in seen


async def whole_life(world: World) -> None:
    """Declare a private incident and bring it to its end, with everything that is told on the way."""
    assert await declared(world, f"private sev1 {SECRET}") == ROOM
    await say(world, "ic me", channel=ROOM)
    await say(world, f"update {SECRET}: closing the share", channel=ROOM)
    await world.pass_time(minutes=15)
    await world.pass_time(minutes=10)
    await say(world, f"sev 2 {SECRET} is contained", channel=ROOM)
    await say(world, f"resolve {SECRET} is over", channel=ROOM)
    await say(world, "close", channel=ROOM)
    await world.calm()


async def test_nothing_of_a_private_incident_is_seen_by_anybody_outside_its_room(world: World) -> None:
    """Not in the announcements, not in a list, not in a direct message, from declare to close."""
    await whole_life(world)

    assert world.slack.workspace.channel(ROOM).is_private
    assert world.slack.workspace.messages("incidents") == []
    for name in OUTSIDERS:
        assert not knows(world.actor(name)), name


async def test_who_is_called_to_a_private_incident_reads_no_title_before_joining(world: World) -> None:
    """The call says how bad it is and where to go; the words wait in the room."""
    await declared(world, f"private sev1 {SECRET}")

    called = world.slack.workspace.messages("dee")
    assert called
    for message in called:
        assert SECRET not in json.dumps([message.text, message.blocks])


async def test_no_call_of_the_bot_carries_a_private_title_anywhere_but_to_its_room(world: World) -> None:
    """Every outgoing call is searched: only the room, and the channel's own name, know the title."""
    await whole_life(world)
    workspace = world.slack.workspace
    room = workspace.channel(ROOM).id

    elsewhere = [
        call.method
        for call in workspace.calls
        if SECRET in json.dumps(call.args, default=str)
        and room not in (call.args.get("channel"), call.args.get("channel_id"))
    ]

    assert elsewhere == []


async def test_outsiders_are_told_that_there_is_no_such_incident(world: World) -> None:
    """A number that was never given and a private one read the same, whatever is asked."""
    await declared(world, f"private sev1 {SECRET}")

    for line in ("info INC-{}", "export INC-{}", "update INC-{} hello", "timeline INC-{}"):
        hidden = await say(world, line.format(1), by=world.bo, channel="general")
        absent = await say(world, line.format(7), by=world.bo, channel="general")
        assert hidden.replace("INC-1", "INC-7") == absent
    assert SECRET not in await say(world, "list all", by=world.bo, channel="general")


async def test_a_member_sees_the_private_incident_in_lists(world: World) -> None:
    """It is hidden from others, not from those who work on it."""
    await declared(world, f"private sev1 {SECRET}")
    assert SECRET in await say(world, "list", channel="general")


async def test_who_is_let_in_and_leaves_again_knows_no_more(world: World) -> None:
    """Membership decides at the moment of asking."""
    await declared(world, f"private sev1 {SECRET}")
    await world.ana.invite(ROOM, "bo")
    await world.calm()
    assert SECRET in await say(world, "list", by=world.bo, channel="general")

    await world.bo.leave(ROOM)
    await world.calm()

    assert SECRET not in await say(world, "list", by=world.bo, channel="general")


async def test_without_its_room_a_private_incident_never_falls_back_to_a_public_place(world: World) -> None:
    """When Slack refuses the private channel, the card goes to the declarer alone."""
    world.slack.faults.error("conversations.create", "restricted_action", times=None)
    await say(world, f"declare private sev1 {SECRET}", channel="general")
    await world.calm()

    assert world.slack.workspace.messages("incidents") == []
    assert any("INC-1" in line for line in world.ana.sees("muster"))
    for name in OUTSIDERS:
        assert not knows(world.actor(name)), name


async def test_the_log_holds_no_words_of_an_incident(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Titles and texts are never logged, private or not."""
    await declared(world, f"private sev1 {SECRET}")
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err
