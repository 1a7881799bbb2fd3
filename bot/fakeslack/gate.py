"""The gate of every request of the app: here it is slowed, broken, held or refused on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.fakeslack.calls import ApiCall
from bot.fakeslack.changes import Change
from bot.fakeslack.errors import Json
from bot.fakeslack.faults import Effect, Fault, Faults, Kind
from bot.fakeslack.workspace import Workspace

_HTML = (
    "<!DOCTYPE html><html><head><title>Server Error</title></head><body>Something went wrong.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: a Web API method, `response_url` or `upload`; with what, and by which token (or empty).

    Args:
        came_at: when, by the loop's clock: a delayed call takes its time from then on, our own included.
    """

    request: web.Request
    method: str
    args: Json
    token_kind: str = ""
    came_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered: JSON, or the words of a plain-text answer under `text`."""

    body: Json
    status: int = 200
    plain: bool = False

    def response(self) -> web.Response:
        """Return it as HTTP."""
        if self.plain:
            return web.Response(status=self.status, text=str(self.body["text"]))
        return web.json_response(self.body, status=self.status)


@dataclass(slots=True)
class Gate:
    """Lets requests through, with the latency and the faults that were asked for, and records them."""

    workspace: Workspace
    faults: Faults = field(default_factory=Faults)

    async def serve(self, asked: Asked, work: Callable[[], Said]) -> web.StreamResponse:
        """Answer a request with what `work` says, unless the script of faults has other plans."""
        if delay := self.faults.delay(asked.method):
            await asyncio.sleep(asked.came_at + delay - asyncio.get_running_loop().time())
        fault = self.faults.next(asked.method, asked.args)
        if fault is None:
            return self._done(asked, work())
        if fault.kind is Kind.HOLD:
            await fault.released()
            return self._done(asked, work()) if fault.effect is Effect.DONE else self._broken(asked)
        if fault.kind is Kind.HOLD_ANSWER:
            answer = self._done(asked, work())
            await fault.released()
            return answer
        if fault.kind is Kind.LATENCY:
            await asyncio.sleep(fault.seconds)
            return self._done(asked, work())
        if fault.effect is Effect.DONE:
            work()
        return await self._failed(asked, fault)

    def limited(self, asked: Asked, wait: int) -> web.Response:
        """Answer that it was one call too many, and come back in `wait` seconds."""
        answer = {"ok": False, "error": "ratelimited"}
        self._record(asked, answer=answer, status=429)
        return web.json_response(answer, status=429, headers={"Retry-After": str(wait)})

    async def _failed(self, asked: Asked, fault: Fault) -> web.Response:
        if fault.kind is Kind.ERROR:
            return self._done(asked, Said({"ok": False, "error": fault.code}))
        if fault.kind is Kind.STATUS and fault.retry_after is not None:
            return self.limited(asked, fault.retry_after)
        if fault.kind is Kind.STATUS:
            self._record(asked, answer=None, status=fault.status)
            return web.Response(status=fault.status, text=_HTML, content_type="text/html")
        if fault.kind is Kind.HANG:
            self._record(asked, answer=None, status=0)
            await fault.released()
            return _abort(asked.request)
        return self._broken(asked)

    def _done(self, asked: Asked, said: Said) -> web.Response:
        self._record(asked, answer=said.body, status=said.status)
        return said.response()

    def _broken(self, asked: Asked) -> web.Response:
        self._record(asked, answer=None, status=0)
        return _abort(asked.request)

    def _record(self, asked: Asked, *, answer: Json | None, status: int) -> None:
        now = self.workspace.clock.now()
        call = ApiCall(asked.method, asked.args, asked.token_kind, now, answer, status)
        self.workspace.calls.append(call)
        self.workspace.changes.publish(Change("call", detail={"call": call}))


def _abort(request: web.Request) -> web.Response:
    """Cut the connection; the response that aiohttp wants never gets out."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
