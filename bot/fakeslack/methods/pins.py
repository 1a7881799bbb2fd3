"""pins.*: messages pinned to a channel."""

from __future__ import annotations

from bot.fakeslack.channels import Channel
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.call import Call, Method, ok

_MOST = 100


def add(call: Call) -> Json:
    """Pin a message."""
    channel, message = _target(call)
    if any(pin.ts == message.ts for pin in channel.pins):
        raise SlackError("already_pinned")
    if message.is_system:
        raise SlackError("not_pinnable")
    if len(channel.pins) >= _MOST:
        raise SlackError("too_many_pins")
    call.workspace.posting.pin(channel, message, by=call.user)
    return ok()


def remove(call: Call) -> Json:
    """Take a pin away."""
    channel, message = _target(call)
    if all(pin.ts != message.ts for pin in channel.pins):
        raise SlackError("no_pin")
    call.workspace.posting.unpin(channel, message, by=call.user)
    return ok()


def listing(call: Call) -> Json:
    """Return the pinned messages, the latest first."""
    channel = call.channel()
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.created,
            "created_by": pin.created_by,
            "message": channel.messages[pin.ts].as_json(base_url=call.base_url) | {"pinned_to": [channel.id]},
        }
        for pin in reversed(channel.pins)
    ]
    return ok(items=items)


def _target(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    if not call.args.has("timestamp"):
        raise SlackError("no_item_specified")
    return channel, call.message(channel, "timestamp")


METHODS = {
    "pins.add": Method(add, ("pins:write",), tier=2),
    "pins.remove": Method(remove, ("pins:write",), tier=2),
    "pins.list": Method(listing, ("pins:read",), tier=2),
}
