"""Slack's endpoint: a request reaches Bolt only when its signature says that Slack sent it."""

import asyncio
import re

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.web.shape import read

PATH = "/slack/events"

BODY_WITHIN_S = 5.0
"""Real seconds after which a body that has not come is given up: nobody holds a connection for ever."""

_SECONDS = re.compile(r"[0-9]{1,12}")
"""A time stamp that is one; the verifier breaks on others."""

_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_TIMED_OUT = 408


class _Seconds(SignatureClock):
    """Our clock, in the seconds that the signature speaks of."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class SlackEndpoint:
    """Verifies requests and hands them to Bolt.

    Bolt's own check comes too late (it parses JSON first, and answers 500 to a timestamp that is no number
    and to a signature that is not ASCII), so it is switched off and done here; so is reading the body.

    Args:
        bolt: the Bolt app that answers, made with `request_verification_enabled=False`.
        signing_secret: Slack's secret for this app.
        clock: requests older or newer than five minutes are refused.
        body_within_s: how long a body may take to come; Slack sends it at once, and waits 3 s for the answer.
    """

    def __init__(
        self, bolt: AsyncApp, *, signing_secret: str, clock: Clock, body_within_s: float = BODY_WITHIN_S
    ) -> None:
        """Remember the app and the secret."""
        self._bolt = bolt
        self._body_within_s = body_within_s
        self._verifier = SignatureVerifier(signing_secret, clock=_Seconds(clock))

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: 401 unless Slack signed it, 400 when its body cannot be read, 408 when late."""
        try:
            async with asyncio.timeout(self._body_within_s):
                body = (await request.read()).decode("utf-8", errors="replace")
        except TimeoutError:
            return web.json_response({"error": "the body did not come in time"}, status=_TIMED_OUT)
        if not self._is_signed(request, body):
            return web.json_response({"error": "invalid request"}, status=_UNAUTHORIZED)
        payload = read(body, content_type=request.content_type)
        if payload is None:
            return web.json_response({"error": "unreadable body"}, status=_BAD_REQUEST)
        # In this mode Bolt takes a body that was read. Only what the signature covers goes on: no headers.
        for_bolt = AsyncBoltRequest(body=payload, mode="socket_mode")
        return await to_aiohttp_response(await self._bolt.async_dispatch(for_bolt))

    def _is_signed(self, request: web.Request, body: str) -> bool:
        """Tell whether Slack signed it; bytes that are no UTF-8 were replaced, so their signature fails."""
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (_SECONDS.fullmatch(timestamp) and signature.isascii()):
            return False
        return self._verifier.is_valid(body=body, timestamp=timestamp, signature=signature)
