"""What the local Slack says beside its answers."""

from datetime import UTC
from email.utils import parsedate_to_datetime

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack
from tests.fakeslack.conftest import HandClock


async def test_the_granted_scopes_are_named_in_a_header(slack: FakeSlack, client: AsyncWebClient) -> None:
    """As Slack does, for the bot's token."""
    slack.workspace.app.scopes = {"chat:write", "pins:write"}
    answer = await client.auth_test()
    assert answer.headers["x-oauth-scopes"] == "chat:write,pins:write"


async def test_a_worthless_token_has_no_scopes(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Nothing is told to whoever holds it."""
    slack.workspace.app.revoke()
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert "x-oauth-scopes" not in caught.value.response.headers


async def test_the_date_is_that_of_the_workspace(
    slack: FakeSlack, client: AsyncWebClient, clock: HandClock
) -> None:
    """The clock that the demo and the tests move is Slack's clock too."""
    clock.step(86_400)
    answer = await client.auth_test()
    assert parsedate_to_datetime(answer.headers["date"]).astimezone(UTC) == clock.now()
