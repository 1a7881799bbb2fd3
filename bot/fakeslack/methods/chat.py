"""chat.*: posting, editing, deleting, whispering."""

from __future__ import annotations

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.content import Content, read_content
from bot.fakeslack.posting import thread_facts

_UPDATE_TEXT = 4_000


def post_message(call: Call) -> Json:
    """Post a message as the app."""
    channel = _destination(call)
    content = _filled(call)
    thread_ts = _thread(call, channel)
    broadcast = bool(thread_ts) and call.args.flag("reply_broadcast")
    message = call.workspace.posting.post(
        channel,
        user=call.user,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
        thread_ts=thread_ts,
        broadcast=broadcast,
        subtype="thread_broadcast" if broadcast else None,
        **_author(call),
    )
    return ok(channel=channel.id, ts=message.ts, message=_shown(call, channel, message))


def update(call: Call) -> Json:
    """Edit the caller's own message.

    Text without blocks removes the blocks; what is left out of text and metadata stays.
    """
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_inactive")
    message = call.message(channel, "ts")
    if message.user != call.user or message.is_system:
        raise SlackError("cant_update_message")
    if len(call.args.text("text")) > _UPDATE_TEXT:
        raise SlackError("msg_too_long")
    content = _filled(call)
    fields: Json = {"blocks": content.blocks}
    if "text" in content.given:
        fields["text"] = content.text
    if "attachments" in content.given:
        fields["attachments"] = content.attachments
    if content.metadata is not None:
        fields["metadata"] = content.metadata
    mark = not content.blocks and content.text != message.text
    call.workspace.posting.edit(channel, message, by=call.user, mark=mark, **fields)
    return ok(channel=channel.id, ts=message.ts, text=message.text, message=_shown(call, channel, message))


def delete(call: Call) -> Json:
    """Delete the caller's own message."""
    channel = call.channel()
    message = call.message(channel, "ts")
    if message.user != call.user:
        raise SlackError("cant_delete_message")
    call.workspace.posting.delete(channel, message, by=call.user)
    return ok(channel=channel.id, ts=message.ts)


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person in a channel."""
    channel = call.own_channel()
    user = call.args.need("user")
    content = _filled(call)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = call.workspace.posting.whisper(
        channel,
        to=user,
        text=content.text,
        user=call.user,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=call.args.text("thread_ts") or None,
        **_author(call),
    )
    return ok(message_ts=message.ts)


def permalink(call: Call) -> Json:
    """Return the lasting address of a message."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    return ok(channel=channel.id, permalink=permalink_of(call.workspace.url, message))


def permalink_of(url: str, message: Message) -> str:
    """Return the lasting address of a message in the workspace at `url`."""
    link = f"{url}archives/{message.channel}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return link


def _destination(call: Call) -> Channel:
    """Find where to post: an id, a name, or a person's id for the direct message with them."""
    name = call.args.need("channel")
    workspace = call.workspace
    person = workspace.people.by_id.get(name)
    if person is not None:
        if person.deleted or person.id == call.user:
            raise SlackError("channel_not_found")
        return workspace.channels.direct(call.user, person.id)
    channel = workspace.channels.by_id.get(name) or workspace.channels.named(name)
    if channel is None or not call.may_see(channel):
        raise SlackError("channel_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    outside = call.user not in channel.members
    if outside and not (channel.kind is Kind.PUBLIC and "chat:write.public" in workspace.app.scopes):
        raise SlackError("not_in_channel")
    return channel


def _filled(call: Call) -> Content:
    content = read_content(call.args, call.workspace.ids)
    if content.is_empty:
        raise SlackError("no_text")
    return content


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    root = channel.messages.get(thread_ts)
    if root is None or root.is_system:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _author(call: Call) -> Json:
    app = call.workspace.app
    fields: Json = {"bot_id": app.bot_id, "app_id": app.app_id} if call.is_bot else {}
    if call.args.has("username") or call.args.has("icon_emoji"):
        call.need_scope("chat:write.customize")
        fields["username"] = call.args.text("username") or None
        fields["icon"] = call.args.text("icon_emoji") or None
    return fields


def _shown(call: Call, channel: Channel, message: Message) -> Json:
    return message.as_json(metadata=True, base_url=call.base_url) | thread_facts(channel, message)


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), tier=0),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), tier=4),
    "chat.getPermalink": Method(permalink, tier=0),
}
