"""Effects: what must happen outside, as values that name things by what they are.

An effect is written in the transaction of the change that asks for it, and resolved and drawn at delivery:
"the war room of INC-42" has no channel id yet when the incident is declared.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

ROOM = "room"
ANNOUNCEMENTS = "announcements"


def direct(person: str) -> str:
    """Return the place of a direct message to `person` (a Slack id)."""
    return f"direct:{person}"


def thread_of(what: str, subject: str = "") -> str:
    """Return the place of a reply to the message (`what`, `subject`) of the same incident."""
    return f"thread:{what}/{subject}"


def read_thread(place: str) -> tuple[str, str] | None:
    """Return the message (what, subject) in whose thread a place is, or None where it is elsewhere."""
    if not place.startswith("thread:"):
        return None
    what, _, subject = place.removeprefix("thread:").partition("/")
    return what, subject


@dataclass(frozen=True, kw_only=True)
class Effect:
    """The common part of all effects.

    Class attributes:
        kind: its name in the outbox.
        priority: smaller goes first when Slack slows us down: calls 10, room 20, updates 30, cosmetics 80;
            `rank` tells single effects of a kind apart.
        barrier: whether it waits for every earlier effect of its incident.
        looks_first: whether it asks Slack if a cut-off attempt has happened, and must give that one time to.
    """

    kind: ClassVar[str]
    priority: ClassVar[int] = 50
    barrier: ClassVar[bool] = False
    looks_first: ClassVar[bool] = False

    incident_id: int

    def rank(self) -> int:
        """Return how soon this effect goes when Slack slows us down; smaller is sooner."""
        return self.priority

    def lane(self) -> str | None:
        """Return the name of the queue whose order this effect keeps, or None."""
        return None

    def leads(self) -> bool:
        """Tell whether what waits for this effect is claimed with it, to follow without another transaction.

        People wait for the war room: its card, its members and its topic follow as soon as Slack has made it.
        """
        return False

    def target(self) -> str | None:
        """Return what this effect refreshes; effects of one target coalesce. None: it happens once."""
        return None

    def payload(self) -> dict[str, Any]:
        """Return its fields as JSON."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


@dataclass(frozen=True, kw_only=True)
class CallPeople(Effect):
    """Find out who stands behind the configured groups and call each of them.

    Args:
        refs: user groups and people as configured (`@oncall`, an id).
        reason: `declared`, `raised`, `no_commander` or `backup`.
        loud: False to tell them without calling (SEV3 and lower).
    """

    kind = "call_people"
    priority = 10
    refs: tuple[str, ...]
    reason: str
    loud: bool = True


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

    def target(self) -> str | None:
        """One row per war room."""
        return f"bookmarks:{self.incident_id}"


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


@dataclass(frozen=True, kw_only=True)
class UploadExports(Effect):
    """Upload the timeline's files to the war room, or privately to a person.

    Args:
        formats: of `md`, `html`, `csv`, `json`.
        to: the person who asked by `export`; None for the war room at close.
        request: tells one request from another.
    """

    kind = "upload_exports"
    looks_first = True
    formats: tuple[str, ...]
    to: str | None = None
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveWarRoom(Effect):
    """Archive the channel after everything else has been said in it."""

    kind = "archive_war_room"
    priority = 90
    barrier = True


@dataclass(frozen=True, kw_only=True)
class RefreshHome(Effect):
    """Draw a person's App Home again."""

    kind = "refresh_home"
    priority = 80
    person: str

    def target(self) -> str | None:
        """One row per person."""
        return f"home:{self.person}"


@dataclass(frozen=True, kw_only=True)
class RefreshHomes(Effect):
    """Draw the App Homes again that somebody may be looking at, after what people wait for.

    Args:
        private: the private incident that changed: only its members' homes; None for everybody's.
    """

    kind = "refresh_homes"
    priority = 85
    private: int | None = None

    def target(self) -> str | None:
        """One row for all public incidents, and one for each private one."""
        return f"homes:{self.private or ''}"


@dataclass(frozen=True, kw_only=True)
class RefreshMembers(Effect):
    """Ask Slack who is in the war room of a private incident; `incident_id` is 0, as no card shows it."""

    kind = "refresh_members"
    priority = 30
    channel_id: str

    def target(self) -> str | None:
        """One row per channel."""
        return f"members:{self.channel_id}"


@dataclass(frozen=True, kw_only=True)
class TellOperators(Effect):
    """Tell those who run Muster what has broken since the last checkup, and what was mended.

    Args:
        channel: as configured: a name with its #, or an id.
        broke, mended: findings as JSON.
    """

    kind = "tell_operators"
    priority = 70
    channel: str
    broke: tuple[Mapping[str, str], ...]
    mended: tuple[Mapping[str, str], ...]

    def lane(self) -> str | None:
        """What broke is told before it is told to be mended."""
        return "operators"


@dataclass(frozen=True, kw_only=True)
class RunAction(Effect):
    """Make the call of an approved request; what was cut off is asked about, never made again by itself."""

    kind = "run_action"
    priority = 25
    request_id: int


@dataclass(frozen=True, kw_only=True)
class TellSecurity(Effect):
    """Tell security of emergency access.

    Args:
        channel: as configured: a name with its #, or an id.
        facts: what may be told there; of a private incident no word of its own.
    """

    kind = "tell_security"
    priority = 20
    looks_first = True
    channel: str
    facts: Mapping[str, str]

    def lane(self) -> str | None:
        """What was granted is told before it is told to have ended."""
        return "security"


@dataclass(frozen=True, kw_only=True)
class FindOwner(Effect):
    """Find out who looks after a runbook; who was found is told what was wrong in it by what follows.

    Args:
        refs: the owner as the document names them: a user group, a person, or a name.
        remark: the id of what was said.
    """

    kind = "find_owner"
    priority = 70
    refs: tuple[str, ...]
    remark: int


_KINDS: dict[str, type[Effect]] = {
    cls.kind: cls
    for cls in (
        CallPeople,
        OpenWarRoom,
        JoinWarRoom,
        InvitePeople,
        PostMessage,
        RefreshMessage,
        RefreshTopic,
        RefreshBookmarks,
        PinMessage,
        React,
        CaptureMessage,
        UploadExports,
        ArchiveWarRoom,
        RefreshHome,
        RefreshHomes,
        RefreshMembers,
        TellOperators,
        RunAction,
        TellSecurity,
        FindOwner,
    )
}


KINDS = frozenset(_KINDS)
"""What this version can carry out; a newer one beside it may have asked for more."""

LOOKING_FIRST = frozenset(kind for kind, cls in _KINDS.items() if cls.looks_first)
"""Of these the kinds that ask Slack whether a cut-off attempt has happened."""


def decode(kind: str, payload: Mapping[str, Any]) -> Effect:
    """Return the effect that a row holds.

    Raises:
        KeyError: no effect of that kind is known to this version.
    """
    cls = _KINDS[kind]
    known = {f.name for f in fields(cls)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in payload.items()
        if name in known
    }
    return cls(**values)


@dataclass(frozen=True, kw_only=True)
class Done:
    """The effect has happened; `result` is what was learnt (a channel's id, a message's ts)."""

    result: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The effect has certainly not happened; try again after `after_s` seconds."""

    after_s: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class InDoubt:
    """The effect may have happened; look before trying again, `after_s` seconds from now."""

    after_s: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveUp:
    """The effect cannot happen until a person mends the cause that `reason` names."""

    reason: str


Outcome = Done | Retry | InDoubt | GiveUp
"""What came of one attempt."""
