"""The ladder of reminders, row by row: when, what, to whom, in which place, by which buttons."""

import pytest

from bot.blocks.actions import SEVERITY_MENU
from tests.scenarios.diary import ROOM, Diary, Heard, buttons, declare, say
from tests.scenarios.world import World

UPDATE_BUTTONS = ("Update now", "No change", "+15 min")


async def staffed(world: World, severity: str) -> Diary:
    """Declare with ana as incident commander and cy as comms lead, and return a fresh diary."""
    await declare(world, f"{severity} checkout returns 500s")
    await say(world, world.ana, "ic me")
    await say(world, world.ana, "comms @cy")
    return Diary(world)


async def at(world: World, diary: Diary, minute: float, *, already: float) -> list[Heard]:
    """Return what is said in this minute of the incident, having heard nothing since minute `already`."""
    assert await diary.after(minutes=minute - already, seconds=-1) == [], world.slack.workspace.transcript()
    return await diary.after(seconds=1)


# ---------------------------------------------------------------- the update


@pytest.mark.parametrize(("severity", "soon", "due"), [("sev1", 10, 15), ("sev2", 25, 30)])
async def test_an_update_due_soon_is_told_to_the_comms_lead_by_direct_message(
    world: World, severity: str, soon: int, due: int
) -> None:
    """Five minutes before, with the due time and the three buttons; the war room hears nothing."""
    diary = await staffed(world, severity)
    (heard,) = await at(world, diary, soon, already=0)
    assert (heard.place, heard.where, heard.buttons) == ("@cy", "channel", UPDATE_BUTTONS)
    assert f"the next update is due at 14:{due} ({severity.upper()}: every {due} min)" in heard.text


@pytest.mark.parametrize(
    ("severity", "marks"),
    [
        ("sev1", {"soon": 10, "due": 15, "active": 20, "overdue": 25, "backup": 35, "handover": 240}),
        ("sev2", {"soon": 25, "due": 30, "overdue and active": 45, "backup": 60, "handover": 240}),
        ("sev3", {"due": 120, "overdue": 150}),
        ("sev4", {"due and active": 24 * 60, "overdue": 24 * 60 + 30}),
    ],
)
async def test_each_severity_has_its_own_ladder_and_nothing_between(
    world: World, severity: str, marks: dict[str, int]
) -> None:
    """At each of its minutes, and at no other, something is said."""
    diary = await staffed(world, severity)
    before = 0
    for name, minute in marks.items():
        heard = await at(world, diary, minute, already=before)
        assert len(heard) == (2 if " and " in name or name == "backup" else 1), (name, heard)
        before = minute
    after = {"sev1": 12, "sev2": 12, "sev3": 18, "sev4": 20}[severity]
    assert await diary.after(hours=after) == []


@pytest.mark.parametrize(
    ("severity", "due", "overdue"), [("sev1", 15, 25), ("sev2", 30, 45), ("sev3", 120, 150)]
)
async def test_the_reminder_is_edited_while_it_stands_and_overdue_is_a_reply_that_notifies(
    world: World, severity: str, due: int, overdue: int
) -> None:
    """One message in the war room to the comms lead; then a broadcast reply that mentions IC and comms."""
    diary = await staffed(world, severity)
    await world.pass_time(minutes=due)
    (reminder,) = [one for one in diary.new() if one.place == ROOM]
    assert (reminder.where, reminder.buttons) == ("channel", UPDATE_BUTTONS)
    assert reminder.text.startswith("@cy *Update due now*")
    assert "Nothing new is news too." in reminder.text
    await world.pass_time(minutes=overdue - due)
    (reply,) = [one for one in diary.new() if one.place == ROOM]
    assert (reply.where, reply.buttons) == ("broadcast", UPDATE_BUTTONS)
    assert reply.message.thread_ts == reminder.message.ts
    assert reply.text.startswith("@ana @cy *The update of INC-1 is overdue*")
    edited = world.slack.workspace.text(reminder.message)
    assert "Update was due at" in edited
    await say(world, world.actor("cy"), "update vendor restarts the cache")
    for one in (reminder, reply):
        assert "INC-1 was updated at" in world.slack.workspace.text(one.message)
        assert "by @cy" in world.slack.workspace.text(one.message)
        assert buttons(one.message) == ()


async def test_without_comms_lead_the_commander_is_reminded_and_without_one_the_channel(world: World) -> None:
    """Comms lead, else IC, else the channel, for the notice and for the reminder."""
    await declare(world)
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    (soon,) = await at(world, diary, 10, already=0)
    assert soon.place == "@ana"
    (due,) = await at(world, diary, 15, already=10)
    assert due.text.startswith("@ana *Update due now*")
    await declare(world, "sev1 search is slow")
    await world.pass_time(minutes=4)
    diary.new()
    await world.pass_time(minutes=6)
    rooms = [one for one in diary.new() if "the next update is due at" in one.text and "INC-2" in one.text]
    assert [one.place for one in rooms] == ["inc-2-search-is-slow"]


@pytest.mark.parametrize(("severity", "minute"), [("sev1", 35), ("sev2", 60)])
async def test_the_backup_is_called_when_nobody_answers(world: World, severity: str, minute: int) -> None:
    """By direct message, in the war room, and into it."""
    diary = await staffed(world, severity)
    await world.pass_time(minutes=minute - 1)
    diary.new()
    heard = {one.place: one for one in await diary.after(minutes=1)}
    assert set(heard) == {"@bo", ROOM}
    assert "You are called to *INC-1*" in heard["@bo"].text
    assert "Its updates are overdue and nobody answers." in heard["@bo"].text
    assert heard[ROOM].text == "@bo: you are called as backup, updates are overdue."
    assert world.bo.id in world.slack.workspace.channel(ROOM).members


# ---------------------------------------------------------------- the other rows


@pytest.mark.parametrize(("severity", "ask", "call"), [("sev1", 2, 5), ("sev2", 5, 10)])
async def test_without_commander_the_channel_is_asked_and_then_people_are_called(
    world: World, severity: str, ask: int, call: int
) -> None:
    """The question says when people are called; taking command by its button settles it."""
    await declare(world, f"{severity} checkout returns 500s")
    diary = Diary(world)
    (asked,) = await at(world, diary, ask, already=0)
    assert (asked.place, asked.where) == (ROOM, "channel")
    assert asked.buttons == ("I take command", "Assign somebody…")
    assert asked.text.startswith("*INC-1 has no incident commander.* Who coordinates?")
    assert f"people are called in {call - ask} min" in asked.text
    heard = await at(world, diary, call, already=ask)
    assert sorted(one.place for one in heard) == ["@dee", "@eve", "@finn", ROOM]
    assert all("It has no incident commander." in one.text for one in heard if one.place != ROOM)
    (told,) = [one.text for one in heard if one.place == ROOM]
    assert told == "@dee @eve @finn: you are called, nobody is in command yet."
    await world.bo.click(asked.message, "I take command")
    await world.calm()
    assert "@bo is in command of INC-1." in world.slack.workspace.text(asked.message)


async def test_a_minor_incident_asks_for_a_commander_late_and_calls_nobody(world: World) -> None:
    """SEV3: after 30 minutes, and that is all."""
    await declare(world, "sev3 checkout returns 500s")
    diary = Diary(world)
    (asked,) = await at(world, diary, 30, already=0)
    assert (asked.place, asked.buttons) == (ROOM, ("I take command", "Assign somebody…"))
    assert "people are called" not in asked.text
    assert await diary.after(minutes=89) == []


async def test_a_missing_severity_is_asked_for_by_direct_message_to_the_declarer(world: World) -> None:
    """After 10 minutes, with the levels and what they mean to choose from; until then it is a SEV2."""
    await declare(world, "checkout returns 500s")
    await say(world, world.bo, "ic me")
    diary = Diary(world)
    (asked,) = await at(world, diary, 10, already=0)
    assert (asked.place, asked.buttons) == ("@ana", ("Severity",))
    assert "how bad is it for customers? Until somebody says, it is treated as SEV2." in asked.text
    await world.ana.click(asked.message, SEVERITY_MENU, value="SEV3")
    await world.calm()
    assert "INC-1 is SEV3." in world.slack.workspace.text(asked.message)
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV3 · triage · IC @bo"


@pytest.mark.parametrize(
    ("severity", "minutes", "said"),
    [("sev1", 20, "20 min"), ("sev2", 45, "45 min"), ("sev3", 24 * 60, "1 d")],
)
async def test_when_nobody_is_active_the_commander_is_asked_whether_it_still_is(
    world: World, severity: str, minutes: int, said: str
) -> None:
    """By direct message with *Mitigated · Resolve · Still on it*, after what the severity allows."""
    diary = await staffed(world, severity)
    await world.pass_time(minutes=minutes, seconds=-1)
    diary.new()
    heard = [one for one in await diary.after(seconds=1) if "Still active?" in one.text]
    (asked,) = heard
    assert asked.place == "@ana"
    assert set(asked.buttons) == {"Mitigated", "Resolve", "Still on it"}
    assert f"nothing has been heard for {said}" in asked.text or "24 h" in asked.text


async def test_still_on_it_asks_again_after_as_long(world: World) -> None:
    """The question says who answered, and loses its buttons."""
    diary = await staffed(world, "sev1")
    await world.pass_time(minutes=20)
    (asked,) = [one for one in diary.new() if "Still active?" in one.text]
    await world.ana.click(asked.message, "Still on it")
    await world.calm()
    await world.slack.workspace.until(
        lambda: "@ana is still on it" in world.slack.workspace.text(asked.message)
    )
    await world.pass_time(minutes=19)
    assert not [one for one in diary.new() if "Still active?" in one.text]
    again = [one for one in await diary.after(minutes=1) if "Still active?" in one.text]
    assert [one.place for one in again] == ["@ana"]


@pytest.mark.parametrize(("label", "status"), [("Mitigated", "monitoring"), ("Resolve", "resolved")])
async def test_the_answers_move_the_incident_on(world: World, label: str, status: str) -> None:
    """Mitigated and Resolve do what they say, and the question is settled."""
    diary = await staffed(world, "sev1")
    await world.pass_time(minutes=20)
    (asked,) = [one for one in diary.new() if "Still active?" in one.text]
    await world.pass_time(minutes=1)
    await world.ana.click(asked.message, label)
    await world.calm()
    assert world.slack.workspace.channel(ROOM).topic.value.startswith(f"SEV1 · {status}")
    assert f"INC-1 is {status}." in world.slack.workspace.text(asked.message)


@pytest.mark.parametrize(("severity", "minutes"), [("sev1", 60), ("sev2", 120), ("sev3", 24 * 60)])
async def test_monitoring_for_too_long_asks_the_commander_to_confirm(
    world: World, severity: str, minutes: int
) -> None:
    """By direct message; *Not yet* asks again after as long, *Resolve* resolves."""
    diary = await staffed(world, severity)
    await say(world, world.ana, "monitoring")
    await world.pass_time(minutes=minutes, seconds=-1)
    diary.new()
    heard = [one for one in await diary.after(seconds=1) if "confirmed restored" in one.text]
    assert [(one.place, one.buttons) for one in heard] == [("@ana", ("Resolve", "Not yet"))]
    await world.ana.click(heard[0].message, "Not yet")
    await world.calm()
    await world.pass_time(minutes=minutes, seconds=-1)
    assert not [one for one in diary.new() if "confirmed restored" in one.text]
    (again,) = [one for one in await diary.after(seconds=1) if "confirmed restored" in one.text]
    await world.ana.click(again.message, "Resolve")
    await world.calm()
    assert world.slack.workspace.channel(ROOM).topic.value.endswith("resolved")


@pytest.mark.parametrize("severity", ["sev1", "sev2"])
async def test_the_same_commander_for_four_hours_is_offered_a_handover(world: World, severity: str) -> None:
    """By direct message, with a form; a new commander settles it."""
    diary = await staffed(world, severity)
    await world.pass_time(hours=4, seconds=-1)
    diary.new()
    (offer,) = await diary.after(seconds=1)
    assert (offer.place, offer.buttons) == ("@ana", ("Hand over…",))
    assert "@ana has been in command for 4 h. A fresh head helps. Hand over?" in offer.text
    await world.pass_time(minutes=1)
    await say(world, world.bo, "ic me")
    assert "@bo is in command of INC-1." in world.slack.workspace.text(offer.message)


@pytest.mark.parametrize("severity", ["sev1", "sev2", "sev3", "sev4"])
async def test_a_resolved_incident_asks_after_a_day_to_be_closed(world: World, severity: str) -> None:
    """By direct message to the IC; *Later* asks again after a day, *Close* closes."""
    diary = await staffed(world, severity)
    await say(world, world.ana, "resolve")
    diary.new()
    (asked,) = await at(world, diary, 24 * 60, already=0)
    assert (asked.place, asked.buttons) == ("@ana", ("Close", "Later"))
    await world.ana.click(asked.message, "Later")
    await world.calm()
    (again,) = await at(world, diary, 24 * 60, already=0)
    await world.ana.click(again.message, "Close")
    await world.calm()
    assert world.slack.workspace.channel(ROOM).topic.value.endswith("closed")
    assert len(world.slack.workspace.files(ROOM)) == 4


async def test_what_goes_to_a_commander_goes_to_the_war_room_when_there_is_none(world: World) -> None:
    """Still active, confirm resolved and close are asked in the war room then."""
    await declare(world)
    diary = Diary(world)
    await world.pass_time(minutes=20)
    (asked,) = [one for one in diary.new() if "Still active?" in one.text]
    assert asked.place == ROOM
    await say(world, world.ana, "monitoring")
    await world.pass_time(minutes=60)
    (confirm,) = [one for one in diary.new() if "confirmed restored" in one.text]
    assert confirm.place == ROOM
    await say(world, world.ana, "resolve")
    await world.pass_time(hours=24)
    (close,) = [one for one in diary.new() if "Then close it" in one.text]
    assert close.place == ROOM


async def test_every_reminder_is_on_the_timeline_and_of_a_person_by_name(world: World) -> None:
    """What fired, and to whom, can be read afterwards."""
    await staffed(world, "sev1")
    await world.pass_time(minutes=10)
    await world.pass_time(minutes=5)
    shown = await say(world, world.ana, "timeline")
    assert "Status update due soon: to @cy." in shown
    assert "Status update due: in the war room, to @cy." in shown
