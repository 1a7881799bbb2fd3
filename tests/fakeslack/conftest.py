"""A local Slack with a little Bolt app behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack

PATIENCE_S = 15.0
"""A slow machine is no app that does not answer; tests of one that does not are less patient."""


@dataclass
class HandClock:
    """A clock that only the test moves."""

    moment: datetime = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def step(self, seconds: float) -> None:
        """Move it forward."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class LittleApp:
    """A Bolt app on a loopback port; `events` holds what it was told."""

    bolt: AsyncApp
    url: str
    client: AsyncWebClient
    events: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until the test moves it."""
    return HandClock()


@pytest.fixture
async def slack(clock: HandClock) -> AsyncIterator[FakeSlack]:
    """A workspace with Ana, Bo and a guest, and a channel for announcements."""
    async with FakeSlack(clock=clock, patience=PATIENCE_S) as slack:
        slack.workspace.add_person("ana", real_name="Ana Ruiz", tz="Europe/Berlin")
        slack.workspace.add_person("bo", tz="America/New_York")
        slack.workspace.add_person("gus", is_restricted=True)
        slack.workspace.add_channel("incidents", members=["ana", "bo"], with_bot=True)
        yield slack


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    """The real Slack client with the bot's token."""
    async with ClientSession() as session:
        yield AsyncWebClient(
            slack.workspace.app.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )


@pytest.fixture
async def app(slack: FakeSlack, client: AsyncWebClient) -> AsyncIterator[LittleApp]:
    """A Bolt app that is wired as Muster is: nothing is acknowledged before the listener is done."""
    bolt = AsyncApp(
        name="little",
        signing_secret=slack.workspace.app.signing_secret,
        client=client,
        process_before_response=True,
    )
    seen: list[dict[str, str]] = []

    async def endpoint(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.router.add_post("/slack/events", endpoint)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield LittleApp(bolt, slack.app_url, client, headers=seen)
    await runner.cleanup()
