"""Fire timers when they are due; the cost grows with what is due, not with what is open."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.errors import DatabaseUnavailable
from bot.log import get_logger
from bot.nudge import Nudge
from bot.usecases import reminders
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner

log = get_logger(__name__)

BATCH = 100
"""Timers looked up at a time."""

TOGETHER = 10
"""Timers fired in one transaction: a commit waits for the disk, and meanwhile nobody else may write."""

LOOK_AGAIN_S = 30.0
"""How often to look for timers that another replica has set."""

GATHER_S = 0.02
"""How long to wait for further changes of timers: whoever made one waits for other things than a timer."""

AGAIN_S = 5.0
"""How long, in seconds of real time, to rest after a mistake of ours before looking again."""

PUT_OFF = timedelta(minutes=1)
"""How long a timer that cannot be fired is left alone, so that it does not hold up the others."""


class Scheduler:
    """The timers of one process; several processes share them without firing one twice.

    Args:
        runner: runs the transactions.
        queries: tells what is due.
        clock: what is waited on.

    Attributes:
        is_broken: whether the timers could not be looked at for a mistake of ours; it is tried again.
    """

    def __init__(self, runner: Runner, *, queries: Queries, clock: Clock) -> None:
        """Prepare; `run` starts the loop."""
        self._runner = runner
        self._queries = queries
        self._clock = clock
        self._nudge = Nudge(clock=clock, gather_s=GATHER_S)
        self.is_broken = False
        self._stopped = asyncio.Event()
        self._resting = asyncio.Event()

    @property
    def is_resting(self) -> bool:
        """Whether no timer is due now."""
        return self._resting.is_set() and not self._nudge.is_given

    async def rested(self) -> None:
        """Wait until the loop has come to rest."""
        await self._resting.wait()

    def wake(self) -> None:
        """Look in a moment whether the earliest timer has changed."""
        self._nudge.soon()

    async def stop(self) -> None:
        """Fire nothing more."""
        self._stopped.set()
        self._nudge.now()

    async def run(self) -> None:
        """Fire what is due until `stop` is called."""
        while not self._stopped.is_set():
            self._nudge.take()
            try:
                due, earliest = await self._queries.timers_due(self._clock.now(), size=BATCH)
                for first in range(0, len(due), TOGETHER):
                    if self._stopped.is_set():
                        return
                    await self._fire(due[first : first + TOGETHER])
            except DatabaseUnavailable as error:
                log.warning("timers_wait_for_database", reason=str(error)[:200])
                await asyncio.sleep(1)  # real time: the database's, not the incident's
                continue
            except Exception:  # a loop that ended would take every reminder of every incident with it
                self.is_broken = True
                log.exception("timers_broke")
                await asyncio.sleep(AGAIN_S)
                continue
            self.is_broken = False
            if not due:
                await self._wait(earliest)

    async def _fire(self, timer_ids: Sequence[int]) -> None:
        try:
            fired = await self._runner.run(partial(reminders.fire, timer_ids=timer_ids))
        except DatabaseUnavailable:
            raise
        except Exception:
            if len(timer_ids) > 1:  # each by itself: one of them must not hold up the others
                for timer_id in timer_ids:
                    await self._fire([timer_id])
                return
            log.exception("timer_broke", timer=timer_ids[0])
            await self._runner.run(partial(reminders.put_off, timer_id=timer_ids[0], by=PUT_OFF))
            return
        for one in fired:
            log.info("reminder_fired", incident=one.incident.id, ladder=one.kind, rung=one.rung)

    async def _wait(self, earliest: datetime | None) -> None:
        seconds = LOOK_AGAIN_S
        if earliest is not None:
            seconds = min(seconds, max(0.0, (earliest - self._clock.now()).total_seconds()))
        self._resting.set()
        try:
            await self._nudge.within(seconds)
        finally:
            self._resting.clear()
