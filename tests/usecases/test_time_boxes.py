"""A step that takes longer than its runbook allows is asked about: once, of who has it, and not at night."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.clock import SteppedClock
from bot.domain.cadence import TIME_BOX
from bot.domain.effects import PostMessage, thread_of
from bot.domain.models import RunbookRun, Timer
from bot.usecases import reminders, severity
from bot.usecases.runs import Act, move_run, start_run
from runbooks.catalogue import Catalogue
from tests.runbooks.documents import read
from tests.support.bench import Bench

pytestmark = pytest.mark.both_databases


async def _started(bench: Bench, **fields: object) -> int:
    runbook = read()
    bench.catalogue = Catalogue(runbooks={runbook.id: runbook})
    bench.configure(bench.config)
    number = await bench.incident(services=["checkout"], **fields)
    await bench.do(partial(start_run, number=number, by="UANA", runbook="disk-full", given={"host": "db-1"}))
    return number


async def _move(bench: Bench, number: int, act: Act) -> None:
    await bench.do(partial(move_run, number=number, by="UBO", act=act))


async def _fire(bench: Bench) -> list[PostMessage]:
    """Let every timer of a step that is due fire, and return what was asked so far."""
    for timer in await bench.rows(Timer, kind=TIME_BOX):
        await bench.do(partial(reminders.fire, timer_ids=[timer.id or 0]))
    return await bench.posts("step_overdue")


async def test_nobody_is_asked_before_the_box_has_ended(bench: Bench) -> None:
    """Five minutes for the first step; then who started it is asked, in the run's thread, once."""
    number = await _started(bench)
    bench.step(minutes=4)
    assert await _fire(bench) == []
    bench.step(minutes=1)
    (asked,) = await _fire(bench)
    (run,) = await bench.rows(RunbookRun)
    assert asked.place == thread_of("runbook", str(run.id))
    assert asked.facts is not None
    assert (asked.facts["step"], asked.facts["person"]) == (1, "UANA")
    bench.step(hours=1)
    assert len(await _fire(bench)) == 1
    (entry,) = await bench.entries(number, "reminder_fired")
    assert entry.text == "Time box of step 1 of “Disk full” ended: to @UANA."


async def test_who_takes_the_step_has_the_whole_box_and_is_the_one_to_be_asked(bench: Bench) -> None:
    """Counted from when they took it."""
    number = await _started(bench)
    bench.step(minutes=4)
    await _move(bench, number, Act(verb="claim"))
    bench.step(minutes=4)
    assert await _fire(bench) == []
    bench.step(minutes=1)
    (asked,) = await _fire(bench)
    assert asked.facts is not None
    assert asked.facts["person"] == "UBO"


async def test_a_step_that_is_settled_is_asked_about_no_more(bench: Bench) -> None:
    """Done, or the run stopped, or the incident no longer open."""
    number = await _started(bench)
    await _move(bench, number, Act(verb="done"))
    assert await bench.rows(Timer, kind=TIME_BOX) == []
    other = await _started(bench, channel_id="C0OTHER", status="resolved", is_open=False)
    bench.step(hours=1)
    assert await _fire(bench) == []
    await _move(bench, other, Act(verb="stop"))
    assert await bench.rows(Timer, kind=TIME_BOX) == []


async def test_a_step_that_is_gone_back_to_has_a_new_box(bench: Bench) -> None:
    """And is asked about again."""
    number = await _started(bench)
    bench.step(minutes=6)
    await _fire(bench)
    await _move(bench, number, Act(verb="done"))
    await _move(bench, number, Act(verb="go_to", step=1))
    bench.step(minutes=6)
    first, second = await _fire(bench)
    assert first.subject != second.subject


async def test_quiet_hours_hold_a_minor_incidents_box_until_it_is_raised(bench: Bench) -> None:
    """A SEV3 waits for the morning, a SEV1 does not."""
    bench.clock = SteppedClock(datetime(2026, 3, 4, 23, 0, tzinfo=UTC))
    number = await _started(bench, severity="SEV3")
    (timer,) = await bench.rows(Timer, kind=TIME_BOX)
    assert timer.due_at is not None
    assert timer.due_at - bench.now > timedelta(hours=5)
    await bench.do(partial(severity.set_severity, number=number, by="UANA", severity="SEV1"))
    bench.step(minutes=6)
    assert len(await _fire(bench)) == 1


async def test_what_was_asked_is_drawn_again_when_the_step_moves(bench: Bench) -> None:
    """Its buttons were drawn from a version that has passed."""
    number = await _started(bench)
    bench.step(minutes=6)
    (asked,) = await _fire(bench)
    await _move(bench, number, Act(verb="done"))
    assert ("step_overdue", asked.subject) in await bench.refreshed()
