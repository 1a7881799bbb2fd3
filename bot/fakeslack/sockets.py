"""Socket Mode: one-time tickets, open connections, and who acknowledged what."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.fakeslack.chance import nonce
from bot.fakeslack.errors import Json


class Line(Protocol):
    """A connection to the app over which JSON goes out."""

    async def send_json(self, data: Any) -> None:
        """Send one frame."""
        ...

    async def close(self) -> Any:
        """Hang up."""
        ...


@dataclass(slots=True)
class Sockets:
    """The app's open connections; each payload goes to one of them, in turn.

    Over `stalled` ones nothing goes, not even a pong. While `silent`, nobody answers the handshake of a new
    one; `unanswered` counts those.
    """

    app_id: str
    lines: list[Line] = field(default_factory=list)
    stalled: list[Line] = field(default_factory=list)
    silent: bool = False
    unanswered: int = 0
    ever_used: bool = False
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    _turn: itertools.count[int] = field(default_factory=itertools.count)

    def new_ticket(self) -> str:
        """Return the secret part of a one-time address."""
        ticket = nonce()
        self._tickets.add(ticket)
        return ticket

    def redeem(self, ticket: str) -> bool:
        """Spend a ticket; False when it is unknown or spent."""
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def welcome(self, line: Line) -> None:
        """Say hello to a new connection and use it from now on."""
        self.lines.append(line)
        self.ever_used = True
        await line.send_json(
            {
                "type": "hello",
                "num_connections": len(self.lines),
                "connection_info": {"app_id": self.app_id},
                "debug_info": {"host": "local", "approximate_connection_time": 18060},
            }
        )

    def gone(self, line: Line) -> None:
        """Forget a connection that closed."""
        for known in (self.lines, self.stalled):
            if line in known:
                known.remove(line)

    def acknowledged(self, frame: Json) -> None:
        """Take an acknowledgement of the app."""
        waiting = self._waiting.get(str(frame.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)

    async def send(
        self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "", within: float
    ) -> Json:
        """Send an envelope over one connection and return its acknowledgement.

        Args:
            kind: events_api, slash_commands or interactive.
            payload: what it carries.
            attempt: which repetition this is; 0 for the first.
            reason: why it is repeated.
            within: seconds to wait for the acknowledgement.

        Raises:
            ConnectionError: the app has no connection.
            TimeoutError: nothing came back in time.
        """
        if not self.lines:
            raise ConnectionError("the app has no open connection")
        line = self.lines[next(self._turn) % len(self.lines)]
        envelope_id = nonce()
        envelope: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(within):
                if line not in self.stalled:
                    await line.send_json(envelope)
                return await answer
        finally:
            del self._waiting[envelope_id]

    def stall(self) -> None:
        """Let every open connection go dead without closing it."""
        self.stalled = list(self.lines)

    async def refresh(self, *, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect: `warning`, `refresh_requested`, `link_disabled`, `too_many_websockets`.

        But for a warning nothing more is sent over the old connections, which the app is to close.
        """
        for line in tuple(self.lines):
            if reason != "warning":
                self.lines.remove(line)
            await line.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    async def hang_up(self) -> None:
        """Close every connection without a word."""
        for line in tuple(self.lines):
            await line.close()
