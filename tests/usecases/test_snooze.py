"""The next update can be moved, within what the severity allows."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.errors import MoveRefused, NotAllowed, NotUnderstood, Stale
from bot.usecases import snooze
from tests.support.bench import Bench


async def due_in(bench: Bench, number: int) -> timedelta:
    """Return how far away the next update is due."""
    due = (await bench.row(number)).next_update_due_at
    assert due is not None
    return due - bench.now


async def test_the_next_update_moves_by_at_most_one_cadence(bench: Bench) -> None:
    """SEV1 allows 15 minutes from now; the refusal says so."""
    number = await bench.incident(next_update_due_at=bench.now + timedelta(minutes=3))
    move = partial(snooze.move_next, number=number, by="UBO")
    await bench.do(partial(move, after=timedelta(minutes=15), reason="waiting for vendor"))
    assert await due_in(bench, number) == timedelta(minutes=15)
    with pytest.raises(NotAllowed, match="15 min"):
        await bench.do(partial(move, after=timedelta(minutes=16)))
    (entry,) = await bench.entries(number, "update_due_moved")
    assert entry.text == "Next update due at 14:15 UTC: waiting for vendor"


async def test_the_commander_may_double_it(bench: Bench) -> None:
    """Two cadences, not more."""
    number = await bench.incident(
        roles={"incident_commander": "UANA"}, next_update_due_at=bench.now + timedelta(minutes=3)
    )
    await bench.do(partial(snooze.move_next, number=number, by="UANA", after=timedelta(minutes=30)))
    assert await due_in(bench, number) == timedelta(minutes=30)
    with pytest.raises(NotAllowed):
        await bench.do(partial(snooze.move_next, number=number, by="UANA", after=timedelta(minutes=31)))


async def test_the_timer_follows_and_the_old_reminder_is_settled(bench: Bench) -> None:
    """What reminded of the old due time is drawn again."""
    due = bench.now + timedelta(minutes=3)
    number = await bench.incident(next_update_due_at=due)
    subject = str(int(due.timestamp()))
    await bench.standing(number, "reminder", subject=subject)
    await bench.do(partial(snooze.move_next, number=number, by="UBO", after=timedelta(minutes=10)))
    assert (await bench.timers(number))["update"].anchor == bench.now + timedelta(minutes=10)
    assert ("reminder", subject) in await bench.refreshed()


async def test_the_button_adds_to_the_due_time_it_shows_once(bench: Bench) -> None:
    """A second click on the same drawing is stale."""
    due = bench.now + timedelta(minutes=10)
    number = await bench.incident(severity="SEV2", next_update_due_at=due)
    click = partial(snooze.move_shown, number=number, by="UBO", due_at=due)
    await bench.do(click)
    assert await due_in(bench, number) == timedelta(minutes=25)
    with pytest.raises(Stale, match="Nothing was changed"):
        await bench.do(click)
    assert await due_in(bench, number) == timedelta(minutes=25)


async def test_the_button_gives_what_is_allowed(bench: Bench) -> None:
    """SEV1: five minutes before the due time there are ten more to be had, and then none."""
    due = bench.now + timedelta(minutes=5)
    number = await bench.incident(next_update_due_at=due)
    await bench.do(partial(snooze.move_shown, number=number, by="UBO", due_at=due))
    assert await due_in(bench, number) == timedelta(minutes=15)
    again = bench.now + timedelta(minutes=15)
    with pytest.raises(Stale, match="cannot be later than"):
        await bench.do(partial(snooze.move_shown, number=number, by="UBO", due_at=again))


async def test_nothing_is_moved_when_nothing_is_due(bench: Bench) -> None:
    """A resolved incident has no next update; zero minutes are no time."""
    number = await bench.incident(status="resolved", is_open=False)
    with pytest.raises(MoveRefused, match="resolved"):
        await bench.do(partial(snooze.move_next, number=number, by="UBO", after=timedelta(minutes=5)))
    other = await bench.incident()
    with pytest.raises(NotUnderstood):
        await bench.do(partial(snooze.move_next, number=other, by="UBO", after=timedelta(0)))
