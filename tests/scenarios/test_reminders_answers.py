"""What people answer to reminders, and how the due time of the next update moves."""

from datetime import timedelta

import pytest

from bot.blocks.fields import UPDATE_TEXT
from bot.domain.cadence import NO_CADENCE_LIMIT
from tests.scenarios.diary import ROOM, Diary, Heard, buttons, card, declare, posted, say
from tests.scenarios.world import World


async def reminded(world: World, severity: str = "sev1", *, minute: int = 15) -> Heard:
    """Declare with ana in command, wait for the reminder in the war room, and return it."""
    await declare(world, f"{severity} checkout returns 500s")
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    await world.pass_time(minutes=minute)
    (reminder,) = [one for one in diary.new() if one.place == ROOM and "Update due now" in one.text]
    return reminder


# ---------------------------------------------------------------- raising and lowering


async def test_raising_takes_the_earlier_due_time_and_calls_the_new_people(world: World) -> None:
    """SEV3 raised after 10 minutes: the next update is due 15 minutes later; the on-call is called."""
    await declare(world, "sev3 checkout returns 500s")
    assert "due 16:00" in card(world)
    assert posted(world, "dee") == []
    await world.pass_time(minutes=10)
    diary = Diary(world)
    said = await say(world, world.ana, "severity sev1")
    assert said.startswith("INC-1 is now *SEV1* (it was SEV3). The people of this severity are being called.")
    assert "due 14:25" in card(world)
    heard = diary.new()
    assert sorted(one.place for one in heard if one.place.startswith("@")) == ["@dee", "@eve", "@finn"]
    assert all("It has been raised to SEV1." in one.text for one in heard if one.place.startswith("@"))
    (told,) = [one for one in heard if one.place == ROOM]
    assert told.text == "@dee @eve @finn: you are called, this is SEV1 now."
    (announced,) = [one for one in heard if one.place == "incidents"]
    assert announced.where == "broadcast"
    assert "*INC-1 is now SEV1*: checkout returns 500s\nFor your attention: @leadership" in announced.text


async def test_raising_keeps_a_due_time_that_is_earlier_still(world: World) -> None:
    """SEV2 raised 5 minutes before its update: it stays due then."""
    await declare(world, "sev2 checkout returns 500s")
    await world.pass_time(minutes=25)
    await say(world, world.ana, "sev 1")
    assert "due 14:30" in card(world)


async def test_lowering_keeps_the_due_time_and_calls_nobody(world: World) -> None:
    """SEV1 lowered to SEV3: the promised update stays promised; the next one follows the new cadence."""
    await declare(world)
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    said = await say(world, world.ana, "sev 3 only one region")
    assert "INC-1 is now *SEV3* (it was SEV1)." in said
    assert not [one for one in diary.new() if one.place.startswith("@")]


async def test_lowering_without_words_leaves_the_due_time(world: World) -> None:
    """Words are an update and count as one; without words nothing was promised anew."""
    await declare(world)
    await say(world, world.ana, "ic me")
    await world.pass_time(minutes=5)
    await say(world, world.ana, "sev 3")
    assert "due 14:15" in card(world)
    diary = Diary(world)
    assert await diary.after(minutes=9) == []
    (due,) = await diary.after(minutes=1)
    assert "Update due now" in due.text
    assert "SEV3: every 2 h" in due.text


async def test_raising_an_incident_without_commander_gives_its_people_time_to_take_it(world: World) -> None:
    """Who is called by the raise is not called twice at once: first the channel is asked."""
    await declare(world, "sev3 checkout returns 500s")
    await world.pass_time(minutes=10)
    await say(world, world.ana, "sev 1")
    diary = Diary(world)
    (asked,) = await diary.after(minutes=2)
    assert "*INC-1 has no incident commander.* Who coordinates?" in asked.text
    assert "people are called in 3 min" in asked.text
    assert "Muster was away" not in asked.text
    called = await diary.after(minutes=3)
    assert {one.place for one in called} == {"@dee", "@eve", "@finn", ROOM}


async def test_a_question_that_a_raise_makes_due_is_not_called_late(world: World) -> None:
    """Monitoring for 3 h is fine for SEV3; raised to SEV1 it is asked at once, and Muster was not away."""
    await declare(world, "sev3 checkout returns 500s")
    await say(world, world.ana, "ic me")
    await say(world, world.ana, "monitoring")
    await world.pass_time(hours=3)
    diary = Diary(world)
    await say(world, world.bo, "sev 1")
    (asked,) = [one for one in diary.new() if "monitoring for 3 h" in one.text]
    assert asked.place == "@ana"
    assert "Muster was away" not in asked.text


# ---------------------------------------------------------------- next


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("next 12m", "The next update is due 15:12 "),
        ("next 15m waiting for vendor", "The next update is due 15:15 "),
        ("next 40m", "SEV1 allows at most 15 min from now; the incident commander may take 30 min."),
        ("next", "needs"),
        ("next soon", "`soon` is no duration. Say `20m`, `1h30m`, `90s` or `2d`."),
        ("next 0m", "must be due after now"),
    ],
)
async def test_anybody_moves_the_next_update_by_at_most_one_cadence(
    world: World, line: str, told: str
) -> None:
    """What is allowed moves it; what is not is refused with what is."""
    await declare(world)
    await say(world, world.bo, "ic me")
    if line == "next":
        result = await world.ana.command(ROOM, "/incident next")
        assert result.modal is not None
        return
    assert told in await say(world, world.ana, line)


async def test_the_commander_may_double_it(world: World) -> None:
    """SEV1: 30 minutes for the IC, and not more."""
    await declare(world)
    await say(world, world.bo, "ic me")
    assert "The next update is due 15:30 " in await say(world, world.bo, "next 30m")
    assert "even to the incident commander" in await say(world, world.bo, "next 31m")
    assert "due 14:30" in card(world)
    assert timedelta(hours=24) == NO_CADENCE_LIMIT


async def test_next_settles_a_standing_reminder_and_reminds_at_the_new_time(world: World) -> None:
    """The reminder says when it is due instead, and the ladder begins again."""
    reminder = await reminded(world)
    await say(world, world.ana, "next 10m vendor is on it")
    assert "The next update of INC-1 is due at 14:25 instead." in world.slack.workspace.text(reminder.message)
    assert buttons(reminder.message) == ()
    diary = Diary(world)
    await world.pass_time(minutes=10)
    heard = [one for one in diary.new() if "Update due now" in one.text]
    assert [one.place for one in heard] == [ROOM]
    assert "Next update due at 14:25 UTC: vendor is on it" in await say(world, world.ana, "timeline")


# ---------------------------------------------------------------- + 15 min


async def test_fifteen_minutes_more_are_counted_from_the_due_time_shown(world: World) -> None:
    """Clicked on the notice 5 minutes before: 15 minutes after the due time, not after the click."""
    await declare(world, "sev2 checkout returns 500s")
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    await world.pass_time(minutes=25)
    (soon,) = diary.new()
    await world.ana.click(soon.message, "+15 min")
    await world.calm()
    assert "due 14:45" in card(world)
    assert "The next update of INC-1 is due at 14:45 instead." in world.slack.workspace.text(soon.message)
    answer = await world.slack.workspace.until(
        lambda: world.slack.workspace.ephemerals("ana", to="ana", contains="The next update is due")
    )
    assert "15:45" in world.slack.workspace.text(answer[-1], viewer="ana")


async def test_a_second_click_on_the_same_button_adds_nothing(world: World) -> None:
    """Two people click "+15 min" at once: the second is told, and the due time stays."""
    reminder = await reminded(world)
    seen = reminder.message.blocks
    await world.ana.click(reminder.message, "+15 min", seen=seen)
    await world.calm()
    await world.bo.join(ROOM)
    await world.bo.click(reminder.message, "+15 min", seen=seen)
    await world.calm()
    assert "due 14:30" in card(world)
    told = await world.slack.workspace.until(
        lambda: world.slack.workspace.ephemerals(ROOM, to="bo", contains="moved since that button was drawn")
    )
    assert len(told) == 1


async def test_a_late_click_gives_fifteen_minutes_from_now(world: World) -> None:
    """On the overdue reply the time shown has passed, so it counts from the click."""
    reminder = await reminded(world)
    await world.pass_time(minutes=12)
    await world.ana.click(reminder.message, "+15 min")
    await world.calm()
    assert "due 14:42" in card(world)


# ---------------------------------------------------------------- no change, update now


async def test_no_change_is_one_click_and_the_third_in_a_row_asks_for_a_sentence(world: World) -> None:
    """It is posted like any update; the third opens the form with the reason, and nothing is posted yet."""
    for minute in (15, 30):
        diary = Diary(world)
        if minute == 15:
            reminder = await reminded(world)
            diary.new()
        else:
            await world.pass_time(minutes=15)
            (reminder,) = [one for one in diary.new() if one.place == ROOM and "due now" in one.text]
        result = await world.ana.click(reminder.message, "No change")
        assert result.modal is None
        await world.calm()
        heard = diary.new()
        assert {(one.place, one.where) for one in heard} == {(ROOM, "channel"), ("incidents", "thread")}
        assert all("No change" in one.text for one in heard)
    diary = Diary(world)
    await world.pass_time(minutes=15)
    (third,) = [one for one in diary.new() if one.place == ROOM and "due now" in one.text]
    result = await world.ana.click(third.message, "No change")
    assert result.modal is not None
    shown = world.slack.workspace.render.blocks(result.modal.blocks, zone="UTC")
    assert "That is the third “no change” in a row." in shown
    await world.calm()
    assert diary.new() == []
    sent = await world.ana.submit(values={UPDATE_TEXT.block_id: "waiting for the vendor's rollback"})
    assert (sent.error, sent.errors) == ("", {})
    await world.calm()
    assert "waiting for the vendor's rollback" in card(world)
    assert "due 15:00" in card(world)


async def test_an_update_between_starts_the_count_again(world: World) -> None:
    """Two "no change", then words: the next two are one click each."""
    reminder = await reminded(world)
    await world.ana.click(reminder.message, "No change")
    await say(world, world.ana, "update rolled back")
    for _ in range(2):
        diary = Diary(world)
        await world.pass_time(minutes=15)
        (due,) = [one for one in diary.new() if one.place == ROOM and "due now" in one.text]
        assert (await world.ana.click(due.message, "No change")).modal is None
        await world.calm()


async def test_update_now_opens_the_form_and_sending_it_settles_the_reminder(world: World) -> None:
    """The form is the incident's own; the reminder loses its buttons and says who answered."""
    reminder = await reminded(world)
    result = await world.ana.click(reminder.message, "Update now")
    assert result.modal is not None
    await world.ana.submit(values={UPDATE_TEXT.block_id: "rolled back"})
    await world.calm()
    assert "INC-1 was updated at 14:15 by @ana." in world.slack.workspace.text(reminder.message)
    assert buttons(reminder.message) == ()


async def test_a_click_on_a_reminder_that_was_answered_changes_nothing(world: World) -> None:
    """No change, clicked on what somebody saw before another one updated, is refused with a sentence."""
    reminder = await reminded(world)
    seen = reminder.message.blocks
    await say(world, world.bo, "update rolled back")
    diary = Diary(world)
    await world.ana.click(reminder.message, "No change", seen=seen)
    await world.calm()
    assert diary.new() == []
    told = await world.slack.workspace.until(
        lambda: world.slack.workspace.ephemerals(
            ROOM, to="ana", contains="moved on since this button was drawn"
        )
    )
    assert len(told) == 1
