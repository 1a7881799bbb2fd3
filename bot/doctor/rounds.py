"""Checkups while the bot runs: a minute after the start, then daily; what has changed is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.domain.checkup import CHECKUP_EVERY, FIRST_CHECKUP, Changes, Finding
from bot.domain.errors import DatabaseUnavailable
from bot.log import get_logger
from bot.usecases.checkups import begin_checkup, record_checkup
from bot.usecases.runner import Runner

log = get_logger(__name__)


class Rounds:
    """The checkups of one process; several processes share them, and tell each change once.

    Args:
        runner: remembers what was found, and asks for word to the operators.
        examine: makes all checks.
        clock: what is waited on.
    """

    def __init__(
        self, runner: Runner, *, examine: Callable[[], Awaitable[Sequence[Finding]]], clock: Clock
    ) -> None:
        """Prepare; `start` begins to wait for the first checkup."""
        self._runner = runner
        self._examine = examine
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Make the first checkup in a minute."""
        self._task = asyncio.create_task(self._run(), name="checkups")

    async def stop(self) -> None:
        """Make no more checkups; one that is under way is left unfinished."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        due = self._clock.now() + FIRST_CHECKUP
        at_start = True
        while True:
            await self._clock.sleep((due - self._clock.now()).total_seconds())
            try:
                due = await self._round(at_start=at_start)
            except DatabaseUnavailable as error:
                log.warning("checkup_waits_for_database", reason=str(error)[:200])
                due = self._clock.now() + FIRST_CHECKUP
                continue
            except Exception:
                log.exception("checkup_failed")
                due = self._clock.now() + CHECKUP_EVERY
            at_start = False

    async def _round(self, *, at_start: bool) -> datetime:
        """Make a checkup, unless another replica makes that of today; return when the next one is due."""
        turn = await self._runner.run(partial(begin_checkup, at_start=at_start))
        if turn.is_ours:
            found = await self._examine()
            _write_log(await self._runner.run(partial(record_checkup, found=found)))
        return turn.next_at


def _write_log(changes: Changes) -> None:
    for finding in changes.broke:
        log.warning("checkup_broken", check=finding.name, what=finding.what, mend=finding.how_to_mend)
    for finding in changes.mended:
        log.info("checkup_mended", check=finding.name)
    log.debug("checkup_done", broken=len(changes.broken))
