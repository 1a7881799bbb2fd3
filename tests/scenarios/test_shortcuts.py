"""Shortcuts: from anywhere, and on every kind of message."""

import pytest

from bot.fakeslack.channels import Kind
from bot.fakeslack.messages import Message
from bot.fakeslack.views import View
from tests.scenarios.pings import pinged
from tests.scenarios.steps import ROOM, TITLE, declared, say
from tests.scenarios.world import World

DECLARE = "declare_from_message"
ADD = "add_to_timeline"


def form(world: World, name: str = "ana") -> View:
    """Return the form that a person has open."""
    view = world.actor(name).view()
    assert view is not None
    return view


def drafted(view: View, field: str) -> str:
    """Return what stands in a field before anybody types."""
    element = next(block["element"] for block in view.blocks if block["block_id"] == field)
    return str(element.get("initial_value", ""))


def is_private(view: View) -> bool:
    """Tell whether the form proposes a private incident."""
    element = next(block["element"] for block in view.blocks if block["block_id"] == "private")
    return bool(element.get("initial_options"))


async def add(world: World, message: Message, *, by: str = "ana") -> None:
    """Choose "Add to timeline" in the menu of a message outside any war room, and wait for the form."""
    await world.actor(by).message_shortcut(message, ADD)
    await world.slack.workspace.until(
        lambda: (view := world.actor(by).view()) is not None and "One moment" not in shown(world, view)
    )


def shown(world: World, view: View) -> str:
    """Return what a person reads in a form."""
    return world.slack.workspace.render.blocks(view.blocks, zone="UTC")


def options(view: View) -> list[str]:
    """Return the incidents that the form offers."""
    (element,) = [block["element"] for block in view.blocks if block["type"] == "input"]
    return [one["text"]["text"] for one in element["options"]]


def rooms(world: World) -> list[str]:
    """Return the names of all war rooms."""
    channels = world.slack.workspace.channels.by_id.values()
    return [one.name for one in channels if one.name.startswith("inc-")]


# ---------------------------------------------------------------- declare


async def test_what_is_said_in_public_is_proposed_as_a_public_incident(world: World) -> None:
    """Its first line is the title; the message stands on the timeline with a link back to it."""
    message = await world.bo.post("general", f"{TITLE}\nsince 14:05, all regions")
    await world.ana.message_shortcut(message, DECLARE)
    assert (drafted(form(world), "title"), is_private(form(world))) == (TITLE, False)

    await world.ana.submit()
    await world.calm()

    assert rooms(world) == [ROOM]
    assert "since 14:05, all regions" in await say(world, "timeline")


@pytest.mark.parametrize("where", ["secret-plans", "dm"])
async def test_what_is_said_among_few_is_proposed_as_a_private_incident(world: World, where: str) -> None:
    """From a private channel or a direct message, private is chosen already; nobody else hears of it."""
    if where == "dm":
        message = await world.bo.post("ana", "customer keys are in a public log")
    else:
        world.slack.workspace.add_channel(where, members=["ana", "bo"], private=True)
        message = await world.bo.post(where, "customer keys are in a public log")
    await world.ana.message_shortcut(message, DECLARE)
    assert is_private(form(world))

    await world.ana.submit()
    await world.calm()

    assert [world.slack.workspace.channel(room).kind for room in rooms(world)] == [Kind.PRIVATE]
    for name in ("cy", "lea"):
        assert "customer keys" not in " ".join(world.actor(name).sees_anywhere())


@pytest.mark.parametrize(
    "words",
    [
        "x" * 5_000,
        " ".join(["word"] * 2_000),
        "<!channel> @here @vic & <b> 😀",
        "   \n\n  only the third line says anything  ",
        "",
    ],
)
async def test_whatever_the_message_says_the_form_opens_and_can_be_sent(world: World, words: str) -> None:
    """Too long, full of marks, or without any words: Slack takes the form, and nobody is pinged."""
    world.slack.workspace.add_person("vic", id="U0VIC")
    message = await world.bo.post("general", words or "?")
    message.text = message.text if words else ""

    clicked = await world.ana.message_shortcut(message, DECLARE)
    assert clicked.modal is not None, "the form did not open"
    title = drafted(clicked.modal, "title")
    assert len(title) <= 200
    sent = await world.ana.submit(values={} if title else {"title": TITLE})
    await world.calm()

    assert (sent.errors, sent.problem) == ({}, "")
    assert len(rooms(world)) == 1
    assert not {mark for mark in pinged(world) if "VIC" in mark or "channel" in mark or "here" in mark}


async def test_the_shortcut_from_anywhere_declares_like_the_command(world: World) -> None:
    """The same form, for a guest too; what a guest sends is refused."""
    await world.ana.global_shortcut("declare_incident")
    await world.ana.submit(values={"title": TITLE})
    await world.calm()
    assert rooms(world) == [ROOM]

    await world.actor("gus").global_shortcut("declare_incident")
    sent = await world.actor("gus").submit(values={"title": "disk is full"})
    assert "Guests cannot declare incidents." in " ".join(sent.errors.values())


# ---------------------------------------------------------------- add to timeline


async def test_a_message_of_the_war_room_and_a_reply_in_a_thread_are_added_once(world: World) -> None:
    """At their own times, however often they are asked for; the bot answers with a check mark."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    await world.pass_time(minutes=2)
    reply = await world.ana.post(ROOM, "now at 5 %", thread_ts=message.ts)
    await world.pass_time(minutes=2)

    for one in (message, reply, message):
        await world.ana.message_shortcut(one, ADD)
        await world.calm()

    told = await say(world, "timeline")
    assert (told.count("error rate at 12 %"), told.count("now at 5 %")) == (1, 1)
    line = next(line for line in told.splitlines() if "now at 5 %" in line)
    assert "15:02" in line, "the message's own time, in Ana's zone"
    assert "white_check_mark" in message.reactions
    assert "white_check_mark" in reply.reactions


async def test_a_message_of_another_channel_goes_on_the_timeline_that_is_chosen(world: World) -> None:
    """From a channel the bot is not in: with its author, its own time and a link back, once."""
    await declared(world)
    await declared(world, "sev4 disk is full")
    message = await world.bo.post("general", "error rate at 12 %")
    await world.pass_time(minutes=2)

    await add(world, message)
    assert options(form(world)) == ["INC-2 disk is full", f"INC-1 {TITLE}"]
    sent = await world.ana.submit(values={"into": f"INC-1 {TITLE}"})
    await world.calm()

    assert sent.modal is not None
    assert "on the timeline of INC-1 as entry" in shown(world, sent.modal)
    (line,) = [one for one in (await say(world, "timeline")).splitlines() if "error rate at 12 %" in one]
    assert "15:00" in line, "the message's own time, in Ana's zone"
    assert "@bo" in line

    await world.ana.close()
    await add(world, message)
    again = await world.ana.submit(values={"into": f"INC-1 {TITLE}"})
    await world.calm()
    assert again.modal is not None
    assert "The message is on the timeline as entry" in shown(world, again.modal)
    assert (await say(world, "timeline")).count("error rate at 12 %") == 1


@pytest.mark.parametrize("where", ["secret-plans", "dm"])
async def test_what_is_said_among_few_is_added_in_public_only_by_who_was_told(
    world: World, where: str
) -> None:
    """The form says who could read it, and the answer how to take the words away again."""
    await declared(world)
    place = "bo"
    if where != "dm":
        place = world.slack.workspace.add_channel(where, members=["ana", "bo"], private=True).name
    message = await world.ana.post(place, "customer 4711 pays with a stolen card")
    await add(world, message)
    warned = shown(world, form(world))
    assert "written in a private place" in warned
    assert "everybody can read it" in warned

    sent = await world.ana.submit(values={"into": f"INC-1 {TITLE}"})
    await world.calm()

    assert sent.modal is not None
    answer = shown(world, sent.modal)
    assert "Everybody can read it there." in answer
    number = answer.partition("as entry ")[2].partition(".")[0]
    await say(world, f"redact INC-1 {number}", channel="general")
    assert "stolen card" not in await say(world, "timeline")


async def test_only_incidents_that_a_person_may_see_are_offered(world: World) -> None:
    """A private one is for its members alone; where there is none, the form says so."""
    message = await world.bo.post("general", "error rate at 12 %")
    await add(world, message)
    assert "no open incident that you can see" in shown(world, form(world))
    await world.ana.close()

    await declared(world)
    room = await declared(world, "private sev1 zebra keys leaked")

    await add(world, message, by="bo")
    assert options(form(world, "bo")) == [f"INC-1 {TITLE}"]
    await world.bo.close()
    await add(world, message)
    assert options(form(world)) == ["INC-2 zebra keys leaked", f"INC-1 {TITLE}"]
    sent = await world.ana.submit(values={"into": "INC-2 zebra keys leaked"})
    await world.calm()

    assert sent.modal is not None
    assert "error rate at 12 %" in await say(world, "timeline", channel=room)
    assert "error rate at 12 %" not in await say(world, "timeline")


async def test_somebody_who_left_a_private_incident_meanwhile_adds_nothing_to_it(world: World) -> None:
    """Their form was open when they left: it reads as if there were no such incident."""
    room = await declared(world, "private sev1 zebra keys leaked")
    message = await world.ana.post("general", "error rate at 12 %")
    await add(world, message)
    await world.ana.leave(room)
    await world.calm()

    sent = await world.ana.submit(values={"into": "INC-1 zebra keys leaked"})

    assert "There is no INC-1 that you can see" in " ".join(sent.errors.values())


async def test_a_message_without_words_cannot_go_on_a_timeline(world: World) -> None:
    """A picture alone: the form says what to do instead."""
    await declared(world)
    message = await world.bo.post("general", "?")
    message.text = ""

    await add(world, message)

    assert "has no words" in shown(world, form(world))


async def test_a_message_that_is_gone_when_it_is_fetched_is_told_to_who_asked(world: World) -> None:
    """Deleted between the click and the fetch: nothing is on the timeline, and Ana learns it."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    held = world.slack.faults.hold("conversations.history")
    await world.ana.message_shortcut(message, ADD)
    await held.arrived()
    await world.ana.delete(message)
    held.release()
    await world.calm()

    assert "error rate at 12 %" not in await say(world, "timeline")
    assert any("gone" in one or "deleted" in one for one in world.ana.sees(channel_of_bot(world)))


# ---------------------------------------------------------------- what may go wrong


async def test_a_shortcut_that_comes_too_late_is_answered_with_a_sentence(world: World) -> None:
    """The trigger has expired: on a message, who asked reads what to do."""
    message = await world.bo.post("general", "checkout is slow")
    world.slack.faults.error("views.open", "expired_trigger_id")

    clicked = await world.ana.message_shortcut(message, DECLARE)

    assert (clicked.error, clicked.modal) == ("", None)
    await world.slack.workspace.until(
        lambda: any("Slack did not let the form open in time" in one for one in world.ana.sees("general"))
    )


async def test_a_shortcut_of_another_version_is_acknowledged(world: World) -> None:
    """An entry of a newer manifest does nothing and breaks nothing."""
    message = await world.bo.post("general", "checkout is slow")
    world.slack.workspace.app.shortcuts.append(
        {"type": "message", "callback_id": "of_the_future", "name": "x"}
    )
    world.slack.workspace.app.shortcuts.append(
        {"type": "global", "callback_id": "of_the_future", "name": "x"}
    )

    assert (await world.ana.message_shortcut(message, "of_the_future")).error == ""
    assert (await world.ana.global_shortcut("of_the_future")).error == ""


def channel_of_bot(world: World) -> str:
    """Return the id of Ana's direct messages with the bot."""
    return world.slack.workspace.channel("ana").id
