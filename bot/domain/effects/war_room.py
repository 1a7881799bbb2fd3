"""The war room: opened or joined, filled with people, named, archived."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.effects.effect import Effect


@dataclass(frozen=True, kw_only=True)
class OpenWarRoom(Effect):
    """Create the channel."""

    kind = "open_war_room"
    priority = 15

    def leads(self) -> bool:
        """The war room is made for what follows."""
        return True


@dataclass(frozen=True, kw_only=True)
class JoinWarRoom(Effect):
    """Join an existing channel that `declare here` made the war room."""

    kind = "join_war_room"
    priority = 15
    channel_id: str

    def leads(self) -> bool:
        """The war room is joined for what follows."""
        return True


@dataclass(frozen=True, kw_only=True)
class InvitePeople(Effect):
    """Bring people into the war room.

    Args:
        called: why they were called, as `CallPeople.reason`: the room is told when they are in it, because
            Slack tells nobody of a mention in a channel that they are not in. Empty when they were not.
    """

    kind = "invite_people"
    priority = 20
    people: tuple[str, ...]
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class RefreshMembers(Effect):
    """Ask Slack who is in the war room of a private incident; `incident_id` is 0, as no card shows it."""

    kind = "refresh_members"
    priority = 30
    targets: ClassVar[str] = "members:"
    channel_id: str

    def target(self) -> str | None:
        """One row per channel."""
        return f"{self.targets}{self.channel_id}"


@dataclass(frozen=True, kw_only=True)
class RefreshTopic(Effect):
    """Make the channel's topic true."""

    kind = "refresh_topic"
    priority = 60

    def target(self) -> str | None:
        """One row per war room."""
        return f"topic:{self.incident_id}"


@dataclass(frozen=True, kw_only=True)
class RefreshBookmarks(Effect):
    """Make the channel's bookmarks those of the configuration and the incident's links."""

    kind = "refresh_bookmarks"
    priority = 80
    looks_first = True

    def target(self) -> str | None:
        """One row per war room."""
        return f"bookmarks:{self.incident_id}"


@dataclass(frozen=True, kw_only=True)
class ArchiveWarRoom(Effect):
    """Archive the channel after everything else has been said in it."""

    kind = "archive_war_room"
    priority = 90
    barrier = True
