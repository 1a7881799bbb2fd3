"""An incident and what is known of it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON as JSON_TYPE
from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, json_value, key, long_text, moment


class Incident(SQLModel, table=True):
    """One incident and its present state; `id` is the number people know (`INC-42`)."""

    __tablename__: ClassVar[Any] = "incident"
    __table_args__: ClassVar[Any] = (
        Index("ix_incident_open", "id", sqlite_where=text("is_open"), postgresql_where=text("is_open")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    revision: int = 0  # rises with every change; buttons carry it
    title: str = long_text()
    summary: str = long_text()
    severity: str | None = None  # None: not set yet, treated as the configured default
    highest_severity: str | None = None
    status: str = "triage"
    is_open: bool = True  # neither resolved, closed, cancelled nor merged
    private: bool = False
    drill: bool = False
    impact: str = long_text()  # what customers see
    needs: str = long_text()
    services: list[str] = json_value(list)
    declared_by: str = ""
    declared_at: datetime = moment(index=True)
    status_since: datetime = moment()
    last_activity_at: datetime = moment()
    commander_since: datetime | None = moment(nullable=True)  # when the present IC took over
    commander_missing_since: datetime | None = moment(nullable=True)
    next_update_due_at: datetime | None = moment(nullable=True)
    no_change_streak: int = 0
    nobody_called: bool = False  # the severity calls people, but none are configured or reached
    merged_into: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("incident.id")))
    status_before_merge: str | None = None
    channel_id: str | None = Field(default=None, index=True)
    channel_name: str | None = None
    channel_is_ours: bool = True  # False: `declare here` took over an existing channel
    opening_effect_id: int | None = Field(default=None, sa_column=Column(Id))
    # Runbooks that were offered, best first; None in rows of a version that offered none.
    offers: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON_TYPE, nullable=True))
    entry_count: int = 0  # number of the last timeline entry


class IncidentTime(SQLModel, table=True):
    """One value that one of an incident's times has had: set automatically, or corrected with a reason."""

    __tablename__: ClassVar[Any] = "incident_time"

    id: int | None = key()
    incident_id: int = incident_key()
    name: str  # impact_started_at, detected_at, declared_at, acknowledged_at, contained_at, …
    value: datetime | None = moment(nullable=True)
    automatic: bool = True
    set_by: str | None = None
    reason: str = long_text()
    recorded_at: datetime = moment()


class StatusUpdate(SQLModel, table=True):
    """What responders told everybody at one moment."""

    __tablename__: ClassVar[Any] = "status_update"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "number"),)

    id: int | None = key()
    incident_id: int = incident_key()
    number: int
    at: datetime = moment()
    by: str
    status: str
    severity: str | None = None
    impact: str = long_text()  # what customers see now
    text: str = long_text()  # what we are doing
    needs: str = long_text()
    no_change: bool = False
    next_due_at: datetime | None = moment(nullable=True)
    corrected_at: datetime | None = moment(nullable=True)
    entry_number: int = 0  # its timeline entry


class Hypothesis(SQLModel, table=True):
    """A suspected cause and what became of it."""

    __tablename__: ClassVar[Any] = "hypothesis"

    id: int | None = key()
    incident_id: int = incident_key()
    text: str = long_text()
    state: str = "open"  # open, confirmed, ruled_out
    by: str = ""
    at: datetime = moment()
    entry_number: int = 0


class Link(SQLModel, table=True):
    """A link worth keeping beside the incident."""

    __tablename__: ClassVar[Any] = "link"

    id: int | None = key()
    incident_id: int = incident_key()
    url: str = long_text()
    title: str = long_text()
    by: str | None = None
    at: datetime = moment()
