"""What Muster keeps for itself: requests it has seen, its timers, its own health."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import incident_key, json_value, key, moment


class Seen(SQLModel, table=True):
    """A request that was carried out, with the answer it got: a repetition gets the same."""

    __tablename__: ClassVar[Any] = "seen"

    key: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    answer: dict[str, Any] = json_value(dict)


class Timer(SQLModel, table=True):
    """A ladder that climbs: one row for as long as something may have to be said."""

    __tablename__: ClassVar[Any] = "timer"
    __table_args__: ClassVar[Any] = (UniqueConstraint("incident_id", "kind", "subject"),)

    id: int | None = key()
    incident_id: int = incident_key(index=False)
    kind: str
    subject: str = ""
    anchor: datetime = moment()
    rung: int = 0
    due_at: datetime | None = moment(nullable=True, index=True)  # None: the ladder has ended
    generation: int = 1


class Checkup(SQLModel, table=True):
    """The doctor's last checkup: one row, `id` 1, that all replicas share."""

    __tablename__: ClassVar[Any] = "checkup"

    id: int | None = key()
    at: datetime = moment()
    broken: list[dict[str, str]] = json_value(list)  # the findings that were broken then
