"""Time as an argument: the only place that reads the wall clock."""

import asyncio
import contextlib
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the program knows of time."""

    def now(self) -> datetime:
        """Return the present moment in UTC, with its zone attached."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` of this clock's time have passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of real time."""
        await asyncio.sleep(max(0.0, seconds))


class SteppedClock:
    """A clock that a person or a test can move forward; sleepers wake when their moment is reached.

    Args:
        start: the first moment it shows; None for the present one.
        running: whether it also moves with real time (the demo), or only when stepped (tests).
    """

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        """Set the clock to `start`."""
        self._base = (start or datetime.now(UTC)).astimezone(UTC)
        self._running = running
        self._started = time.monotonic()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> datetime:
        """Return the moment this clock shows, in UTC."""
        if not self._running:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._started)

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has moved `seconds` on, by itself or by `step`."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        until = self.now() + timedelta(seconds=seconds)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (until, next(self._order), woken))
        if not self._running:
            await woken
            return
        while not woken.done() and (left := (until - self.now()).total_seconds()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(woken), left)
        if not woken.done():
            woken.set_result(None)

    def step(self, by: timedelta) -> datetime:
        """Move the clock forward by `by`, wake who slept until then, and return the new moment.

        Raises:
            ValueError: `by` is negative; clocks here never run backwards.
        """
        if by < timedelta(0):
            raise ValueError("A clock can only be stepped forward.")
        self._base += by
        now = self.now()
        while self._sleepers and self._sleepers[0][0] <= now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
        return now
