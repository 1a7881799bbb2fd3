"""A nudge for a loop that sleeps: at once, or in a moment, so that what comes together wakes it once."""

import asyncio

from bot.clock import Clock


class Nudge:
    """Wakes one loop.

    Args:
        clock: by which the loop sleeps.
        gather_s: how long `soon` waits for more, in seconds of real time.
    """

    def __init__(self, *, clock: Clock, gather_s: float) -> None:
        """Begin without one."""
        self._clock = clock
        self._gather_s = gather_s
        self._given = asyncio.Event()
        self._coming: asyncio.TimerHandle | None = None

    @property
    def is_coming(self) -> bool:
        """Whether the loop will be woken in a moment."""
        return self._coming is not None

    @property
    def is_given(self) -> bool:
        """Whether the loop is to wake now, or in a moment."""
        return self._given.is_set() or self.is_coming

    def now(self) -> None:
        """Wake the loop now."""
        self._given.set()

    def soon(self) -> None:
        """Wake the loop in a moment; one that is coming is not put off."""
        if self._coming is None:
            self._coming = asyncio.get_running_loop().call_later(self._gather_s, self._come)

    def take(self) -> None:
        """Forget what was given and what is coming: the loop looks at everything from here on."""
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None
        self._given.clear()

    async def within(self, seconds: float) -> bool:
        """Sleep until the nudge, for so many seconds of the clock at most; tell whether it came."""
        given = asyncio.ensure_future(self._given.wait())
        asleep = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({given, asleep}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            given.cancel()
            asleep.cancel()
        return self._given.is_set()

    def _come(self) -> None:
        self._coming = None
        self._given.set()
