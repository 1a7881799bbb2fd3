"""The Web API over HTTP: read the arguments, check the token and the scopes, run the method."""

from __future__ import annotations

import asyncio
import json
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.gate import Asked, Gate, Said
from bot.fakeslack.installation import Token, TokenKind
from bot.fakeslack.methods import METHODS
from bot.fakeslack.methods.args import Args
from bot.fakeslack.methods.call import Call
from bot.fakeslack.rates import RateLimits
from bot.fakeslack.workspace import Workspace


class WebApi:
    """Answers calls of methods."""

    def __init__(self, workspace: Workspace, gate: Gate) -> None:
        """Serve this workspace behind this gate."""
        self.workspace = workspace
        self.gate = gate
        self.rates = RateLimits(workspace.clock)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        came_at = asyncio.get_running_loop().time()
        name = request.match_info["method"]
        args = await read_arguments(request)
        header = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        given = str(args.pop("token", "") or header)
        token = self.workspace.app.tokens.get(given)
        asked = Asked(request, name, args, token.kind if token else "", came_at)
        method = METHODS.get(name)
        wait = self.rates.wait(name, tier=method.tier if method else 0, channel=str(args.get("channel", "")))
        if wait:
            response: web.StreamResponse = self.gate.limited(asked, wait)
        else:
            response = await self.gate.serve(
                asked, lambda: Said(self._answer(name, args, token, given=bool(given)))
            )
        response.headers.update(self._headers(token))
        return response

    def _headers(self, token: Token | None) -> dict[str, str]:
        """Return Slack's own time, and for a valid token of the bot the scopes that are granted to it."""
        headers = {"Date": format_datetime(self.workspace.clock.now(), usegmt=True)}
        if token is not None and token.kind is TokenKind.BOT and not token.revoked:
            headers["X-OAuth-Scopes"] = ",".join(sorted(self.workspace.app.scopes))
        return headers

    def _answer(self, name: str, args: Json, token: Token | None, *, given: bool) -> Json:
        try:
            return self._run(name, args, token, given=given)
        except SlackError as refused:
            return refused.as_json()

    def _run(self, name: str, args: Json, token: Token | None, *, given: bool) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if token is None:
            raise SlackError("invalid_auth" if given else "not_authed")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.kind not in method.kinds:
            raise SlackError("not_allowed_token_type")
        call = Call(self.workspace, Args(args), token, self.workspace.posting.base_url)
        if call.user and self.workspace.people.get(call.user).deleted:
            raise SlackError("account_inactive")
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
