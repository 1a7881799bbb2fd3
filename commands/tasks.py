"""Tasks that go on after an answer: kept, counted and waited for at the end."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.log import get_logger

log = get_logger(__name__)


class Tasks:
    """A set of tasks with a reference to each: the event loop itself holds tasks weakly."""

    def __init__(self) -> None:
        """Start with none."""
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> None:
        """Let `work` go on; what it raises is logged."""
        self.keep(asyncio.create_task(work, name=name))

    def keep(self, task: asyncio.Task[Any]) -> None:
        """Let a task go on that nobody waits for any more."""
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task_broke", task=task.get_name(), exc_info=error)

    async def drain(self, *, within_s: float) -> None:
        """Wait for everything under way, at most `within_s` seconds; then cancel what is left."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=within_s)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
