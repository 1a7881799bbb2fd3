"""The channels that the configuration names."""

import pytest

from bot.domain.checkup import State
from bot.fakeslack.server import FakeSlack
from tests.doctor.clinic import RULES, Clinic

INCIDENTS = "channel #incidents"


def _rename_away(slack: FakeSlack) -> None:
    slack.workspace.channel("incidents").name = "elsewhere"


async def test_a_missing_channel_is_broken(clinic: Clinic) -> None:
    """Where incidents should be announced, there is nothing."""
    _rename_away(clinic.slack)
    state, told = (await clinic.troubles())[INCIDENTS]
    assert state is State.BROKEN
    assert "The bot sees no such channel; incidents are announced there." in told
    assert "/invite @muster" in told


async def test_an_archived_channel_is_broken(clinic: Clinic) -> None:
    """It still exists, but takes nothing."""
    clinic.slack.workspace.channel("incidents").archived = True
    state, told = (await clinic.troubles())[INCIDENTS]
    assert (state, "It is archived" in told, "Unarchive it" in told) == (State.BROKEN, True, True)


async def test_a_public_channel_without_the_bot_is_a_warning(clinic: Clinic) -> None:
    """It may post there by its scope, but cannot look whether a message arrived."""
    workspace = clinic.slack.workspace
    workspace.channel("incidents").members.pop(workspace.app.bot_user)
    state, told = (await clinic.troubles())[INCIDENTS]
    assert (state, "/invite @muster" in told) == (State.WARNING, True)


async def test_without_the_scope_for_public_posts_it_is_broken(clinic: Clinic) -> None:
    """Then nothing can be announced."""
    workspace = clinic.slack.workspace
    workspace.channel("incidents").members.pop(workspace.app.bot_user)
    workspace.app.scopes.discard("chat:write.public")
    state, told = (await clinic.troubles())[INCIDENTS]
    assert (state, told) == (
        State.BROKEN,
        "The bot is not in it; incidents are announced there. Write `/invite @muster` in it.",
    )


async def test_a_channel_may_be_named_by_its_id(clinic: Clinic) -> None:
    """Ids survive renaming."""
    channel = clinic.slack.workspace.channel("incidents").id
    clinic.configure(f"{RULES}\noperators: {{channel: {channel}}}".replace('"#incidents"', channel))
    assert await clinic.troubles() == {}


@pytest.mark.parametrize("channel", ["C0NOTHING0", "G0HIDDEN00"])
async def test_an_id_that_is_hidden_or_wrong_is_broken(channel: str, clinic: Clinic) -> None:
    """Slack tells the bot no more about either."""
    clinic.configure(RULES.replace('"#incidents"', channel))
    state, told = (await clinic.troubles())[f"channel {channel}"]
    assert (state, "If it is private" in told) == (State.BROKEN, True)


async def test_the_operators_channel_is_looked_at_too(clinic: Clinic) -> None:
    """Who is to be told of troubles must be reachable."""
    clinic.configure(f'{RULES}\noperators: {{channel: "#muster-operators"}}')
    state, told = (await clinic.troubles())["channel #muster-operators"]
    assert state is State.BROKEN
    assert "what breaks and is mended is told there" in told


async def test_channels_are_looked_for_on_every_page(clinic: Clinic) -> None:
    """A large workspace answers in pages."""
    _rename_away(clinic.slack)
    for number in range(1_005):
        clinic.slack.workspace.add_channel(f"team-{number}")
    clinic.slack.workspace.add_channel("incidents", with_bot=True)
    assert await clinic.troubles() == {}


async def test_without_the_scope_to_look_the_channel_is_not_checked(clinic: Clinic) -> None:
    """The scope is what is broken; the channel may be well."""
    clinic.slack.workspace.app.scopes.discard("channels:read")
    state, told = (await clinic.troubles())["channel"]
    assert (state, "the scope channels:read is missing" in told) == (State.UNKNOWN, True)


async def test_a_test_message_is_posted_only_when_asked_and_deleted(clinic: Clinic) -> None:
    """Nobody is left with a stray message."""
    found = await clinic.examine(post_to="#incidents")
    assert found[-1].what == "A test message was posted and deleted."
    methods = [call.method for call in clinic.slack.workspace.calls]
    assert methods[-2:] == ["chat.postMessage", "chat.delete"]
    assert clinic.slack.actor("ana").messages("incidents") == []


async def test_a_channel_that_refuses_the_test_message_is_broken(clinic: Clinic) -> None:
    """Slack's reason is said, and what to do."""
    clinic.slack.workspace.channel("incidents").archived = True
    troubles = await clinic.troubles(post_to="#incidents")
    assert troubles["post #incidents"] == (
        State.BROKEN,
        "Slack refuses messages there (is_archived). Unarchive it in Slack, or name another channel.",
    )


async def test_a_test_message_that_stays_is_owned_up_to(clinic: Clinic) -> None:
    """Somebody can delete it by hand."""
    clinic.slack.faults.error("chat.delete", "cant_delete_message")
    state, told = (await clinic.troubles(post_to="#incidents"))["post #incidents"]
    assert (state, "Delete it by hand." in told) == (State.WARNING, True)
