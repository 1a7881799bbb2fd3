"""The one wrapper of Slack's Web API: every outgoing call that is not an answer passes here."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.config import Settings
from bot.delivery.budget import Budget, Held
from bot.delivery.failure import REFUSED_TOKENS, UNCERTAIN, LeaseLost, SlackFailure

TIMEOUT_S = 10.0
"""How long one call may take; the session that the client is given must have it set."""

LEASE = timedelta(seconds=TIMEOUT_S + 20)
"""How long a claimed effect is ours: long enough for a call begun at the last moment to time out."""

FIRST, LAST = 0, 99
"""The ranks of calls for which a person waits, and for which nobody does."""

_BAD_REQUEST = 400
_RATE_LIMITED = 429
_SERVER_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Slack's answer to one call; the names in `headers` are in small letters."""

    data: dict[str, Any]
    headers: Mapping[str, str]


class Slack:
    """Calls Slack, one attempt each, and tells exactly what an error means.

    Args:
        client: made with `retry_handlers=[]` and a session whose timeout is `TIMEOUT_S`.
        clock: tells when a method that Slack limits may be called again.
    """

    def __init__(self, client: AsyncWebClient, *, clock: Clock) -> None:
        """Remember the client."""
        self._client = client
        self._clock = clock
        self._budget = Budget()
        self._refusal = ""
        self.bot_user_id = ""
        self.team_id = ""

    async def identify(self) -> Mapping[str, Any]:
        """Ask Slack who we are, and remember it.

        Raises:
            SlackFailure: the token is not valid, or Slack cannot be reached.
        """
        answer = await self.call("auth.test")
        self.bot_user_id = str(answer["user_id"])
        self.team_id = str(answer["team_id"])
        return answer

    async def call(
        self, method: str, *, lease_until: datetime | None = None, rank: int = LAST, **arguments: Any
    ) -> dict[str, Any]:
        """Call `method` once and return Slack's answer, as `ask` does, but for its headers."""
        return (await self.ask(method, lease_until=lease_until, rank=rank, **arguments)).data

    async def ask(
        self, method: str, *, lease_until: datetime | None = None, rank: int = LAST, **arguments: Any
    ) -> Answer:
        """Call `method` once and return Slack's answer.

        Args:
            lease_until: the end of the caller's lease; the call is not made when it could outlast it.
            rank: smaller goes first, when Slack slows this method down.

        Raises:
            SlackFailure: Slack refused, did not answer, or asked us to wait.
            LeaseLost: too little of the lease is left.
        """
        channel = str(arguments.get("channel", ""))
        try:
            pace = await self._budget.enter(method, channel=channel, rank=rank, now=self._clock.now())
        except Held as held:
            raise SlackFailure(method, "ratelimited", certain=True, retry_after_s=held.wait_s) from held
        answered = False
        try:
            answer = await self._send(method, lease_until=lease_until, arguments=arguments)
            answered = True
            self._refusal = ""
        except SlackFailure as failure:
            if failure.error in REFUSED_TOKENS and "app_token" not in arguments:
                self._refusal = failure.error
            if failure.retry_after_s is not None:
                now = self._clock.now()
                self._budget.limited(method, channel=channel, wait_s=failure.retry_after_s, now=now)
            raise
        finally:
            if pace is not None:
                pace.leave(answered=answered)
        return answer

    async def _send(
        self, method: str, *, lease_until: datetime | None, arguments: Mapping[str, Any]
    ) -> Answer:
        if lease_until is not None and self._clock.now() > lease_until - timedelta(seconds=TIMEOUT_S):
            raise LeaseLost(method)
        send = getattr(self._client, method.replace(".", "_"))
        try:
            answer = await send(**arguments)
        except SlackApiError as error:
            raise _read(method, error.response) from error
        except aiohttp.ClientConnectorError as error:
            raise SlackFailure(method, "refused", certain=True) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise SlackFailure(method, "no_answer", certain=False) from error
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        return Answer(data=dict(answer.data), headers=headers)

    async def problem(self) -> str | None:
        """Return None unless Slack has refused the token since it last took it; then a sentence."""
        if not self._refusal:
            return None
        return (
            f"Slack refuses SLACK_BOT_TOKEN ({self._refusal}). Install the app again, give Muster the token "
            "that Slack then shows, and start it again; what waits will follow."
        )

    async def upload(self, url: str, content: bytes) -> None:
        """Send a file's bytes to the address that Slack gave for them.

        Raises:
            SlackFailure: they did not arrive.
        """
        session = self._client.session
        if session is None:
            raise RuntimeError("The client needs a session of its own.")
        try:
            async with session.post(url, data=content) as answer:
                if answer.status >= _BAD_REQUEST:
                    raise SlackFailure("files.upload", f"http_{answer.status}", certain=False)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise SlackFailure("files.upload", "no_answer", certain=False) from error


@asynccontextmanager
async def connected(
    settings: Settings, *, clock: Clock, timeout_s: float = TIMEOUT_S
) -> AsyncIterator[tuple[Slack, AsyncWebClient]]:
    """Yield the wrapper, and the client in it, with a session of their own.

    Args:
        timeout_s: how long one call may take; leases count on no more than `TIMEOUT_S`.
    """
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout_s)) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token,
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
        yield Slack(client, clock=clock), client


def _read(method: str, response: Any) -> SlackFailure:
    """Return what an error answer means; a body that is not JSON leaves only the status to go by."""
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    data = getattr(response, "data", None)
    data = data if isinstance(data, dict) else {}
    if status == _RATE_LIMITED:
        return SlackFailure(method, "ratelimited", certain=True, retry_after_s=_retry_after(response))
    error = str(data.get("error") or f"http_{status}")
    certain = bool(data.get("error")) and error not in UNCERTAIN and status < _SERVER_ERROR
    wait = _retry_after(response) if error in ("ratelimited", "rate_limited") else None
    return SlackFailure(
        method, error, certain=certain, retry_after_s=wait, needed=data.get("needed"), data=data
    )


def _retry_after(response: Any) -> float:
    """Return the seconds that Slack asked us to wait; 5 when it did not say."""
    headers = getattr(response, "headers", {}) or {}
    for name in ("Retry-After", "retry-after"):
        try:
            return max(0.0, float(headers[name]))
        except (KeyError, ValueError, TypeError):
            continue
    return 5.0
