"""reactions.*: emoji on messages."""

from __future__ import annotations

import re

from bot.fakeslack.channels import Channel
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.call import Call, Method, ok

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
_MOST = 23
"""Different emoji that Slack allows on one message."""


def add(call: Call) -> Json:
    """Add a reaction."""
    channel, message = _target(call)
    name = _name(call)
    if channel.archived:
        raise SlackError("is_archived")
    if call.user in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= _MOST:
        raise SlackError("too_many_emoji")
    call.workspace.posting.react(channel, message, name=name, by=call.user)
    return ok()


def remove(call: Call) -> Json:
    """Take one's own reaction back."""
    channel, message = _target(call)
    name = _name(call)
    if call.user not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    call.workspace.posting.unreact(channel, message, name=name, by=call.user)
    return ok()


def get(call: Call) -> Json:
    """Return a message with its reactions."""
    channel, message = _target(call)
    return ok(type="message", channel=channel.id, message=message.as_json(base_url=call.base_url))


def _target(call: Call) -> tuple[Channel, Message]:
    if not call.args.has("channel") or not call.args.has("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel, call.message(channel, "timestamp")


def _name(call: Call) -> str:
    name = call.args.need("name")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


METHODS = {
    "reactions.add": Method(add, ("reactions:write",)),
    "reactions.remove": Method(remove, ("reactions:write",), tier=2),
    "reactions.get": Method(get, ("reactions:read",)),
}
