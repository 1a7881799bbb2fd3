"""The Web API over HTTP: arguments, token, scopes, faults, rate limits; then the method; then the record."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.fakeslack.calls import ApiCall
from bot.fakeslack.changes import Change
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.faults import Effect, Fault, Faults, Kind
from bot.fakeslack.installation import Token
from bot.fakeslack.methods import METHODS
from bot.fakeslack.methods.args import Args
from bot.fakeslack.methods.call import Call
from bot.fakeslack.rates import RateLimits
from bot.fakeslack.workspace import Workspace

_HTML = (
    "<!DOCTYPE html><html><head><title>Server Error</title></head><body>Something went wrong.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: which method, with what, by whom."""

    method: str
    args: Json
    token: Token | None
    token_given: bool


class WebApi:
    """Answers calls of methods."""

    def __init__(self, workspace: Workspace) -> None:
        """Serve this workspace."""
        self.workspace = workspace
        self.faults = Faults()
        self.rates = RateLimits(workspace.clock)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        asked = await self._read(request)
        delay = self.faults.delay(asked.method)
        if delay:
            await asyncio.sleep(delay)
        fault = self.faults.next(asked.method, asked.args)
        if fault is not None:
            return await self._faulty(request, asked, fault)
        tier = METHODS[asked.method].tier if asked.method in METHODS else 0
        wait = self.rates.wait(asked.method, tier=tier, channel=str(asked.args.get("channel", "")))
        if wait:
            return self._limited(asked, wait)
        return self._answered(asked)

    def execute(self, asked: Asked) -> Json:
        """Run a method and return its answer, yes or no."""
        try:
            return self._run(asked)
        except SlackError as refused:
            return refused.as_json()

    async def _read(self, request: web.Request) -> Asked:
        args = await read_arguments(request)
        header = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = str(args.pop("token", "") or header)
        return Asked(request.match_info["method"], args, self.workspace.app.tokens.get(token), bool(token))

    async def _faulty(self, request: web.Request, asked: Asked, fault: Fault) -> web.StreamResponse:
        if fault.kind is Kind.HOLD:
            await fault.released()
            if fault.effect is Effect.DONE:
                return self._answered(asked)
            return self._broken(request, asked)
        if fault.kind is Kind.LATENCY:
            await asyncio.sleep(fault.seconds)
            return self._answered(asked)
        if fault.effect is Effect.DONE:
            self.execute(asked)
        if fault.kind is Kind.ERROR:
            answer = {"ok": False, "error": fault.code}
            self._record(asked, answer=answer, status=200)
            return web.json_response(answer)
        if fault.kind is Kind.STATUS and fault.retry_after is not None:
            return self._limited(asked, fault.retry_after)
        if fault.kind is Kind.STATUS:
            self._record(asked, answer=None, status=fault.status)
            return web.Response(status=fault.status, text=_HTML, content_type="text/html")
        if fault.kind is Kind.HANG:
            self._record(asked, answer=None, status=0)
            await fault.released()
            return _abort(request)
        return self._broken(request, asked)

    def _answered(self, asked: Asked) -> web.Response:
        answer = self.execute(asked)
        self._record(asked, answer=answer, status=200)
        return web.json_response(answer)

    def _limited(self, asked: Asked, wait: int) -> web.Response:
        answer = {"ok": False, "error": "ratelimited"}
        self._record(asked, answer=answer, status=429)
        return web.json_response(answer, status=429, headers={"Retry-After": str(wait)})

    def _broken(self, request: web.Request, asked: Asked) -> web.Response:
        self._record(asked, answer=None, status=0)
        return _abort(request)

    def _record(self, asked: Asked, *, answer: Json | None, status: int) -> None:
        kind = asked.token.kind if asked.token else "none"
        call = ApiCall(asked.method, asked.args, kind, self.workspace.clock.now(), answer, status)
        self.workspace.calls.append(call)
        self.workspace.changes.publish(Change("call", detail={"call": call}))

    def _run(self, asked: Asked) -> Json:
        method, token = METHODS.get(asked.method), asked.token
        if method is None:
            raise SlackError("unknown_method", req_method=asked.method)
        if token is None:
            raise SlackError("invalid_auth" if asked.token_given else "not_authed")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.kind not in method.kinds:
            raise SlackError("not_allowed_token_type")
        call = Call(self.workspace, Args(asked.args), token, self.workspace.posting.base_url)
        if call.user and self.workspace.people.get(call.user).deleted:
            raise SlackError("account_inactive")
        call.need_scope(*method.scopes)
        return method.run(call)


def _abort(request: web.Request) -> web.Response:
    """Cut the connection; the response that aiohttp wants never gets out."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def read_arguments(request: web.Request) -> Json:
    """Return the arguments of a request: query, then form or JSON on top."""
    raw: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body: Any = json.loads(text) if text else {}
        except ValueError:
            return raw
        return raw | body if isinstance(body, dict) else raw
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raw |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return raw
