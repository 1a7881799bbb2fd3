"""The columns that the tables have in common."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, Text
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

Id = BigInteger().with_variant(Integer(), "sqlite")  # SQLite autoincrements only INTEGER keys


def key() -> Any:
    """Return a table's own number, given by the database."""
    return Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))


def incident_key(*, index: bool = True, nullable: bool = False) -> Any:
    """Return the number of the incident that a row belongs to."""
    column: Column[Any] = Column(Id, ForeignKey("incident.id"), index=index, nullable=nullable)
    return Field(sa_column=column) if not nullable else Field(default=None, sa_column=column)


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """Return a moment, kept in UTC."""
    column: Column[Any] = Column(UtcDateTime(), nullable=nullable, index=index)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def json_value(default: Any) -> Any:
    """Return a JSON value; `default` makes an empty one."""
    return Field(default_factory=default, sa_column=Column(JSON, nullable=False))


def long_text(default: str = "") -> Any:
    """Return a text of any length."""
    return Field(default=default, sa_column=Column(Text, nullable=False))
