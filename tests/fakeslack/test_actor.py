"""A person's hands and eyes: forms, selects, shortcuts, and what each person reads."""

import asyncio
import re
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncAck, AsyncSay
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack, NotPossible, StillWaiting
from bot.fakeslack.triggers import RESPONSE_USES
from tests.fakeslack.conftest import HandClock, LittleApp

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    """An option whose value is its text in lower case."""
    return {"text": plain(text), "value": text.lower()}


def row(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def an_input(block_id: str, element: Json, **more: Any) -> Json:
    """An input named after its block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id.upper()),
        "element": element,
        **more,
    }


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal with a submit button."""
    title = plain("Form")
    return {
        "type": "modal",
        "callback_id": "form",
        "title": title,
        "submit": title,
        "blocks": list(blocks),
        **more,
    }


@pytest.fixture
async def heard(app: LittleApp) -> list[Json]:
    """Every interaction the app got; it acknowledges them all."""
    seen: list[Json] = []

    async def listener(ack: AsyncAck, body: Json) -> None:
        seen.append(body)
        await ack()

    app.bolt.action(re.compile(".*"))(listener)
    app.bolt.view_closed(re.compile(".*"))(listener)
    app.bolt.view(re.compile(".*"))(listener)
    app.bolt.shortcut(re.compile(".*"))(listener)
    return seen


async def open_form(slack: FakeSlack, client: AsyncWebClient, view: Json) -> None:
    """Put a modal before Ana."""
    trigger = slack.workspace.triggers.new_trigger(slack.workspace.people.get("ana").id)
    await client.views_open(trigger_id=trigger, view=view)


async def test_everybody_reads_times_in_their_own_zone_and_names_for_ids(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    """Marks are read as Slack shows them; entities are decoded."""
    at = int(clock.now().timestamp())
    bo = slack.workspace.people.get("bo").id
    group = slack.workspace.add_group("oncall", members=["bo"])
    text = (
        f"<@{bo}> due <!date^{at}^{{time}} on {{date_short_pretty}}|14:00 UTC> &lt;soon&gt; "
        f"<https://example.com|board> <!subteam^{group.id}> <!here>"
    )
    await client.chat_postMessage(channel="#incidents", text="x", blocks=[{"type": "markdown", "text": text}])
    assert slack.actor("ana").sees("incidents") == [
        "@bo due 15:00 on Nov 21, 2026 <soon> board @oncall @here"
    ]
    assert slack.actor("bo").sees("incidents")[0].startswith("@bo due 09:00")


async def test_an_ephemeral_message_is_seen_by_one_person_in_its_place(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """In the order of posting, and never by another."""
    channel = slack.workspace.channel("incidents").id
    await client.chat_postMessage(channel=channel, text="one")
    await client.chat_postEphemeral(channel=channel, user=slack.workspace.people.get("ana").id, text="two")
    await client.chat_postMessage(channel=channel, text="three")
    assert slack.actor("ana").sees("incidents") == ["one", "two", "three"]
    assert slack.actor("bo").sees("incidents") == ["one", "three"]
    assert [m.text for m in slack.workspace.ephemerals("incidents", to="ana")] == ["two"]


async def test_a_private_channel_shows_nothing_to_others(slack: FakeSlack, app: LittleApp) -> None:
    """Nor can they write, react or run a command there."""
    slack.workspace.add_channel("secret", members=["ana"], private=True, with_bot=True)
    message = await slack.actor("ana").post("secret", "psst")
    bo = slack.actor("bo")
    assert bo.sees("secret") == []
    for act in (bo.post("secret", "hi"), bo.react(message, "eyes"), bo.command("secret", "/incident")):
        with pytest.raises(NotPossible):
            await act


async def test_selects_report_what_was_chosen(slack: FakeSlack, app: LittleApp, heard: list[Json]) -> None:
    """By label or value, person or channel name; overflow entries by their label."""
    blocks = [
        row(
            {"type": "static_select", "action_id": "status", "options": [option("Open"), option("Closed")]},
            {"type": "users_select", "action_id": "who"},
            {"type": "multi_conversations_select", "action_id": "where"},
            {"type": "overflow", "action_id": "more", "options": [option("Export"), option("Merge")]},
        )
    ]
    await app.client.chat_postMessage(channel="#incidents", text="x", blocks=blocks)
    message, ana = slack.workspace.message("incidents"), slack.actor("ana")
    await ana.click(message, "status", value="Closed")
    await ana.click(message, "who", value="bo")
    await ana.click(message, "where", value=["incidents", "general"])
    await ana.click(message, "Merge")

    status, who, where, more = (body["actions"][0] for body in heard)
    block = message.blocks[0]["block_id"]
    assert status["selected_option"]["value"] == "closed"
    assert heard[0]["state"]["values"][block]["status"]["selected_option"]["value"] == "closed"
    assert who["selected_user"] == slack.workspace.people.get("bo").id
    assert where["selected_conversations"] == [
        slack.workspace.channel(n).id for n in ("incidents", "general")
    ]
    assert (more["action_id"], more["selected_option"]["value"]) == ("more", "merge")
    with pytest.raises(LookupError, match="no option 'Nope'"):
        await ana.click(message, "status", value="Nope")
    with pytest.raises(LookupError, match="nothing called 'Nope' to click"):
        await ana.click(message, "Nope")


async def test_who_says_no_to_are_you_sure_sends_nothing(
    slack: FakeSlack, app: LittleApp, heard: list[Json]
) -> None:
    """The confirmation is Slack's own."""
    confirm = {"title": plain("Sure?"), "text": plain("Really"), "confirm": plain("Yes"), "deny": plain("No")}
    button = {"type": "button", "text": plain("Resolve"), "action_id": "resolve", "confirm": confirm}
    await app.client.chat_postMessage(channel="#incidents", text="x", blocks=[row(button)])
    message = slack.workspace.message("incidents")
    await slack.actor("ana").click(message, "Resolve", confirm=False)
    assert heard == []
    await slack.actor("ana").click(message, "Resolve")
    assert len(heard) == 1


async def test_a_late_click_carries_the_button_as_it_was_seen(
    slack: FakeSlack, app: LittleApp, heard: list[Json]
) -> None:
    """The message has been redrawn since."""

    def drawn(revision: str) -> list[Json]:
        return [row({"type": "button", "text": plain("Go"), "action_id": "go", "value": revision})]

    await app.client.chat_postMessage(channel="#incidents", text="x", blocks=drawn("1"))
    message = slack.workspace.message("incidents")
    before = message.blocks
    await app.client.chat_update(channel=message.channel, ts=message.ts, text="x", blocks=drawn("2"))
    await slack.actor("ana").click(message, "Go", seen=before)
    assert heard[0]["actions"][0]["value"] == "1"


async def test_an_ephemeral_message_can_be_clicked_and_only_its_url_can_change_it(
    slack: FakeSlack, app: LittleApp, heard: list[Json]
) -> None:
    """The payload has no message, but a response_url that deletes the original."""
    ana = slack.workspace.people.get("ana").id
    button = {"type": "button", "text": plain("Go"), "action_id": "go"}
    channel = slack.workspace.channel("incidents").id
    sent = await app.client.chat_postEphemeral(channel=channel, user=ana, text="x", blocks=[row(button)])
    (message,) = slack.workspace.ephemerals("incidents", to="ana")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await app.client.chat_update(channel=message.channel, ts=sent["message_ts"], text="y")
    await slack.actor("ana").click(message, "Go")
    assert "message" not in heard[0]
    assert heard[0]["container"]["is_ephemeral"]
    async with ClientSession() as session:
        await session.post(heard[0]["response_url"], json={"delete_original": True})
    assert slack.actor("ana").sees("incidents") == []


async def test_a_response_url_works_five_times_within_half_an_hour(
    slack: FakeSlack, app: LittleApp, clock: HandClock
) -> None:
    """Then it is gone."""

    @app.bolt.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await ack()

    ana = slack.actor("ana")
    first = (await ana.command("incidents", "/incident")).sent["response_url"]
    second = (await ana.command("incidents", "/incident")).sent["response_url"]
    async with ClientSession() as session:
        for number in range(RESPONSE_USES + 1):
            async with session.post(first, json={"text": str(number)}) as response:
                assert response.status == (404 if number == RESPONSE_USES else 200)
        async with session.post(second, json={"text": "loud", "response_type": "in_channel"}) as response:
            assert await response.text() == "ok"
        clock.step(30 * 60 + 1)
        async with session.post(second, json={"text": "late"}) as response:
            assert response.status == 404
    assert ana.sees("incidents") == ["0", "1", "2", "3", "4", "loud"]
    assert slack.actor("bo").sees("incidents") == ["loud"]


async def test_a_command_whose_answer_breaks_a_rule_shows_an_error(slack: FakeSlack, app: LittleApp) -> None:
    """The rule is named for the developer."""

    @app.bolt.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await ack(blocks=[{"type": "section"}])

    result = await slack.actor("ana").command("incidents", "/incident")
    assert result.text == '/incident failed with the error "invalid_command_response"'
    assert "invalid_blocks" in result.error


async def test_closing_a_form_tells_the_app_only_if_it_asked(
    slack: FakeSlack, app: LittleApp, heard: list[Json]
) -> None:
    """`notify_on_close`."""
    text = an_input("title", {"type": "plain_text_input"})
    await open_form(slack, app.client, modal(text))
    await slack.actor("ana").close()
    assert heard == []
    await open_form(slack, app.client, modal(text, notify_on_close=True, private_metadata="42"))
    await slack.actor("ana").close()
    assert (heard[0]["type"], heard[0]["view"]["private_metadata"]) == ("view_closed", "42")
    assert slack.actor("ana").view() is None


async def test_a_form_can_be_redrawn_stacked_and_cleared_by_the_answer(
    slack: FakeSlack, app: LittleApp
) -> None:
    """The four response actions."""
    answers: list[Json] = [
        {
            "response_action": "update",
            "view": modal(an_input("b", {"type": "plain_text_input"}), callback_id="2"),
        },
        {
            "response_action": "push",
            "view": modal(an_input("c", {"type": "plain_text_input"}), callback_id="3"),
        },
        {"response_action": "errors", "errors": {"nowhere": "?"}},
        {"response_action": "clear"},
    ]

    @app.bolt.view(re.compile(".*"))
    async def submitted(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    ana = slack.actor("ana")
    await open_form(slack, app.client, modal(an_input("a", {"type": "plain_text_input"})))
    updated = await ana.submit(values={"a": "x"})
    assert updated.modal is not None
    assert updated.modal.callback_id == "2"
    pushed = await ana.submit(values={"b": "x"})
    assert pushed.modal is not None
    assert pushed.modal.previous == updated.modal.id
    wrong = await ana.submit(values={"c": "x"})
    assert "no input of this form" in wrong.problem
    assert (await ana.submit()).modal is None


async def test_a_form_that_nobody_answers_stays_open_and_says_so(slack: FakeSlack, app: LittleApp) -> None:
    """Slack offers to try again."""
    never = asyncio.Event()

    @app.bolt.view("form")
    async def submitted(ack: AsyncAck) -> None:
        await never.wait()
        await ack()

    await open_form(slack, app.client, modal(an_input("a", {"type": "plain_text_input"})))
    slack.deliverer.patience = 0.1
    result = await slack.actor("ana").submit(values={"a": "x"})
    never.set()
    assert result.error == "operation_timeout"
    assert "trouble connecting" in result.problem
    assert result.modal is not None


async def test_an_external_select_asks_the_app_for_its_options(slack: FakeSlack, app: LittleApp) -> None:
    """With what was typed; what was offered can be chosen."""
    asked: list[str] = []

    @app.bolt.options("service")
    async def offer(ack: AsyncAck, payload: Json) -> None:
        asked.append(payload["value"])
        await ack(options=[option("Checkout"), option("Search")])

    ana = slack.actor("ana")
    element = {"type": "multi_external_select", "action_id": "service"}
    await open_form(slack, app.client, modal(an_input("services", element)))
    shown = await ana.options("services", "che")
    await ana.fill("services", ["Checkout"])
    form = ana.view()
    assert form is not None
    assert asked == ["che"]
    assert [item["text"]["text"] for item in shown] == ["Checkout", "Search"]
    assert form.values["services"]["service"]["selected_options"] == [option("Checkout")]


async def test_an_input_can_tell_the_app_at_once(slack: FakeSlack, app: LittleApp, heard: list[Json]) -> None:
    """`dispatch_action` sends a click with the view's state."""
    element = {"type": "static_select", "action_id": "sev", "options": [option("One"), option("Two")]}
    await open_form(slack, app.client, modal(an_input("severity", element, dispatch_action=True)))
    await slack.actor("ana").fill("SEVERITY", "Two")
    assert heard[0]["container"]["type"] == "view"
    assert heard[0]["view"]["state"]["values"]["severity"]["sev"]["selected_option"]["value"] == "two"


async def test_shortcuts_carry_what_slack_sends(slack: FakeSlack, app: LittleApp, heard: list[Json]) -> None:
    """A global one knows no channel; one on a message carries it."""
    ana = slack.actor("ana")
    message = await ana.post("incidents", "it broke")
    await ana.global_shortcut("declare")
    await ana.message_shortcut(message, "add_timeline")
    first, second = heard
    assert (first["type"], "channel" in first, "response_url" in first) == ("shortcut", False, False)
    assert (second["type"], second["message"]["text"]) == ("message_action", "it broke")
    assert second["channel"]["id"] == message.channel


async def test_the_home_tab_is_drawn_when_it_is_opened(slack: FakeSlack, app: LittleApp) -> None:
    """The event comes first, the drawing after; the second time the event carries the view."""

    @app.bolt.event("app_home_opened")
    async def opened(event: Json) -> None:
        app.events.append(event)
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome")}]}
        await app.client.views_publish(user_id=event["user"], view=view)

    ana = slack.actor("ana")
    home = await ana.open_home()
    await ana.open_home()
    assert home is not None
    assert slack.workspace.render.blocks(home.blocks) == "Welcome"
    assert ["view" in event for event in app.events] == [False, True]


async def test_a_guest_sees_only_the_channels_they_are_in(slack: FakeSlack) -> None:
    """Even public ones."""
    slack.workspace.add_channel("guests", members=["gus"])
    gus = slack.actor("gus")
    assert gus.can_see(slack.workspace.channel("guests"))
    assert not gus.can_see(slack.workspace.channel("incidents"))


async def test_waiting_in_vain_prints_what_stands_in_the_channels(slack: FakeSlack, app: LittleApp) -> None:
    """So that a failed test tells its story."""

    @app.bolt.event("message")
    async def echo(say: AsyncSay) -> None:
        await say("echo")

    await slack.actor("ana").post("incidents", "hello")
    with pytest.raises(StillWaiting) as caught:
        await slack.workspace.until(
            lambda: slack.workspace.message("incidents", contains="bye"), timeout=0.05, what="a farewell"
        )
    story = str(caught.value)
    assert "a farewell: not after 0.05 s" in story
    assert re.search(r"── #incidents.*\n.* ana: hello\n.* bot: echo", story)
    assert "chat.postMessage → 200" in story


async def test_everything_before_a_persons_eyes_can_be_searched(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """For claims that nothing of a private incident leaked."""
    secret = slack.workspace.add_channel("inc-secret", members=["ana"], private=True, with_bot=True)
    await client.conversations_setTopic(channel=secret.id, topic="the merger")
    await client.files_upload_v2(channel=secret.id, filename="a.md", content="the merger, again")

    def knows(name: str) -> int:
        return sum("the merger" in text for text in slack.actor(name).sees_anywhere())

    assert knows("ana") >= 2
    assert knows("bo") == 0
