"""Runs of runbooks, and what people say of them afterwards."""

from collections.abc import Sequence

from sqlalchemy.orm import defer
from sqlmodel import col, select

from bot.domain.models import RunbookRun, RunbookVote
from bot.store.database import Session

_WITHOUT_DOCUMENT = defer(RunbookRun.document, raiseload=True)  # type: ignore[arg-type]
"""A document is long, and most questions about a run are not about it."""


async def get(session: Session, run_id: int) -> RunbookRun | None:
    """Return one run with the document that it follows, or None."""
    query = select(RunbookRun).where(RunbookRun.id == run_id)
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def of_incident(session: Session, number: int, *, only_active: bool = False) -> Sequence[RunbookRun]:
    """Return an incident's runs without their documents, in the order in which they started."""
    query = select(RunbookRun).where(RunbookRun.incident_id == number).options(_WITHOUT_DOCUMENT)
    if only_active:
        query = query.where(col(RunbookRun.ended_at).is_(None))
    return (await session.exec(query.order_by(col(RunbookRun.id)))).all()


async def with_documents(session: Session, number: int) -> Sequence[RunbookRun]:
    """Return an incident's runs with their documents, in the order in which they started."""
    query = select(RunbookRun).where(RunbookRun.incident_id == number)
    return (await session.exec(query.order_by(col(RunbookRun.id)))).all()


async def votes(session: Session, run_ids: Sequence[int]) -> Sequence[RunbookVote]:
    """Return what people said of some runs, oldest first."""
    query = select(RunbookVote).where(col(RunbookVote.run_id).in_(run_ids))
    return (await session.exec(query.order_by(col(RunbookVote.id)))).all()


def forget_value(run: RunbookRun, *, name: str, instead: str) -> None:
    """Let a run forget what one of its values was: the words were redacted."""
    values = [[key, instead if key == name else value] for key, value in run.state.get("values", [])]
    run.state = {**run.state, "values": values}
