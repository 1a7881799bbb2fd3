"""A running process's port, and ways to knock at it."""

import asyncio
import hashlib
import hmac
import io
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.support.processes import PATIENCE_S, Process

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, kw_only=True)
class Port:
    """A running process, and ways to knock at its port."""

    process: Process
    url: str
    secret: str

    async def get(self, path: str) -> tuple[int, str]:
        """Ask for a page."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status, await answer.text()

    async def post(
        self,
        body: bytes | io.BytesIO,
        *,
        path: str = "/slack/events",
        kind: str = "application/json",
        **headers: str,
    ) -> tuple[int, str]:
        """Send a body as it is."""
        sent = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=body, headers=sent) as answer,
        ):
            return answer.status, await answer.text()

    async def raw(self, sent: bytes) -> bytes:
        """Send bytes as they are, and return all that comes back until the line is closed."""
        parts = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(sent)
            return await asyncio.wait_for(reader.read(), PATIENCE_S)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def post_signed(self, body: bytes, *, kind: str = "application/json") -> tuple[int, str]:
        """Send a body with a signature that is right."""
        return await self.post(body, kind=kind, **self.signed(body))

    def signed(self, body: bytes, *, at: float | None = None) -> dict[str, str]:
        """Return Slack's headers for a body."""
        stamp = str(int(time.time() if at is None else at))  # noqa: TID251 another process's clock is meant
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": f"v0={digest}"}
