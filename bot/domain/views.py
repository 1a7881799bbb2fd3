"""Read models: what drawings and exports are made from. Frozen values without a database behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.severity import Severity

if TYPE_CHECKING:
    from bot.domain.run_views import OfferView, RunRecord, RunView  # which name people as this module does


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """A person as shown: mention them by `slack_id` in Slack, by `name` in files."""

    slack_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class RoleView:
    """One configured role and its present holder; a `holder` of None is nobody yet."""

    key: str
    verb: str
    title: str
    label: str
    duties: tuple[str, ...] = ()
    holder: PersonView | None = None
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TermView:
    """One past or present term of somebody in a role."""

    role: str
    person: PersonView
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class UpdateView:
    """One status update; `text` is what we are doing, `impact` what customers see."""

    number: int
    at: datetime
    by: PersonView
    status: str
    severity: str | None
    impact: str
    text: str
    needs: str
    no_change: bool
    next_due_at: datetime | None
    corrected_at: datetime | None = None
    redacted: bool = False
    entry_number: int | None = None  # its timeline entry


@dataclass(frozen=True, kw_only=True)
class RevisionView:
    """One later change of a timeline entry."""

    number: int
    kind: str
    at: datetime
    by: PersonView | None
    reason: str
    old_text: str
    new_text: str


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """One timeline entry in its present form, with its revisions."""

    number: int
    occurred_at: datetime
    recorded_at: datetime
    kind: str
    actor: PersonView | None
    text: str
    source: str | None = None
    hidden: bool = False
    redacted: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)
    source_channel: str | None = None
    source_ts: str | None = None
    revisions: tuple[RevisionView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """One page of an incident's timeline in the order in which things happened.

    Args:
        number, revision: of the incident.
        page: from 1, which holds the latest entries; pages: how many there are.
    """

    number: int
    revision: int
    entries: tuple[EntryView, ...]
    page: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class HypothesisView:
    """A suspected cause: `state` is `open`, `confirmed` or `ruled_out`."""

    id: int
    text: str
    state: str
    by: PersonView | None = None
    at: datetime | None = None
    entry_number: int | None = None  # its timeline entry


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """A link kept with the incident."""

    url: str
    title: str
    by: PersonView | None = None
    at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, kw_only=True)
class TimeView:
    """One value that a time has had; the last one counts."""

    name: str
    value: datetime | None
    automatic: bool
    set_by: PersonView | None
    reason: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallView:
    """One person called, and when they first showed up."""

    person: PersonView
    reason: str
    called_for: str
    called_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HandoverView:
    """A role offered to somebody; `state` is `open`, `accepted`, `declined`, `lapsed` or `overtaken`."""

    id: int
    role: str
    from_person: PersonView | None
    to_person: PersonView
    asked_by: PersonView
    asked_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, kw_only=True)
class PendingView:
    """Something the bot is still trying to do, or could not do.

    Args:
        effect_id: its row in the outbox.
        kind: the effect's kind (`invite_people`, `refresh_topic`, …); what: of a message, which.
        blocked: True when a person must mend the cause; False when it is retried at `retry_at`.
        reason: Slack's error word or ours (`ratelimited`, `not_in_channel`, `missing_scope:pins:write`, …).
        count: how many people or files it is about, where that makes sense.
    """

    effect_id: int
    kind: str
    what: str
    blocked: bool
    reason: str
    retry_at: datetime | None
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class NeighbourView:
    """Another incident, as much of it as a merge button or a list needs."""

    number: int
    title: str
    status: str
    severity: str
    declared_at: datetime
    channel_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentOutline:
    """As much of an incident as a line in a list says: its own row, and who holds which role.

    `severity` is the level in force; `severity_is_set` is False while nobody has said it (then it is the
    default).
    """

    number: int
    revision: int
    title: str
    summary: str
    severity: Severity
    severity_is_set: bool
    highest_severity: str
    status: str
    is_open: bool
    private: bool
    drill: bool
    impact: str
    needs: str
    services: tuple[str, ...]
    declared_by: PersonView
    declared_at: datetime
    status_since: datetime
    channel_id: str | None
    channel_name: str | None
    next_update_due_at: datetime | None
    no_change_streak: int
    nobody_called: bool
    merged_into: int | None
    roles: tuple[RoleView, ...]
    status_before_merge: str | None = None
    channel_is_ours: bool = True  # False: `declare here` took over an existing channel
    offers: tuple["OfferView", ...] = ()  # runbooks that may help, best first

    @property
    def id(self) -> str:
        """The name people use: `INC-42`."""
        return f"INC-{self.number}"

    def holder(self, role: str) -> PersonView | None:
        """Return who holds `role` (its key), or None."""
        return next((r.holder for r in self.roles if r.key == role), None)

    def open_for(self, now: datetime) -> timedelta:
        """Return how long it has been since it was declared."""
        return now - self.declared_at


@dataclass(frozen=True, kw_only=True)
class IncidentView(IncidentOutline):
    """One incident as it stands: what the card, the announcement, the panel and messages are drawn from.

    `times` holds the current value of each of the incident's times by name, None where not known.
    """

    times: Mapping[str, datetime | None]
    last_update: UpdateView | None = None
    hypotheses: tuple[HypothesisView, ...] = ()
    links: tuple[LinkView, ...] = ()
    calls: tuple[CallView, ...] = ()
    pending: tuple[PendingView, ...] = ()
    neighbours: tuple[NeighbourView, ...] = ()  # merge candidates: open, of the 30 minutes before
    runs: tuple["RunView", ...] = ()  # of runbooks, without what the steps say


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything of one incident, for exports: the view and all of its history."""

    incident: IncidentView
    updates: tuple[UpdateView, ...]
    entries: tuple[EntryView, ...]
    terms: tuple[TermView, ...]
    times: tuple[TimeView, ...]
    metrics: Mapping[str, float | None]
    handovers: tuple[HandoverView, ...] = ()
    runs: tuple["RunRecord", ...] = ()
    offers: tuple["OfferView", ...] = ()  # runbooks, those of now first, best first
