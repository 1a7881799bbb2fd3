"""Reminders that wait: for the morning, and for a Muster that was down."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import QuietHours
from tests.scenarios.diary import ROOM, Diary, declare, posted, say
from tests.scenarios.world import World, rules

NIGHT = QuietHours(
    start=time(22), end=time(7), zone=ZoneInfo("Europe/Berlin"), severities=frozenset({"SEV3", "SEV4"})
)


async def asleep_for(world: World, **duration: float) -> None:
    """Stop the app for a while, and start it again."""
    await world.stop()
    world.clock.step(timedelta(**duration))
    await world.start()
    await world.calm()


# ---------------------------------------------------------------- quiet hours


async def test_at_night_a_minor_incident_is_quiet_and_asks_once_in_the_morning(database_url: str) -> None:
    """SEV3, due at 23:00 in Berlin: nothing until 07:00, then one reminder, which calls nothing late."""
    async with World(database_url, config=rules(quiet_hours=NIGHT)) as world:
        await world.pass_time(hours=6)
        await declare(world, "sev3 checkout returns 500s")
        await say(world, world.ana, "ic me")
        diary = Diary(world)
        assert await diary.after(hours=2) == []
        assert await diary.after(hours=7, minutes=59) == []
        (morning,) = await diary.after(minutes=1)
        assert (morning.place, morning.where) == (ROOM, "channel")
        assert "*The update of INC-1 is overdue*" in morning.text
        assert "Muster was away" not in morning.text
        await say(world, world.ana, "update asleep, as are the customers")
        assert "INC-1 was updated" in world.slack.workspace.text(morning.message)


async def test_a_major_incident_has_no_quiet_hours(database_url: str) -> None:
    """SEV1 at two in the morning is reminded of as at noon."""
    async with World(database_url, config=rules(quiet_hours=NIGHT)) as world:
        await world.pass_time(hours=11)
        await declare(world)
        await say(world, world.ana, "ic me")
        diary = Diary(world)
        assert [one.place for one in await diary.after(minutes=10)] == ["@ana"]
        assert [one.place for one in await diary.after(minutes=5)] == [ROOM]


async def test_raised_at_night_it_speaks_up_at_once(database_url: str) -> None:
    """A SEV3 that turns out to be a SEV1 no longer waits for the morning."""
    async with World(database_url, config=rules(quiet_hours=NIGHT)) as world:
        await world.pass_time(hours=6)
        await declare(world, "sev3 checkout returns 500s")
        await say(world, world.ana, "ic me")
        await world.pass_time(hours=3)
        diary = Diary(world)
        await say(world, world.ana, "sev 1")
        heard = [one for one in diary.new() if "overdue" in one.text or "due now" in one.text]
        assert [one.place for one in heard][:1] == [ROOM]
        assert "Muster was away" not in heard[0].text


async def test_the_question_for_a_commander_waits_for_the_morning_too(database_url: str) -> None:
    """SEV4 declared at 22:30: who coordinates is asked at 07:00."""
    async with World(database_url, config=rules(quiet_hours=NIGHT)) as world:
        await world.pass_time(hours=7, minutes=30)
        await declare(world, "sev4 checkout returns 500s")
        diary = Diary(world)
        assert await diary.after(hours=8, minutes=29) == []
        (asked,) = await diary.after(minutes=1)
        assert "no incident commander" in asked.text
        assert "Muster was away" not in asked.text


# ---------------------------------------------------------------- downtime


async def test_after_two_hours_down_one_reminder_says_how_late_it_is(world: World) -> None:
    """The update ladder speaks once, with what it left out; the backup is called, for nobody answered."""
    await declare(world)
    await say(world, world.ana, "ic me")
    await say(world, world.actor("cy"), "comms me")
    await world.pass_time(minutes=5)
    diary = Diary(world)
    await asleep_for(world, hours=2)
    heard = diary.new()
    (overdue,) = [one for one in heard if "is overdue*" in one.text]
    assert (overdue.place, overdue.where) == (ROOM, "channel")
    assert "it was due at 14:15" in overdue.text
    assert "Muster was away; this should have come at 14:35, 1 h 30 min ago." in overdue.text
    assert "Left out meanwhile: update due soon, update due, update overdue." in overdue.text
    (active,) = [one for one in heard if "Still active?" in one.text]
    assert active.place == "@ana"
    assert "Muster was away; this should have come at 14:20, 1 h 45 min ago." in active.text
    called = [one for one in heard if one not in (overdue, active)]
    assert sorted(one.place for one in called) == ["@bo", ROOM]
    assert "late because Muster was away; left out:" in await say(world, world.ana, "timeline")


async def test_down_for_some_minutes_only_what_fell_due_comes(world: World) -> None:
    """Back at 14:16: the reminder of 14:15 on time, and the notice of 14:10 no more."""
    await declare(world)
    await say(world, world.ana, "ic me")
    await world.pass_time(minutes=5)
    diary = Diary(world)
    await asleep_for(world, minutes=11)
    (due,) = diary.new()
    assert due.place == ROOM
    assert "Update due now" in due.text or "Update was due" in due.text
    assert "Left out meanwhile: update due soon." in due.text or "Muster was away" not in due.text
    heard = await diary.after(minutes=9)
    assert [one.where for one in heard if "overdue" in one.text] == ["broadcast"]


async def test_a_short_absence_is_not_worth_a_word(world: World) -> None:
    """Stopped and started within a rung: everything comes at its minute, and nothing twice."""
    await declare(world)
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    await asleep_for(world, minutes=9)
    assert diary.new() == []
    (soon,) = await diary.after(minutes=1)
    assert soon.place == "@ana"
    await world.restart()
    assert diary.new() == []
    (due,) = await diary.after(minutes=5)
    assert due.place == ROOM
    assert "Muster was away" not in due.text
    await world.restart()
    await world.calm()
    assert diary.new() == []


async def test_a_burst_is_not_made_by_many_incidents_either(world: World) -> None:
    """Each of three incidents asks once for its update after a night down."""
    rooms = [await declare(world, f"sev2 {title}") for title in ("one", "two", "three")]
    for room in rooms:
        await say(world, world.ana, "ic me", room=room)
    diary = Diary(world)
    await asleep_for(world, hours=3)
    heard = diary.new()
    for room in rooms:
        assert len([one for one in heard if one.place == room and "is overdue*" in one.text]) == 1
    assert len([one for one in heard if "Still active?" in one.text]) == 3


@pytest.mark.both_databases
async def test_reminders_survive_a_restart_on_both_databases(world: World) -> None:
    """What stood in the room is settled by an update after the restart."""
    await declare(world)
    await say(world, world.ana, "ic me")
    await world.pass_time(minutes=15)
    await world.restart()
    await say(world, world.ana, "update rolled back")
    reminder = [text for text in posted(world, ROOM) if "INC-1 was updated at" in text]
    assert len(reminder) == 1
