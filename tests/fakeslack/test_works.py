"""What the methods do when all is well, one after the other through the life of a channel."""

from typing import Any

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.fakeslack import Change, FakeSlack
from tests.fakeslack.conftest import HandClock

Json = dict[str, Any]


async def test_a_channel_lives_from_creation_to_archive(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Created, renamed, described, joined, left and archived, with Slack's own lines in it."""
    workspace = slack.workspace
    ana, bo = (workspace.people.get(name).id for name in ("ana", "bo"))
    created = (await client.conversations_create(name="inc-1"))["channel"]
    room = created["id"]
    assert (created["is_member"], created["creator"]) == (True, workspace.app.bot_user)
    await client.conversations_invite(channel=room, users=[ana, bo])
    await client.conversations_setTopic(channel=room, topic="SEV1")
    await client.conversations_setTopic(channel=room, topic="SEV1")
    await client.conversations_setPurpose(channel=room, purpose="mend it")
    renamed = (await client.conversations_rename(channel=room, name="inc-1-checkout"))["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("inc-1-checkout", ["inc-1"])
    assert (await client.conversations_members(channel=room))["members"] == [workspace.app.bot_user, ana, bo]
    await client.conversations_kick(channel=room, user=bo)
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert {channel["name"] for channel in mine["channels"]} == {"incidents", "inc-1-checkout"}
    await client.conversations_archive(channel=room)
    info = (await client.conversations_info(channel=room, include_num_members=True))["channel"]
    assert (info["is_archived"], info["topic"]["value"], info["num_members"]) == (True, "SEV1", 2)
    assert [message.subtype for message in workspace.messages("inc-1-checkout", system=True)] == [
        "channel_join",
        "channel_join",
        "channel_topic",
        "channel_purpose",
        "channel_name",
        "channel_leave",
        "channel_archive",
    ]
    assert workspace.messages("inc-1-checkout") == []


async def test_a_person_can_open_an_archived_channel_again(slack: FakeSlack, client: AsyncWebClient) -> None:
    """By hand, or with a token of their own; joining and leaving work for bots as for people."""
    workspace = slack.workspace
    lobby = workspace.add_channel("lobby", members=["ana"]).id
    assert (await client.conversations_join(channel=lobby))["ok"]
    assert (await client.conversations_join(channel=lobby))["warning"] == "already_in_channel"
    await client.conversations_archive(channel=lobby)
    await slack.actor("ana").unarchive("lobby")
    await client.conversations_archive(channel=lobby)
    token = workspace.app.user_token(workspace.people.get("ana").id)
    assert (await client.conversations_unarchive(channel=lobby, token=token))["ok"]
    assert (await client.conversations_leave(channel=lobby))["ok"]
    assert (await client.api_test(foo="bar"))["args"]["foo"] == "bar"


async def test_pins_bookmarks_and_reactions_come_and_go(slack: FakeSlack, client: AsyncWebClient) -> None:
    """Each can be listed, and is seen by the test."""
    workspace = slack.workspace
    posted = await client.chat_postMessage(channel="#incidents", text="card")
    channel, ts = posted["channel"], posted["ts"]
    await client.pins_add(channel=channel, timestamp=ts)
    await client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    bookmark: Json = (
        await client.bookmarks_add(
            channel_id=channel, title="Board", type="link", link="https://example.com/1"
        )
    )["bookmark"]
    await client.bookmarks_edit(channel_id=channel, bookmark_id=bookmark["id"], link="https://example.com/2")

    (pin,) = (await client.pins_list(channel=channel))["items"]
    (mark,) = (await client.bookmarks_list(channel_id=channel))["bookmarks"]
    shown = (await client.reactions_get(channel=channel, timestamp=ts))["message"]
    assert pin["message"]["text"] == "card"
    assert [message.ts for message in workspace.pins("incidents")] == [ts]
    assert (mark["title"], mark["link"]) == ("Board", "https://example.com/2")
    assert [item.link for item in workspace.bookmarks("incidents")] == ["https://example.com/2"]
    assert shown["reactions"] == [{"name": "eyes", "users": [workspace.app.bot_user], "count": 1}]

    await client.pins_remove(channel=channel, timestamp=ts)
    await client.reactions_remove(channel=channel, timestamp=ts, name="eyes")
    await client.bookmarks_remove(channel_id=channel, bookmark_id=bookmark["id"])
    assert (workspace.pins("incidents"), workspace.bookmarks("incidents")) == ([], [])
    assert "reactions" not in (await client.reactions_get(channel=channel, timestamp=ts))["message"]


async def test_people_groups_and_the_team_can_be_looked_up(slack: FakeSlack, client: AsyncWebClient) -> None:
    """By id, by address, by group."""
    workspace = slack.workspace
    group = workspace.add_group("oncall", members=["ana"])
    ana = workspace.people.get("ana")
    assert (await client.users_lookupByEmail(email="ANA@example.com"))["user"]["id"] == ana.id
    (listed,) = (await client.usergroups_list(include_users=True))["usergroups"]
    assert (listed["handle"], listed["users"]) == ("oncall", [ana.id])
    assert (await client.usergroups_users_list(usergroup=group.id))["users"] == [ana.id]
    assert (await client.team_info())["team"]["id"] == workspace.team_id
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"]) == (workspace.app.bot_user, workspace.app.bot_id)
    workspace.app.revoke()
    workspace.app.restore()
    assert (await client.auth_test())["ok"]


async def test_a_permalink_leads_to_the_page(slack: FakeSlack, client: AsyncWebClient) -> None:
    """When the workspace's address is that of this server, as in the demo."""
    slack.workspace.url = slack.url
    posted = await client.chat_postMessage(channel="#incidents", text="root")
    reply = await client.chat_postMessage(channel="#incidents", text="reply", thread_ts=posted["ts"])
    link = (await client.chat_getPermalink(channel=posted["channel"], message_ts=reply["ts"]))["permalink"]
    assert f"thread_ts={posted['ts']}" in link
    async with ClientSession() as session, session.get(link, allow_redirects=False) as response:
        assert response.headers["Location"] == f"/page/?channel={posted['channel']}&ts={reply['ts']}"


async def test_files_can_be_listed_and_deleted(slack: FakeSlack, client: AsyncWebClient) -> None:
    """A deleted one disappears from its message."""
    channel = slack.workspace.channel("incidents").id
    await slack.actor("ana").upload("incidents", "graph.png", b"png", comment="look")
    uploaded = await client.files_upload_v2(channel=channel, filename="a.txt", content="a")
    assert [f["name"] for f in (await client.files_list(channel=channel))["files"]] == ["a.txt", "graph.png"]
    await client.files_delete(file=uploaded["file"]["id"])
    assert [file.name for file in slack.workspace.files("incidents")] == ["graph.png"]
    assert slack.actor("bo").sees("incidents") == ["look\n[file graph.png]"]


async def test_ids_stay_the_same_for_people_and_differ_between_workspaces(clock: HandClock) -> None:
    """A database that outlives the demo never mistakes a new channel for an old one."""
    first, second = FakeSlack(clock=clock), FakeSlack(clock=clock)
    assert first.workspace.add_person("ana").id == second.workspace.add_person("ana").id
    assert first.workspace.channel("general").id != second.workspace.channel("general").id


async def test_changes_can_be_followed(slack: FakeSlack) -> None:
    """In order, by whoever subscribes."""
    with slack.workspace.changes.subscribe() as changes:
        message = await slack.actor("ana").post("incidents", "hello")
        await slack.actor("ana").react(message, "eyes")
        kinds: list[Change] = []
        async for change in changes:
            kinds.append(change)
            if change.kind == "reaction_added":
                break
    assert [change.kind for change in kinds] == ["message", "reaction_added"]


def test_every_block_can_be_read_as_text(slack: FakeSlack) -> None:
    """What a person would read, line by line."""
    workspace = slack.workspace
    ana, channel = workspace.people.get("ana").id, workspace.channel("incidents").id

    def plain(text: str) -> Json:
        return {"type": "plain_text", "text": text}

    option = {"text": plain("One"), "value": "1"}
    words = [
        {"type": "text", "text": "ask "},
        {"type": "user", "user_id": ana},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": channel},
        {"type": "emoji", "name": "fire"},
        {"type": "link", "url": "https://example.com"},
        {"type": "date", "timestamp": 0, "format": " {date_num} {time_secs}"},
        {"type": "broadcast", "range": "here"},
    ]
    blocks: list[Json] = [
        {"type": "header", "text": plain("Title")},
        {"type": "section", "text": plain("A"), "fields": [plain("B")], "accessory": {"type": "overflow"}},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "image", "alt_text": "logo"}, plain("C")]},
        {"type": "actions", "elements": [{"type": "static_select", "initial_option": option}]},
        {"type": "actions", "elements": [{"type": "users_select", "placeholder": plain("Who")}]},
        {
            "type": "input",
            "label": plain("D"),
            "hint": plain("E"),
            "element": {"type": "checkboxes", "options": [option]},
        },
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}, {"type": "raw_text", "text": "y"}]]},
        {"type": "image", "title": plain("Graph"), "alt_text": "graph"},
    ]
    assert workspace.render.blocks(blocks).splitlines() == [
        "Title",
        "A",
        "B",
        "[…]",
        "———",
        "logo C",
        "[One ▾]",
        "[Who ▾]",
        "D: (One) (E)",
        "ask @ana in #incidents:fire:https://example.com 1970-01-01 00:00:00@here",
        "x | y",
        "Graph",
    ]
