"""What the port answers: to Slack, to whoever runs the bot, and to strangers."""

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
import pytest_asyncio

from tests.support.processes import Process
from tests.support.stage import Stage


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

    def signed(self, body: bytes, *, at: float | None = None) -> dict[str, str]:
        """Return Slack's headers for a body."""
        stamp = str(int(time.time() if at is None else at))  # noqa: TID251 another process's clock is meant
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X_Slack_Request_Timestamp": stamp, "X_Slack_Signature": f"v0={digest}"}


@pytest_asyncio.fixture
async def port(stage: Stage) -> AsyncIterator[Port]:
    """The port of a process that serves the stage."""
    process = await stage.serve()
    url = str(stage.slack.app_url).removesuffix("/slack/events")
    yield Port(process=process, url=url, secret=stage.slack.workspace.app.signing_secret)
    assert "Traceback" not in process.log, process.log


COMMAND = {
    "command": "/incident",
    "text": "help",
    "user_id": "U0ANA0000",
    "channel_id": "C1",
    "trigger_id": "1.2.3",
}
EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T1",
    "event": {"type": "of_the_future", "user": "U1"},
}


async def test_health_and_readiness_are_told(port: Port) -> None:
    """The one says that the process lives, the other that it can work."""
    assert await port.get("/healthz") == (200, '{"status": "alive"}')
    status, text = await port.get("/readyz")
    assert (status, json.loads(text)) == (200, {"status": "ready", "problems": {}})


async def test_paths_that_are_not_there_are_404(port: Port) -> None:
    """And a path that is there takes its own method only."""
    assert (await port.get("/"))[0] == 404
    assert (await port.get("/../../etc/passwd"))[0] == 404
    assert (await port.get("/slack/events"))[0] == 405
    assert (await port.post(b"{}", path="/healthz"))[0] == 405


async def test_only_what_slack_signed_lately_is_heard(port: Port) -> None:
    """Unsigned, badly signed, old, from the future, or altered: 401 each, and nothing happens."""
    body = json.dumps(EVENT).encode()
    good, now = port.signed(body), int(port.signed(body)["X_Slack_Request_Timestamp"])
    refused = [
        {},
        {"X_Slack_Request_Timestamp": good["X_Slack_Request_Timestamp"]},
        {"X_Slack_Signature": good["X_Slack_Signature"]},
        {**good, "X_Slack_Signature": "v0=" + "0" * 64},
        {**good, "X_Slack_Signature": "v0=ünïcödé"},
        {**good, "X_Slack_Signature": ""},
        {**good, "X_Slack_Request_Timestamp": "yesterday"},
        {**good, "X_Slack_Request_Timestamp": ""},
        {**good, "X_Slack_Request_Timestamp": "٣٣٣"},
        {**good, "X_Slack_Request_Timestamp": "9" * 400},
        port.signed(body, at=now - 301),
        port.signed(body, at=now + 310),
        port.signed(body + b" "),
    ]
    answers = await asyncio.gather(*(port.post(body, **headers) for headers in refused))
    assert [status for status, _ in answers] == [401] * len(refused)
    assert (await port.post(body, **good))[0] == 200


UNREADABLE = (
    (b"{not json", "application/json"),
    (b"[1, 2]", "application/json"),
    (b"null", "application/json"),
    (b'"words"', "application/json"),
    (b"", "application/json"),
    (b"payload=%7Bnot+json", "application/x-www-form-urlencoded"),
    (b"payload=[]", "application/x-www-form-urlencoded"),
    (b"", "application/x-www-form-urlencoded"),
    (b"a=%ff%fe&b", "application/x-www-form-urlencoded"),
    (b"\xff\xfe\x00", "application/json"),
    (b"{}", "text/plain"),
    (b"{}", "application/json; charset=nonsense"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b'{"type": "event_callback"}', "application/json"),
    (b'{"type": "event_callback", "event": 7}', "application/json"),
    (b'{"type": "event_callback", "event": {}}', "application/json"),
    (b'{"type": "event_callback", "event": {"type": "message"}}', "application/json"),
    (b'payload={"type":"block_actions"}', "application/x-www-form-urlencoded"),
    (b'payload={"type":"block_actions","actions":[]}', "application/x-www-form-urlencoded"),
    (b'payload={"type":"view_submission"}', "application/x-www-form-urlencoded"),
    (b"command=%2Fincident", "application/x-www-form-urlencoded"),
    (b"command=%2Fother&text=x", "application/x-www-form-urlencoded"),
)
"""Bodies that Slack would never send, with the kind that their sender says they are."""


async def test_a_signed_body_that_cannot_be_read_is_refused_without_a_traceback(port: Port) -> None:
    """Whoever sends it gets 4xx, and the log no traceback."""
    for body, kind in UNREADABLE:
        status, text = await port.post(body, kind=kind, **port.signed(body))
        assert 400 <= status < 500, (body, status, text)
        assert "Traceback" not in text


async def test_a_body_of_two_megabytes_is_too_large(port: Port) -> None:
    """It is not even read to its end, signed or not."""
    body = b'{"x": "' + b"y" * 2_000_000 + b'"}'
    assert (await port.post(io.BytesIO(body), **port.signed(body)))[0] == 413
    assert (await port.post(io.BytesIO(body)))[0] == 413


async def test_slacks_own_questions_are_answered(port: Port) -> None:
    """The challenge of a new address, the check of its certificate, and an event that nobody follows."""
    challenge = b'{"type": "url_verification", "challenge": "c123"}'
    status, text = await port.post(challenge, **port.signed(challenge))
    assert (status, "c123" in text) == (200, True)
    ssl = b"ssl_check=1&token=x"
    form = "application/x-www-form-urlencoded"
    assert (await port.post(ssl, kind=form, **port.signed(ssl)))[0] == 200
    event = json.dumps(EVENT).encode()
    assert (await port.post(event, **port.signed(event)))[0] == 200
    command = urlencode(COMMAND).encode()
    status, text = await port.post(command, kind=form, **port.signed(command))
    assert (status, "You can say" in text) == (200, True)
