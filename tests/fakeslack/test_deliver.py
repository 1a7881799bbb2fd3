"""The way from a person's hands through a real Bolt app and back."""

import asyncio
import re
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError

from bot.fakeslack import FakeSlack
from tests.fakeslack.conftest import HandClock, LittleApp

MODAL = {
    "type": "modal",
    "callback_id": "declare",
    "title": {"type": "plain_text", "text": "Declare"},
    "submit": {"type": "plain_text", "text": "Go"},
    "private_metadata": "from here",
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "severity",
            "optional": True,
            "label": {"type": "plain_text", "text": "Severity"},
            "element": {
                "type": "static_select",
                "action_id": "choice",
                "options": [
                    {"text": {"type": "plain_text", "text": "SEV1: bad"}, "value": "SEV1"},
                    {"text": {"type": "plain_text", "text": "SEV2: less"}, "value": "SEV2"},
                ],
            },
        },
    ],
}


async def test_a_command_reaches_bolt_signed_and_its_answer_is_seen_by_one_person(
    slack: FakeSlack, app: LittleApp
) -> None:
    """The answer to a command is ephemeral."""

    @app.bolt.command("/incident")
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(f"heard: {body['text']} from {body['channel_name']}")

    result = await slack.actor("ana").command(
        "incidents", "/incident declare sev1 ask @bo in #incidents & co"
    )

    channel, bo = slack.workspace.channel("incidents"), slack.workspace.people.get("bo")
    assert result.error == ""
    assert result.message is not None
    assert (
        result.message.text
        == f"heard: declare sev1 ask <@{bo.id}|bo> in <#{channel.id}|incidents> &amp; co from incidents"
    )
    assert result.text == "heard: declare sev1 ask @bo in #incidents & co from incidents"
    assert slack.actor("ana").sees("incidents") == [result.text]
    assert slack.actor("bo").sees("incidents") == []


async def test_a_command_that_nobody_answers_in_time_shows_operation_timeout(
    slack: FakeSlack, app: LittleApp
) -> None:
    """Slack tells the person that the app did not answer."""
    released = asyncio.Event()

    @app.bolt.command("/slow")
    async def listener(ack: AsyncAck) -> None:
        await released.wait()
        await ack()

    slack.deliverer.patience = 0.1
    result = await slack.actor("ana").command("incidents", "/slow")
    released.set()

    assert result.error == "operation_timeout"
    assert result.text == '/slow failed with the error "operation_timeout"'


async def test_a_form_opens_is_filled_in_and_sent(slack: FakeSlack, app: LittleApp) -> None:
    """The state of the form arrives in Slack's shape, and the answer `errors` shows at the input."""
    sent: list[dict[str, Any]] = []

    @app.bolt.command("/incident")
    async def listener(ack: AsyncAck, body: dict[str, Any]) -> None:
        await app.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @app.bolt.view("declare")
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        sent.append(body)
        if body["view"]["state"]["values"]["title"]["text"]["value"] == "x":
            await ack(response_action="errors", errors={"title": "Say more"})
        else:
            await ack()

    ana = slack.actor("ana")
    result = await ana.command("incidents", "/incident")
    assert result.modal is not None
    assert result.modal.title == "Declare"

    empty = await ana.submit()
    assert empty.errors == {"title": "Please complete this required field."}
    short = await ana.submit(values={"Title": "x", "severity": "SEV1: bad"})
    assert short.errors == {"title": "Say more"}
    assert short.modal is result.modal
    done = await ana.submit(values={"title": "Checkout is down"})

    assert (done.modal, ana.view()) == (None, None)
    view = sent[-1]["view"]
    assert view["private_metadata"] == "from here"
    assert view["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "Checkout is down"}},
        "severity": {
            "choice": {
                "type": "static_select",
                "selected_option": {"text": {"type": "plain_text", "text": "SEV1: bad"}, "value": "SEV1"},
            }
        },
    }


async def test_a_trigger_lives_three_seconds_and_opens_one_form(
    slack: FakeSlack, app: LittleApp, clock: HandClock
) -> None:
    """A second use is `exchanged_trigger_id`, a late one `expired_trigger_id`."""
    ana = slack.workspace.people.get("ana").id
    first, second = (slack.workspace.triggers.new_trigger(ana) for _ in range(2))
    assert (await app.client.views_open(trigger_id=first, view=MODAL))["ok"]
    assert await error_of(app.client.views_open(trigger_id=first, view=MODAL)) == "exchanged_trigger_id"
    clock.step(3.1)
    assert await error_of(app.client.views_open(trigger_id=second, view=MODAL)) == "expired_trigger_id"


async def error_of(call: Any) -> str:
    """Return the error code that a call fails with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_click_carries_the_message_and_its_response_url_replaces_it(
    slack: FakeSlack, app: LittleApp
) -> None:
    """`respond(replace_original=True)` rewrites the message that was clicked."""

    @app.bolt.action("take")
    async def clicked(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        assert body["message"]["blocks"][0]["block_id"]
        await respond(text=f"taken with {body['actions'][0]['value']}", replace_original=True)
        await ack()

    button = {
        "type": "button",
        "action_id": "take",
        "text": {"type": "plain_text", "text": "Take"},
        "value": "7",
    }
    channel = slack.workspace.channel("incidents")
    await app.client.chat_postMessage(
        channel=channel.id, text="who?", blocks=[{"type": "actions", "elements": [button]}]
    )
    message = slack.workspace.message("incidents", contains="[Take]")
    result = await slack.actor("bo").click(message, "Take")

    assert result.error == ""
    assert slack.actor("bo").sees("incidents") == ["taken with 7"]


async def test_events_follow_from_what_people_do(slack: FakeSlack, app: LittleApp) -> None:
    """Message, edit, deletion and reaction arrive, each with its own event id, only where the bot is."""

    @app.bolt.event(re.compile(".*"))
    async def any_event(body: dict[str, Any]) -> None:
        app.events.append(body)

    slack.workspace.add_channel("elsewhere", members=["ana"])
    ana = slack.actor("ana")
    await ana.post("elsewhere", "nobody hears this")
    message = await ana.post("incidents", "look <!channel> @bo")
    await ana.react(message, "pushpin")
    await ana.edit(message, "look again")
    await ana.delete(message)

    kinds = [(body["event"]["type"], body["event"].get("subtype")) for body in app.events]
    assert kinds == [
        ("message", None),
        ("reaction_added", None),
        ("message", "message_changed"),
        ("message", "message_deleted"),
    ]
    bo = slack.workspace.people.get("bo").id
    assert app.events[0]["event"]["text"] == f"look &lt;!channel&gt; <@{bo}>"
    assert len({body["event_id"] for body in app.events}) == 4


async def test_an_event_that_fails_comes_again_at_once_then_by_the_clock(
    slack: FakeSlack, app: LittleApp, clock: HandClock
) -> None:
    """Up to three retries with Slack's headers and the same event id."""

    @app.bolt.event("message")
    async def failing(body: dict[str, Any]) -> None:
        app.events.append(body)
        if len(app.events) < 3:
            raise RuntimeError("not yet")

    await slack.actor("ana").post("incidents", "hello")
    assert len(app.events) == 2
    clock.step(61)
    await slack.workspace.until(lambda: len(app.events) == 3)

    assert len({body["event_id"] for body in app.events}) == 1
    retries = [headers.get("X-Slack-Retry-Num") for headers in app.headers]
    assert retries[-3:] == [None, "1", "2"]
    assert app.headers[-1]["X-Slack-Retry-Reason"] == "http_error"
