"""What every change has in common: acknowledgement, signs of life, fresh drawings and timers."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.errors import MoveRefused, NoSuchIncident, NotAllowed
from bot.domain.models import Call, Effect, IncidentTime
from bot.usecases.changes import note_activity
from bot.usecases.declare import declare
from bot.usecases.notes import decide
from bot.usecases.roles import assign
from bot.usecases.tx import Tx
from bot.usecases.updates import post_update
from tests.support.bench import Bench


async def acknowledged(bench: Bench, number: int) -> list[object]:
    """Return every value that the acknowledgement has had."""
    rows = await bench.rows(IncidentTime, incident_id=number, name="acknowledged_at")
    return [row.value for row in rows]


async def test_the_first_command_of_somebody_else_acknowledges(bench: Bench) -> None:
    """The declarer's own does not; the first one of another person does, and later ones change nothing."""
    number = await bench.incident(declared_by="UANA")
    await bench.do(partial(decide, number=number, by="UANA", text="roll back"))
    assert await acknowledged(bench, number) == []
    first = bench.step(minutes=2)
    await bench.do(partial(decide, number=number, by="UBO", text="roll back at once"))
    bench.step(minutes=2)
    await bench.do(partial(decide, number=number, by="UCY", text="page the vendor"))
    assert await acknowledged(bench, number) == [first]


async def test_a_message_in_the_war_room_acknowledges(bench: Bench) -> None:
    """Showing up is enough."""
    number = await bench.incident(declared_by="UANA")
    await bench.do(partial(note_activity, number=number, by="UANA"))
    assert await acknowledged(bench, number) == []
    await bench.do(partial(note_activity, number=number, by="UBO"))
    assert await acknowledged(bench, number) == [bench.now]


async def test_who_was_called_answers_by_showing_up(bench: Bench) -> None:
    """The call is answered once, and the timeline says so."""
    number = await bench.incident()

    async def call(tx: Tx) -> None:
        tx.session.add(Call(incident_id=number, person_id="UBO", called_at=tx.now))

    await bench.do(call)
    bench.step(minutes=1)
    for _ in range(2):
        await bench.do(partial(note_activity, number=number, by="UBO"))
    (row,) = await bench.rows(Call)
    assert row.acknowledged_at == bench.now
    (entry,) = await bench.entries(number, "call_acknowledged")
    assert (entry.text, entry.actor) == ("@UBO answered the call.", "UBO")


async def test_a_chat_is_not_one_write_a_line(bench: Bench) -> None:
    """Activity is noted once a minute; it is no change, so buttons stay fresh."""
    number = await bench.incident()
    declared = bench.now
    bench.step(seconds=59)
    await bench.do(partial(note_activity, number=number, by="UANA"))
    assert (await bench.row(number)).last_activity_at == declared
    moment = bench.step(seconds=1)
    await bench.do(partial(note_activity, number=number, by="UANA"))
    row = await bench.row(number)
    assert (row.last_activity_at, row.revision) == (moment, 0)
    assert (await bench.timers(number))["activity"].anchor == moment


async def test_activity_somewhere_unknown_is_nothing(bench: Bench) -> None:
    """A message in a room whose incident is gone harms nobody."""
    await bench.do(partial(note_activity, number=99, by="UANA"))


async def test_a_bot_cannot_change_an_incident(bench: Bench) -> None:
    """Only people with an active account work on incidents."""
    await bench.person("UROBOT", is_bot=True)
    number = await bench.incident()
    with pytest.raises(NotAllowed):
        await bench.do(partial(post_update, number=number, by="UROBOT", text="beep"))


async def test_a_guest_acts_only_where_invited(bench: Bench) -> None:
    """Elsewhere the incident does not exist for them."""
    await bench.person("UBO", is_guest=True)
    await bench.person("UEVE", is_guest=True)
    number = await bench.incident()
    await bench.do(partial(post_update, number=number, by="UBO", text="it works for me"))
    with pytest.raises(NoSuchIncident):
        await bench.do(partial(post_update, number=number, by="UEVE", text="hello"))


@pytest.mark.parametrize("status", ["closed", "cancelled", "merged"])
async def test_what_has_ended_takes_no_updates(bench: Bench, status: str) -> None:
    """The sentence says how to go on, and the words are not posted."""
    number = await bench.incident(status=status, is_open=False)
    with pytest.raises(MoveRefused, match=status):
        await bench.do(partial(post_update, number=number, by="UBO", text="news"))
    assert not await bench.posts()


@pytest.mark.parametrize(("hour", "minute"), [(21, 45), (23, 50)])
async def test_quiet_hours_hold_minor_incidents_until_morning(bench: Bench, hour: int, minute: int) -> None:
    """What a SEV4 would ask at night, it asks at seven."""
    evening = bench.now.replace(hour=hour, minute=minute)
    bench.clock.step(evening - bench.now)
    reply = await bench.do(partial(declare, by="UANA", title="Typo on the imprint", severity="SEV4"))
    assert reply.incident is not None
    timer = (await bench.timers(reply.incident))["commander"]
    morning = evening.replace(hour=7, minute=0) + timedelta(days=1)
    assert timer.due_at == morning


@pytest.mark.both_databases
async def test_commands_given_at_once_are_all_kept(bench: Bench) -> None:
    """No lost update: each has its entry, numbered without a gap, and its revision."""
    number = await bench.incident()
    work = [partial(decide, number=number, by=f"U{i}", text=f"decision {i}") for i in range(6)]
    work += [partial(assign, number=number, by=f"U{i}", role="scribe", person=f"U{i}") for i in range(6)]
    await asyncio.gather(*(bench.do(one) for one in work))
    row = await bench.row(number)
    entries = await bench.entries(number)
    assert row.revision == 12
    assert sorted(entry.number for entry in entries) == list(range(1, row.entry_count + 1))
    assert len([entry for entry in entries if entry.kind == "decision"]) == 6
    assert len(await acknowledged(bench, number)) == 1


async def test_many_changes_ask_for_one_drawing_of_the_card(bench: Bench) -> None:
    """Refreshes coalesce: one row counts how often it was wanted."""
    number = await bench.incident()
    for i in range(4):
        await bench.do(partial(decide, number=number, by="UANA", text=f"decision {i}"))
    rows = await bench.rows(Effect, kind="refresh_message")
    (card,) = [row for row in rows if row.payload["what"] == "card"]
    assert card.wanted >= 4
