"""The timeline and its revisions."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, json_value, key, long_text, moment


class TimelineEntry(SQLModel, table=True):
    """One thing that happened; never deleted, changed only by a revision."""

    __tablename__: ClassVar[Any] = "timeline_entry"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("incident_id", "number"),
        Index("ix_timeline_entry_source_message", "source_channel", "source_ts"),
    )

    id: int | None = key()
    incident_id: int = incident_key(index=False)
    number: int
    occurred_at: datetime = moment()
    recorded_at: datetime = moment()
    kind: str
    actor: str | None = None
    text: str = long_text()
    data: dict[str, Any] = json_value(dict)
    source: str | None = None  # permalink
    source_channel: str | None = None  # of a captured message
    source_ts: str | None = None
    hidden: bool = False
    redacted: bool = False


class TimelineRevision(SQLModel, table=True):
    """One later change of a timeline entry, with who and why."""

    __tablename__: ClassVar[Any] = "timeline_revision"
    __table_args__: ClassVar[Any] = (UniqueConstraint("entry_id", "number"),)

    id: int | None = key()
    entry_id: int = Field(sa_column=Column(Id, ForeignKey("timeline_entry.id"), nullable=False, index=True))
    number: int
    kind: str  # corrected, edited, hidden, shown, redacted
    at: datetime = moment()
    by: str | None = None
    reason: str = long_text()
    old_text: str = long_text()
    new_text: str = long_text()
