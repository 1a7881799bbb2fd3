"""Messages: what they carry, and how Slack shows them to an app."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.fakeslack.errors import Json
from bot.fakeslack.files import File
from bot.fakeslack.people import HOME_TEAM


@dataclass(slots=True)
class Message:
    """One message in one channel.

    `visible_to` makes it ephemeral; `subtype` marks Slack's own ones (channel_join, channel_topic, …);
    `extra` holds the further keys of those. `blocks` are never changed in place; `earlier` are what they were
    before, oldest first, for a click of somebody who has not seen the last drawing yet.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icon: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    visible_to: str | None = None
    extra: Json = field(default_factory=dict)
    earlier: list[list[Json]] = field(default_factory=list)

    @property
    def drawing(self) -> int:
        """How often its blocks have been drawn again."""
        return len(self.earlier)

    def blocks_of(self, drawing: int | None) -> list[Json]:
        """Return what can be clicked in one of its drawings; None for the last."""
        if drawing is not None and drawing < self.drawing:
            return self.earlier[drawing]
        return [*self.blocks, *(block for one in self.attachments for block in one.get("blocks", []))]

    @property
    def is_reply(self) -> bool:
        """Is it an answer in a thread?"""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_system(self) -> bool:
        """Did Slack write it by itself (joined, set the topic, …)?"""
        return self.subtype is not None and self.subtype not in (
            "thread_broadcast",
            "file_share",
            "bot_message",
        )

    @property
    def in_channel(self) -> bool:
        """Does it show in the channel itself, not in a thread only?"""
        return not self.is_reply or self.broadcast

    def as_json(self, *, metadata: bool = False, base_url: str = "") -> Json:
        """Return the message as history and events carry it, without what the thread knows."""
        body: Json = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": HOME_TEAM,
        }
        for name in ("subtype", "bot_id", "app_id", "username", "blocks", "attachments", "thread_ts"):
            if value := getattr(self, name):
                body[name] = value
        if self.edited_ts:
            body["edited"] = {"user": self.edited_by, "ts": self.edited_ts}
        if self.reactions:
            body["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)}
                for name, users in self.reactions.items()
            ]
        if self.files:
            body["files"] = [file.as_json(base_url=base_url) for file in self.files]
            body["upload"] = False
        if metadata and self.metadata:
            body["metadata"] = self.metadata
        return body | self.extra
