"""Health: is the process alive, and can it do its work?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from aiohttp import web

from bot.clock import Clock

Check = Callable[[], Awaitable[str | None]]
"""Returns None when all is well, else a sentence that says what is not."""

GOOD_FOR = timedelta(seconds=1)
"""How long an answer is given again to whoever asks."""

_UNAVAILABLE = 503


class Health:
    """Answers the two questions of whoever runs us.

    Args:
        checks: what must be well for us to be ready, by name.
        clock: tells how old an answer is.
    """

    def __init__(self, checks: Mapping[str, Check], *, clock: Clock) -> None:
        """Remember what to check."""
        self._checks = dict(checks)
        self._clock = clock
        self.stopping = False
        self._looking: asyncio.Task[dict[str, str]] | None = None
        self._looked_at: datetime | None = None

    def watch(self, name: str, check: Check) -> None:
        """Check one more thing."""
        self._checks[name] = check

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process answers."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether requests should be sent here, and what is wrong if not.

        Everybody may ask, and a check writes to the database: who asks meanwhile, or within a second, gets
        the same answer.
        """
        if self._looking is None or (self._looking.done() and not self._is_fresh()):
            self._looking = asyncio.create_task(self._look(), name="readiness")
        found = await asyncio.shield(self._looking)
        problems = {"serve": "stopping", **found} if self.stopping else found
        status = _UNAVAILABLE if problems else 200
        return web.json_response(
            {"status": "not ready" if problems else "ready", "problems": problems}, status=status
        )

    def _is_fresh(self) -> bool:
        """Whether the last answer may be given again; not after a clock was set back."""
        return self._looked_at is not None and timedelta(0) <= self._clock.now() - self._looked_at < GOOD_FOR

    async def _look(self) -> dict[str, str]:
        """Return what is wrong, by name."""
        self._looked_at = None
        found = {name: await check() for name, check in self._checks.items()}
        self._looked_at = self._clock.now()
        return {name: problem for name, problem in found.items() if problem is not None}
