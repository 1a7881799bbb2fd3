"""conversations.create, .rename, .setTopic, .setPurpose, .archive, .unarchive: the channel itself."""

from __future__ import annotations

import re

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok

_WRITE = ("channels:manage", "channels:write", "groups:write", "im:write", "mpim:write")
_TOPIC = (
    "channels:manage",
    "channels:write.topic",
    "groups:write",
    "groups:write.topic",
    "im:write",
    "mpim:write",
)
_NAME = re.compile(r"[a-z0-9_-]+")
_TEXT_LIMIT = 250


def create(call: Call) -> Json:
    """Create a channel with the caller in it."""
    private = call.args.flag("is_private")
    call.need_scope(*(("groups:write",) if private else ("channels:manage", "channels:write")))
    name = _checked_name(call)
    channel = call.workspace.channels.create(
        name, creator=call.user, kind=Kind.PRIVATE if private else Kind.PUBLIC
    )
    return ok(channel=channel.as_json(viewer=call.user))


def rename(call: Call) -> Json:
    """Rename a channel that the caller created."""
    channel = _named_channel(call)
    _need_write(call, channel)
    if channel.creator != call.user:
        raise SlackError("not_authorized")
    if channel.name != call.args.text("name"):
        call.workspace.membership.rename(channel, user=call.user, name=_checked_name(call))
    return ok(channel=channel.as_json(viewer=call.user))


def set_topic(call: Call) -> Json:
    """Set the topic of a channel."""
    channel, value = _described(call, "topic")
    call.workspace.membership.set_topic(channel, user=call.user, value=value)
    return ok(channel=channel.as_json(viewer=call.user))


def set_purpose(call: Call) -> Json:
    """Set the purpose of a channel."""
    channel, value = _described(call, "purpose")
    call.workspace.membership.set_purpose(channel, user=call.user, value=value)
    return ok(channel=channel.as_json(viewer=call.user), purpose=value)


def archive(call: Call) -> Json:
    """Archive a channel that the caller is in."""
    channel = call.channel()
    _need_write(call, channel)
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    call.workspace.membership.archive(channel, user=call.user)
    return ok()


def unarchive(call: Call) -> Json:
    """Open an archived channel again: for people's tokens only.

    Bot tokens cannot do it (docs.slack.dev, methods/conversations.unarchive).
    """
    channel = call.channel()
    if not channel.archived:
        raise SlackError("not_archived")
    if call.is_bot:
        raise SlackError("not_allowed_token_type")
    call.workspace.membership.unarchive(channel, user=call.user)
    return ok()


def _checked_name(call: Call) -> str:
    name = call.args.text("name")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if not any(letter.isalnum() for letter in name):
        raise SlackError("invalid_name_punctuation")
    if call.workspace.channels.named(name) is not None:
        raise SlackError("name_taken")
    return name


def _described(call: Call, what: str) -> tuple[Channel, str]:
    if not call.args.has(what):
        raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {what}"])
    channel = call.own_channel()
    call.need_scope_in(channel, "manage", "write", "write.topic")
    value = call.args.text(what)
    if len(value) > _TEXT_LIMIT:
        raise SlackError("too_long")
    return channel, value


def _named_channel(call: Call) -> Channel:
    channel = call.own_channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _need_write(call: Call, channel: Channel) -> None:
    call.need_scope_in(channel, "manage", "write")


METHODS = {
    "conversations.create": Method(create, _WRITE, tier=2),
    "conversations.rename": Method(rename, _WRITE, tier=2),
    "conversations.setTopic": Method(set_topic, _TOPIC, tier=2),
    "conversations.setPurpose": Method(set_purpose, _TOPIC, tier=2),
    "conversations.archive": Method(archive, _WRITE, tier=2),
    "conversations.unarchive": Method(unarchive, _WRITE, tier=2),
}
