"""Events follow from changes: each with Slack's name and shape, only where the bot is."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.fakeslack import FakeSlack
from tests.fakeslack.conftest import LittleApp

Json = dict[str, Any]


@pytest.fixture
async def heard(app: LittleApp) -> list[Json]:
    """Every event the app got."""

    @app.bolt.event(re.compile(".*"))
    async def any_event(body: Json) -> None:
        app.events.append(body)

    return app.events


def case(
    name: str, act: Callable[[FakeSlack, str], Awaitable[Any]], *, public: str, private: str, **event: Any
) -> list[Any]:
    """One row for a public and one for a private channel, with parts of the event that are expected."""
    return [
        pytest.param(act, False, public, event, id=f"{name}-public"),
        pytest.param(act, True, private, event, id=f"{name}-private"),
    ]


CASES = [
    *case(
        "invite",
        lambda slack, room: slack.actor("ana").invite(room, "bo"),
        public="member_joined_channel",
        private="member_joined_channel",
        user="@bo",
        inviter="@ana",
        channel="#",
    ),
    *case(
        "leave",
        lambda slack, room: slack.actor("cy").leave(room),
        public="member_left_channel",
        private="member_left_channel",
        user="@cy",
        channel="#",
    ),
    *case(
        "archive",
        lambda slack, room: slack.actor("ana").archive(room),
        public="channel_archive",
        private="group_archive",
        user="@ana",
        channel="#",
    ),
    *case(
        "topic",
        lambda slack, room: slack.actor("ana").set_topic(room, "new"),
        public="message",
        private="message",
        user="@ana",
        topic="new",
        channel="#",
    ),
    *case(
        "mention",
        lambda slack, room: slack.actor("ana").post(room, "@bot help"),
        public="app_mention",
        private="app_mention",
        user="@ana",
        channel="#",
    ),
]


@pytest.mark.parametrize(("act", "private", "kind", "expected"), CASES)
async def test_a_change_in_a_channel_is_told_by_its_name(
    slack: FakeSlack,
    heard: list[Json],
    *,
    act: Callable[[FakeSlack, str], Awaitable[Any]],
    private: bool,
    kind: str,
    expected: Json,
) -> None:
    """Private channels have names of their own for some; a channel without the bot is never told of."""
    workspace = slack.workspace
    workspace.add_person("cy")
    room = workspace.add_channel("room", members=["ana", "cy"], private=private, with_bot=True)
    workspace.add_channel("other", members=["ana", "cy"], private=private)
    await slack.settled()
    heard.clear()

    await act(slack, "other")
    assert heard == []
    await act(slack, "room")

    (event,) = [body["event"] for body in heard if body["event"]["type"] == kind]
    names = {"@ana": workspace.people.get("ana").id, "@bo": workspace.people.get("bo").id, "#": room.id}
    names["@cy"] = workspace.people.get("cy").id
    assert {name: event[name] for name in expected} == {name: names.get(v, v) for name, v in expected.items()}


async def test_an_event_is_wrapped_as_slack_does(slack: FakeSlack, heard: list[Json]) -> None:
    """Team, app, id, time and for whom it is."""
    message = await slack.actor("ana").post("incidents", "hello")
    (body,) = heard
    app = slack.workspace.app
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert (body["api_app_id"], body["team_id"]) == (app.app_id, slack.workspace.team_id)
    assert body["authorizations"][0]["user_id"] == app.bot_user
    assert (body["event"]["ts"], body["event"]["event_ts"]) == (message.ts, message.ts)
    assert (body["event"]["channel_type"], body["event"]["text"]) == ("channel", "hello")


async def test_an_edit_and_a_deletion_carry_both_texts(slack: FakeSlack, heard: list[Json]) -> None:
    """`message` and `previous_message`."""
    ana = slack.actor("ana")
    message = await ana.post("incidents", "before")
    await ana.edit(message, "after")
    await ana.delete(message)
    _, changed, deleted = (body["event"] for body in heard)
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("after", "before")
    assert changed["message"]["edited"]["user"] == ana.id
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (message.ts, "after")


async def test_reactions_and_pins_name_their_message(slack: FakeSlack, heard: list[Json]) -> None:
    """With whose message it is."""
    ana, bo = slack.actor("ana"), slack.actor("bo")
    message = await ana.post("incidents", "look")
    await bo.react(message, "pushpin")
    await bo.unreact(message, "pushpin")
    await bo.pin(message)
    await bo.unpin(message)
    _, *events = (body["event"] for body in heard)
    kinds = [event["type"] for event in events]
    assert kinds == ["reaction_added", "reaction_removed", "pin_added", "pin_removed"]
    assert all((event["user"], event["item_user"]) == (bo.id, ana.id) for event in events)
    assert events[0]["item"] == {"type": "message", "channel": message.channel, "ts": message.ts}
    assert events[2]["item"]["message"]["text"] == "look"


async def test_people_and_groups_that_change_are_told(slack: FakeSlack, heard: list[Json]) -> None:
    """Joining, deactivation, members of a group."""
    workspace = slack.workspace
    workspace.add_person("dee")
    workspace.people.change("bo", deleted=True)
    workspace.add_group("oncall", members=["ana"])
    workspace.people.change_group("oncall", members=["dee"])
    await slack.settled()
    events = {body["event"]["type"]: body["event"] for body in heard}
    assert events["team_join"]["user"]["name"] == "dee"
    assert events["user_change"]["user"]["deleted"] is True
    assert events["subteam_created"]["subteam"]["handle"] == "oncall"
    assert events["subteam_members_changed"]["added_users"] == [workspace.people.get("dee").id]
    assert events["subteam_members_changed"]["removed_users"] == [workspace.people.get("ana").id]
    assert events["subteam_updated"]["subteam"]["user_count"] == 1


async def test_only_what_the_manifest_subscribes_to_is_told(slack: FakeSlack, heard: list[Json]) -> None:
    """Installing by a manifest sets scopes, events, commands and switches."""
    slack.workspace.app.use_manifest(
        {
            "features": {
                "app_home": {"home_tab_enabled": True},
                "slash_commands": [{"command": "/incident", "description": "x", "should_escape": False}],
                "shortcuts": [
                    {"name": "Declare", "type": "global", "callback_id": "declare", "description": "x"}
                ],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}},
            "settings": {"event_subscriptions": {"bot_events": ["reaction_added"]}},
        }
    )
    ana = slack.actor("ana")
    message = await ana.post("incidents", "quiet")
    await ana.react(message, "eyes")
    assert [body["event"]["type"] for body in heard] == ["reaction_added"]
    assert slack.workspace.app.scopes == {"chat:write", "commands"}
    assert not slack.workspace.app.should_escape
    sent = (await ana.command("incidents", "/incident tell @bo <now>")).sent
    assert sent["text"] == "tell @bo &lt;now&gt;"


async def test_an_uninstalled_app_is_told_and_its_token_dies(slack: FakeSlack, heard: list[Json]) -> None:
    """Both events come."""
    await slack.uninstall()
    assert {body["event"]["type"] for body in heard} == {"tokens_revoked", "app_uninstalled"}
    assert slack.workspace.app.tokens[slack.workspace.app.bot_token].revoked


async def test_a_message_to_the_bot_is_told_as_a_direct_message(slack: FakeSlack, heard: list[Json]) -> None:
    """Direct messages between people are not."""
    await slack.actor("ana").post("bo", "between us")
    await slack.actor("ana").post("bot", "hello bot")
    assert [(body["event"]["channel_type"], body["event"]["text"]) for body in heard] == [("im", "hello bot")]


async def test_what_was_delivered_can_be_delivered_again(slack: FakeSlack, heard: list[Json]) -> None:
    """The same id, with a retry number."""
    await slack.actor("ana").post("incidents", "hello")
    (record,) = slack.workspace.deliveries
    await slack.repeat(record)
    assert [body["event_id"] for body in heard] == [record.body["event_id"]] * 2
