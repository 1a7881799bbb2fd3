"""The JSON behind the browser page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType

from bot.fakeslack import Control, FakeSlack


@pytest.fixture
async def browser(slack: FakeSlack) -> AsyncIterator[ClientSession]:
    """A client that speaks to the page."""
    async with ClientSession(slack.url) as session:
        yield session


async def do(browser: ClientSession, **body: Any) -> dict[str, Any]:
    """Do something on the page."""
    async with browser.post("/page/do", json=body) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def get(browser: ClientSession, path: str) -> Any:
    """Fetch something of the page."""
    async with browser.get(path) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_the_page_shows_only_what_the_person_can_see(slack: FakeSlack, browser: ClientSession) -> None:
    """A private channel is not listed for, nor readable by, who is not in it."""
    secret = slack.workspace.add_channel("inc-secret", members=["ana"], private=True)

    mine = await get(browser, "/page/state?as=ana")
    others = await get(browser, "/page/state?as=bo")

    assert "inc-secret" in [channel["name"] for channel in mine["channels"]]
    assert "inc-secret" not in [channel["name"] for channel in others["channels"]]
    async with browser.get(f"/page/messages?as=bo&channel={secret.id}") as response:
        assert response.status == 404
    assert (await do(browser, **{"as": "bo", "do": "post", "channel": secret.id, "text": "hi"}))[
        "ok"
    ] is False


async def test_posting_on_the_page_counts_as_unread_for_others(
    slack: FakeSlack, browser: ClientSession
) -> None:
    """Unread and mentions rise for Bo, and fall when he reads."""
    channel = slack.workspace.channel("incidents").id
    done = await do(browser, **{"as": "ana", "do": "post", "channel": channel, "text": "ping @bo"})
    assert done["ok"]

    async def bos() -> dict[str, Any]:
        state = await get(browser, "/page/state?as=bo")
        found: dict[str, Any] = next(c for c in state["channels"] if c["id"] == channel)
        return found

    assert ((await bos())["unread"], (await bos())["mentions"]) == (1, 1)
    await do(browser, **{"as": "bo", "do": "read", "channel": channel})
    assert (await bos())["unread"] == 0
    shown = await get(browser, f"/page/messages?as=bo&channel={channel}")
    assert [message["plain"] for message in shown["messages"] if not message["system"]] == ["ping @bo"]


async def test_the_page_hears_of_changes_it_may_see(slack: FakeSlack, browser: ClientSession) -> None:
    """The live line names the channels that changed, and keeps quiet about private ones of others."""
    secret = slack.workspace.add_channel("inc-secret", members=["ana"], private=True)
    async with browser.ws_connect("/page/live?as=bo") as line:
        await slack.actor("ana").post("inc-secret", "hush")
        message = await slack.actor("ana").post("incidents", "loud")
        frame = await asyncio.wait_for(line.receive(), 2)
        assert frame.type is WSMsgType.TEXT
        assert frame.json() == {"changed": [message.channel], "state": True, "view": False}
    assert secret.id != message.channel


async def test_a_control_of_the_demo_is_listed_and_runs(slack: FakeSlack, browser: ClientSession) -> None:
    """What it returns goes to the page."""

    async def step(minutes: int) -> str:
        return f"{minutes} min later"

    slack.controls["step"] = Control("Step the clock", step, ("minutes",))

    state = await get(browser, "/page/state?as=ana")
    done = await do(browser, **{"as": "ana", "do": "control", "name": "step", "arguments": {"minutes": 5}})

    assert state["controls"] == [{"name": "step", "label": "Step the clock", "arguments": ["minutes"]}]
    assert done == {"ok": True, "result": "5 min later"}


async def test_a_foreign_page_cannot_act(browser: ClientSession) -> None:
    """Only JSON is taken, which a browser does not send across origins without asking."""
    async with browser.post("/page/do", data='{"as": "ana", "do": "read"}') as response:
        assert response.status == 415
    async with browser.get("/page/live?as=ana", headers={"Origin": "https://example.com"}) as response:
        assert response.status == 403
