"""The JSON behind the browser page."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType
from slack_bolt.async_app import AsyncAck

from bot.fakeslack import Control, FakeSlack
from bot.fakeslack.handed import Completion, Handed, TourStep
from bot.fakeslack.page import STATIC
from tests.fakeslack.conftest import PATIENCE_S, LittleApp


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


async def test_a_click_on_the_page_carries_what_the_person_saw(
    slack: FakeSlack, app: LittleApp, browser: ClientSession
) -> None:
    """The message was drawn again before the click arrived, with other values in blocks of other names."""
    heard: list[str] = []

    @app.bolt.action("go")
    async def listen(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(body["actions"][0]["value"])
        await ack()

    def drawn(revision: str) -> list[dict[str, Any]]:
        go = {
            "type": "button",
            "text": {"type": "plain_text", "text": "Go"},
            "action_id": "go",
            "value": revision,
        }
        return [{"type": "actions", "block_id": f"row:{revision}", "elements": [go]}]

    await app.client.chat_postMessage(channel="#incidents", text="x", blocks=drawn("1"))
    message = slack.workspace.message("incidents")
    page = await get(browser, f"/page/messages?as=ana&channel={message.channel}")
    seen = page["messages"][-1]["drawing"]
    for revision in ("2", "3"):
        await app.client.chat_update(channel=message.channel, ts=message.ts, text="x", blocks=drawn(revision))
    where = {"channel": message.channel, "ts": message.ts, "action_id": "go"}
    for drawing, revision in ((seen, "1"), (seen + 2, "3")):
        click = {"as": "ana", "do": "click", "drawing": drawing, "block_id": f"row:{revision}", **where}
        assert await do(browser, **click) == {"ok": True, "error": ""}
    assert heard == ["1", "3"]


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
        frame = await asyncio.wait_for(line.receive(), PATIENCE_S)
        assert frame.type is WSMsgType.TEXT
        assert frame.json() == {"changed": [message.channel], "state": True, "view": False}
    assert secret.id != message.channel


async def test_a_control_of_the_demo_is_listed_and_runs(slack: FakeSlack, browser: ClientSession) -> None:
    """What it returns goes to the page."""

    async def step(minutes: int) -> str:
        return f"{minutes} min later"

    pressed = Control("Step the clock", step, ("minutes",), group="Time", on=lambda: True)
    slack.controls["step"] = pressed

    state = await get(browser, "/page/state?as=ana")
    async with browser.ws_connect("/page/live?as=bo") as line:
        done = await do(
            browser, **{"as": "ana", "do": "control", "name": "step", "arguments": {"minutes": 5}}
        )
        told = (await asyncio.wait_for(line.receive(), PATIENCE_S)).json()

    assert state["controls"] == [
        {
            "name": "step",
            "label": "Step the clock",
            "arguments": ["minutes"],
            "group": "Time",
            "description": "",
            "on": True,
        }
    ]
    assert done == {"ok": True, "result": "5 min later"}
    assert told["state"], "Bo's clock does not follow"


async def test_words_and_a_tour_are_handed_to_the_page(slack: FakeSlack, browser: ClientSession) -> None:
    """They come with the state, for whoever asks; without a name that is the first person."""
    slack.page.handed = Handed(
        completions=(Completion("/incident list", "lists incidents"),),
        tour=(TourStep("Declare", "Say what is wrong.", until=("^command",), typed="/incident"),),
    )

    state = await get(browser, "/page/state")

    assert state["me"]["name"] == "ana"
    assert state["completions"] == [
        {"text": "/incident list", "description": "lists incidents", "example": ""}
    ]
    assert state["tour"] == [
        {
            "title": "Declare",
            "text": "Say what is wrong.",
            "until": ["^command"],
            "times": 1,
            "type": "/incident",
        }
    ]


async def test_the_page_may_load_and_reach_nothing_but_its_own_workspace(browser: ClientSession) -> None:
    """The policy says so, the root leads to the page, and no file of the page names another address."""
    async with browser.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
        shown = await response.text()
    allowed = {word for rule in policy.split(";") for word in rule.split()[1:]}
    assert allowed == {"'none'", "'self'"}
    assert "/page/static/main.js" in shown
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    named = {address for path in files for address in re.findall(r"https?://[\w.]+", path.read_text())}
    assert named <= {"http://www.w3.org"}  # the name of SVG, which nobody fetches


async def test_a_file_is_looked_at_where_it_can_do_nothing(slack: FakeSlack, browser: ClientSession) -> None:
    """The preview runs no script and reaches nothing; without the word it is downloaded."""
    file = await slack.actor("ana").upload("incidents", "report.html", b"<script>alert(1)</script>")
    async with browser.get(f"/page/files/{file.id}?as=ana&preview=1") as response:
        assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert response.content_type == "text/html"
    async with browser.get(f"/page/files/{file.id}?as=ana") as response:
        assert response.headers["Content-Disposition"] == "attachment"


async def test_a_foreign_page_cannot_act(browser: ClientSession) -> None:
    """Only JSON is taken, which a browser does not send across origins without asking."""
    async with browser.post("/page/do", data='{"as": "ana", "do": "read"}') as response:
        assert response.status == 415
    async with browser.get("/page/live?as=ana", headers={"Origin": "https://example.com"}) as response:
        assert response.status == 403


async def test_the_page_does_what_a_person_can_do(slack: FakeSlack, browser: ClientSession) -> None:
    """Every action, in an order that makes sense of it."""
    workspace = slack.workspace
    incidents = workspace.channel("incidents").id

    async def ana(what: str, **body: Any) -> dict[str, Any]:
        answer = await do(browser, **{"as": "ana", "do": what, **body})
        assert answer["ok"], answer
        return answer

    ts = (await ana("post", channel=incidents, text="one"))["ts"]
    here = {"channel": incidents, "ts": ts}
    await ana("post", channel=incidents, text="reply", thread_ts=ts, broadcast=True)
    await ana("edit", **here, text="uno")
    await ana("react", **here, name="eyes")
    await ana("pin", **here)
    shown = (await get(browser, f"/page/messages?as=ana&channel={incidents}"))["messages"]
    first = next(message for message in shown if message["ts"] == ts)
    assert (first["text"], first["edited"], first["pinned"], first["reply_count"]) == ("uno", True, True, 1)
    await ana("unreact", **here, name="eyes")
    await ana("unpin", **here)
    await ana("upload", channel=incidents, name="a.txt", content="YQ==", comment="file")
    (file,) = workspace.files("incidents")
    async with browser.get(f"/page/files/{file.id}?as=bo") as response:
        assert await response.read() == b"a"
    async with browser.get(f"/page/files/{file.id}?as=gus") as response:
        assert response.status == 404
    await ana("delete", **here)
    room = (await ana("create_channel", name="room", private=True))["channel"]
    await ana("invite", channel=room, user="bo")
    await ana("set_topic", channel=room, topic="t")
    await ana("remove", channel=room, user="bo")
    await ana("archive", channel=room)
    await ana("unarchive", channel=room)
    await ana("leave", channel=room)
    await ana("leave", channel=incidents)
    await ana("join", channel=incidents)
    direct = (await ana("open_dm", user="bo"))["channel"]
    assert workspace.channels.by_id[direct].is_direct
    assert not (await do(browser, **{"as": "ana", "do": "fly"}))["ok"]
    assert not (await do(browser, **{"as": "ana", "do": "edit", **here, "text": "gone"}))["ok"]


async def test_forms_and_buttons_work_on_the_page(
    slack: FakeSlack, app: LittleApp, browser: ClientSession
) -> None:
    """From the command over the button to the form, its complaint, and the home tab."""
    label = {"type": "plain_text", "text": "Go"}
    title = {
        "type": "input",
        "block_id": "title",
        "label": label,
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    view = {"type": "modal", "callback_id": "form", "title": label, "submit": label, "blocks": [title]}
    button = {
        "type": "actions",
        "block_id": "row",
        "elements": [{"type": "button", "action_id": "go", "text": label}],
    }

    @app.bolt.command("/incident")
    async def command(ack: AsyncAck) -> None:
        await ack(blocks=[button])

    @app.bolt.action("go")
    async def clicked(ack: AsyncAck, body: dict[str, Any]) -> None:
        await app.client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.bolt.view("form")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"title": "Say more"})

    @app.bolt.shortcut(re.compile(".*"))
    async def shortcut(ack: AsyncAck) -> None:
        await ack()

    @app.bolt.event("app_home_opened")
    async def opened(event: dict[str, Any]) -> None:
        await app.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [button]})

    channel = slack.workspace.channel("incidents").id
    ana = {"as": "ana", "channel": channel}
    assert (await do(browser, **ana, do="command", text="/incident"))["error"] == ""
    (message,) = (await get(browser, f"/page/messages?as=ana&channel={channel}"))["messages"]
    assert message["ephemeral"]
    await do(browser, **ana, do="click", ts=message["ts"], block_id="row", action_id="go")
    form = (await get(browser, "/page/state?as=ana"))["view"]
    assert (form["title"], form["submit"], form["depth"]) == ("Go", "Go", 1)
    here = {"as": "ana", "view_id": form["id"]}
    await do(browser, **here, do="fill", block_id="title", action_id="text", value="x")
    sent = await do(browser, **here, do="submit", values={"title": "y"})
    assert sent["errors"] == {"title": "Say more"}
    form = (await get(browser, "/page/state?as=ana"))["view"]
    assert form["errors"] == {"title": "Say more"}
    assert form["values"]["title"]["text"]["value"] == "y"
    await do(browser, **here, do="close_view")
    assert "error" not in await do(browser, **here, do="close_view"), "Escape may be pressed twice"
    assert (await do(browser, **here, do="submit"))["error"] == "this form is closed"
    await do(browser, **{"as": "ana", "do": "open_home"})
    state = await get(browser, "/page/state?as=ana")
    assert (state["view"], state["home"]["blocks"]) == (None, [button])
    await do(browser, **ana, do="delete", ts=message["ts"])
    posted = await do(browser, **ana, do="post", text="it broke")
    run = await do(browser, **ana, do="message_shortcut", ts=posted["ts"], callback_id="add")
    assert (run["error"], (await do(browser, **ana, do="global_shortcut", callback_id="new"))["error"]) == (
        "",
        "",
    )
