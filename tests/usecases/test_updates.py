"""Status updates: where they go, when the next is due, and how they are corrected."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.domain import effects
from bot.domain.errors import MoveRefused, NotUnderstood, Stale, WordsNeeded
from bot.domain.models import StatusUpdate
from bot.usecases.changes import reminder_subject
from bot.usecases.updates import correct_update, no_change, post_update
from tests.support.bench import Bench


async def updates(bench: Bench, number: int) -> list[StatusUpdate]:
    """Return an incident's status updates."""
    return await bench.rows(StatusUpdate, incident_id=number)


async def test_an_update_goes_to_the_room_the_announcement_and_the_card(bench: Bench) -> None:
    """One message in the war room, one reply below the announcement, and the card is drawn again."""
    number = await bench.incident()
    await bench.do(partial(post_update, number=number, by="UCY", text="rollback at 50 %"))
    places = {post.what: (post.subject, post.place) for post in await bench.posts()}
    assert places == {
        "update": ("1", effects.ROOM),
        "announced_update": ("1", effects.thread_of("announcement")),
    }
    assert {("card", ""), ("announcement", "")} <= await bench.refreshed()
    (row,) = await updates(bench, number)
    assert (row.text, row.status, row.severity, row.entry_number) == (
        "rollback at 50 %",
        "investigating",
        "SEV1",
        1,
    )
    (entry,) = await bench.entries(number, "update_posted")
    assert (entry.text, entry.actor) == ("rollback at 50 %", "UCY")


async def test_an_update_of_a_private_incident_stays_in_its_room(bench: Bench) -> None:
    """Nothing is even asked for below an announcement."""
    number = await bench.incident(private=True)
    reply = await bench.reply(partial(post_update, number=number, by="UBO", text="a key leaked"))
    assert [post.what for post in await bench.posts()] == ["update"]
    assert "announcement" not in reply


@pytest.mark.parametrize(
    ("severity", "next_in", "due"),
    [
        ("SEV1", None, timedelta(minutes=15)),
        ("SEV2", None, timedelta(minutes=30)),
        ("SEV1", timedelta(minutes=20), timedelta(minutes=20)),
    ],
)
async def test_the_next_update_is_due_by_the_severity_or_as_said(
    bench: Bench, severity: str, next_in: timedelta | None, due: timedelta
) -> None:
    """The severity's cadence counts from the update, unless it says when."""
    number = await bench.incident(severity=severity)
    bench.step(minutes=4)
    await bench.do(partial(post_update, number=number, by="UBO", text="still looking", next_in=next_in))
    assert (await bench.row(number)).next_update_due_at == bench.now + due
    assert (await bench.timers(number))["update"].anchor == bench.now + due


async def test_a_next_update_in_the_past_is_refused(bench: Bench) -> None:
    """Zero or less makes no sense, and nothing is posted."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood):
        await bench.do(partial(post_update, number=number, by="UBO", text="x", next_in=timedelta(0)))
    assert not await updates(bench, number)


async def test_a_warning_whose_moment_has_passed_is_not_armed(bench: Bench) -> None:
    """After `next 3m` nobody is told at once that an update is due soon."""
    number = await bench.incident()
    await bench.do(partial(post_update, number=number, by="UBO", text="x", next_in=timedelta(minutes=3)))
    timer = (await bench.timers(number))["update"]
    assert (timer.rung, timer.due_at) == (1, bench.now + timedelta(minutes=3))


async def test_the_reminder_that_stands_is_drawn_as_settled(bench: Bench) -> None:
    """Its own message is edited: nobody reads "update due now" below the update."""
    due = bench.now + timedelta(minutes=5)
    number = await bench.incident(next_update_due_at=due)
    for what in ("reminder", "update_soon", "still_active"):
        await bench.standing(number, what, subject=reminder_subject(due))
    await bench.do(partial(post_update, number=number, by="UBO", text="rollback done"))
    subject = reminder_subject(due)
    assert {
        ("reminder", subject),
        ("update_soon", subject),
        ("still_active", subject),
    } <= await bench.refreshed()


async def test_an_update_carries_status_severity_impact_and_needs(bench: Bench) -> None:
    """What it changes is changed, with entries of their own before it."""
    number = await bench.incident(severity="SEV2")
    update = partial(
        post_update,
        number=number,
        by="UBO",
        text="rolling back",
        status="identified",
        severity="SEV1",
        impact="EU checkouts fail",
        needs="a database admin",
    )
    await bench.do(update)
    row = await bench.row(number)
    assert (row.status, row.severity, row.impact, row.needs) == (
        "identified",
        "SEV1",
        "EU checkouts fail",
        "a database admin",
    )
    kinds = [entry.kind for entry in await bench.entries(number)]
    assert kinds[:3] == ["status_changed", "severity_changed", "update_posted"]
    assert row.revision == 1
    (posted,) = await updates(bench, number)
    assert (posted.status, posted.severity, posted.needs) == ("identified", "SEV1", "a database admin")
    assert len(await bench.asked("refresh_topic")) == 1


async def test_an_update_without_words_is_refused(bench: Bench) -> None:
    """It would tell nobody anything."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="needs words"):
        await bench.do(partial(post_update, number=number, by="UBO", text="  ", status="identified"))
    assert (await bench.row(number)).status == "investigating"


async def test_an_update_does_not_end_an_incident(bench: Bench) -> None:
    """Closing and cancelling have verbs of their own."""
    number = await bench.incident(status="resolved", is_open=False)
    with pytest.raises(MoveRefused, match="`close`"):
        await bench.do(partial(post_update, number=number, by="UBO", text="done", status="closed"))


async def test_a_resolved_incident_can_be_told_about_and_nothing_falls_due(bench: Bench) -> None:
    """The last words often come after."""
    number = await bench.incident(status="resolved", is_open=False)
    await bench.do(partial(post_update, number=number, by="UBO", text="refunds are out"))
    assert (await bench.row(number)).next_update_due_at is None
    assert "update" not in await bench.timers(number)


async def test_no_change_is_one_click_and_the_third_asks_for_a_sentence(bench: Bench) -> None:
    """Words start the count again."""
    number = await bench.incident()
    for _ in range(2):
        await bench.do(partial(no_change, number=number, by="UBO"))
    with pytest.raises(WordsNeeded, match="third"):
        await bench.do(partial(no_change, number=number, by="UBO"))
    assert [row.no_change for row in await updates(bench, number)] == [True, True]
    await bench.do(partial(post_update, number=number, by="UBO", text="waiting for the vendor"))
    await bench.do(partial(no_change, number=number, by="UBO"))
    assert (await bench.row(number)).no_change_streak == 1


async def test_a_second_no_change_for_the_same_reminder_is_stale(bench: Bench) -> None:
    """Two people answer one reminder: one update is posted."""
    due = bench.now + timedelta(minutes=5)
    number = await bench.incident(next_update_due_at=due)
    await bench.do(partial(no_change, number=number, by="UANA", due_at=due))
    with pytest.raises(Stale):
        await bench.do(partial(no_change, number=number, by="UBO", due_at=due))
    assert len(await updates(bench, number)) == 1


async def test_no_change_of_what_has_ended_is_refused(bench: Bench) -> None:
    """No update of it is due."""
    number = await bench.incident(status="resolved", is_open=False)
    with pytest.raises(MoveRefused):
        await bench.do(partial(no_change, number=number, by="UBO"))


async def test_a_correction_goes_everywhere_the_update_went(bench: Bench) -> None:
    """Both messages are drawn again, and the timeline keeps what it said before."""
    number = await bench.incident()
    await bench.do(partial(post_update, number=number, by="UBO", text="errors at 50 %"))
    bench.step(minutes=2)
    await bench.do(partial(correct_update, number=number, by="UBO", text="errors at 60 %"))
    (row,) = await updates(bench, number)
    assert (row.text, row.corrected_at) == ("errors at 60 %", bench.now)
    assert {("update", "1"), ("announced_update", "1"), ("card", "")} <= await bench.refreshed()
    (entry,) = await bench.entries(number, "update_posted")
    assert entry.text == "errors at 60 %"
    (revision,) = await bench.revisions(number)
    assert (revision.kind, revision.old_text, revision.new_text) == (
        "corrected",
        "errors at 50 %",
        "errors at 60 %",
    )


async def test_a_correction_needs_an_update_and_other_words(bench: Bench) -> None:
    """Nothing to correct, no words, and the same words are refused."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="no status update yet"):
        await bench.do(partial(correct_update, number=number, by="UBO", text="x"))
    await bench.do(partial(post_update, number=number, by="UBO", text="errors at 50 %"))
    for words in ("errors at 50 %", "  "):
        with pytest.raises(NotUnderstood):
            await bench.do(partial(correct_update, number=number, by="UBO", text=words))


async def test_a_long_update_is_kept_whole(bench: Bench) -> None:
    """Only drawings cut it."""
    text = "word " * 2_000 + "end"
    number = await bench.incident()
    await bench.do(partial(post_update, number=number, by="UBO", text=text))
    (row,) = await updates(bench, number)
    assert row.text == text


@pytest.mark.both_databases
async def test_updates_posted_at_once_are_numbered_one_by_one(bench: Bench) -> None:
    """None is lost, and no two share a number."""
    number = await bench.incident()
    posts = (bench.do(partial(post_update, number=number, by=f"U{i}", text=f"news {i}")) for i in range(6))
    await asyncio.gather(*posts)
    assert [row.number for row in await updates(bench, number)] == [1, 2, 3, 4, 5, 6]
    assert (await bench.row(number)).revision == 6
