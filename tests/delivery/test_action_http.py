"""HTTP calls against a real server on this machine: what is sent, what counts, and where calls never go."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

import pytest
import pytest_asyncio
from aiohttp import web

from bot.delivery.actions import perform
from bot.domain.acting import Result
from bot.domain.allowed import Actions, Host, Webhook
from bot.domain.calls import Call
from runbooks.calls import resolve
from runbooks.model import Action

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SECRET = "Bearer of-a-test-0123456789"
ENVIRONMENT = {"DEPLOY_AUTHORIZATION": SECRET}


@dataclass(kw_only=True)
class Server:
    """A server that remembers what it was asked."""

    port: int = 0
    answer: Handler = field(default=lambda _: _say("rolled back"))
    asked: list[tuple[str, str, Mapping[str, str], str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Remember a request and answer it."""
        body = (await request.read()).decode()
        self.asked.append((request.method, request.raw_path, dict(request.headers), body))
        return await self.answer(request)


async def _say(text: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(text=text, status=status, headers=headers)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    """A server on a loopback port."""
    made = Server()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


def _host(port: int, *, host: str = "127.0.0.1", networks: tuple[str, ...] = ()) -> Host:
    return Host(
        name="deploy",
        scheme="http",
        host=host,
        port=port,
        methods=("GET", "POST"),
        headers=(("Authorization", "DEPLOY_AUTHORIZATION"),),
        networks=networks,
    )


def _call(
    host: Host, *, method: str = "POST", path: str = "/rollback/x", body: str = ""
) -> tuple[Call, Actions]:
    allowed = Actions(hosts=MappingProxyType({host.name: host}))
    action = Action(kind="http", name=method, url=host.address + path, body=body)
    call = resolve(action, risk="safe", allowed=allowed)
    assert isinstance(call, Call), call
    return call, allowed


async def _perform(
    host: Host,
    *,
    method: str = "POST",
    path: str = "/rollback/x",
    body: str = "",
    environment: Mapping[str, str] = ENVIRONMENT,
    time_limit: timedelta = timedelta(minutes=5),
) -> Result:
    call, allowed = _call(host, method=method, path=path, body=body)
    return await perform(replace(call, time_limit=time_limit), allowed=allowed, environment=environment)


async def test_what_was_approved_is_what_is_sent(server: Server) -> None:
    """To the letter: method, path, query and body, with the header from the environment."""
    path = "/rollback/a%2Fb%7E/?why=it%20%22fails%22&x=%41"
    result = await _perform(_host(server.port), path=path, body='{"why": "ü"}')
    assert (result.ending, result.said, result.output) == ("succeeded", "answered 200", "rolled back")
    ((method, asked, headers, body),) = server.asked
    assert (method, asked, body) == ("POST", path, '{"why": "ü"}')
    assert headers["Authorization"] == SECRET
    assert headers["Content-Type"] == "application/json"
    assert "Cookie" not in headers


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
async def test_an_answer_that_is_an_error_is_a_failure(server: Server, status: int) -> None:
    """With what the server said of it."""
    server.answer = lambda _: _say("no such deployment", status=status)
    result = await _perform(_host(server.port))
    assert (result.ending, result.said) == ("failed", f"answered {status}")
    assert result.output == "no such deployment"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(server: Server, status: int) -> None:
    """Where it leads is on nobody's allow-list."""
    server.answer = lambda _: _say("", status=status, headers={"Location": "/elsewhere"})
    result = await _perform(_host(server.port), method="GET")
    assert (result.ending, result.said) == ("failed", f"answered {status} (redirects are not followed)")
    assert [path for _, path, _, _ in server.asked] == ["/rollback/x"]


async def test_a_server_that_does_not_answer_leaves_it_open(server: Server) -> None:
    """It may have done it; nobody tries again by themselves."""

    async def never(request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    server.answer = never
    result = await _perform(_host(server.port), time_limit=timedelta(seconds=5))
    assert result.ending == "timed_out"
    assert len(server.asked) == 1


async def test_a_server_that_is_not_there_certainly_did_nothing() -> None:
    """Nobody has to ask whether it happened."""
    with socket.socket() as nobody:  # the port is ours, so that nobody else comes to listen there
        nobody.bind(("127.0.0.1", 0))
        result = await _perform(_host(nobody.getsockname()[1]))
    assert result.ending == "failed"
    assert "could not be reached: " in result.said


@asynccontextmanager
async def _listening(
    handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object],
) -> AsyncIterator[int]:
    raw = await asyncio.start_server(handle, "127.0.0.1", 0)  # type: ignore[arg-type]
    async with raw:
        yield raw.sockets[0].getsockname()[1]


async def test_a_connection_that_breaks_leaves_it_open() -> None:
    """The request has arrived, the answer has not."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with _listening(hang_up) as port:
        result = await _perform(_host(port))
    assert result.ending == "unknown"
    assert "broke off before an answer" in result.said


async def test_an_answer_without_an_end_is_cut(server: Server) -> None:
    """Memory and the thread are spared; the status has been answered already."""

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"word " * 10_000)

    server.answer = endless
    result = await _perform(_host(server.port))
    assert (result.ending, result.said) == ("succeeded", "answered 200")
    assert 19_000 < len(result.output) <= 20_000
    assert result.left_out > 0


async def test_a_compressed_answer_is_not_unpacked(server: Server) -> None:
    """A few bytes cannot become gigabytes here."""
    server.answer = lambda _: _say("x", headers={"Content-Encoding": "gzip"})
    result = await _perform(_host(server.port))
    assert (result.ending, result.output) == ("succeeded", "x")


async def test_secrets_do_not_come_back(server: Server) -> None:
    """A server that echoes what it was sent tells nobody; what looks like a secret goes too."""

    async def echo(request: web.Request) -> web.StreamResponse:
        return await _say(f"{dict(request.headers)} password=hunter2!x")

    server.answer = echo
    result = await _perform(_host(server.port))
    assert "of-a-test-0123456789" not in result.output
    assert "hunter2" not in result.output
    assert "(DEPLOY_AUTHORIZATION)" in result.output


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, "DEPLOY_AUTHORIZATION is not set where Muster runs"),
        ({"DEPLOY_AUTHORIZATION": "  "}, "DEPLOY_AUTHORIZATION is not set where Muster runs"),
        (
            {"DEPLOY_AUTHORIZATION": "x\r\nX-Admin: yes"},
            "the variable DEPLOY_AUTHORIZATION holds a line break",
        ),
    ],
)
async def test_a_header_that_is_missing_or_two_starts_nothing(
    server: Server, environment: dict[str, str], why: str
) -> None:
    """It is told by the variable's name, never by what is in it."""
    result = await _perform(_host(server.port), environment=environment)
    assert (result.ending, result.said) == ("failed", f"could not be started: {why}")
    assert server.asked == []


async def test_a_name_that_leads_to_this_machine_is_not_called(server: Server) -> None:
    """Somebody else may answer for a name; what listens here is for nobody outside."""
    result = await _perform(_host(server.port, host="localhost"))
    assert result.ending == "failed"
    assert "where nothing may be called" in result.said
    assert server.asked == []


async def test_a_name_is_called_in_the_networks_that_are_named(server: Server) -> None:
    """The operator decides."""
    host = _host(server.port, host="localhost", networks=("127.0.0.0/8", "::1/128"))
    assert (await _perform(host)).ending == "succeeded"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_what_is_outside_the_named_networks_is_not_called(server: Server, host: str) -> None:
    """By name and by address."""
    result = await _perform(_host(server.port, host=host, networks=("10.0.0.0/8",)))
    assert result.ending == "failed"
    assert "where nothing may be called" in result.said
    assert server.asked == []


async def test_a_proxy_of_the_environment_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would see the header, and decide where the call goes."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await _perform(_host(server.port))).ending == "succeeded"


async def test_a_call_whose_entry_has_changed_is_not_made(server: Server) -> None:
    """It was approved under another one."""
    call, _ = _call(_host(server.port))
    changed = replace(_host(server.port), headers=())
    allowed = Actions(hosts=MappingProxyType({"deploy": changed}))
    result = await perform(call, allowed=allowed, environment=ENVIRONMENT)
    assert result.said == "could not be started: the allow-list says something else by now"
    assert server.asked == []


# ---------------------------------------------------------------- webhooks


def _ticket() -> Webhook:
    return Webhook(name="ticket", url_from="TICKET_URL", arguments=(("why", ".+"),))


async def _perform_webhook(webhook: Webhook, environment: Mapping[str, str]) -> Result:
    allowed = Actions(webhooks=MappingProxyType({webhook.name: webhook}))
    action = Action(kind="webhook", name="ticket", arguments=(("why", 'it "fails"'),))
    call = resolve(action, risk="safe", allowed=allowed)
    assert isinstance(call, Call), call
    return await perform(call, allowed=allowed, environment=environment)


async def test_a_webhook_is_called_where_the_environment_says(server: Server) -> None:
    """With its arguments as JSON, and an answer without its address."""

    async def echo(request: web.Request) -> web.StreamResponse:
        return await _say(f"called http://127.0.0.1:{server.port}/hooks/of-a-test")

    server.answer = echo
    address = f"http://127.0.0.1:{server.port}/hooks/of-a-test"
    result = await _perform_webhook(_ticket(), {"TICKET_URL": address})
    assert (result.ending, result.output) == ("succeeded", "called (TICKET_URL)")
    ((method, path, _, body),) = server.asked
    assert (method, path, body) == ("POST", "/hooks/of-a-test", '{"why": "it \\"fails\\""}')


async def test_a_webhooks_address_may_stand_in_a_file(server: Server, tmp_path: object) -> None:
    """As secrets are mounted."""
    file = f"{tmp_path}/hook"
    with open(file, "w", encoding="utf-8") as written:  # noqa: ASYNC230 PTH123 - a test's small file
        written.write(f"http://127.0.0.1:{server.port}/hooks/of-a-test\n")
    webhook = replace(_ticket(), url_from=file, is_file=True)
    assert (await _perform_webhook(webhook, {})).ending == "succeeded"


@pytest.mark.parametrize(
    "address",
    ["", "not an address", "ftp://127.0.0.1/x", "http://", "http://a:b@127.0.0.1/", "http://127.0.0.1:x/"],
)
async def test_a_webhook_without_an_address_starts_nothing(address: str) -> None:
    """What is wrong is told by the variable's name."""
    result = await _perform_webhook(_ticket(), {"TICKET_URL": address})
    assert result.ending == "failed"
    assert "TICKET_URL" in result.said
