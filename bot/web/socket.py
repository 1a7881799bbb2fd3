"""Socket Mode: requests over a connection that we open, watched because the SDK cannot always mend it."""

import asyncio
import contextlib

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import Clock
from bot.log import get_logger

log = get_logger(__name__)

LOOK_EVERY_S = 5.0
LONGEST_GAP_S = 30.0
"""A connection that has been away this long is given a new address: the SDK retries a refused one-time ticket
for ever (measured on slack_sdk 3.47)."""


DRAIN_S = 3.0
"""How long a stop waits for answers that are being worked on; Slack waits no longer for them either."""


class SocketMode:
    """One Socket Mode connection and the watchdog that keeps it.

    Args:
        bolt: the Bolt app that answers.
        app_token: the app-level token.
        clock: what the watchdog waits on.
        ping_every_s: how often the connection is tested, and tried again when there is none; real seconds.
    """

    def __init__(self, bolt: AsyncApp, *, app_token: str, clock: Clock, ping_every_s: float) -> None:
        """Prepare; `start` connects."""
        self._handler = AsyncSocketModeHandler(bolt, app_token, ping_interval=ping_every_s)
        self._handler.client.socket_mode_request_listeners[:] = [self._answer]
        self._answering = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._clock = clock
        self._watchdog: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect; a token that Slack refuses is tried for ever."""
        await self._handler.connect_async()
        self._watchdog = asyncio.create_task(self._watch(), name="socket-mode-watchdog")

    async def stop(self) -> None:
        """Disconnect, when what is under way has been answered."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.wait({self._watchdog})
        with contextlib.suppress(TimeoutError):  # what is late is committed; its answer follows nowhere
            await asyncio.wait_for(self._idle.wait(), DRAIN_S)
        await self._handler.close_async()

    async def problem(self) -> str | None:
        """Return None while connected, else a sentence."""
        if await self._handler.client.is_connected():
            return None
        return "Socket Mode is not connected; Muster is trying to connect again."

    async def _answer(self, _client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Let Bolt answer, and remember that it does."""
        self._answering += 1
        self._idle.clear()
        try:
            await self._handler.handle(self._handler.client, request)
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

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
