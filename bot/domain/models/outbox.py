"""What must happen outside, and every attempt at it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, json_value, key, long_text, moment

_OPEN_EFFECT = text("state IN ('pending', 'in_flight')")

_BLOCKED = text("state = 'blocked'")


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
        Index("ix_effect_blocked", "incident_id", sqlite_where=_BLOCKED, postgresql_where=_BLOCKED),
    )

    id: int | None = key()
    incident_id: int | None = incident_key(index=True, nullable=True)
    kind: str
    payload: dict[str, Any] = json_value(dict)
    priority: int = 50  # smaller goes first
    lane: str | None = None
    barrier: bool = False
    target: str | None = Field(default=None, unique=True)
    wanted: int = 1
    drawn: int = 0
    claimed: int = 0  # the value of `wanted` that the claim remembered
    waits_for: int | None = Field(default=None, sa_column=Column(Id))
    state: str = "pending"  # pending, in_flight, done, blocked, dropped
    not_before: datetime = moment()
    attempts: int = 0
    in_doubt: bool = False  # an attempt may have happened without our knowing
    first_tried_at: datetime | None = moment(nullable=True)
    owner: str | None = None
    lease_until: datetime | None = moment(nullable=True)
    reason: str = long_text()  # why it is retried or blocked, for people
    result: dict[str, Any] = json_value(dict)
    created_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)


class EffectAttempt(SQLModel, table=True):
    """One try at an effect and what came of it."""

    __tablename__: ClassVar[Any] = "effect_attempt"

    id: int | None = key()
    effect_id: int = Field(sa_column=Column(Id, ForeignKey("effect.id"), nullable=False, index=True))
    number: int
    at: datetime = moment()
    outcome: str  # done, retry, in_doubt, give_up
    detail: str = long_text()
