"""Channels: public, private, direct and group messages; who is in them and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.fakeslack.changes import Change, Changes
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.errors import Json
from bot.fakeslack.ids import Ids
from bot.fakeslack.messages import Message
from bot.fakeslack.people import HOME_TEAM


class Kind(StrEnum):
    """The four kinds of conversation, by their names in `conversations.list`."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"
    MPIM = "mpim"


@dataclass(frozen=True, slots=True)
class Text:
    """A topic or a purpose: what it says, who set it, when."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def as_json(self) -> Json:
        """Return Slack's form of it."""
        return {"value": self.value, "creator": self.creator, "last_set": self.last_set}


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned message."""

    ts: str
    created: int
    created_by: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A link in the bar at the top of a channel."""

    id: str
    channel: str
    title: str
    link: str
    emoji: str
    created: int
    updated: int
    updated_by: str

    def as_json(self) -> Json:
        """Return Slack's bookmark object."""
        return {
            "id": self.id,
            "channel_id": self.channel,
            "title": self.title,
            "link": self.link,
            "emoji": self.emoji,
            "icon_url": "",
            "type": "link",
            "entity_id": None,
            "date_created": self.created,
            "date_updated": self.updated,
            "rank": self.id,
            "last_updated_by_user_id": self.updated_by,
            "last_updated_by_team_id": HOME_TEAM,
            "shortcut_id": None,
            "app_id": None,
        }


@dataclass(slots=True)
class Channel:
    """One conversation. `members` keeps the order of joining; `messages` and `ephemerals` that of posting."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    is_general: bool = False
    is_ext_shared: bool = False
    archived: bool = False
    topic: Text = field(default_factory=Text)
    purpose: Text = field(default_factory=Text)
    previous_names: list[str] = field(default_factory=list)
    members: dict[str, None] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Is it hidden from those who are not in it?"""
        return self.kind is not Kind.PUBLIC

    @property
    def is_direct(self) -> bool:
        """Is it a direct message, with one or several people?"""
        return self.kind in (Kind.IM, Kind.MPIM)

    @property
    def event_type(self) -> str:
        """Return the `channel_type` of message events."""
        return {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im", Kind.MPIM: "mpim"}[self.kind]

    def other(self, user: str) -> str:
        """Return the other side of a direct message."""
        return next((member for member in self.members if member != user), user)

    def as_json(self, *, viewer: str) -> Json:
        """Return Slack's channel object as `viewer` gets it."""
        common: Json = {"id": self.id, "created": self.created, "is_archived": self.archived}
        if self.kind is Kind.IM:
            return common | {
                "is_im": True,
                "is_org_shared": False,
                "user": self.other(viewer),
                "is_user_deleted": False,
            }
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind is Kind.PUBLIC,
            "is_group": self.kind is Kind.PRIVATE,
            "is_im": False,
            "is_mpim": self.kind is Kind.MPIM,
            "is_private": self.is_private,
            "is_general": self.is_general,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "shared_team_ids": [HOME_TEAM],
            "context_team_id": HOME_TEAM,
            "unlinked": 0,
            "creator": self.creator,
            "is_member": viewer in self.members,
            "topic": self.topic.as_json(),
            "purpose": self.purpose.as_json(),
            "previous_names": list(self.previous_names),
        }


@dataclass(slots=True)
class Channels:
    """All conversations of the workspace."""

    ids: Ids
    clock: Clock
    changes: Changes
    by_id: dict[str, Channel] = field(default_factory=dict)

    def create(
        self, name: str, *, creator: str, kind: Kind = Kind.PUBLIC, members: Iterable[str] = ()
    ) -> Channel:
        """Create a conversation with its creator and these members in it."""
        channel_id = self.ids.next("D" if kind is Kind.IM else "G" if kind is Kind.MPIM else "C")
        channel = Channel(channel_id, name, kind, creator, int(seconds(self.clock)))
        self.by_id[channel.id] = channel
        self.changes.publish(Change("channel_created", channel.id, creator))
        for member in dict.fromkeys([creator, *members]):
            self.join(channel, user=member, inviter=creator if member != creator else None)
        return channel

    def join(self, channel: Channel, *, user: str, inviter: str | None = None) -> None:
        """Put somebody into a conversation."""
        channel.members[user] = None
        self.changes.publish(Change("member_joined", channel.id, user, {"inviter": inviter}))

    def leave(self, channel: Channel, *, user: str) -> None:
        """Take somebody out of a conversation."""
        del channel.members[user]
        self.changes.publish(Change("member_left", channel.id, user))

    def direct(self, *people: str) -> Channel:
        """Return the direct message between these people (two, or up to nine), opening it when it is new."""
        wanted = set(people)
        kind = Kind.IM if len(wanted) <= 2 else Kind.MPIM
        for channel in self.by_id.values():
            if channel.kind is kind and channel.members.keys() == wanted:
                return channel
        channel_id = self.ids.next("D" if kind is Kind.IM else "G")
        channel = Channel(channel_id, "", kind, people[0], int(seconds(self.clock)))
        if kind is Kind.MPIM:
            channel.name = f"mpdm-{channel.id.lower()}"
        channel.members = dict.fromkeys(people)
        self.by_id[channel.id] = channel
        self.changes.publish(Change("channel_created", channel.id, people[0]))
        return channel

    def named(self, name: str) -> Channel | None:
        """Return a public or private channel by name (with or without #), archived ones too, or None."""
        bare = name.removeprefix("#")
        return next((c for c in self.by_id.values() if c.name == bare and not c.is_direct), None)

    def get(self, name: str) -> Channel:
        """Return a conversation by id or name; raise LookupError if there is none."""
        found = self.by_id.get(name) or self.named(name)
        if found is None:
            raise LookupError(
                f"there is no channel {name!r}; there are {sorted(c.name for c in self.by_id.values())}"
            )
        return found
