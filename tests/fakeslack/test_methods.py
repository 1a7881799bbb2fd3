"""The Web API as the real client meets it: what works, and with which code the rest is refused."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import FakeSlack

Act = Callable[[AsyncWebClient], Awaitable[Any]]
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


@pytest.fixture
async def furnished(slack: FakeSlack) -> FakeSlack:
    """A workspace with a channel of every sort; ids are filled into the table by `{name}`."""
    workspace = slack.workspace
    workspace.add_person("cy", deleted=True)
    workspace.add_person("zoe", team_id="T0ELSEWHERE")
    workspace.add_person("uma", is_ultra_restricted=True)
    workspace.add_group("oncall", members=["ana", "bo"])
    workspace.add_channel("lobby", members=["ana", "uma"])
    workspace.add_channel("hidden", members=["ana"], private=True)
    workspace.add_channel("vault", members=["ana"], private=True, with_bot=True)
    old = workspace.add_channel("old", members=["ana"], with_bot=True)
    workspace.membership.archive(old, user=workspace.people.get("ana").id)
    incidents = workspace.channel("incidents")
    ana = workspace.people.get("ana").id
    workspace.posting.post(incidents, user=ana, text="by ana")
    own = workspace.posting.post(incidents, user=workspace.app.bot_user, text="by bot")
    workspace.posting.pin(incidents, own, by=ana)
    workspace.posting.react(incidents, own, name="eyes", by=workspace.app.bot_user)
    return slack


def filled(slack: FakeSlack, args: dict[str, Any]) -> dict[str, Any]:
    """Put ids in place of `#channel`, `@person` and `ts:text` in the arguments of a table row."""

    def one(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("#") and value != "#":
            return slack.workspace.channel(value).id
        if value.startswith("@"):
            return ",".join(slack.workspace.people.get(name).id for name in value.split(","))
        if value.startswith("ts:"):
            return slack.workspace.message("incidents", contains=value[3:]).ts
        return value

    return {name: one(value) for name, value in args.items()}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("conversations.create", {}, "invalid_name_required"),
    ("conversations.create", {"name": "x" * 81}, "invalid_name_maxlength"),
    ("conversations.create", {"name": "Upper"}, "invalid_name_specials"),
    ("conversations.create", {"name": "a b"}, "invalid_name_specials"),
    ("conversations.create", {"name": "--"}, "invalid_name_punctuation"),
    ("conversations.create", {"name": "lobby"}, "name_taken"),
    ("conversations.create", {"name": "old"}, "name_taken"),
    ("conversations.create", {"name": "hidden"}, "name_taken"),
    ("conversations.rename", {"channel": "#incidents", "name": "mine"}, "not_authorized"),
    ("conversations.rename", {"channel": "#lobby", "name": "mine"}, "not_in_channel"),
    ("conversations.invite", {"channel": "#lobby", "users": "@bo"}, "not_in_channel"),
    ("conversations.invite", {"channel": "#old", "users": "@bo"}, "is_archived"),
    ("conversations.invite", {"channel": "#incidents"}, "no_user"),
    ("conversations.invite", {"channel": "#incidents", "users": "U0NOBODY"}, "user_not_found"),
    ("conversations.invite", {"channel": "#incidents", "users": "@cy"}, "user_not_found"),
    ("conversations.invite", {"channel": "#incidents", "users": "@ana"}, "already_in_channel"),
    ("conversations.invite", {"channel": "#incidents", "users": "@bot"}, "cant_invite_self"),
    ("conversations.invite", {"channel": "#incidents", "users": "@zoe"}, "org_user_not_in_team"),
    ("conversations.invite", {"channel": "#incidents", "users": "@uma"}, "ura_max_channels"),
    (
        "conversations.invite",
        {"channel": "#incidents", "users": ",".join(map(str, range(101)))},
        "invalid_arguments",
    ),
    ("conversations.kick", {"channel": "#incidents", "user": "@bot"}, "cant_kick_self"),
    ("conversations.kick", {"channel": "#incidents", "user": "@gus"}, "not_in_channel"),
    ("conversations.kick", {"channel": "#general", "user": "@ana"}, "cant_kick_from_general"),
    ("conversations.join", {"channel": "#old"}, "is_archived"),
    ("conversations.join", {"channel": "#hidden"}, "channel_not_found"),
    ("conversations.join", {"channel": "#vault"}, "method_not_supported_for_channel_type"),
    ("conversations.leave", {"channel": "#general"}, "cant_leave_general"),
    ("conversations.setTopic", {"channel": "#incidents", "topic": "x" * 251}, "too_long"),
    ("conversations.setTopic", {"channel": "#lobby", "topic": "x"}, "not_in_channel"),
    ("conversations.setTopic", {"channel": "#old", "topic": "x"}, "is_archived"),
    ("conversations.setPurpose", {"channel": "#incidents", "purpose": "x" * 251}, "too_long"),
    ("conversations.archive", {"channel": "#old"}, "already_archived"),
    ("conversations.archive", {"channel": "#general"}, "cant_archive_general"),
    ("conversations.archive", {"channel": "#lobby"}, "not_in_channel"),
    ("conversations.unarchive", {"channel": "#old"}, "not_allowed_token_type"),
    ("conversations.unarchive", {"channel": "#lobby"}, "not_archived"),
    ("conversations.info", {"channel": "#hidden"}, "channel_not_found"),
    ("conversations.info", {"channel": "C0NOWHERE"}, "channel_not_found"),
    ("conversations.members", {"channel": "#lobby", "cursor": "???"}, "invalid_cursor"),
    ("conversations.list", {"types": "secret_channel"}, "invalid_types"),
    ("conversations.list", {"limit": 1001}, "invalid_limit"),
    ("conversations.history", {"channel": "#lobby"}, "not_in_channel"),
    ("conversations.history", {"channel": "#hidden"}, "channel_not_found"),
    ("conversations.replies", {"channel": "#incidents", "ts": "1.000000"}, "thread_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "@cy"}, "user_disabled"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
    ("users.lookupByEmail", {"email": "cy@example.com"}, "users_not_found"),
    ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("chat.postMessage", {"channel": "#incidents"}, "no_text"),
    ("chat.postMessage", {"channel": "#hidden", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#old", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#incidents", "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "#incidents", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": "#incidents", "text": "x", "thread_ts": "1.000000"},
        "cannot_reply_to_message",
    ),
    (
        "chat.postMessage",
        {"channel": "#incidents", "text": "x", "attachments": [{}] * 101},
        "too_many_attachments",
    ),
    (
        "chat.postMessage",
        {"channel": "#incidents", "text": "x", "markdown_text": "y"},
        "markdown_text_conflict",
    ),
    (
        "chat.postMessage",
        {"channel": "#incidents", "text": "x", "metadata": {"a": 1}},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {
            "channel": "#incidents",
            "text": "x",
            "metadata": {"event_type": "a", "event_payload": {"b": "c" * 9000}},
        },
        "metadata_too_large",
    ),
    (
        "chat.postMessage",
        {
            "channel": "#incidents",
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5,
        },
        "msg_blocks_too_long",
    ),
    ("chat.update", {"channel": "#incidents", "ts": "1.000000", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "#incidents", "ts": "ts:by ana", "text": "x"}, "cant_update_message"),
    ("chat.update", {"channel": "#incidents", "ts": "ts:by bot", "text": "x" * 4001}, "msg_too_long"),
    ("chat.update", {"channel": "#incidents", "ts": "ts:by bot"}, "no_text"),
    ("chat.delete", {"channel": "#incidents", "ts": "ts:by ana"}, "cant_delete_message"),
    ("chat.delete", {"channel": "#incidents", "ts": "1.000000"}, "message_not_found"),
    ("chat.postEphemeral", {"channel": "#incidents", "user": "@gus", "text": "x"}, "user_not_in_channel"),
    ("chat.postEphemeral", {"channel": "#lobby", "user": "@ana", "text": "x"}, "not_in_channel"),
    ("chat.getPermalink", {"channel": "#incidents", "message_ts": "1.000000"}, "message_not_found"),
    ("pins.add", {"channel": "#incidents"}, "no_item_specified"),
    ("pins.add", {"channel": "#incidents", "timestamp": "ts:by bot"}, "already_pinned"),
    ("pins.add", {"channel": "#lobby", "timestamp": "1.000000"}, "not_in_channel"),
    ("pins.remove", {"channel": "#incidents", "timestamp": "ts:by ana"}, "no_pin"),
    (
        "bookmarks.add",
        {"channel_id": "#lobby", "title": "x", "type": "link", "link": "https://x"},
        "permission_denied",
    ),
    (
        "bookmarks.add",
        {"channel_id": "#incidents", "title": "x", "type": "link", "link": "ftp://x"},
        "invalid_link",
    ),
    ("bookmarks.add", {"channel_id": "#incidents", "title": "x", "type": "pdf"}, "invalid_bookmark_type"),
    ("bookmarks.remove", {"channel_id": "#incidents", "bookmark_id": "Bk0"}, "not_found"),
    ("reactions.add", {"channel": "#incidents", "timestamp": "ts:by bot", "name": "eyes"}, "already_reacted"),
    ("reactions.add", {"channel": "#incidents", "timestamp": "ts:by bot", "name": ":eyes:"}, "invalid_name"),
    (
        "reactions.add",
        {"channel": "#incidents", "timestamp": "1.000000", "name": "eyes"},
        "message_not_found",
    ),
    ("reactions.remove", {"channel": "#incidents", "timestamp": "ts:by ana", "name": "eyes"}, "no_reaction"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
    (
        "views.publish",
        {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": [SECTION]}},
        "invalid_arguments",
    ),
    ("views.update", {"view_id": "V0NONE", "view": {"type": "home", "blocks": [SECTION]}}, "not_found"),
    ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    ("admin.users.list", {}, "unknown_method"),
]


@pytest.mark.parametrize(
    ("method", "args", "code"), REFUSED, ids=[f"{n}-{row[0]}-{row[2]}" for n, row in enumerate(REFUSED)]
)
async def test_what_slack_refuses_is_refused_with_its_code(
    furnished: FakeSlack, client: AsyncWebClient, method: str, args: dict[str, Any], code: str
) -> None:
    """The code is the one of Slack's documentation, and the call is on record."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=filled(furnished, args))
    assert caught.value.response["error"] == code
    assert [call.ok for call in furnished.workspace.calls_of(method)] == [False]


async def test_arguments_are_read_from_query_form_and_json(slack: FakeSlack) -> None:
    """slack_sdk uses all three."""
    channel = slack.workspace.channel("incidents").id
    headers = {"Authorization": f"Bearer {slack.workspace.app.bot_token}"}
    args = {"channel": channel, "include_num_members": "true"}
    async with ClientSession(headers=headers) as session:
        url = f"{slack.api_url}conversations.info"
        for request in (
            session.get(url, params=args),
            session.post(url, params=args),
            session.post(url, data=args),
            session.post(url, json=args | {"include_num_members": True}),
        ):
            async with request as response:
                assert (await response.json())["channel"]["num_members"] == 3


async def test_tokens_are_checked(slack: FakeSlack, client: AsyncWebClient) -> None:
    """None, a wrong one, a revoked one, and a scope that is missing."""

    async def code(**options: Any) -> str:
        with pytest.raises(SlackApiError) as caught:
            await client.api_call(
                "users.info", params={"user": slack.workspace.people.get("ana").id}, **options
            )
        return str(caught.value.response["error"])

    async with ClientSession() as session, session.post(f"{slack.api_url}auth.test") as response:
        assert (await response.json())["error"] == "not_authed"
    assert await code(headers={"Authorization": "Bearer wrong"}) == "invalid_auth"
    slack.workspace.app.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U1")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"
    assert "chat:write" in caught.value.response["provided"]
    slack.workspace.app.revoke()
    assert await code() == "token_revoked"


async def test_a_private_channel_needs_the_scope_for_private_ones(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """`channels:manage` is for public channels only."""
    slack.workspace.app.scopes.discard("groups:write")
    await client.conversations_create(name="open")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.conversations_create(name="closed", is_private=True)


async def test_an_invitation_of_several_fails_whole_without_force(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """The answer says for each who could not come, and nobody new is in; with force the others are."""
    workspace = slack.workspace
    channel = (await client.conversations_create(name="room"))["channel"]["id"]
    ana = workspace.people.get("ana").id
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_invite(channel=channel, users=f"{ana},U0NOBODY")
    assert caught.value.response["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert ana not in workspace.channel("room").members
    answer = await client.conversations_invite(channel=channel, users=f"{ana},U0NOBODY", force=True)
    assert answer["ok"]
    assert ana in workspace.channel("room").members


async def test_an_edit_keeps_metadata_and_drops_blocks_that_are_not_sent_again(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """Metadata is read back only when asked for."""
    metadata = {"event_type": "card", "event_payload": {"incident": 42}}
    posted = await client.chat_postMessage(
        channel="#incidents", text="a", blocks=[SECTION], metadata=metadata
    )
    channel, ts = posted["channel"], posted["ts"]
    await client.chat_update(channel=channel, ts=ts, text="b")

    bare = (await client.conversations_history(channel=channel))["messages"][0]
    full = (await client.conversations_history(channel=channel, include_all_metadata=True))["messages"][0]

    assert "blocks" not in bare
    assert "metadata" not in bare
    assert full["metadata"] == metadata
    assert full["edited"]["user"] == slack.workspace.app.bot_user
    assert full["user"] == slack.workspace.app.bot_user
    assert full["bot_id"] == slack.workspace.app.bot_id


async def test_an_edit_of_blocks_shows_no_edited_mark(slack: FakeSlack, client: AsyncWebClient) -> None:
    """As in Slack, where a live card does not say "(edited)"."""
    posted = await client.chat_postMessage(channel="#incidents", text="a", blocks=[SECTION])
    other = {"type": "section", "text": {"type": "mrkdwn", "text": "other"}}
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="b", blocks=[other])
    message = slack.workspace.message("incidents")
    assert message.edited_ts is None
    assert slack.workspace.text(message) == "other"


async def test_history_and_replies_are_paged(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Newest first in the channel, parent first in the thread; a reply shows there only when broadcast."""
    posted = [await client.chat_postMessage(channel="#incidents", text=str(n)) for n in range(5)]
    channel, root = posted[0]["channel"], posted[0]["ts"]
    await client.chat_postMessage(channel=channel, text="reply", thread_ts=root)
    await client.chat_postMessage(channel=channel, text="loud", thread_ts=root, reply_broadcast=True)

    texts: list[str] = []
    async for page in await client.conversations_history(channel=channel, limit=2):
        texts += [message["text"] for message in page["messages"] if "subtype" not in message]
    thread = (await client.conversations_replies(channel=channel, ts=root))["messages"]

    assert texts == ["4", "3", "2", "1", "0"]
    assert [message["text"] for message in thread] == ["0", "reply", "loud"]
    assert thread[0]["reply_count"] == 2
    window = await client.conversations_history(
        channel=channel, oldest=posted[1]["ts"], latest=posted[3]["ts"], inclusive=True
    )
    assert [message["text"] for message in window["messages"]] == ["3", "2", "1"]


async def test_lists_are_filtered_after_paging(furnished: FakeSlack, client: AsyncWebClient) -> None:
    """A page may be short or empty though more follows; hidden channels never show."""
    names: list[str] = []
    sizes: list[int] = []
    async for page in await client.conversations_list(
        limit=2, types="public_channel,private_channel", exclude_archived=True
    ):
        sizes.append(len(page["channels"]))
        names += [channel["name"] for channel in page["channels"]]
    assert set(names) == {"general", "incidents", "lobby", "vault"}
    assert min(sizes) < 2
    everybody = await client.users_list(limit=100)
    assert {"cy", "zoe", "bot"} <= {member["name"] for member in everybody["members"]}


async def test_deleting_a_parent_leaves_a_tombstone(slack: FakeSlack, client: AsyncWebClient) -> None:
    """The thread stays readable."""
    root = await client.chat_postMessage(channel="#incidents", text="parent")
    await client.chat_postMessage(channel="#incidents", text="child", thread_ts=root["ts"])
    await client.chat_delete(channel=root["channel"], ts=root["ts"])
    thread = (await client.conversations_replies(channel=root["channel"], ts=root["ts"]))["messages"]
    assert [message.get("subtype") for message in thread] == ["tombstone", None]
    assert [message.text for message in slack.workspace.messages("incidents")] == ["child"]


async def test_a_file_goes_up_in_three_steps_and_can_be_read(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """`files_upload_v2` shares it in the channel; its content is there for tests and for `files.info`."""
    channel = slack.workspace.channel("incidents").id
    answer = await client.files_upload_v2(
        channel=channel,
        filename="timeline.md",
        content="# INC-1",
        initial_comment="The timeline",
        title="Timeline",
    )
    (file,) = slack.workspace.files("incidents")
    assert file.text == "# INC-1"
    assert slack.actor("ana").sees("incidents") == ["The timeline\n[file timeline.md]"]
    info = await client.files_info(file=answer["file"]["id"])
    assert info["file"]["title"] == "Timeline"
    assert list(info["file"]["shares"]["public"]) == [channel]
    headers = {"Authorization": f"Bearer {slack.workspace.app.bot_token}"}
    async with (
        ClientSession() as session,
        session.get(info["file"]["url_private"], headers=headers) as response,
    ):
        assert await response.text() == "# INC-1"


async def test_an_upload_of_another_size_is_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    """The length was promised."""
    promised = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with ClientSession() as session:
        async with session.post(promised["upload_url"], data=b"four") as response:
            assert response.status == 400
        async with session.post(promised["upload_url"], data=b"abc") as response:
            assert response.status == 200


async def test_a_person_is_shown_with_zone_and_kind(furnished: FakeSlack, client: AsyncWebClient) -> None:
    """Offset by the date; the address only with its scope; guests and strangers are marked."""
    people = furnished.workspace.people
    ana = (await client.users_info(user=people.get("ana").id))["user"]
    zoe = (await client.users_info(user=people.get("zoe").id))["user"]
    assert (ana["tz"], ana["tz_offset"], ana["profile"]["email"]) == (
        "Europe/Berlin",
        3600,
        "ana@example.com",
    )
    assert (await client.users_info(user=people.get("gus").id))["user"]["is_restricted"]
    assert zoe["is_stranger"]
    assert zoe["team_id"] != ana["team_id"]
    furnished.workspace.app.scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user=people.get("ana").id))["user"]["profile"]


async def test_a_post_to_a_person_opens_the_direct_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    """And opening it again finds the same one."""
    ana = slack.workspace.people.get("ana").id
    posted = await client.chat_postMessage(channel=ana, text="psst")
    opened = await client.conversations_open(users=ana)
    assert opened["channel"]["id"] == posted["channel"]
    assert opened["already_open"]
    assert slack.actor("ana").sees("bot") == ["psst"]
    assert slack.actor("bo").sees("bot") == []


async def test_a_modal_keeps_what_was_typed_when_it_is_redrawn(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    """Inputs with the same names survive; a stale hash is refused."""
    ana = slack.workspace.people.get("ana").id
    element = {"type": "plain_text_input", "action_id": "a"}
    label = {"type": "plain_text", "text": "Label"}
    view = {
        "type": "modal",
        "title": label,
        "submit": label,
        "blocks": [{"type": "input", "block_id": "b", "label": label, "element": element}],
    }
    opened = await client.views_open(trigger_id=slack.workspace.triggers.new_trigger(ana), view=view)
    await slack.actor("ana").fill("b", "typed")
    updated = await client.views_update(
        view_id=opened["view"]["id"], hash=opened["view"]["hash"], view={**view, "callback_id": "next"}
    )
    assert updated["view"]["state"]["values"]["b"]["a"]["value"] == "typed"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=view)


async def test_no_more_than_three_modals_are_stacked(slack: FakeSlack, client: AsyncWebClient) -> None:
    """The fourth is `push_limit_reached`."""
    ana = slack.workspace.people.get("ana").id
    title = {"type": "plain_text", "text": "Title"}
    view = {"type": "modal", "title": title, "blocks": [SECTION]}
    triggers = slack.workspace.triggers
    top = await client.views_open(trigger_id=triggers.new_trigger(ana), view=view)
    for _ in range(2):
        trigger = triggers.new_trigger(ana, view=top["view"]["id"])
        top = await client.views_push(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=triggers.new_trigger(ana, view=top["view"]["id"]), view=view)
