"""Reminders fire once each, say what is due to whom it concerns, and keep quiet when nothing is."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.domain.cadence import QuietHours
from bot.domain.effects import ROOM, CallPeople, direct, thread_of
from bot.domain.errors import Stale
from bot.domain.models import Incident, Timer
from bot.scheduler.loop import Scheduler
from bot.usecases import reminders
from bot.usecases.ladders import sync_timers
from bot.usecases.offers import LAPSE
from bot.usecases.tx import Tx
from tests.support.bench import START, Bench

pytestmark = pytest.mark.both_databases

IC: Mapping[str, str] = {"incident_commander": "UANA"}
BOTH: Mapping[str, str] = {"incident_commander": "UANA", "comms_lead": "UBO"}


async def an_incident(
    bench: Bench, *, due_in: timedelta | None = timedelta(minutes=15), **fields: object
) -> int:
    """Write an incident whose timers stand as its state asks for."""
    roles = dict(fields.pop("roles", {}))  # type: ignore[call-overload]
    if "incident_commander" in roles:
        fields.setdefault("commander_since", bench.now)
    else:
        fields.setdefault("commander_missing_since", bench.now)
    due = bench.now + due_in if due_in is not None else None
    number = await bench.incident(roles=roles, next_update_due_at=due, **fields)

    async def arm(tx: Tx) -> None:
        await sync_timers(tx, await tx.lock(number))

    await bench.do(arm)
    return number


async def fire_due(bench: Bench) -> int:
    """Fire everything that is due now, as the scheduler does, and return how much it was."""
    fired = 0
    while due := (await bench.queries.timers_due(bench.now, size=10))[0]:
        await bench.do(partial(reminders.fire, timer_ids=due))
        fired += len(due)
        assert fired < 50, "A timer stays due for ever."
    return fired


async def after(bench: Bench, **span: float) -> None:
    """Let time pass and fire what fell due in it, moment by moment."""
    until = bench.now + timedelta(**span)
    while (
        earliest := (await bench.queries.timers_due(bench.now, size=1))[1]
    ) is not None and earliest <= until:
        bench.clock.step(max(timedelta(0), earliest - bench.now))
        await fire_due(bench)
    bench.clock.step(until - bench.now)


# ---------------------------------------------------------------- the update ladder


async def test_an_update_due_soon_is_told_to_the_comms_lead_alone(bench: Bench) -> None:
    """It is a direct message with the due time; the war room hears nothing yet."""
    number = await an_incident(bench, roles=BOTH)
    await after(bench, minutes=10)
    (soon,) = await bench.posts()
    assert (soon.what, soon.place) == ("update_soon", direct("UBO"))
    assert soon.facts is not None
    assert soon.facts["due_at"] == (START + timedelta(minutes=15)).isoformat()
    assert soon.facts["late_since"] is None
    (entry,) = await bench.entries(number, "reminder_fired")
    assert entry.text == "Status update due soon: to @UBO."


async def test_without_a_comms_lead_the_commander_is_told_and_without_one_the_room(bench: Bench) -> None:
    """What goes to an IC goes to the war room when there is none."""
    await an_incident(bench, roles=IC)
    await an_incident(bench, severity="SEV2", commander_missing_since=bench.now, due_in=timedelta(minutes=15))
    await after(bench, minutes=10)
    assert {post.place for post in await bench.posts("update_soon")} == {direct("UANA"), ROOM}


async def test_the_reminder_stands_in_the_room_once_and_the_overdue_reply_below_it(bench: Bench) -> None:
    """At the due time one message; ten minutes later a broadcast reply to it; then the backup is called."""
    number = await an_incident(bench, roles=BOTH)
    await after(bench, minutes=40)
    subject = str(int((START + timedelta(minutes=15)).timestamp()))
    (reminder,) = await bench.posts("reminder")
    assert (reminder.place, reminder.subject) == (ROOM, subject)
    (overdue,) = await bench.posts("reminder_overdue")
    assert (overdue.place, overdue.broadcast) == (thread_of("reminder", subject), True)
    (call,) = await bench.asked("call_people")
    assert isinstance(call, CallPeople)
    assert (call.reason, call.refs) == ("backup", ("@oncall-backup",))
    fired = [entry.data["rung"] for entry in await bench.entries(number, "reminder_fired")]
    assert [rung for rung in fired if rung != "ask"] == ["due_soon", "due", "overdue", "call_backup"]
    assert ("reminder", subject) in await bench.refreshed()


async def test_rungs_come_at_their_minutes(bench: Bench) -> None:
    """SEV1: five minutes before, at the due time, ten and twenty minutes after."""
    number = await an_incident(bench, roles=BOTH)
    await after(bench, minutes=40)
    moments = {
        entry.data["rung"]: entry.occurred_at - START - timedelta(minutes=15)
        for entry in await bench.entries(number, "reminder_fired")
        if entry.data["ladder"] == "update"
    }
    assert [moment // timedelta(minutes=1) for moment in moments.values()] == [-5, 0, 10, 20]


async def test_a_rung_fires_once_however_many_replicas_try(bench: Bench) -> None:
    """Ten workers at the same timer write one entry and ask for one message."""
    number = await an_incident(bench, roles=BOTH)
    bench.step(minutes=15)
    due, _ = await bench.queries.timers_due(bench.now, size=10)
    fire = partial(reminders.fire, timer_ids=[due[0]])
    await asyncio.gather(*(bench.do(fire) for _ in range(10)))
    assert len(await bench.entries(number, "reminder_fired")) == 1
    assert len(await bench.posts()) == 1


async def test_a_timer_that_cannot_fire_holds_up_no_other(bench: Bench) -> None:
    """Due at the same moment as one that breaks, a reminder comes; the broken one waits a minute."""
    number = await an_incident(bench, roles=BOTH)
    bench.step(minutes=15)

    async def damage(tx: Tx) -> None:
        timer = Timer(
            incident_id=number, kind=LAPSE, subject="no handover", anchor=bench.now, due_at=bench.now
        )
        tx.session.add(timer)

    await bench.do(damage)
    scheduler = Scheduler(bench.runner, queries=bench.queries, clock=bench.clock)
    running = asyncio.create_task(scheduler.run())
    await scheduler.rested()
    await scheduler.stop()
    await running
    assert len(await bench.posts()) == 1
    assert (await bench.timers(number))[LAPSE].due_at == bench.now + timedelta(minutes=1)


async def test_missed_while_down_only_the_highest_rung_fires_and_says_how_late(bench: Bench) -> None:
    """After an hour's downtime there is no burst: one rung, the skipped ones by name."""
    number = await an_incident(bench, roles=BOTH)
    bench.step(minutes=27)
    await fire_due(bench)
    updates = [one for one in await bench.entries(number, "reminder_fired") if one.data["ladder"] == "update"]
    assert [entry.data["rung"] for entry in updates] == ["overdue"]
    assert updates[0].data["skipped"] == ["due_soon", "due"]
    assert "2 min late because Muster was away" in updates[0].text
    (post,) = await bench.posts("reminder_overdue")
    assert post.place == ROOM, "there is no reminder to reply to"
    assert post.facts is not None
    assert post.facts["skipped"] == ["due_soon", "due"]
    assert post.facts["late_since"] == (START + timedelta(minutes=25)).isoformat()


async def test_a_call_that_comes_late_still_tells_the_room(bench: Bench) -> None:
    """When even the backup's rung was missed, the room hears how late it is, and the backup is called."""
    await an_incident(bench, roles=BOTH)
    bench.step(hours=1)
    await fire_due(bench)
    assert len(await bench.posts("reminder_overdue")) == 1
    assert [call.reason for call in await bench.asked("call_people") if isinstance(call, CallPeople)] == [
        "backup"
    ]


async def test_a_timer_whose_condition_has_passed_says_nothing(bench: Bench) -> None:
    """The state is looked at again under the lock: an update that came in time is not asked for."""
    number = await an_incident(bench, roles=BOTH)
    due_then = bench.now + timedelta(minutes=15)
    bench.step(minutes=15)
    due, _ = await bench.queries.timers_due(bench.now, size=10)

    async def move(tx: Tx) -> None:
        incident = await tx.lock(number)
        incident.next_update_due_at = due_then + timedelta(minutes=15)
        tx.session.add(incident)

    await bench.do(move)
    await bench.do(partial(reminders.fire, timer_ids=[due[0]]))
    assert await bench.posts() == []
    assert (await bench.timers(number))["update"].anchor == due_then + timedelta(minutes=15)


# ---------------------------------------------------------------- the other ladders


async def test_without_a_commander_the_room_is_asked_and_then_people_are_called(bench: Bench) -> None:
    """SEV1: after two minutes a question, after five the severity's people."""
    await an_incident(bench, due_in=None)
    await after(bench, minutes=3)
    (ask,) = await bench.posts("no_commander")
    assert ask.place == ROOM
    assert await bench.asked("call_people") == []
    await after(bench, minutes=3)
    (call,) = await bench.asked("call_people")
    assert isinstance(call, CallPeople)
    assert (call.reason, call.refs) == ("no_commander", ("@oncall",))


async def test_an_unset_severity_is_asked_of_the_declarer(bench: Bench) -> None:
    """After ten minutes, by direct message."""
    await an_incident(
        bench, severity=None, highest_severity=None, roles=BOTH, due_in=None, declared_by="UDEE"
    )
    await after(bench, minutes=11)
    (ask,) = await bench.posts("severity_unset")
    assert ask.place == direct("UDEE")


@pytest.mark.parametrize(
    ("what", "minutes", "fields"),
    [
        ("still_active", 21, {}),
        ("confirm_resolved", 61, {"status": "monitoring", "severity": "SEV1"}),
        ("offer_handover", 241, {}),
        ("close_question", 24 * 60 + 1, {"status": "resolved", "is_open": False}),
    ],
)
async def test_what_is_asked_of_the_commander_goes_to_them(
    bench: Bench, what: str, minutes: int, fields: dict[str, object]
) -> None:
    """By direct message, once per ladder."""
    await an_incident(bench, roles=IC, due_in=None, **fields)
    await after(bench, minutes=minutes)
    assert [post.place for post in await bench.posts(what)] == [direct("UANA")]


async def test_close_is_asked_in_the_room_when_nobody_commands(bench: Bench) -> None:
    """What goes to an IC goes to the war room when there is none."""
    await an_incident(bench, due_in=None, status="resolved", is_open=False)
    await after(bench, hours=25)
    assert [post.place for post in await bench.posts("close_question")] == [ROOM]


# ---------------------------------------------------------------- answers


async def test_still_on_it_starts_the_wait_again(bench: Bench) -> None:
    """The answer counts as activity; clicking the same button again is stale and changes nothing."""
    number = await an_incident(bench, roles=IC, due_in=None)
    await after(bench, minutes=21)
    generation = (await bench.timers(number))["activity"].generation
    answer = partial(reminders.still_on_it, number=number, by="UANA", generation=generation)
    await bench.do(answer)
    with pytest.raises(Stale):
        await bench.do(answer)
    await after(bench, minutes=19)
    assert len(await bench.posts("still_active")) == 1
    await after(bench, minutes=2)
    assert len(await bench.posts("still_active")) == 2


@pytest.mark.parametrize(
    ("what", "kind", "status", "wait"),
    [("confirm_resolved", "monitoring", "monitoring", 60), ("close_question", "close", "resolved", 24 * 60)],
)
async def test_not_yet_is_asked_again_after_as_long(
    bench: Bench, what: str, kind: str, status: str, wait: int
) -> None:
    """It comes once more, on time, and not as a late one."""
    number = await an_incident(
        bench, roles=IC, due_in=None, status=status, is_open=status == "monitoring", severity="SEV1"
    )
    await after(bench, minutes=wait + 1)
    generation = (await bench.timers(number))[kind].generation
    answer = reminders.still_monitoring if kind == "monitoring" else reminders.close_later
    await bench.do(partial(answer, number=number, by="UANA", generation=generation))
    with pytest.raises(Stale):
        await bench.do(partial(answer, number=number, by="UANA", generation=generation))
    await after(bench, minutes=wait - 1)
    assert len(await bench.posts(what)) == 1
    await after(bench, minutes=2)
    first, second = await bench.posts(what)
    assert first.subject != second.subject
    assert second.facts is not None
    assert second.facts["late_since"] is None


# ---------------------------------------------------------------- quiet hours, lapses, trouble


async def test_quiet_hours_hold_a_minor_reminder_until_morning(bench: Bench) -> None:
    """A SEV3 update that falls due at night is reminded of at seven, and is not late."""
    quiet = QuietHours(
        start=time(22),
        end=time(7),
        zone=ZoneInfo("Europe/Berlin"),
        severities=frozenset({"SEV3", "SEV4"}),
    )
    bench.configure(replace(bench.config, quiet_hours=quiet))
    bench.step(hours=8)  # 22:00 UTC, 23:00 in Berlin
    await an_incident(bench, severity="SEV3", roles=BOTH, due_in=timedelta(minutes=10))
    await after(bench, hours=7)
    assert await bench.posts() == []
    await after(bench, hours=1, minutes=1)
    (post,) = [post for post in await bench.posts() if post.what.startswith("reminder")]
    assert post.facts is not None
    assert post.facts["fired_at"] == datetime(2026, 3, 5, 6, tzinfo=UTC).isoformat()
    assert post.facts["late_since"] is None


async def test_a_handover_that_nobody_answers_lapses(bench: Bench) -> None:
    """Its timer is done with, whatever became of the offer."""
    number = await an_incident(bench, roles=IC, due_in=None, severity="SEV4")

    async def wait(tx: Tx) -> None:
        tx.session.add(Timer(incident_id=number, kind=LAPSE, subject="7", anchor=tx.now, due_at=tx.now))

    await bench.do(wait)
    assert await fire_due(bench) == 1
    assert LAPSE not in {kind for kind, timer in (await bench.timers(number)).items() if timer.due_at}


async def test_a_timer_can_be_put_off(bench: Bench) -> None:
    """One that cannot be fired leaves the others their turn."""
    number = await an_incident(bench, roles=BOTH)
    bench.step(minutes=10)
    (timer,), _ = await bench.queries.timers_due(bench.now, size=10)
    await bench.do(partial(reminders.put_off, timer_id=timer, by=timedelta(minutes=1)))
    assert (await bench.queries.timers_due(bench.now, size=10))[0] == []
    assert (await bench.timers(number))["update"].due_at == bench.now + timedelta(minutes=1)


async def test_a_timer_that_is_gone_is_no_trouble(bench: Bench) -> None:
    """Somebody resolved the incident between the look and the shot."""
    await bench.do(partial(reminders.fire, timer_ids=[4711]))
    await bench.do(partial(reminders.put_off, timer_id=4711, by=timedelta(minutes=1)))
    assert await bench.rows(Incident) == []
