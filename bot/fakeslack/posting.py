"""Writing, editing and deleting messages, and reacting to them: the effects, without the rules who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.fakeslack.changes import Change, Changes
from bot.fakeslack.channels import Channel, Pin
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.errors import Json
from bot.fakeslack.messages import Message

EPHEMERALS_KEPT = 200
"""How many ephemeral messages a channel remembers; Slack itself forgets them at the next reload."""


@dataclass(slots=True)
class Posting:
    """The pen of the workspace: gives time stamps and tells of every stroke."""

    clock: Clock
    changes: Changes
    base_url: str = ""
    _last: int = 0

    def stamp(self) -> str:
        """Return a time stamp later than all before it, in Slack's form of seconds and six digits."""
        now = int(seconds(self.clock) * 1_000_000)
        self._last = max(now, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(self, channel: Channel, *, user: str, text: str, **more: Any) -> Message:
        """Put a new message into a channel; `more` are fields of `Message`."""
        message = Message(channel.id, self.stamp(), user, text, **more)
        if message.thread_ts is not None:
            message.thread_ts = self._thread_root(channel, ts=message.thread_ts, reply=message)
        channel.messages[message.ts] = message
        channel.last_read[user] = message.ts
        self.changes.publish(Change("message", channel.id, user, {"message": message}))
        return message

    def whisper(self, channel: Channel, *, to: str, text: str, user: str, **more: Any) -> Message:
        """Show a message to one person only."""
        message = Message(channel.id, self.stamp(), user, text, visible_to=to, **more)
        channel.ephemerals.append(message)
        del channel.ephemerals[:-EPHEMERALS_KEPT]
        self.changes.publish(Change("ephemeral", channel.id, to, {"message": message}))
        return message

    def note(self, channel: Channel, subtype: str, *, user: str, text: str, **extra: Any) -> Message:
        """Write one of Slack's own lines, such as "has joined the channel"."""
        return self.post(channel, user=user, text=text, subtype=subtype, extra=extra)

    def edit(self, channel: Channel, message: Message, *, by: str, mark: bool, **fields: Any) -> Message:
        """Change fields of a message; `mark` shows "(edited)"."""
        before = message.as_json(base_url=self.base_url)
        if "blocks" in fields:
            message.earlier.append(message.blocks)
        for name, value in fields.items():
            setattr(message, name, value)
        if mark:
            message.edited_by, message.edited_ts = by, self.stamp()
        kind = "ephemeral" if message.visible_to else "message_changed"
        self.changes.publish(Change(kind, channel.id, by, {"message": message, "before": before}))
        return message

    def delete(self, channel: Channel, message: Message, *, by: str) -> None:
        """Remove a message; one with replies leaves a tombstone."""
        before = message.as_json(base_url=self.base_url)
        if message.visible_to:
            channel.ephemerals.remove(message)
            self.changes.publish(Change("ephemeral", channel.id, message.visible_to, {"message": message}))
            return
        if channel.threads.get(message.ts):
            message.text, message.subtype, message.user = (
                "This message was deleted.",
                "tombstone",
                "USLACKBOT",
            )
            message.blocks, message.bot_id, message.metadata, message.files = [], None, None, []
        else:
            del channel.messages[message.ts]
            if message.is_reply and message.thread_ts:
                channel.threads[message.thread_ts].remove(message.ts)
        channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
        self.changes.publish(
            Change("message_deleted", channel.id, by, {"message": message, "before": before})
        )

    def react(self, channel: Channel, message: Message, *, name: str, by: str) -> None:
        """Add a reaction."""
        message.reactions.setdefault(name, []).append(by)
        self.changes.publish(Change("reaction_added", channel.id, by, {"message": message, "name": name}))

    def unreact(self, channel: Channel, message: Message, *, name: str, by: str) -> None:
        """Take a reaction back."""
        message.reactions[name].remove(by)
        if not message.reactions[name]:
            del message.reactions[name]
        self.changes.publish(Change("reaction_removed", channel.id, by, {"message": message, "name": name}))

    def pin(self, channel: Channel, message: Message, *, by: str) -> None:
        """Pin a message to its channel."""
        channel.pins.append(Pin(message.ts, int(seconds(self.clock)), by))
        self.changes.publish(Change("pin_added", channel.id, by, {"message": message}))

    def unpin(self, channel: Channel, message: Message, *, by: str) -> None:
        """Take a pin away."""
        channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
        self.changes.publish(Change("pin_removed", channel.id, by, {"message": message}))

    def _thread_root(self, channel: Channel, *, ts: str, reply: Message) -> str:
        root = channel.messages.get(ts)
        if root is not None and root.is_reply and root.thread_ts:
            ts = root.thread_ts
            root = channel.messages.get(ts)
        if root is not None:
            root.thread_ts = root.ts
        channel.threads.setdefault(ts, []).append(reply.ts)
        return ts


def thread_facts(channel: Channel, message: Message) -> Json:
    """Return what history adds to a message about its thread."""
    replies = channel.threads.get(message.ts, [])
    if message.is_reply and message.thread_ts:
        root = channel.messages.get(message.thread_ts)
        return {"parent_user_id": root.user} if root else {}
    if not replies:
        return {}
    users = list(dict.fromkeys(channel.messages[ts].user for ts in replies))
    return {
        "reply_count": len(replies),
        "reply_users": users[:5],
        "reply_users_count": len(users),
        "latest_reply": replies[-1],
        "subscribed": False,
        "is_locked": False,
    }
