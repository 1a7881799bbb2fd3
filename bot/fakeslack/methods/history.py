"""conversations.history and .replies: reading back what was written."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fakeslack.channels import Channel
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.paging import page
from bot.fakeslack.posting import thread_facts

_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def history(call: Call) -> Json:
    """Return a page of a channel's messages, the newest first, without thread replies."""
    channel = _readable(call)
    oldest, latest = call.args.text("oldest"), call.args.text("latest")
    shown = [
        message
        for message in reversed(channel.messages.values())
        if message.in_channel and _within(call, message, oldest, latest)
    ]
    part, cursor = page(shown, call.args, default=100, most=999)
    answer = ok(messages=_drawn(call, channel, part), has_more=bool(cursor), pin_count=len(channel.pins))
    if latest:
        answer["latest"] = latest
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def replies(call: Call) -> Json:
    """Return a page of a thread, the parent first."""
    channel = _readable(call)
    root = channel.messages.get(call.args.need("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    oldest, latest = call.args.text("oldest"), call.args.text("latest")
    thread = [channel.messages[ts] for ts in channel.threads.get(root.ts, [])]
    shown = [root, *(message for message in thread if _within(call, message, oldest, latest))]
    part, cursor = page(shown, call.args, default=1000)
    answer = ok(messages=_drawn(call, channel, part), has_more=bool(cursor))
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope_in(channel, "history")
    if call.user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _within(call: Call, message: Message, oldest: str, latest: str) -> bool:
    ts = float(message.ts)
    try:
        first, last = float(oldest or 0), float(latest or "inf")
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
    return first <= ts <= last if call.args.flag("inclusive") else first < ts < last


def _drawn(call: Call, channel: Channel, messages: Sequence[Message]) -> list[Json]:
    metadata = call.args.flag("include_all_metadata")
    pinned = {pin.ts for pin in channel.pins}
    return [
        message.as_json(metadata=metadata, base_url=call.base_url)
        | thread_facts(channel, message)
        | ({"pinned_to": [channel.id]} if message.ts in pinned else {})
        for message in messages
    ]


METHODS = {
    "conversations.history": Method(history, _HISTORY),
    "conversations.replies": Method(replies, _HISTORY),
}
