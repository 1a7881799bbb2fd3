"""The Events API: which event follows from which change, in Slack's shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.clock import seconds
from bot.fakeslack.errors import Json
from bot.fakeslack.people import UserGroup
from bot.fakeslack.posting import thread_facts

if TYPE_CHECKING:
    from bot.fakeslack.workspace import Workspace

_MESSAGE = {
    Kind.PUBLIC: "message.channels",
    Kind.PRIVATE: "message.groups",
    Kind.IM: "message.im",
    Kind.MPIM: "message.mpim",
}


def events_of(change: Change, workspace: Workspace) -> Iterator[tuple[str, Json]]:
    """Go through the events that a change causes: the name one subscribes to, and the inner event.

    Only what the app is subscribed to, and only in channels that the bot is in.
    """
    make = _EVENTS.get(change.kind)
    if make is None:
        return
    if change.channel and not _bot_is_concerned(change, workspace):
        return
    for name, event in make(change, workspace):
        if name in workspace.app.events:
            yield name, event | {"event_ts": event.get("event_ts") or workspace.posting.stamp()}


def envelope(event: Json, workspace: Workspace) -> Json:
    """Return an inner event in the wrapper in which it is delivered."""
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "api_app_id": workspace.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.ids.next("Ev"),
        "event_time": int(seconds(workspace.clock)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": workspace.ids.next("4-"),
    }


def _bot_is_concerned(change: Change, workspace: Workspace) -> bool:
    bot = workspace.app.bot_user
    return change.user == bot or bot in workspace.channels.by_id[change.channel].members


_Events = Iterator[tuple[str, Json]]


def _message(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    message = change.detail["message"]
    body = message.as_json(metadata=True, base_url=workspace.posting.base_url) | thread_facts(
        channel, message
    )
    body |= {"channel": channel.id, "channel_type": channel.event_type, "event_ts": message.ts}
    yield _MESSAGE[channel.kind], body
    bot = workspace.app.bot_user
    if (
        f"<@{bot}>" in message.text
        and message.user != bot
        and not channel.is_direct
        and not message.is_system
    ):
        yield (
            "app_mention",
            {name: value for name, value in body.items() if name != "channel_type"} | {"type": "app_mention"},
        )


def _message_changed(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    message = change.detail["message"]
    yield (
        _MESSAGE[channel.kind],
        _hidden(channel, workspace)
        | {
            "subtype": "message_changed",
            "message": message.as_json(metadata=True, base_url=workspace.posting.base_url),
            "previous_message": change.detail["before"],
        },
    )


def _message_deleted(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    message = change.detail["message"]
    if message.subtype == "tombstone":
        yield from _message_changed(change, workspace)
        return
    yield (
        _MESSAGE[channel.kind],
        _hidden(channel, workspace)
        | {
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": change.detail["before"],
        },
    )


def _hidden(channel: Channel, workspace: Workspace) -> Json:
    ts = workspace.posting.stamp()
    return {
        "type": "message",
        "channel": channel.id,
        "channel_type": channel.event_type,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
    }


def _reaction(change: Change, workspace: Workspace) -> _Events:
    message = change.detail["message"]
    yield (
        change.kind,
        {
            "type": change.kind,
            "user": change.user,
            "item": {"type": "message", "channel": change.channel, "ts": message.ts},
            "reaction": change.detail["name"],
            "item_user": message.user,
        },
    )


def _member(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    if channel.is_direct:
        return
    name = "member_joined_channel" if change.kind == "member_joined" else "member_left_channel"
    event: Json = {
        "type": name,
        "user": change.user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind is Kind.PUBLIC else "G",
        "team": workspace.team_id,
    }
    if change.detail.get("inviter"):
        event["inviter"] = change.detail["inviter"]
    yield name, event
    if change.kind == "member_left" and change.user == workspace.app.bot_user:
        left = _prefixed(channel, "left")
        yield left, {"type": left, "channel": channel.id}


def _archive(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    name = _prefixed(channel, change.kind.removeprefix("channel_"))
    yield name, {"type": name, "channel": channel.id, "user": change.user, "is_moved": 0}


def _rename(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    name = _prefixed(channel, "rename")
    shown = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
    }
    yield (
        name,
        {"type": name, "channel": shown | {"is_channel": channel.kind is Kind.PUBLIC, "is_mpim": False}},
    )


def _pin(change: Change, workspace: Workspace) -> _Events:
    channel = workspace.channels.by_id[change.channel]
    message = change.detail["message"]
    event: Json = {
        "type": change.kind,
        "user": change.user,
        "channel_id": channel.id,
        "item": {
            "type": "message",
            "channel": channel.id,
            "created": int(seconds(workspace.clock)),
            "created_by": change.user,
            "message": message.as_json(base_url=workspace.posting.base_url),
        },
        "item_user": message.user,
        "pin_count": len(channel.pins),
        "pinned_info": {
            "channel": channel.id,
            "pinned_by": change.user,
            "pinned_ts": int(seconds(workspace.clock)),
        },
    }
    if change.kind == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    yield change.kind, event


def _person(change: Change, workspace: Workspace) -> _Events:
    name = "team_join" if change.kind == "person_joined" else "user_change"
    person = workspace.people.by_id[change.user]
    with_email = "users:read.email" in workspace.app.scopes
    shown = person.as_json(at=workspace.clock.now(), with_email=with_email)
    yield name, {"type": name, "user": shown, "cache_ts": int(seconds(workspace.clock))}


def _group(change: Change, workspace: Workspace) -> _Events:
    group: UserGroup = change.detail["group"]
    name = "subteam_created" if change.detail["created"] else "subteam_updated"
    yield name, {"type": name, "subteam": group.as_json(with_users=True)}


def _group_members(change: Change, workspace: Workspace) -> _Events:
    before, group = change.detail["before"], change.detail["group"]
    added = [user for user in group.members if user not in before.members]
    removed = [user for user in before.members if user not in group.members]
    yield (
        "subteam_members_changed",
        {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": workspace.team_id,
            "date_previous_update": before.updated,
            "date_update": group.updated,
            "added_users": added,
            "added_users_count": len(added),
            "removed_users": removed,
            "removed_users_count": len(removed),
        },
    )


def _home_opened(change: Change, workspace: Workspace) -> _Events:
    app = workspace.app
    event: Json = {
        "type": "app_home_opened",
        "user": change.user,
        "channel": workspace.channels.direct(app.bot_user, change.user).id,
        "tab": change.detail["tab"],
    }
    view = workspace.views.homes.get(change.user)
    if view is not None:
        event["view"] = view.as_json(app_id=app.app_id, bot_id=app.bot_id)
    yield "app_home_opened", event


def _uninstalled(change: Change, workspace: Workspace) -> _Events:
    yield (
        "tokens_revoked",
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.app.bot_user]}},
    )
    yield "app_uninstalled", {"type": "app_uninstalled"}


def _prefixed(channel: Channel, what: str) -> str:
    return f"{'channel' if channel.kind is Kind.PUBLIC else 'group'}_{what}"


_EVENTS: dict[str, Callable[[Change, Workspace], _Events]] = {
    "message": _message,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    "reaction_added": _reaction,
    "reaction_removed": _reaction,
    "member_joined": _member,
    "member_left": _member,
    "channel_archive": _archive,
    "channel_unarchive": _archive,
    "channel_rename": _rename,
    "pin_added": _pin,
    "pin_removed": _pin,
    "person": _person,
    "person_joined": _person,
    "group": _group,
    "group_members": _group_members,
    "home_opened": _home_opened,
    "uninstalled": _uninstalled,
}
