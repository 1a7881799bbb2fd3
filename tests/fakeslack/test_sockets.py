"""Socket Mode with the real handler of Bolt."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack
from tests.fakeslack.conftest import PATIENCE_S, HandClock
from tests.support.processes import until


@pytest.fixture
async def bolt(slack: FakeSlack, client: AsyncWebClient) -> AsyncApp:
    """A Bolt app without any address."""
    return AsyncApp(
        name="little",
        signing_secret=slack.workspace.app.signing_secret,
        client=client,
        process_before_response=True,
    )


@pytest.fixture
async def handler(slack: FakeSlack, bolt: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app, connected."""
    handler = AsyncSocketModeHandler(bolt, slack.workspace.app.app_token)
    await handler.connect_async()
    await slack.workspace.until(lambda: slack.workspace.sockets.lines)
    yield handler
    await handler.close_async()


async def test_commands_and_answers_travel_over_the_socket(
    slack: FakeSlack, bolt: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    """The payload of the acknowledgement is the answer."""

    @bolt.command("/incident")
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"heard {body['text']}")

    result = await slack.actor("ana").command("incidents", "/incident list")

    assert (result.error, result.text) == ("", "heard list")


async def test_an_event_that_is_not_acknowledged_comes_again(
    slack: FakeSlack, bolt: AsyncApp, handler: AsyncSocketModeHandler, clock: HandClock
) -> None:
    """With the same id, at once and then by the clock, which stands still here."""
    heard: list[dict[str, Any]] = []

    @bolt.event(re.compile(".*"))
    async def any_event(body: dict[str, Any]) -> None:
        heard.append(body)
        if len(heard) == 1:
            raise RuntimeError("not yet")

    slack.deliverer.patience = 0.1
    await slack.actor("ana").post("incidents", "hello")
    await until(lambda: len(heard) > 1, what="the event again")

    assert len(heard) == 2
    assert heard[0]["event_id"] == heard[1]["event_id"]


async def test_a_refresh_makes_the_app_connect_again_with_a_new_ticket(
    slack: FakeSlack, bolt: AsyncApp, handler: AsyncSocketModeHandler
) -> None:
    """The old address is spent."""

    @bolt.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await ack("still here")

    (line,) = slack.workspace.sockets.lines
    spent = handler.client.wss_uri
    assert spent is not None
    await slack.workspace.sockets.refresh()
    await slack.workspace.until(
        lambda: slack.workspace.sockets.lines and slack.workspace.sockets.lines[0] is not line
    )

    assert (await slack.actor("ana").command("incidents", "/incident")).text == "still here"
    assert len(slack.workspace.calls_of("apps.connections.open")) == 2
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(spent)


async def test_each_payload_goes_to_one_connection(slack: FakeSlack, handler: AsyncSocketModeHandler) -> None:
    """In turn, and acknowledgements find their envelope."""
    second = await AsyncWebClient(base_url=slack.api_url).apps_connections_open(
        app_token=slack.workspace.app.app_token
    )
    async with aiohttp.ClientSession() as session, session.ws_connect(second["url"]) as line:
        assert (await line.receive_json())["num_connections"] == 2
        await slack.workspace.until(lambda: len(slack.workspace.sockets.lines) == 2)
        sending = [
            asyncio.ensure_future(
                slack.workspace.sockets.send(
                    "interactive", {"type": "shortcut", "callback_id": "x"}, within=PATIENCE_S
                )
            )
            for _ in range(2)
        ]
        envelope = await line.receive_json()
        assert envelope["accepts_response_payload"]
        await line.send_json({"envelope_id": envelope["envelope_id"], "payload": {"ok": 1}})
        answered, others = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        for other in others:  # the app has no listener for it, so that nobody answers
            other.cancel()
    assert [one.result() for one in answered] == [
        {"envelope_id": envelope["envelope_id"], "payload": {"ok": 1}}
    ]


async def test_without_a_connection_a_command_fails_and_says_so(
    slack: FakeSlack, handler: AsyncSocketModeHandler
) -> None:
    """The person sees dispatch_failed."""
    await handler.close_async()
    await slack.workspace.until(lambda: not slack.workspace.sockets.lines)
    result = await slack.actor("ana").command("incidents", "/incident")
    assert result.text == '/incident failed with the error "dispatch_failed"'
