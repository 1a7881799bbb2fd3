"""Socket Mode: requests over a connection that we open, watched because the SDK cannot always mend it."""

import asyncio

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.clock import Clock
from bot.log import get_logger

log = get_logger(__name__)

LOOK_EVERY_S = 5.0
LONGEST_GAP_S = 30.0
"""A connection that has been away this long is given a new address: the SDK retries a refused one-time ticket
for ever (measured on slack_sdk 3.47)."""


class SocketMode:
    """One Socket Mode connection and the watchdog that keeps it.

    Args:
        bolt: the Bolt app that answers.
        app_token: the app-level token.
        clock: what the watchdog waits on.
    """

    def __init__(self, bolt: AsyncApp, *, app_token: str, clock: Clock) -> None:
        """Prepare; `start` connects."""
        self._handler = AsyncSocketModeHandler(bolt, app_token)
        self._app_token = app_token
        self._clock = clock
        self._watchdog: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect.

        Raises:
            SlackApiError: the token is refused. (`connect_async` itself would try for ever.)
        """
        await self._handler.client.web_client.apps_connections_open(app_token=self._app_token)
        await self._handler.connect_async()
        self._watchdog = asyncio.create_task(self._watch(), name="socket-mode-watchdog")

    async def stop(self) -> None:
        """Disconnect."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.wait({self._watchdog})
        await self._handler.close_async()

    async def problem(self) -> str | None:
        """Return None while connected, else a sentence."""
        if await self._handler.client.is_connected():
            return None
        return "Socket Mode is not connected; Muster is trying to connect again."

    async def _watch(self) -> None:
        gap_s = 0.0
        while True:
            await self._clock.sleep(LOOK_EVERY_S)
            if await self._handler.client.is_connected():
                gap_s = 0.0
                continue
            gap_s += LOOK_EVERY_S
            if gap_s >= LONGEST_GAP_S:
                log.warning("socket_mode_stuck", seconds=gap_s)
                self._handler.client.wss_uri = None  # the reconnecting loop then asks for a fresh address
                gap_s = 0.0
