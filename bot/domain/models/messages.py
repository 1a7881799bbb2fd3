"""What the bot has said where, and whom it has called."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, key, moment


class Call(SQLModel, table=True):
    """One person called to an incident; `acknowledged_at` when they first showed up."""

    __tablename__: ClassVar[Any] = "call"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "person_id"),)

    id: int | None = key()
    incident_id: int = incident_key()
    person_id: str
    reason: str = ""  # declared, raised, no_commander, backup
    called_for: str = ""  # the group or person named in the configuration
    called_at: datetime = moment()
    acknowledged_at: datetime | None = moment(nullable=True)


class Message(SQLModel, table=True):
    """A message that the bot posts and may edit later: what it shows, and where it came to stand.

    (`incident_id`, `what`, `subject`) names it before it exists; `effect_id` is the effect that posts it.
    """

    __tablename__: ClassVar[Any] = "message"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("incident_id", "what", "subject"),
        Index("ix_message_place", "channel_id", "ts"),
    )

    id: int | None = key()
    incident_id: int = incident_key(index=False)
    what: str
    subject: str = ""
    place: str = ""
    effect_id: int | None = Field(default=None, sa_column=Column(Id, index=True))
    channel_id: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
