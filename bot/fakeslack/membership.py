"""Joining, leaving, renaming and archiving, with the lines that Slack writes into the channel for each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Channel, Channels, Kind, Text
from bot.fakeslack.clock import seconds
from bot.fakeslack.posting import Posting


@dataclass(slots=True)
class Membership:
    """Changes to channels that leave a line in them."""

    channels: Channels
    posting: Posting

    def join(self, channel: Channel, *, user: str, inviter: str | None = None) -> None:
        """Let somebody in."""
        self.channels.join(channel, user=user, inviter=inviter)
        extra = {"inviter": inviter} if inviter else {}
        self._note(channel, "join", user=user, text=f"<@{user}> has joined the channel", **extra)

    def leave(self, channel: Channel, *, user: str) -> None:
        """Let somebody out."""
        self._note(channel, "leave", user=user, text=f"<@{user}> has left the channel")
        self.channels.leave(channel, user=user)

    def set_topic(self, channel: Channel, *, user: str, value: str) -> None:
        """Set the topic, with a line when it is a new one."""
        same = channel.topic.value == value
        channel.topic = Text(value, user, int(seconds(self.channels.clock)))
        if not same:
            self._note(channel, "topic", user=user, text=f"set the channel topic: {value}", topic=value)

    def set_purpose(self, channel: Channel, *, user: str, value: str) -> None:
        """Set the purpose (shown as description), with a line when it is a new one."""
        same = channel.purpose.value == value
        channel.purpose = Text(value, user, int(seconds(self.channels.clock)))
        if not same:
            self._note(channel, "purpose", user=user, text=f"set the channel purpose: {value}", purpose=value)

    def rename(self, channel: Channel, *, user: str, name: str) -> None:
        """Give the channel another name."""
        old, channel.name = channel.name, name
        channel.previous_names.insert(0, old)
        text = f'has renamed the channel from "{old}" to "{name}"'
        self._note(channel, "name", user=user, text=text, old_name=old, name=name)
        self._tell("channel_rename", channel, user)

    def archive(self, channel: Channel, *, user: str) -> None:
        """Close the channel for good."""
        self._note(channel, "archive", user=user, text="archived the channel")
        channel.archived = True
        self._tell("channel_archive", channel, user)

    def unarchive(self, channel: Channel, *, user: str) -> None:
        """Open an archived channel again."""
        channel.archived = False
        channel.members.setdefault(user, None)
        self._note(channel, "unarchive", user=user, text="un-archived the channel")
        self._tell("channel_unarchive", channel, user)

    def _note(self, channel: Channel, what: str, *, user: str, text: str, **extra: str) -> None:
        if not channel.is_direct:
            prefix = "group" if channel.kind is Kind.PRIVATE else "channel"
            self.posting.note(channel, f"{prefix}_{what}", user=user, text=text, **extra)

    def _tell(self, kind: str, channel: Channel, user: str) -> None:
        self.posting.changes.publish(Change(kind, channel.id, user))
