"""What the port answers: to Slack, to whoever runs the bot, and to strangers."""

import asyncio
import io
import json
import socket
import zlib
from urllib.parse import urlencode

from tests.serve.port import FORM, Port
from tests.support.processes import until

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
    (b"payload=%7Bnot+json", FORM),
    (b"payload=[]", FORM),
    (b"", FORM),
    (b"a=%ff%fe&b", FORM),
    (b"\xff\xfe\x00", "application/json"),
    (b"{}", "text/plain"),
    (b"{}", "application/json; charset=nonsense"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b'{"type": "event_callback"}', "application/json"),
    (b'{"type": "event_callback", "event": 7}', "application/json"),
    (b'{"type": "event_callback", "event": {}}', "application/json"),
    (b'{"type": "event_callback", "event": {"type": "message"}}', "application/json"),
    (b'payload={"type":"block_actions"}', FORM),
    (b'payload={"type":"block_actions","actions":[]}', FORM),
    (b'payload={"type":"view_submission"}', FORM),
    (b"command=%2Fincident", FORM),
    (b"command=%2Fother&text=x", FORM),
    (b"payload", FORM),
    (b"payload=null", FORM),
    (b"payload=7", FORM),
    (b"payload=%22words%22", FORM),
    (b"payload=" + b"%5B" * 100_000, FORM),
    (b"payload=%00", FORM),
    (b"[" * 100_000, "application/json"),
    (b'{"a":' * 500 + b"1" + b"}" * 500, "application/json"),
    (b"9" * 100_000, "application/json"),
    (b'{"type": ' + b"9" * 100_000 + b"}", "application/json"),
    (b'{"type": "event_callback", "event": {"type": "x"}, "event_id": 1e999}', "application/json"),
    (b'{"type": "of_the_future"}', "application/json"),
    (b'{"type": ["event_callback"]}', "application/json"),
    (b"payload=%7B%22type%22%3A%22interactive_message%22%2C%22callback_id%22%3A%22x%22%7D", FORM),
    (b"payload=%7B%22type%22%3A%22dialog_submission%22%2C%22callback_id%22%3A%22x%22%7D", FORM),
    (b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{}', "multipart/form-data; boundary=x"),
    (b"\x1f\x8b\x08\x00", "application/gzip"),
    (b"\x00" * 1_000, "application/octet-stream"),
    (b"{}", "application/JSON;" + ";" * 500),
    (b"{}", "/"),
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


async def test_a_body_that_stops_coming_is_given_up(port: Port) -> None:
    """Announced and never sent, or in chunks without an end: 408, a closed line, and no traceback."""
    start = "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    stalled = (
        f"{start}Content-Length: 100\r\n\r\n{{",
        f"{start}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n",
    )
    answers = await asyncio.gather(*(port.raw(one.encode()) for one in stalled))
    assert [answer.split(b"\r\n", 1)[0] for answer in answers] == [b"HTTP/1.1 408 Request Timeout"] * 2


async def test_a_compressed_body_is_not_unpacked(port: Port) -> None:
    """Slack compresses nothing; some kilobytes that would become a hundred megabytes stay what they are."""
    bomb = zlib.compress(b"x" * 100_000_000)
    assert len(bomb) < 200_000
    assert (await port.post(bomb, Content_Encoding="deflate", **port.signed(bomb)))[0] == 401
    assert (await port.post(b"no gzip", Content_Encoding="gzip"))[0] == 401
    assert (await port.post(b"no gzip", Content_Encoding="gzip", **port.signed(b"no gzip")))[0] == 400


async def test_a_request_that_is_no_http_is_refused(port: Port) -> None:
    """Headers twice, headers without an end, chunks that are none: 400 or a closed line, and no traceback."""
    body = json.dumps(EVENT).encode()
    signed = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in port.signed(body).items())
    usual = "Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    start = f"POST /slack/events HTTP/1.1\r\n{usual}{signed}"
    length = f"Content-Length: {len(body)}\r\n"
    assert b" 200 " in await port.raw(f"{start}{length}\r\n".encode() + body)
    for broken in (
        f"{start}{length}Content-Length: 3\r\n\r\n".encode() + body,
        f"{start}{length}Transfer-Encoding: chunked\r\n\r\n".encode() + body,
        f"{start}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode() + body,
        f"{start}Content-Length: -1\r\n\r\n".encode() + body,
        f"{start}X: {'y' * 100_000}\r\n{length}\r\n".encode() + body,
        f"{start}X: a\x00b\r\n{length}\r\n".encode() + body,
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ):
        first = (await port.raw(broken)).split(b"\r\n", 1)[0]
        assert first == b"" or b" 400 " in first, (broken[:300], first)
    unlike = start.replace("X-Slack-Signature: v0=", "X-Slack-Signature: v0=0\r\nX-Slack-Signature: v0=")
    assert b" 401 " in await port.raw(f"{unlike}{length}\r\n".encode() + body)


async def test_an_answer_whose_address_is_gone_is_a_line_in_the_log_without_it(port: Port) -> None:
    """The address is a secret: whoever has it can write in the channel."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/response/canary-in-an-address"
        click = {
            "type": "block_actions",
            "user": {"id": "U0ANA0000"},
            "team": {"id": "T1"},
            "trigger_id": "1.2.3",
            "response_url": address,
            "actions": [{"action_id": "show_help", "block_id": "b"}],
        }
        body = urlencode({"payload": json.dumps(click)}).encode()
        assert (await port.post_signed(body, kind=FORM))[0] == 200
        await until(lambda: port.process.events("answer_not_delivered"), what="a line in the log")
    assert "canary-in-an-address" not in port.process.log


async def test_a_name_with_half_a_character_in_it_is_kept(port: Port) -> None:
    """Also one with a NUL, or with signs that turn the text around after it: the rest of it is a name."""
    name = "ana \ud83d\x00 \u202eevil"
    what = {"type": "user_change", "user": {"id": "U0ANA0001", "profile": {"display_name": name}}}
    body = json.dumps({**EVENT, "event": what}).encode()
    assert (await port.post_signed(body))[0] == 200
    assert not port.process.events("listener_broke")


async def test_slacks_own_questions_are_answered(port: Port) -> None:
    """The challenge of a new address, the check of its certificate, and an event that nobody follows."""
    challenge = b'{"type": "url_verification", "challenge": "c123"}'
    status, text = await port.post(challenge, **port.signed(challenge))
    assert (status, "c123" in text) == (200, True)
    ssl = b"ssl_check=1&token=x"
    assert (await port.post(ssl, kind=FORM, **port.signed(ssl)))[0] == 200
    event = json.dumps(EVENT).encode()
    assert (await port.post(event, **port.signed(event)))[0] == 200
    command = urlencode(COMMAND).encode()
    status, text = await port.post(command, kind=FORM, **port.signed(command))
    assert (status, "You can say" in text) == (200, True)
