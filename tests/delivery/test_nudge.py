"""A nudge wakes a loop once for what comes together, and forgets nothing."""

import asyncio
from datetime import timedelta

from bot.clock import SteppedClock
from bot.nudge import Nudge

_LONG_S = 3600


async def test_what_comes_together_wakes_the_loop_once() -> None:
    """Three nudges in a moment are one."""
    nudge = Nudge(clock=SteppedClock(), gather_s=0.001)
    for _ in range(3):
        nudge.soon()
    assert nudge.is_given
    assert await nudge.within(_LONG_S)
    nudge.take()
    assert not nudge.is_given


async def test_a_nudge_while_the_loop_looks_is_there_when_it_sleeps() -> None:
    """Nothing is lost between the look and the sleep, and a look forgets only what came before it."""
    nudge = Nudge(clock=SteppedClock(), gather_s=0.001)
    nudge.soon()
    nudge.take()
    nudge.now()
    assert await nudge.within(_LONG_S)


async def test_without_a_nudge_the_loop_sleeps_its_time_by_the_clock() -> None:
    """It wakes when the moment comes, and knows that nobody woke it."""
    clock = SteppedClock()
    nudge = Nudge(clock=clock, gather_s=0.001)
    sleeping = asyncio.ensure_future(nudge.within(60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    clock.step(timedelta(seconds=60))
    assert not await sleeping
