"""Repetition: whatever comes twice, at once or later, counts once and gets the same answer."""

import asyncio
from typing import Any

import pytest

from bot.fakeslack.calls import DeliveryRecord
from bot.fakeslack.deliver import Answer
from bot.fakeslack.views import View
from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World

TITLE = "checkout returns 500s"
FORM = {"What is happening?": TITLE, "Severity": "SEV1"}


def last(world: World, kind: str, name: str = "") -> DeliveryRecord:
    """Return what was last handed to the app of this kind."""
    return next(
        one for one in reversed(world.slack.workspace.deliveries) if one.kind == kind and name in one.name
    )


def event_of(world: World, name: str, *, by: str) -> DeliveryRecord:
    """Return the last event of this name that somebody caused; the bot's own are told of as well."""
    user = world.actor(by).id
    return next(
        one
        for one in reversed(world.slack.workspace.deliveries)
        if (one.kind, one.name) == ("event", name)
        and user in (one.body["event"].get("user"), one.body["event"].get("message", {}).get("user"))
    )


async def again(world: World, record: DeliveryRecord, times: int = 3) -> list[Answer]:
    """Deliver the same once more, and then several times at once; return every answer."""
    first = await world.slack.repeat(record)
    others = await asyncio.gather(*(world.slack.repeat(record) for _ in range(times)))
    await world.calm()
    return [first, *others]


def rooms(world: World) -> list[str]:
    """Return the names of all war rooms."""
    channels = world.slack.workspace.channels.by_id.values()
    return [one.name for one in channels if one.name.startswith("inc-")]


async def timeline(world: World, room: str = ROOM) -> str:
    """Return the timeline as Ana reads it."""
    return await say(world, "timeline", channel=room)


def everything(world: World) -> list[str]:
    """Return every message of every channel, with who would have been notified by it."""
    workspace = world.slack.workspace
    channels = workspace.channels.by_id.values()
    return [workspace.text(one) for channel in channels for one in channel.messages.values()]


# ---------------------------------------------------------------- commands


@pytest.mark.both_databases
async def test_a_redelivered_declare_makes_one_incident(world: World, database: str) -> None:
    """The same command, repeated and at once, gets the same answer and no second channel."""
    said = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    await world.calm()
    before = everything(world)

    answers = await again(world, last(world, "command"))

    assert {(one.status, one.error, one.body["text"]) for one in answers} == {(200, "", raw(said))}
    assert rooms(world) == [ROOM]
    assert everything(world) == before


@pytest.mark.both_databases
async def test_one_declare_delivered_several_times_at_once_makes_one_incident(
    world: World, database: str
) -> None:
    """Not even the first is ahead: all arrive together, one counts, all are answered alike."""
    await world.ana.command("general", "/incident help")
    record = last(world, "command")
    record.body["text"] = f"declare sev1 {TITLE}"
    record.body["trigger_id"] = "1.2.abc"

    answers = await asyncio.gather(*(world.slack.repeat(record) for _ in range(6)))
    await world.calm()

    assert {(one.status, one.body["text"]) for one in answers} == {(200, answers[0].body["text"])}
    assert "INC-1 is open" in answers[0].body["text"]
    assert rooms(world) == [ROOM]
    assert len(world.slack.workspace.messages("incidents", by="muster")) == 1


@pytest.mark.both_databases
async def test_the_same_title_typed_again_by_the_same_person_is_the_same_incident(
    world: World, database: str
) -> None:
    """Two commands at once from one impatient person: one incident, and the second is told so."""
    both = await asyncio.gather(
        *(world.ana.command("general", f"/incident declare sev1 {TITLE}") for _ in range(2))
    )
    await world.calm()

    assert sorted("INC-1 is open" in one.text for one in both) == [False, True]
    assert any("You declared that a moment ago: it is INC-1" in one.text for one in both)
    assert rooms(world) == [ROOM]
    await world.pass_time(minutes=3)
    later = await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    assert "INC-2 is open" in later.text


async def test_every_repeated_command_of_the_loop_changes_nothing(world: World) -> None:
    """Each verb that changes something is answered alike when its delivery is repeated, and counts once."""
    await declared(world)
    for line in (
        "ic me",
        "update rollback at 50 % next 10m",
        "correct rollback at 60 %",
        "note 14:05 flipped the flag",
        "decide roll back, undo: redeploy",
        "hypothesis cache stampede",
        "next 12m waiting",
        "sev 2 only EU",
        "handover ic @bo",
        "redact last",
        "export md",
        "resolve all is well",
        "close",
        "reopen it is back",
        "cancel false alarm",
    ):
        said = await world.ana.command(ROOM, f"/incident {line}")
        await world.calm()
        record, shown = last(world, "command"), everything(world)
        answers = await again(world, record, times=1)
        assert {one.body["text"] for one in answers} == {raw(said)}, line
        assert everything(world) == shown, line
    told = await timeline(world)
    assert [told.count(words) for words in ("flipped the flag", "cache stampede", "false alarm")] == [1, 1, 1]


# ---------------------------------------------------------------- forms


@pytest.mark.both_databases
async def test_a_redelivered_form_makes_one_incident(world: World, database: str) -> None:
    """The same submission, repeated and at once, is answered like the first and makes no second incident."""
    await world.ana.command("general", "/incident")
    await world.ana.submit(values=FORM)
    await world.calm()
    before = everything(world)

    answers = await again(world, last(world, "interactive", "view_submission"))

    assert len({str(one.body) for one in answers}) == 1
    assert {one.status for one in answers} == {200}
    assert "INC-1 is open" in str(answers[0].body)
    assert (rooms(world), everything(world)) == ([ROOM], before)


async def test_a_form_sent_by_two_clicks_counts_once(world: World) -> None:
    """Two submissions with triggers of their own carry the same nonce: one incident, and one note."""
    await world.ana.command("general", "/incident")
    form = opened(world)
    await asyncio.gather(world.ana.submit(form, values=FORM), world.ana.submit(form, values=FORM))
    await world.calm()
    assert rooms(world) == [ROOM]

    await world.ana.close()
    await world.ana.command(ROOM, "/incident note")
    form = opened(world)
    values = {"text": "flipped the flag"}
    await asyncio.gather(*(world.ana.submit(form, values=values) for _ in range(3)))
    assert (await timeline(world)).count("flipped the flag") == 1


async def test_a_refused_form_can_be_mended_and_sent_again(world: World) -> None:
    """What was refused was not recorded: the same form counts once it is right."""
    await world.ana.command("general", "/incident")
    late = int(world.clock.now().timestamp()) + 86_400
    refused = await world.ana.submit(values={**FORM, "Started at": late})
    assert "is still to come" in " ".join(refused.errors.values())
    assert refused.modal is not None, "the form stays open with what was typed"

    await world.ana.submit(values={"Started at": None})
    await world.calm()

    assert rooms(world) == [ROOM]


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("update", {"text": "rollback at 50 %"}),
        ("decide", {"text": "roll back"}),
        ("hypothesis", {"text": "cache stampede"}),
        ("link", {"url": "https://example.com/graph"}),
        ("severity", {"severity": "SEV2"}),
        ("next", {"delay": "in 10 min"}),
    ],
)
async def test_every_form_of_a_war_room_counts_once(world: World, verb: str, values: dict[str, Any]) -> None:
    """Its redelivery is answered alike and changes nothing that anybody sees."""
    await declared(world)
    await world.ana.command(ROOM, f"/incident {verb}")
    sent = await world.ana.submit(values=values)
    assert not sent.errors
    await world.calm()
    shown, told = everything(world), await timeline(world)

    answers = await again(world, last(world, "interactive", "view_submission"))

    assert {one.status for one in answers} == {200}
    assert len({str(one.body) for one in answers}) == 1
    assert (everything(world), await timeline(world)) == (shown, told)


# ---------------------------------------------------------------- clicks


@pytest.mark.both_databases
async def test_a_redelivered_click_counts_once(world: World, database: str) -> None:
    """The same click, repeated and at once, moves the status once."""
    await declared(world)
    await world.ana.click(the_card(world), "set_status", value="Identified")
    await world.calm()
    shown, told = everything(world), await timeline(world)

    answers = await again(world, last(world, "interactive", "block_actions"))

    assert {one.status for one in answers} == {200}
    assert (everything(world), await timeline(world)) == (shown, told)
    assert "Identified" in card(world)


async def test_a_double_click_counts_once_and_says_so(world: World) -> None:
    """Two clicks on one drawing: the second finds that it holds already, or that the moment has passed."""
    await declared(world)
    drawn = the_card(world)
    seen = list(drawn.blocks)

    await asyncio.gather(
        *(world.ana.click(drawn, "set_status", value="Identified", seen=seen) for _ in range(2))
    )
    await world.calm()

    assert (await timeline(world)).count("identified") == 1
    answers = " ".join(world.ana.sees(ROOM))
    assert "INC-1 is now *identified*" in answers
    assert "INC-1 is *identified* already; nothing was changed." in answers


async def test_two_people_who_answer_the_same_reminder_post_one_no_change(world: World) -> None:
    """The reminder's button carries the due time it was drawn with: the second click is stale."""
    await declared(world)
    await world.pass_time(minutes=15)
    reminder = world.slack.workspace.message(ROOM, contains="Update due now")
    await world.bo.join(ROOM)
    seen = list(reminder.blocks)

    await world.ana.click(reminder, "No change", seen=seen)
    await world.bo.click(reminder, "No change", seen=seen)
    await world.calm()

    assert (await timeline(world)).count("No change") == 1
    assert "The incident has moved on since this button was drawn" in " ".join(world.bo.sees(ROOM))


# ---------------------------------------------------------------- events


@pytest.mark.both_databases
async def test_a_redelivered_pushpin_captures_once(world: World, database: str) -> None:
    """Twice by the transport, again with a retry number, and at once: one entry, one check mark."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    world.slack.delivery_faults.twice("reaction_added")
    await world.ana.react(message, "pushpin")
    await world.calm()

    record = event_of(world, "reaction_added", by="ana")
    ids = [one.body["event_id"] for one in world.slack.workspace.deliveries if one.kind == "event"]
    assert ids.count(record.body["event_id"]) == 2
    answers = await again(world, record)

    assert {one.status for one in answers} == {200}
    assert (await timeline(world)).count("error rate at 12 %") == 1
    assert list(message.reactions) == ["pushpin", "white_check_mark"]


async def test_an_edit_that_comes_twice_is_one_revision(world: World) -> None:
    """Repeated after a later edit, the earlier one does not take that later one back."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    await world.ana.react(message, "pushpin")
    await world.calm()
    await world.ana.edit(message, "error rate at 13 %")
    await world.calm()
    first = event_of(world, "message", by="ana")
    assert "13 %" in str(first.body["event"]["message"])
    await world.ana.edit(message, "error rate at 14 %")
    await world.calm()

    await again(world, first)

    told = await timeline(world)
    assert "error rate at 14 %" in told
    assert "error rate at 13 %" not in told


async def test_events_out_of_order_end_in_what_is_true(world: World) -> None:
    """The pushpin that was taken away again is overtaken by its own removal: the message stays hidden."""
    await declared(world)
    message = await world.ana.post(ROOM, "not for the timeline")
    await world.calm()
    world.slack.delivery_faults.overtaken("reaction_added")

    await world.ana.react(message, "pushpin")
    await world.ana.unreact(message, "pushpin")
    await world.calm()

    reactions = [
        one.name
        for one in world.slack.workspace.deliveries
        if one.name.startswith("reaction_") and one.body["event"]["user"] == world.ana.id
    ]
    assert reactions == ["reaction_removed", "reaction_added"]

    assert message.reactions.get("pushpin", []) == []
    assert "not for the timeline" not in await timeline(world)


async def test_a_lost_answer_makes_slack_send_the_event_again_and_it_counts_once(world: World) -> None:
    """Slack's own retries, at once and after one and five minutes, find what was done the first time."""
    await declared(world)
    message = await world.ana.post(ROOM, "error rate at 12 %")
    await world.ana.react(message, "pushpin")
    await world.calm()
    record = event_of(world, "reaction_added", by="ana")

    for minutes in (0, 1, 5):
        await world.pass_time(minutes=minutes)
        assert (await world.slack.repeat(record)).status == 200

    assert (await timeline(world)).count("error rate at 12 %") == 1


def raw(said: Any) -> str:
    """Return an answer as it was sent, before Slack made names of its marks."""
    assert said.message is not None
    return str(said.message.text)


def opened(world: World) -> View:
    """Return the form that Ana has open."""
    form = world.ana.view()
    assert form is not None
    return form


def the_card(world: World) -> Any:
    """Return the card of the first incident."""
    workspace = world.slack.workspace
    return next(one for one in workspace.messages(ROOM) if "More…" in workspace.text(one))
