"""The rows: plain SQLModel tables, without relationships and without methods that touch a database."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON as JSON_TYPE
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.columns import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING  # batch migrations can only drop what has a name

_Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite autoincrements only INTEGER keys


def _key() -> Any:
    return Field(default=None, sa_column=Column(_Id, primary_key=True, autoincrement=True))


def _incident(*, index: bool = True, nullable: bool = False) -> Any:
    column: Column[Any] = Column(_Id, ForeignKey("incident.id"), index=index, nullable=nullable)
    return Field(sa_column=column) if not nullable else Field(default=None, sa_column=column)


def _moment(*, nullable: bool = False, index: bool = False) -> Any:
    column: Column[Any] = Column(UtcDateTime(), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def _json(default: Any) -> Any:
    return Field(default_factory=default, sa_column=Column(JSON_TYPE, nullable=False))


def _text(default: str = "") -> Any:
    return Field(default=default, sa_column=Column(Text, nullable=False))


class Incident(SQLModel, table=True):
    """One incident and its present state; `id` is the number people know (`INC-42`)."""

    __tablename__: ClassVar[Any] = "incident"
    __table_args__: ClassVar[Any] = (
        Index("ix_incident_open", "id", sqlite_where=text("is_open"), postgresql_where=text("is_open")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = _key()
    revision: int = 0  # rises with every change; buttons carry it
    title: str = _text()
    summary: str = _text()
    severity: str | None = None  # None: not set yet, treated as the configured default
    highest_severity: str | None = None
    status: str = "triage"
    is_open: bool = True  # neither resolved, closed, cancelled nor merged
    private: bool = False
    drill: bool = False
    impact: str = _text()  # what customers see
    needs: str = _text()
    services: list[str] = _json(list)
    declared_by: str = ""
    declared_at: datetime = _moment(index=True)
    status_since: datetime = _moment()
    last_activity_at: datetime = _moment()
    commander_since: datetime | None = _moment(nullable=True)  # when the present IC took over
    commander_missing_since: datetime | None = _moment(nullable=True)
    next_update_due_at: datetime | None = _moment(nullable=True)
    no_change_streak: int = 0
    nobody_called: bool = False  # the severity calls people, but none are configured or reached
    merged_into: int | None = Field(default=None, sa_column=Column(_Id, ForeignKey("incident.id")))
    status_before_merge: str | None = None
    channel_id: str | None = Field(default=None, index=True)
    channel_name: str | None = None
    channel_is_ours: bool = True  # False: `declare here` took over an existing channel
    opening_effect_id: int | None = Field(default=None, sa_column=Column(_Id))
    # Runbooks that were offered, best first; None in rows of a version that offered none.
    offers: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON_TYPE, nullable=True))
    entry_count: int = 0  # number of the last timeline entry


class IncidentTime(SQLModel, table=True):
    """One value that one of an incident's times has had: set automatically, or corrected with a reason."""

    __tablename__: ClassVar[Any] = "incident_time"

    id: int | None = _key()
    incident_id: int = _incident()
    name: str  # impact_started_at, detected_at, declared_at, acknowledged_at, contained_at, …
    value: datetime | None = _moment(nullable=True)
    automatic: bool = True
    set_by: str | None = None
    reason: str = _text()
    recorded_at: datetime = _moment()


class RoleAssignment(SQLModel, table=True):
    """One person's term in one role; open while `ended_at` is None."""

    __tablename__: ClassVar[Any] = "role_assignment"

    id: int | None = _key()
    incident_id: int = _incident()
    role: str
    person_id: str
    started_at: datetime = _moment()
    ended_at: datetime | None = _moment(nullable=True)


class Handover(SQLModel, table=True):
    """A role offered to somebody who must accept or decline."""

    __tablename__: ClassVar[Any] = "handover"

    id: int | None = _key()
    incident_id: int = _incident()
    role: str
    from_person: str | None = None
    to_person: str = ""
    asked_by: str = ""
    asked_at: datetime = _moment()
    expires_at: datetime = _moment()
    state: str = "open"  # open, accepted, declined, lapsed, overtaken


class StatusUpdate(SQLModel, table=True):
    """What responders told everybody at one moment."""

    __tablename__: ClassVar[Any] = "status_update"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "number"),)

    id: int | None = _key()
    incident_id: int = _incident()
    number: int
    at: datetime = _moment()
    by: str
    status: str
    severity: str | None = None
    impact: str = _text()  # what customers see now
    text: str = _text()  # what we are doing
    needs: str = _text()
    no_change: bool = False
    next_due_at: datetime | None = _moment(nullable=True)
    corrected_at: datetime | None = _moment(nullable=True)
    entry_number: int = 0  # its timeline entry


class TimelineEntry(SQLModel, table=True):
    """One thing that happened; never deleted, changed only by a revision."""

    __tablename__: ClassVar[Any] = "timeline_entry"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("incident_id", "number"),
        Index("ix_timeline_entry_source_message", "source_channel", "source_ts"),
    )

    id: int | None = _key()
    incident_id: int = _incident(index=False)
    number: int
    occurred_at: datetime = _moment()
    recorded_at: datetime = _moment()
    kind: str
    actor: str | None = None
    text: str = _text()
    data: dict[str, Any] = _json(dict)
    source: str | None = None  # permalink
    source_channel: str | None = None  # of a captured message
    source_ts: str | None = None
    hidden: bool = False
    redacted: bool = False


class TimelineRevision(SQLModel, table=True):
    """One later change of a timeline entry, with who and why."""

    __tablename__: ClassVar[Any] = "timeline_revision"
    __table_args__: ClassVar[Any] = (UniqueConstraint("entry_id", "number"),)

    id: int | None = _key()
    entry_id: int = Field(sa_column=Column(_Id, ForeignKey("timeline_entry.id"), nullable=False, index=True))
    number: int
    kind: str  # corrected, edited, hidden, shown, redacted
    at: datetime = _moment()
    by: str | None = None
    reason: str = _text()
    old_text: str = _text()
    new_text: str = _text()


class Hypothesis(SQLModel, table=True):
    """A suspected cause and what became of it."""

    __tablename__: ClassVar[Any] = "hypothesis"

    id: int | None = _key()
    incident_id: int = _incident()
    text: str = _text()
    state: str = "open"  # open, confirmed, ruled_out
    by: str = ""
    at: datetime = _moment()
    entry_number: int = 0


class Link(SQLModel, table=True):
    """A link worth keeping beside the incident."""

    __tablename__: ClassVar[Any] = "link"

    id: int | None = _key()
    incident_id: int = _incident()
    url: str = _text()
    title: str = _text()
    by: str | None = None
    at: datetime = _moment()


class Call(SQLModel, table=True):
    """One person called to an incident; `acknowledged_at` when they first showed up."""

    __tablename__: ClassVar[Any] = "call"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "person_id"),)

    id: int | None = _key()
    incident_id: int = _incident()
    person_id: str
    reason: str = ""  # declared, raised, no_commander, backup
    called_for: str = ""  # the group or person named in the configuration
    called_at: datetime = _moment()
    acknowledged_at: datetime | None = _moment(nullable=True)


class Message(SQLModel, table=True):
    """A message that the bot posts and may edit later: what it shows, and where it came to stand.

    (`incident_id`, `what`, `subject`) names it before it exists; `effect_id` is the effect that posts it.
    """

    __tablename__: ClassVar[Any] = "message"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("incident_id", "what", "subject"),
        Index("ix_message_place", "channel_id", "ts"),
    )

    id: int | None = _key()
    incident_id: int = _incident(index=False)
    what: str
    subject: str = ""
    place: str = ""
    effect_id: int | None = Field(default=None, sa_column=Column(_Id, index=True))
    channel_id: str | None = None
    ts: str | None = None
    thread_ts: str | None = None


class Person(SQLModel, table=True):
    """What Slack told us of a person."""

    __tablename__: ClassVar[Any] = "person"

    slack_id: str = Field(primary_key=True)
    name: str = ""
    zone: str = "UTC"
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_stranger: bool = False  # of another organisation, here by Slack Connect
    direct_channel: str | None = None
    refreshed_at: datetime = _moment()


class ChannelMember(SQLModel, table=True):
    """One person's membership of a channel that matters to an incident."""

    __tablename__: ClassVar[Any] = "channel_member"

    channel_id: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, index=True)


class HomeOpening(SQLModel, table=True):
    """When a person last opened the App Home: who did lately may be looking at it now."""

    __tablename__: ClassVar[Any] = "home_opening"

    person_id: str = Field(primary_key=True)
    opened_at: datetime = _moment(index=True)


class Seen(SQLModel, table=True):
    """A request that was carried out, with the answer it got: a repetition gets the same."""

    __tablename__: ClassVar[Any] = "seen"

    key: str = Field(primary_key=True)
    at: datetime = _moment(index=True)
    answer: dict[str, Any] = _json(dict)


class Checkup(SQLModel, table=True):
    """The doctor's last checkup: one row, `id` 1, that all replicas share."""

    __tablename__: ClassVar[Any] = "checkup"

    id: int | None = _key()
    at: datetime = _moment()
    broken: list[dict[str, str]] = _json(list)  # the findings that were broken then


_OPEN_EFFECT = text("state IN ('pending', 'in_flight')")


class Effect(SQLModel, table=True):
    """Something that must happen outside, exactly once: a row of the outbox.

    A refreshing effect has a `target` and counts: it is due while `drawn` < `wanted`.
    """

    __tablename__: ClassVar[Any] = "effect"
    __table_args__: ClassVar[Any] = (
        Index(
            "ix_effect_due",
            "priority",
            "id",
            "not_before",
            sqlite_where=_OPEN_EFFECT,
            postgresql_where=_OPEN_EFFECT,
        ),
        Index("ix_effect_open_lane", "lane", "id", sqlite_where=_OPEN_EFFECT, postgresql_where=_OPEN_EFFECT),
        Index(
            "ix_effect_open_incident",
            "incident_id",
            "id",
            sqlite_where=_OPEN_EFFECT,
            postgresql_where=_OPEN_EFFECT,
        ),
        Index("ix_effect_waits_for", "waits_for"),
    )

    id: int | None = _key()
    incident_id: int | None = _incident(index=True, nullable=True)
    kind: str
    payload: dict[str, Any] = _json(dict)
    priority: int = 50  # smaller goes first
    lane: str | None = None
    barrier: bool = False
    target: str | None = Field(default=None, unique=True)
    wanted: int = 1
    drawn: int = 0
    claimed: int = 0  # the value of `wanted` that the claim remembered
    waits_for: int | None = Field(default=None, sa_column=Column(_Id))
    state: str = "pending"  # pending, in_flight, done, blocked, dropped
    not_before: datetime = _moment()
    attempts: int = 0
    in_doubt: bool = False  # an attempt may have happened without our knowing
    first_tried_at: datetime | None = _moment(nullable=True)
    owner: str | None = None
    lease_until: datetime | None = _moment(nullable=True)
    reason: str = _text()  # why it is retried or blocked, for people
    result: dict[str, Any] = _json(dict)
    created_at: datetime = _moment()
    settled_at: datetime | None = _moment(nullable=True)


class EffectAttempt(SQLModel, table=True):
    """One try at an effect and what came of it."""

    __tablename__: ClassVar[Any] = "effect_attempt"

    id: int | None = _key()
    effect_id: int = Field(sa_column=Column(_Id, ForeignKey("effect.id"), nullable=False, index=True))
    number: int
    at: datetime = _moment()
    outcome: str  # done, retry, in_doubt, give_up
    detail: str = _text()


class Timer(SQLModel, table=True):
    """A ladder that climbs: one row for as long as something may have to be said."""

    __tablename__: ClassVar[Any] = "timer"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "kind", "subject"),)

    id: int | None = _key()
    incident_id: int = _incident(index=False)
    kind: str
    subject: str = ""
    anchor: datetime = _moment()
    rung: int = 0
    due_at: datetime | None = _moment(nullable=True, index=True)  # None: the ladder has ended
    generation: int = 1


_NOT_ENDED = text("ended_at IS NULL")


class RunbookRun(SQLModel, table=True):
    """One runbook being followed; `state` is the whole run, the other columns are what SQL asks for."""

    __tablename__: ClassVar[Any] = "runbook_run"
    __table_args__: ClassVar[Any] = (
        Index(  # one at a time of each runbook, so that its name says which run is meant
            "ix_runbook_run_active",
            "incident_id",
            "runbook",
            unique=True,
            sqlite_where=_NOT_ENDED,
            postgresql_where=_NOT_ENDED,
        ),
    )

    id: int | None = _key()
    incident_id: int = _incident()
    runbook: str = Field(index=True)  # its id
    revision: str  # of the text that is followed
    title: str = _text()
    document: str = _text()  # that text, whatever becomes of the file
    state: dict[str, Any] = _json(dict)
    version: int = 1
    current: int | None = None  # number of the step to do next; None once it has ended
    started_by: str
    started_at: datetime = _moment()
    ended_at: datetime | None = _moment(nullable=True)
    ending: str | None = None  # finished, stopped


class RunbookVote(SQLModel, table=True):
    """One person's answer to "did it help?"."""

    __tablename__: ClassVar[Any] = "runbook_vote"
    __table_args__: ClassVar[Any] = (UniqueConstraint("run_id", "person_id"),)

    id: int | None = _key()
    run_id: int = Field(sa_column=Column(_Id, ForeignKey("runbook_run.id"), nullable=False))
    person_id: str
    helped: str  # yes, partly, no
    at: datetime = _moment()


class RunbookRemark(SQLModel, table=True):
    """What somebody found wrong in a runbook, for its owner."""

    __tablename__: ClassVar[Any] = "runbook_remark"

    id: int | None = _key()
    run_id: int = Field(sa_column=Column(_Id, ForeignKey("runbook_run.id"), nullable=False, index=True))
    incident_id: int = _incident()
    runbook: str
    revision: str
    owner: str = ""  # as the document names them
    by: str
    at: datetime = _moment()
    text: str = _text()


class ActionRequest(SQLModel, table=True):
    """Somebody wants the bot to do what a step's action says: the exact call, and what came of it.

    What the call answered is on the timeline alone, so that a redaction there is one.
    """

    __tablename__: ClassVar[Any] = "action_request"

    id: int | None = _key()
    incident_id: int = _incident()
    run_id: int = Field(sa_column=Column(_Id, ForeignKey("runbook_run.id"), nullable=False, index=True))
    step: int
    name: str  # of the entry on the allow-list, with its kind: what the circuit breaker counts
    call: dict[str, Any] = _json(dict)
    digest: str  # of the call, bound to run, document and step
    risk: str
    dry: bool = False  # the variant that changes nothing
    break_glass: bool = False
    asked_by: str | None = None  # None: a rule of the configuration
    asked_at: datetime = _moment()
    expires_at: datetime = _moment()
    state: str = "asked"  # the states of runbooks.approval
    approved_at: datetime | None = _moment(nullable=True)
    started_at: datetime | None = _moment(nullable=True)
    settled_at: datetime | None = _moment(nullable=True)
    settled_by: str | None = None  # who declined or withdrew it, or said whether it happened
    why: str = _text()  # how it ended, in words of ours
    ending: str | None = None  # of bot.domain.acting.Result
    entry_number: int | None = None  # the timeline entry with what it answered


class ActionApproval(SQLModel, table=True):
    """One person's yes to one exact call."""

    __tablename__: ClassVar[Any] = "action_approval"
    __table_args__: ClassVar[Any] = (UniqueConstraint("request_id", "person_id"),)

    id: int | None = _key()
    request_id: int = Field(sa_column=Column(_Id, ForeignKey("action_request.id"), nullable=False))
    person_id: str
    digest: str
    at: datetime = _moment()


class ActionBreaker(SQLModel, table=True):
    """The circuit breaker of one entry on the allow-list; open while `tripped_at` is set."""

    __tablename__: ClassVar[Any] = "action_breaker"

    id: int | None = _key()
    name: str = Field(unique=True)
    tripped_at: datetime | None = _moment(nullable=True)
    reset_at: datetime | None = _moment(nullable=True)
    reset_by: str | None = None


class EmergencyAccess(SQLModel, table=True):
    """One person's emergency access in one incident, with the reason that they gave."""

    __tablename__: ClassVar[Any] = "emergency_access"

    id: int | None = _key()
    incident_id: int = _incident()
    person_id: str
    reason: str = _text()
    granted_at: datetime = _moment()
    ends_at: datetime = _moment()
    ended_at: datetime | None = _moment(nullable=True)
    ended_by: str | None = None  # None: it ended by itself
