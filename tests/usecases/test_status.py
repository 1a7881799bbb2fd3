"""Status: the lifecycle's moves, and what each brings with it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.config import WarRoom
from bot.domain.errors import MoveRefused, Stale
from bot.domain.models import Call, Effect, Handover, IncidentTime, StatusUpdate
from bot.usecases.handover import request
from bot.usecases.notes import add_note, decide
from bot.usecases.status import change_status, reopen
from bot.usecases.tx import Tx
from tests.support.bench import Bench


async def times(bench: Bench, number: int) -> dict[str, object]:
    """Return the present value of each time."""
    return {row.name: row.value for row in await bench.rows(IncidentTime, incident_id=number)}


async def call(bench: Bench, number: int, *people: str) -> None:
    """Let people have been called."""

    async def write(tx: Tx) -> None:
        for person in people:
            tx.session.add(Call(incident_id=number, person_id=person, called_at=tx.now))

    await bench.do(write)


async def test_a_move_without_words_is_quiet(bench: Bench) -> None:
    """Only card, announcement, topic and timeline change; no message is posted."""
    number = await bench.incident()
    reply = await bench.reply(partial(change_status, number=number, to="identified", by="UBO"))
    assert reply.startswith("INC-1 is now *identified* (it was *investigating*).")
    assert not await bench.posts()
    assert await bench.refreshed() == {("card", ""), ("announcement", "")}
    assert len(await bench.asked("refresh_topic")) == 1
    (entry,) = await bench.entries(number, "status_changed")
    assert entry.text == "Status changed from investigating to identified."
    assert (await bench.row(number)).status_since == bench.now


async def test_words_after_a_status_verb_are_a_status_update(bench: Bench) -> None:
    """They count as one: the next is due a cadence from now."""
    due = bench.now + timedelta(minutes=2)
    number = await bench.incident(next_update_due_at=due)
    await bench.do(
        partial(change_status, number=number, to="monitoring", by="UBO", words="error rate back to normal")
    )
    (row,) = await bench.rows(StatusUpdate, incident_id=number)
    assert (row.text, row.status) == ("error rate back to normal", "monitoring")
    assert (await bench.row(number)).next_update_due_at == bench.now + timedelta(minutes=15)
    assert [post.what for post in await bench.posts()] == ["update", "announced_update"]


async def test_words_after_the_status_that_holds_are_an_update_all_the_same(bench: Bench) -> None:
    """`investigating still looking` tells everybody, and moves nothing."""
    number = await bench.incident()
    await bench.do(partial(change_status, number=number, to="investigating", by="UBO", words="still looking"))
    assert len(await bench.rows(StatusUpdate)) == 1
    assert not await bench.entries(number, "status_changed")


async def test_monitoring_and_resolving_set_their_times(bench: Bench) -> None:
    """Reminders for updates stop at resolved; a day later the bot asks to close."""
    number = await bench.incident(next_update_due_at=bench.now + timedelta(minutes=15))
    first = bench.step(minutes=5)
    await bench.do(partial(change_status, number=number, to="monitoring", by="UBO"))
    assert (await bench.timers(number))["monitoring"].due_at == first + timedelta(hours=1)
    second = bench.step(minutes=5)
    await bench.do(partial(change_status, number=number, to="resolved", by="UBO"))
    known = await times(bench, number)
    assert (known["mitigated_at"], known["resolved_at"]) == (first, second)
    row = await bench.row(number)
    assert (row.is_open, row.next_update_due_at) == (False, None)
    timers = await bench.timers(number)
    assert set(timers) == {"close"}
    assert timers["close"].due_at == second + timedelta(hours=24)


async def test_going_back_takes_back_what_no_longer_holds(bench: Bench) -> None:
    """Updates fall due again, and the service is not restored any more."""
    number = await bench.incident()
    await bench.do(partial(change_status, number=number, to="resolved", by="UBO"))
    bench.step(minutes=9)
    reply = await bench.reply(partial(reopen, number=number, by="UBO"))
    assert "open again and *investigating*" in reply
    assert (await times(bench, number))["resolved_at"] is None
    row = await bench.row(number)
    assert (row.status, row.is_open) == ("investigating", True)
    assert row.next_update_due_at == bench.now + timedelta(minutes=15)
    assert row.commander_missing_since == bench.now
    assert {"update", "commander", "activity"} <= set(await bench.timers(number))


@pytest.mark.parametrize(
    ("status", "to", "says"),
    [
        ("investigating", "closed", "it can be closed once it is *resolved*"),
        ("closed", "resolved", "`reopen`"),
        ("cancelled", "investigating", "`declare` it again"),
        ("merged", "resolved", "`unmerge`"),
        ("resolved", "cancelled", "`close`"),
        ("investigating", "investigating", "already *investigating*"),
        ("investigating", "merged", "Into which incident"),
    ],
)
async def test_other_moves_are_refused_with_the_way_on(bench: Bench, status: str, to: str, says: str) -> None:
    """The sentence names what is allowed, and nothing changes."""
    number = await bench.incident(status=status, is_open=status == "investigating")
    with pytest.raises(MoveRefused) as refused:
        await bench.do(partial(change_status, number=number, to=to, by="UBO"))
    assert says in refused.value.sentence
    row = await bench.row(number)
    assert (row.status, row.revision) == (status, 0)
    assert not await bench.entries(number)


async def test_an_open_incident_cannot_be_reopened(bench: Bench) -> None:
    """It is open already."""
    number = await bench.incident(status="monitoring")
    with pytest.raises(MoveRefused, match="it is open; only"):
        await bench.do(partial(reopen, number=number, by="UBO"))


async def test_closing_uploads_the_timeline_in_all_four_forms(bench: Bench) -> None:
    """The room stays open unless configured otherwise, and nothing reminds any more."""
    number = await bench.incident(status="resolved", is_open=False)
    await bench.do(partial(change_status, number=number, to="closed", by="UBO"))
    (upload,) = await bench.asked("upload_exports")
    assert upload.payload()["formats"] == ["md", "html", "csv", "json"]
    assert not await bench.asked("archive_war_room")
    assert (await times(bench, number))["closed_at"] == bench.now
    assert not await bench.timers(number)


async def test_the_war_room_is_archived_last_and_only_if_it_is_ours(bench: Bench) -> None:
    """Archiving waits for everything before it; a channel that people brought themselves stays open."""
    bench.configure(replace(bench.config, war_room=WarRoom(archive_on_close=True)))
    number = await bench.incident(status="resolved", is_open=False)
    await bench.do(partial(change_status, number=number, to="closed", by="UBO", words="handed over"))
    rows = await bench.rows(Effect)
    assert rows[-1].kind == "archive_war_room"
    assert rows[-1].barrier
    other = await bench.incident(status="resolved", is_open=False, channel_is_ours=False, channel_id="C7")
    await bench.do(partial(change_status, number=other, to="closed", by="UBO"))
    assert len(await bench.asked("archive_war_room")) == 1


async def test_cancelling_tells_everybody_who_was_called_to_stand_down(bench: Bench) -> None:
    """Each by direct message, once, and the timeline says so."""
    number = await bench.incident()
    await call(bench, number, "UBO", "UCY")
    await bench.do(partial(change_status, number=number, to="cancelled", by="UANA"))
    assert {post.place for post in await bench.posts("stand_down")} == {"direct:UBO", "direct:UCY"}
    (entry,) = await bench.entries(number, "stood_down")
    assert entry.text == "Told to stand down: @UBO, @UCY."
    assert not await bench.timers(number)


async def test_an_end_overtakes_open_handovers(bench: Bench) -> None:
    """Nobody accepts a role in what is over."""
    number = await bench.incident(roles={"incident_commander": "UANA"})
    await bench.do(partial(request, number=number, by="UANA", role="incident_commander", to="UBO"))
    await bench.do(partial(change_status, number=number, to="cancelled", by="UANA"))
    assert [row.state for row in await bench.rows(Handover)] == ["overtaken"]
    assert not await bench.timers(number)


async def test_a_click_for_what_holds_already_is_calm(bench: Bench) -> None:
    """Two people click *Resolve*: one moves, the other is told that it is done."""
    number = await bench.incident()
    click = partial(change_status, number=number, to="resolved", revision=0)
    await bench.do(partial(click, by="UANA"))
    assert "already" in await bench.reply(partial(click, by="UBO"))
    assert len(await bench.entries(number, "status_changed")) == 1


async def test_a_click_on_a_card_from_before_another_move_is_stale(bench: Bench) -> None:
    """It changes nothing and says so."""
    number = await bench.incident()
    await bench.do(partial(change_status, number=number, to="resolved", by="UANA"))
    with pytest.raises(Stale):
        await bench.do(partial(change_status, number=number, to="identified", by="UBO", revision=0))
    assert (await bench.row(number)).status == "resolved"
    await bench.do(partial(change_status, number=number, to="closed", by="UBO", revision=1))


async def test_notes_and_decisions_do_not_make_a_button_stale(bench: Bench) -> None:
    """A reminder stands for an hour, and people write meanwhile."""
    number = await bench.incident()
    await bench.do(partial(add_note, number=number, by="UBO", text="flag is off"))
    await bench.do(partial(decide, number=number, by="UBO", text="roll back"))
    assert (await bench.row(number)).revision > 0
    await bench.do(partial(change_status, number=number, to="resolved", by="UBO", revision=0))


async def test_standing_questions_are_drawn_again_once_answered(bench: Bench) -> None:
    """Resolving settles "confirm resolved?", and "still active?" too."""
    number = await bench.incident(status="identified")
    await bench.do(partial(change_status, number=number, to="monitoring", by="UBO"))
    await bench.standing(number, "confirm_resolved", subject="1")
    await bench.standing(number, "still_active", subject="1")

    async def fired(tx: Tx) -> None:
        timer = (await bench.timers(number))["monitoring"]
        timer.rung, timer.due_at = 1, None
        await tx.session.merge(timer)

    await bench.do(fired)
    await bench.do(partial(change_status, number=number, to="resolved", by="UBO"))
    assert {("confirm_resolved", "1"), ("still_active", "1")} <= await bench.refreshed()
