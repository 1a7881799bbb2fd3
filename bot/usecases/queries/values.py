"""Read models beyond one incident: pages, lists, App Home, and what a message is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.models import Person
from bot.domain.subject import Subject
from bot.domain.views import EntryView, HandoverView, IncidentOutline, IncidentView, UpdateView


@dataclass(frozen=True, kw_only=True)
class Room:
    """As much of an incident as it takes to work on its war room; without one `channel_id` is None."""

    number: int
    title: str
    private: bool
    channel_id: str | None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of a list of incidents, newest first."""

    incidents: tuple[IncidentOutline, ...]
    offset: int
    has_more: bool


@dataclass(frozen=True, kw_only=True)
class Catchup:
    """What somebody who just arrived needs to know.

    Args:
        updates: the last status updates, oldest first.
        decisions: all decisions that stand, oldest first.
        happened: the last entries that a newcomer should read, oldest first.
        handovers: those that wait for an answer.
    """

    incident: IncidentView
    updates: tuple[UpdateView, ...]
    decisions: tuple[EntryView, ...]
    happened: tuple[EntryView, ...]
    handovers: tuple[HandoverView, ...]


@dataclass(frozen=True, kw_only=True)
class Home:
    """What a person's App Home shows: open incidents, theirs first, and what waits for them.

    Args:
        mine: those in which they hold a role or which they declared.
        others: the other ones they may see.
        handovers: offered to them and unanswered, each with its incident.
        updates_due: those whose overdue status update is theirs to write.
    """

    mine: tuple[IncidentOutline, ...]
    others: tuple[IncidentOutline, ...]
    handovers: tuple[tuple[IncidentOutline, HandoverView], ...]
    updates_due: tuple[IncidentOutline, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One of the bot's messages and where it stands; `ts` is None until it is posted."""

    number: int
    what: str
    subject: str
    channel_id: str | None
    ts: str | None
    thread_ts: str | None
    effect_id: int | None


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks for something, and from where.

    Args:
        person: what Slack told us of them; None when nothing yet.
        here: the incident whose war room the place is, or None.
        sees_here: whether they may know of that one.
    """

    person: Person | None
    here: int | None = None
    sees_here: bool = False


@dataclass(frozen=True)
class Placed:
    """One of the bot's messages, and the facts that the effect which posts it carries."""

    standing: Standing
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An incident, and those of its messages that were asked for, by (what, subject)."""

    incident: IncidentView
    messages: Mapping[tuple[str, str], Placed]


@dataclass(frozen=True, kw_only=True)
class Picture(Subject):
    """What one message is drawn from: the incident, and what the message is about.

    Args:
        facts: what the effect that posts it carries.
    """

    incident: IncidentView
    facts: Mapping[str, Any] = field(default_factory=dict)
