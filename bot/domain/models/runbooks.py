"""Runbooks being followed, and what is said of them afterwards."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.domain.models.fields import Id, incident_key, json_value, key, long_text, moment

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

    id: int | None = key()
    incident_id: int = incident_key()
    runbook: str = Field(index=True)  # its id
    revision: str  # of the text that is followed
    title: str = long_text()
    document: str = long_text()  # that text, whatever becomes of the file
    state: dict[str, Any] = json_value(dict)
    version: int = 1
    current: int | None = None  # number of the step to do next; None once it has ended
    started_by: str
    started_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    ending: str | None = None  # finished, stopped


class RunbookVote(SQLModel, table=True):
    """One person's answer to "did it help?"."""

    __tablename__: ClassVar[Any] = "runbook_vote"
    __table_args__: ClassVar[Any] = (UniqueConstraint("run_id", "person_id"),)

    id: int | None = key()
    run_id: int = Field(sa_column=Column(Id, ForeignKey("runbook_run.id"), nullable=False))
    person_id: str
    helped: str  # yes, partly, no
    at: datetime = moment()


class RunbookRemark(SQLModel, table=True):
    """What somebody found wrong in a runbook, for its owner."""

    __tablename__: ClassVar[Any] = "runbook_remark"

    id: int | None = key()
    run_id: int = Field(sa_column=Column(Id, ForeignKey("runbook_run.id"), nullable=False, index=True))
    incident_id: int = incident_key()
    runbook: str
    revision: str
    owner: str = ""  # as the document names them
    by: str
    at: datetime = moment()
    text: str = long_text()
