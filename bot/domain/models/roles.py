"""Who holds which role, and to whom it is offered."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import SQLModel

from bot.domain.models.fields import incident_key, key, moment


class RoleAssignment(SQLModel, table=True):
    """One person's term in one role; open while `ended_at` is None."""

    __tablename__: ClassVar[Any] = "role_assignment"

    id: int | None = key()
    incident_id: int = incident_key()
    role: str
    person_id: str
    started_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class Handover(SQLModel, table=True):
    """A role offered to somebody who must accept or decline."""

    __tablename__: ClassVar[Any] = "handover"

    id: int | None = key()
    incident_id: int = incident_key()
    role: str
    from_person: str | None = None
    to_person: str = ""
    asked_by: str = ""
    asked_at: datetime = moment()
    expires_at: datetime = moment()
    state: str = "open"  # open, accepted, declined, lapsed, overtaken
