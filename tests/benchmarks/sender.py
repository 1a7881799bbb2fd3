"""Signed slash commands, as Slack sends them, and when each was answered."""

import asyncio
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.clock import SystemClock
from bot.fakeslack.people import HOME_TEAM
from tests.benchmarks.slack import Keys
from tests.benchmarks.ticks import now_s

_TIMEOUT = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What somebody types: `/incident words` in a channel."""

    by: str
    channel: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """One command and its acknowledgement, by `now_s`; status 0 when none came."""

    sent_s: float
    acked_s: float
    status: int
    raw: bytes = b""

    @property
    def text(self) -> str:
        """What it says, where it is only a text or has one for notifications."""
        return _text(self.raw)

    @property
    def took_s(self) -> float:
        """How long the person waited."""
        return self.acked_s - self.sent_s


class Sender:
    """Sends commands; use it as an async context manager."""

    def __init__(self, keys: Keys) -> None:
        """Remember how to sign."""
        self._keys = keys
        self._verifier = SignatureVerifier(keys.signing_secret)
        self._numbers = itertools.count(1)
        self._run = int(now_s() * 1e6)  # a later sender's requests are none that were seen before

    async def __aenter__(self) -> Self:
        """Open the session; as many connections as needed."""
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=_TIMEOUT)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.session.close()

    async def send(self, url: str, typed: Typed, *, due_s: float | None = None) -> Answered:
        """Send one command and wait for its acknowledgement.

        Args:
            due_s: when it should have been sent, by `now_s`: the person's waiting begins then.
        """
        body = urlencode(self._form(typed))
        stamp = str(int(SystemClock().now().timestamp()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": self._verifier.generate_signature(timestamp=stamp, body=body) or "",
        }
        sent = now_s() if due_s is None else due_s
        try:
            async with self.session.post(url, data=body.encode(), headers=headers) as response:
                raw = await response.read()
                status = response.status
        except (TimeoutError, aiohttp.ClientError):
            return Answered(sent_s=sent, acked_s=now_s(), status=0)
        acked = now_s()
        return Answered(sent_s=sent, acked_s=acked, status=status, raw=raw)

    async def paced(
        self, urls: Iterable[str], commands: Iterable[Typed], *, per_second: float
    ) -> list[Answered]:
        """Send each command at its time, whether or not earlier ones have been answered.

        Args:
            urls: taken in turn.
        """
        where = itertools.cycle(urls)
        begin = now_s()
        tasks: list[asyncio.Task[Answered]] = []
        for number, command in enumerate(commands):
            due = begin + number / per_second
            await asyncio.sleep(max(0.0, due - now_s()))
            tasks.append(asyncio.create_task(self.send(next(where), command, due_s=due)))
        return list(await asyncio.gather(*tasks))

    def _form(self, typed: Typed) -> dict[str, str]:
        number = next(self._numbers)
        return {
            "token": "unused",
            "team_id": HOME_TEAM,
            "team_domain": "local",
            "channel_id": typed.channel,
            "channel_name": "room",
            "user_id": self._keys.people[typed.by],
            "user_name": typed.by,
            "command": "/incident",
            "text": typed.words,
            "api_app_id": "A0MUSTER",
            "is_enterprise_install": "false",
            "response_url": f"{self._keys.api_url.removesuffix('api/')}response/{number}",
            "trigger_id": f"{number}.{self._run}",
        }


def _text(raw: bytes) -> str:
    try:
        body = json.loads(raw) if raw else ""
    except ValueError:
        body = raw.decode(errors="replace")
    return str(body.get("text", "")) if isinstance(body, dict) else str(body)
