"""Health: is the process alive, and can it do its work?"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Check = Callable[[], Awaitable[str | None]]
"""Returns None when all is well, else a sentence that says what is not."""

_UNAVAILABLE = 503


class Health:
    """Answers the two questions of whoever runs us.

    Args:
        checks: what must be well for us to be ready, by name.
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        """Remember what to check."""
        self._checks = dict(checks)
        self.stopping = False

    def watch(self, name: str, check: Check) -> None:
        """Check one more thing."""
        self._checks[name] = check

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process answers."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether requests should be sent here, and what is wrong if not."""
        problems = {"serve": "stopping"} if self.stopping else {}
        for name, check in self._checks.items():
            problem = await check()
            if problem is not None:
                problems[name] = problem
        status = _UNAVAILABLE if problems else 200
        return web.json_response(
            {"status": "not ready" if problems else "ready", "problems": problems}, status=status
        )
