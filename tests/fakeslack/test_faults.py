"""Everything that may go wrong between Slack and the app, as the real client meets it."""

import asyncio
import re
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack
from bot.fakeslack.faults import EACH, Effect
from tests.fakeslack.conftest import HandClock, LittleApp


async def test_a_429_names_the_seconds_to_wait_and_leaves_no_trace(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """The first call is refused with Retry-After, the second goes through."""
    slack.faults.rate_limited("chat.postMessage", retry_after=7)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#incidents", text="one")
    await client.chat_postMessage(channel="#incidents", text="two")

    assert caught.value.response["error"] == "ratelimited"
    assert caught.value.response.headers["Retry-After"] == "7"
    assert [message.text for message in slack.workspace.messages("incidents")] == ["two"]
    assert [call.status for call in slack.workspace.calls_of("chat.postMessage")] == [429, 200]


async def test_a_fault_for_each_method_is_met_by_its_first_call(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """Whatever is called: once it fails, then it works; which methods met it can be read."""
    fault = slack.faults.rate_limited(EACH, times=None)

    for call in (client.users_list, client.conversations_list):
        with pytest.raises(SlackApiError):
            await call()
        assert (await call())["ok"]

    assert fault.met == {"users.list", "conversations.list"}


@pytest.mark.parametrize("effect", list(Effect))
async def test_a_broken_connection_may_have_had_its_effect(
    slack: FakeSlack, client: AsyncWebClient, effect: Effect
) -> None:
    """The caller cannot tell; the channel can."""
    slack.faults.reset("chat.postMessage", effect=effect)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel="#incidents", text="perhaps")

    assert len(slack.workspace.messages("incidents")) == (effect is Effect.DONE)


@pytest.mark.parametrize("effect", list(Effect))
async def test_a_5xx_is_html_and_may_have_had_its_effect(
    slack: FakeSlack, client: AsyncWebClient, effect: Effect
) -> None:
    """The body is not JSON, as from Slack's edge."""
    slack.faults.server_error("chat.postMessage", status=502, effect=effect)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#incidents", text="perhaps")

    assert caught.value.response.status_code == 502
    assert len(slack.workspace.messages("incidents")) == (effect is Effect.DONE)


async def test_a_call_can_be_held_and_released_with_or_without_its_effect(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """A held call waits before its work."""
    for effect, count in ((Effect.DONE, 1), (Effect.NOT_DONE, 1)):
        held = slack.faults.hold("chat.postMessage", when=lambda args: args["text"] == "held")
        call = asyncio.ensure_future(client.chat_postMessage(channel="#incidents", text="held"))
        await held.arrived()
        assert not call.done()
        held.release(effect=effect)
        await asyncio.wait([call])
        assert (call.exception() is None) == (effect is Effect.DONE)
        assert len(slack.workspace.messages("incidents", contains="held")) == count


async def test_an_answer_can_be_kept_back_after_the_work_was_done(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """What it says is from before it was released."""
    held = slack.faults.hold_answer("chat.postMessage")
    call = asyncio.ensure_future(client.chat_postMessage(channel="#incidents", text="held"))
    await held.arrived()

    assert [message.text for message in slack.workspace.messages("incidents")] == ["held"]
    assert not call.done()
    held.release()
    assert (await call)["ok"]


async def test_a_call_that_hangs_times_out_at_the_caller(slack: FakeSlack, client: AsyncWebClient) -> None:
    """With the effect done all the same, when so scripted."""
    hung = slack.faults.hang("chat.postMessage", effect=Effect.DONE)
    call = asyncio.ensure_future(client.chat_postMessage(channel="#incidents", text="late news"))
    await hung.arrived()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call, 0.05)

    assert [message.text for message in slack.workspace.messages("incidents")] == ["late news"]


async def test_slack_can_be_away_and_come_back(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Away means that connections are refused."""
    await client.auth_test()
    await slack.go_offline()
    with pytest.raises(aiohttp.ClientOSError):
        await client.auth_test()  # over the connection that was just cut
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.auth_test()
    await slack.come_back()
    assert (await client.auth_test())["ok"]


async def test_an_error_can_be_scripted_for_some_arguments_only(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """The matcher sees the arguments."""
    slack.faults.error(
        "conversations.create", "restricted_action", times=None, when=lambda args: args["name"] == "no"
    )

    with pytest.raises(SlackApiError, match="restricted_action"):
        await client.conversations_create(name="no")
    assert (await client.conversations_create(name="yes"))["ok"]


async def test_rate_limits_count_per_method_and_minute(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    """Tier 2 is 20 a minute; other methods go on; a minute later it is free again."""
    slack.rates.enforced = True
    channel = slack.workspace.channel("incidents").id
    for number in range(20):
        await client.conversations_setTopic(channel=channel, topic=str(number))
    with pytest.raises(SlackApiError, match="ratelimited") as caught:
        await client.conversations_setTopic(channel=channel, topic="one too many")
    assert caught.value.response.headers["Retry-After"] == "60"
    await client.conversations_info(channel=channel)
    clock.step(60)
    await client.conversations_setTopic(channel=channel, topic="fine")


async def test_a_channel_takes_one_message_a_second_after_a_burst(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    """Another channel has its own budget."""
    slack.rates.enforced = True
    slack.workspace.add_channel("other", with_bot=True)
    for number in range(5):
        await client.chat_postMessage(channel="#incidents", text=str(number))
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_postMessage(channel="#incidents", text="6")
    await client.chat_postMessage(channel="#other", text="1")
    clock.step(1)
    await client.chat_postMessage(channel="#incidents", text="6")


async def test_events_come_twice_late_swapped_or_not_at_all(slack: FakeSlack, app: LittleApp) -> None:
    """Each mishap as scripted; a repeated event keeps its id."""

    @app.bolt.event(re.compile(".*"))
    async def any_event(body: dict[str, Any]) -> None:
        app.events.append(body)

    def heard() -> list[str]:
        return [body["event"]["text"] for body in app.events]

    ana = slack.actor("ana")
    slack.delivery_faults.twice("message")
    await ana.post("incidents", "one")
    assert heard() == ["one", "one"]
    assert app.events[0]["event_id"] == app.events[1]["event_id"]

    slack.delivery_faults.lost("message")
    await ana.post("incidents", "two")
    assert heard() == ["one", "one"]

    slack.delivery_faults.overtaken("message")
    await ana.post("incidents", "three")
    await ana.post("incidents", "four")
    await slack.workspace.until(lambda: len(app.events) == 4)
    assert heard()[2:] == ["four", "three"]

    six_was_heard = asyncio.Event()
    slack.delivery_faults.late("message", until=six_was_heard)
    await ana.post("incidents", "five")
    await ana.post("incidents", "six")
    six_was_heard.set()
    await slack.workspace.until(lambda: len(app.events) == 6)
    assert heard()[4:] == ["six", "five"]


async def test_response_urls_and_uploads_can_fail_too(
    slack: FakeSlack, app: LittleApp, client: AsyncWebClient
) -> None:
    """They pass the same gate as the methods, and are on record."""

    @app.bolt.command("/incident")
    async def listener(ack: AsyncAck) -> None:
        await ack()

    slack.faults.server_error("response_url", status=500)
    slack.faults.reset("upload")
    url = (await slack.actor("ana").command("incidents", "/incident")).sent["response_url"]
    promised = await client.files_getUploadURLExternal(filename="a.txt", length=1)
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"text": "x"}) as response:
            assert response.status == 500
        with pytest.raises(aiohttp.ClientError):
            await session.post(promised["upload_url"], data=b"a")
    assert [call.status for call in slack.workspace.calls_of("response_url")] == [500]
    assert slack.actor("ana").sees("incidents") == []
