"""Socket Mode: requests over a connection that we open, watched because the SDK cannot always mend it."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.clock import Clock
from bot.log import get_logger

log = get_logger(__name__)

LOOK_EVERY_S = 5.0
LONGEST_GAP_S = 30.0
"""A connection that has been away this long is given up for a new one: the SDK retries a refused one-time
ticket for ever, and waits minutes for a handshake that nobody answers (measured on slack_sdk 3.47)."""

DRAIN_S = 3.0
"""How long a stop waits for answers that are being worked on; Slack waits no longer for them either."""


class SocketMode:
    """One Socket Mode connection and the watchdog that keeps it.

    Args:
        bolt: the Bolt app that answers.
        app_token: the app-level token.
        clock: what the watchdog waits on.
        ping_every_s: how often the connection is tested, and tried again when there is none; real seconds.
        on_connected: told of each new connection: what happened before it may never have come.
    """

    def __init__(
        self,
        bolt: AsyncApp,
        *,
        app_token: str,
        clock: Clock,
        ping_every_s: float,
        on_connected: Callable[[], None],
    ) -> None:
        """Prepare; `start` connects."""
        self._bolt = bolt
        self._app_token = app_token
        self._clock = clock
        self._ping_every_s = ping_every_s
        self._on_connected = on_connected
        self._answering = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect; a connection that does not come at once is left to the watchdog, and told by `problem`."""
        self._open()
        self._spawn(self._watch(), name="socket-mode-watchdog")
        await asyncio.wait({self._connecting}, timeout=self._ping_every_s)

    async def stop(self) -> None:
        """Disconnect, when what is under way has been answered."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        with contextlib.suppress(TimeoutError):  # what is late is committed; its answer follows nowhere
            await asyncio.wait_for(self._idle.wait(), DRAIN_S)
        await self._handler.close_async()

    async def problem(self) -> str | None:
        """Return None while connected, else a sentence."""
        if await self._handler.client.is_connected():
            return None
        return "Socket Mode is not connected; Muster is trying to connect again."

    def _open(self) -> None:
        """Begin to connect, by a client of its own."""
        handler = AsyncSocketModeHandler(self._bolt, self._app_token, ping_interval=self._ping_every_s)
        handler.client.socket_mode_request_listeners[:] = [partial(self._answer, handler)]
        handler.client.message_listeners.append(self._greeted)
        self._handler = handler
        self._connecting = asyncio.create_task(self._handler.connect_async(), name="socket-mode-connect")
        self._keep(self._connecting)

    def _spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        self._keep(asyncio.create_task(work, name=name))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(
        self,
        handler: AsyncSocketModeHandler,
        _client: AsyncBaseSocketModeClient,
        request: SocketModeRequest,
    ) -> None:
        """Let Bolt answer over the connection that asked, and remember that it does."""
        self._answering += 1
        self._idle.clear()
        try:
            await handler.handle(handler.client, request)
        finally:
            self._answering -= 1
            if not self._answering:
                self._idle.set()

    async def _greeted(
        self, _client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None
    ) -> None:
        """Tell of a connection, whoever has made it: Slack's first word in each is `hello`."""
        if message.get("type") == "hello":
            self._on_connected()

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
                self._renew()
                gap_s = 0.0

    def _renew(self) -> None:
        """Give up the connection with its client, whatever that is waiting for, and open another."""
        self._connecting.cancel()
        self._spawn(self._handler.close_async(), name="socket-mode-close")
        self._open()
