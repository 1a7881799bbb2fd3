"""Messages of the bot, and of people: posted, drawn again, pinned, marked, fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.effects.effect import Effect
from bot.domain.effects.people import CallPeople
from bot.domain.effects.war_room import RefreshTopic

_CALLING = frozenset({"call", "called"})
_LOOKED_AT = frozenset({"card", "announcement"})


@dataclass(frozen=True, kw_only=True)
class PostMessage(Effect):
    """Post the message that (`what`, `subject`) names, drawn when it is delivered.

    Args:
        what: which drawing (`card`, `update`, `reminder`, …).
        subject: which one of them (an update's number, a person, a timer's generation).
        place: `ROOM`, `ANNOUNCEMENTS`, `direct(…)` or `thread_of(…)`.
        broadcast: a reply in a thread that is shown in the channel too.
        facts: what the drawing needs besides the incident's present state.
    """

    kind = "post_message"
    priority = 30
    looks_first = True
    what: str
    place: str
    subject: str = ""
    broadcast: bool = False
    facts: Mapping[str, Any] | None = None

    def rank(self) -> int:
        """Who is called learns of it before others read about the incident."""
        return CallPeople.priority if self.what in _CALLING else self.priority

    def lane(self) -> str | None:
        """New messages of one incident to one place keep their order."""
        return f"{self.incident_id}:{self.place}"

    def leads(self) -> bool:
        """The card is pinned as soon as it stands."""
        return self.what == "card"


@dataclass(frozen=True, kw_only=True)
class RefreshMessage(Effect):
    """Draw a message again where it stands."""

    kind = "refresh_message"
    priority = 40
    what: str
    subject: str = ""

    def rank(self) -> int:
        """What everybody looks at stays true before what was said to one person or in passing."""
        return self.priority if self.what in _LOOKED_AT else RefreshTopic.priority

    def target(self) -> str | None:
        """One row per message."""
        return f"message:{self.incident_id}:{self.what}:{self.subject}"


@dataclass(frozen=True, kw_only=True)
class PinMessage(Effect):
    """Pin a message of the bot."""

    kind = "pin_message"
    priority = 35
    what: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class React(Effect):
    """Answer a person's message with a reaction."""

    kind = "react"
    priority = 70
    channel_id: str
    ts: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CaptureMessage(Effect):
    """Fetch a message from Slack and put it on the timeline.

    Args:
        by: who asked for it; how: `pushpin` or `shortcut`.
        thread_ts: the thread it stands in, where that is known.
        at: Slack's time stamp of the asking; empty for the shortcut.
    """

    kind = "capture_message"
    channel_id: str
    ts: str
    by: str
    how: str
    thread_ts: str | None = None
    at: str = ""
