"""Actions of runbooks: requests, approvals, breakers, emergencies."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, json_value, key, long_text, moment


class ActionRequest(SQLModel, table=True):
    """Somebody wants the bot to do what a step's action says: the exact call, and what came of it.

    What the call answered is on the timeline alone, so that a redaction there is one.
    """

    __tablename__: ClassVar[Any] = "action_request"

    id: int | None = key()
    incident_id: int = incident_key()
    run_id: int = Field(sa_column=Column(Id, ForeignKey("runbook_run.id"), nullable=False, index=True))
    step: int
    name: str  # of the entry on the allow-list, with its kind: what the circuit breaker counts
    call: dict[str, Any] = json_value(dict)
    digest: str  # of the call, bound to run, document and step
    risk: str
    dry: bool = False  # the variant that changes nothing
    break_glass: bool = False
    asked_by: str | None = None  # None: a rule of the configuration
    asked_at: datetime = moment()
    expires_at: datetime = moment()
    state: str = "asked"  # the states of runbooks.approval
    approved_at: datetime | None = moment(nullable=True)
    started_at: datetime | None = moment(nullable=True)
    settled_at: datetime | None = moment(nullable=True)
    settled_by: str | None = None  # who declined or withdrew it, or said whether it happened
    why: str = long_text()  # how it ended, in words of ours
    ending: str | None = None  # of bot.domain.acting.Result
    entry_number: int | None = None  # the timeline entry with what it answered


class ActionApproval(SQLModel, table=True):
    """One person's yes to one exact call."""

    __tablename__: ClassVar[Any] = "action_approval"
    __table_args__: ClassVar[Any] = (UniqueConstraint("request_id", "person_id"),)

    id: int | None = key()
    request_id: int = Field(sa_column=Column(Id, ForeignKey("action_request.id"), nullable=False))
    person_id: str
    digest: str
    at: datetime = moment()


class ActionBreaker(SQLModel, table=True):
    """The circuit breaker of one entry on the allow-list; open while `tripped_at` is set."""

    __tablename__: ClassVar[Any] = "action_breaker"

    id: int | None = key()
    name: str = Field(unique=True)
    tripped_at: datetime | None = moment(nullable=True)
    reset_at: datetime | None = moment(nullable=True)
    reset_by: str | None = None


class EmergencyAccess(SQLModel, table=True):
    """One person's emergency access in one incident, with the reason that they gave."""

    __tablename__: ClassVar[Any] = "emergency_access"

    id: int | None = key()
    incident_id: int = incident_key()
    person_id: str
    reason: str = long_text()
    granted_at: datetime = moment()
    ends_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    ended_by: str | None = None  # None: it ended by itself
