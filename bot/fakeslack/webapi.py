"""The Web API over HTTP: read the arguments, check the token and the scopes, run the method, record the call."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.fakeslack.calls import ApiCall
from bot.fakeslack.changes import Change
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.installation import Token, TokenKind
from bot.fakeslack.methods import METHODS
from bot.fakeslack.methods.args import Args
from bot.fakeslack.methods.call import Call
from bot.fakeslack.workspace import Workspace


class WebApi:
    """Answers calls of methods."""

    def __init__(self, workspace: Workspace) -> None:
        """Serve this workspace."""
        self.workspace = workspace

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        method = request.match_info["method"]
        raw = await read_arguments(request)
        value = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or raw.pop(
            "token", ""
        )
        answer = self.run(method, raw, token=str(value))
        return web.json_response(answer)

    def run(self, method: str, raw: Json, *, token: str) -> Json:
        """Run a method and record the call."""
        known = self.workspace.app.tokens.get(token)
        try:
            answer = self._run(method, raw, known, given=bool(token))
        except SlackError as refused:
            answer = refused.as_json()
        self.record(method, raw, known, answer=answer, status=200)
        return answer

    def record(
        self, method: str, raw: Json, token: Token | None, *, answer: Json | None, status: int
    ) -> None:
        """Remember a call and tell whoever waits."""
        kind = token.kind if token else "none"
        call = ApiCall(method, raw, kind, self.workspace.clock.now(), answer, status)
        self.workspace.calls.append(call)
        self.workspace.changes.publish(Change("call", detail={"call": call}))

    def _run(self, name: str, raw: Json, token: Token | None, *, given: bool) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if token is None:
            raise SlackError("invalid_auth" if given else "not_authed")
        if token.revoked:
            raise SlackError("token_revoked" if token.kind is TokenKind.USER else "account_inactive")
        if token.kind not in method.kinds:
            raise SlackError("not_allowed_token_type")
        call = Call(self.workspace, Args(raw), token, self.workspace.posting.base_url)
        call.need_scope(*method.scopes)
        return method.run(call)


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
