"""Token, scopes, clock and connection: whether Slack and the bot know each other."""

import asyncio
from datetime import timedelta

import pytest

from bot.config.manifest import SCOPES
from bot.domain.checkup import State
from tests.doctor.clinic import Clinic


async def test_nothing_is_wrong_with_a_healthy_installation(clinic: Clinic) -> None:
    """Every check is made, and each says what it looked at."""
    found = await clinic.examine()
    assert {one.state for one in found} == {State.OK}
    assert [one.name for one in found] == [
        *("configuration", "database", "migrations", "token", "scope", "clock", "connection"),
        *("channel #incidents", "people @oncall", "people @bo", "people @leadership"),
    ]
    assert all(one.what.endswith(".") and not one.how_to_mend for one in found)


async def test_the_doctor_posts_and_changes_nothing(clinic: Clinic) -> None:
    """Only questions go to Slack."""
    await clinic.examine()
    assert {call.method for call in clinic.slack.workspace.calls} == {
        "auth.test",
        "apps.connections.open",
        "conversations.list",
        "usergroups.list",
        "usergroups.users.list",
        "users.list",
    }


async def test_a_revoked_token_is_broken_and_nothing_else_is_guessed(clinic: Clinic) -> None:
    """What needs the token is not checked; it is neither well nor broken."""
    clinic.slack.workspace.app.revoke()
    troubles = await clinic.troubles()
    state, told = troubles.pop("token")
    assert state is State.BROKEN
    assert told.startswith("Slack refuses SLACK_BOT_TOKEN (token_revoked). Copy the Bot User OAuth Token")
    assert {name: state for name, (state, _) in troubles.items()} == dict.fromkeys(
        ("clock", "scope", "channel", "people"), State.UNKNOWN
    )


async def test_a_missing_token_is_asked_for(clinic: Clinic) -> None:
    """Slack is not even asked."""
    clinic.set(slack_bot_token="")
    state, told = (await clinic.troubles())["token"]
    assert (state, "SLACK_BOT_TOKEN is not set." in told) == (State.BROKEN, True)


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_each_missing_scope_is_named_with_what_it_is_for(scope: str, clinic: Clinic) -> None:
    """An operator learns what does not work meanwhile, and how the scope is granted."""
    clinic.slack.workspace.app.scopes.discard(scope)
    state, told = (await clinic.troubles())[f"scope {scope}"]
    assert state is State.BROKEN
    assert SCOPES[scope] in told
    assert "muster manifest" in told
    assert "Reinstall" in told


async def test_a_scope_too_many_is_mentioned_and_harmless(clinic: Clinic) -> None:
    """The fewer the better, but nothing is broken."""
    clinic.slack.workspace.app.scopes.add("team:read")
    assert await clinic.troubles() == {}
    (scope,) = [one for one in await clinic.examine() if one.check == "scope"]
    assert "It has team:read besides, which Muster does not use." in scope.what


@pytest.mark.parametrize(("seconds", "direction"), [(61, "behind"), (600, "behind"), (-63, "ahead of")])
async def test_a_clock_that_is_off_is_broken(seconds: int, direction: str, clinic: Clinic) -> None:
    """More than a minute away from Slack's own time, in either direction."""
    behind = clinic.clock if seconds < 0 else clinic.slack.workspace.clock
    behind.step(timedelta(seconds=abs(seconds)))  # type: ignore[attr-defined]
    state, told = (await clinic.troubles())["clock"]
    assert state is State.BROKEN
    assert f"{direction} Slack's" in told
    assert "NTP" in told


async def test_a_clock_that_is_a_little_off_is_well(clinic: Clinic) -> None:
    """Signatures allow five minutes; nobody needs to get up for 50 seconds."""
    clinic.slack.workspace.clock.step(timedelta(seconds=50))  # type: ignore[attr-defined]
    assert await clinic.troubles() == {}


async def test_a_slow_answer_is_no_wrong_clock(clinic: Clinic) -> None:
    """Time that passes while Slack thinks is not held against the clock."""
    held = clinic.slack.faults.hold("auth.test")
    looking = asyncio.ensure_future(clinic.examine())
    await held.arrived()
    clinic.clock.step(timedelta(seconds=90))
    clinic.slack.workspace.clock.step(timedelta(seconds=90))  # type: ignore[attr-defined]
    held.release()
    assert {one.state for one in await looking} == {State.OK}


async def test_a_refused_app_token_is_broken(clinic: Clinic) -> None:
    """Without it Slack has no way to the bot."""
    clinic.set(slack_app_token="xapp-wrong")
    state, told = (await clinic.troubles())["connection"]
    assert state is State.BROKEN
    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)." in told
    assert "connections:write" in told


@pytest.mark.parametrize(
    ("error", "words"), [("missing_scope", "connections:write"), ("forbidden_team", "use HTTP")]
)
async def test_a_refused_connection_is_broken(error: str, words: str, clinic: Clinic) -> None:
    """The token lives, but Socket Mode does not open."""
    clinic.slack.faults.error("apps.connections.open", error)
    state, told = (await clinic.troubles())["connection"]
    assert (state, words in told) == (State.BROKEN, True)


async def test_http_needs_the_signing_secret(clinic: Clinic) -> None:
    """Without Socket Mode, requests must be told from forged ones."""
    clinic.set(slack_app_token="")
    state, told = (await clinic.troubles())["connection"]
    assert state is State.BROKEN
    assert "SLACK_SIGNING_SECRET" in told
    clinic.set(slack_signing_secret="0" * 32)
    assert await clinic.troubles() == {}
    assert "apps.connections.open" not in {call.method for call in clinic.slack.workspace.calls}


async def test_a_slack_out_of_reach_is_not_called_broken(clinic: Clinic) -> None:
    """The network may be to blame: nothing is known, and where to look is said."""
    await clinic.slack.go_offline()
    troubles = await clinic.troubles()
    assert {state for state, _ in troubles.values()} == {State.UNKNOWN}
    assert "Slack could not be reached. Check this machine's way to the internet" in troubles["token"][1]


async def test_a_rate_limit_is_said_with_its_seconds(clinic: Clinic) -> None:
    """A check that Slack put off is made later by whoever asks again."""
    clinic.slack.faults.rate_limited("conversations.list", retry_after=20)
    state, told = (await clinic.troubles())["channel"]
    assert (state, told) == (
        State.UNKNOWN,
        "Slack asked us to wait 20 s. Run the doctor again after that.",
    )


async def test_a_page_of_html_is_survived(clinic: Clinic) -> None:
    """Slack's own troubles, or a proxy's."""
    clinic.slack.faults.server_error("auth.test", status=503)
    state, told = (await clinic.troubles())["token"]
    assert (state, "Slack answered auth.test with http_503." in told) == (State.UNKNOWN, True)
