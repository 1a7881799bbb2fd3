"""Runs of runbooks, and what people say of them afterwards."""

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlalchemy.orm import defer
from sqlmodel import col, select

from bot.domain import lifecycle
from bot.domain.models import Incident, RunbookRemark, RunbookRun, RunbookVote
from bot.domain.run_figures import RunFact
from bot.store.database import Session

_WITHOUT_DOCUMENT = defer(RunbookRun.document, raiseload=True)  # type: ignore[arg-type]
"""A document is long, and most questions about a run are not about it."""


async def get(session: Session, run_id: int) -> RunbookRun | None:
    """Return one run with the document that it follows, or None."""
    query = select(RunbookRun).where(RunbookRun.id == run_id)
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def of_incident(session: Session, number: int, *, only_active: bool = False) -> Sequence[RunbookRun]:
    """Return an incident's runs without their documents, in the order in which they started."""
    return (await session.exec(_ACTIVE if only_active else _ALL, params={"number": number})).all()


_ALL = (
    select(RunbookRun)
    .where(col(RunbookRun.incident_id) == bindparam("number"))
    .options(_WITHOUT_DOCUMENT)
    .order_by(col(RunbookRun.id))
)
_ACTIVE = _ALL.where(col(RunbookRun.ended_at).is_(None))


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


def forget_words(run: RunbookRun, *, step: int | None, names: Sequence[str], instead: str) -> None:
    """Let a run forget what was said of a step, of its end, or as values: the words were redacted.

    Args:
        step: its number; None for the run as a whole.
        names: of the values that were given.
    """
    for name in names:
        forget_value(run, name=name, instead=instead)
    steps, ending = run.state.get("steps", []), run.state.get("ending")
    kept = [{**one, "why": ""} if one.get("number") == step else one for one in steps]
    ended = {**ending, "why": ""} if ending is not None and step is None else ending
    run.state = {**run.state, "steps": kept, "ending": ended}


async def facts(session: Session) -> list[RunFact]:
    """Return what figures need of every run, drills left out."""
    query = (
        select(RunbookRun)
        .options(_WITHOUT_DOCUMENT, defer(RunbookRun.state, raiseload=True))  # type: ignore[arg-type]
        .join(Incident, col(Incident.id) == col(RunbookRun.incident_id))
        .where(col(Incident.drill).is_(False))
    )
    said: dict[int, list[str]] = {}
    for vote in (await session.exec(select(RunbookVote))).all():
        said.setdefault(vote.run_id, []).append(vote.helped)
    return [
        RunFact(
            incident=run.incident_id,
            runbook=run.runbook,
            ending=run.ending,
            took_s=(run.ended_at - run.started_at).total_seconds() if run.ended_at is not None else None,
            votes=tuple(said.get(run.id or 0, ())),
        )
        for run in (await session.exec(query)).all()
    ]


async def offered(session: Session) -> dict[str, int]:
    """Return in how many incidents each runbook was offered, drills left out."""
    query = select(Incident.offers).where(col(Incident.drill).is_(False))
    counts: dict[str, int] = {}
    for offers in (await session.exec(query)).all():
        for one in offers or ():
            counts[one["runbook"]] = counts.get(one["runbook"], 0) + 1
    return counts


async def resolved(session: Session) -> set[int]:
    """Return the numbers of the incidents that were resolved, drills left out."""
    query = select(Incident.id).where(
        col(Incident.drill).is_(False), col(Incident.status).in_((lifecycle.RESOLVED, lifecycle.CLOSED))
    )
    return {number for number in (await session.exec(query)).all() if number is not None}


async def remarks_of(session: Session, number: int) -> Sequence[RunbookRemark]:
    """Return what people found wrong in the runbooks of an incident, oldest first."""
    query = select(RunbookRemark).where(RunbookRemark.incident_id == number)
    return (await session.exec(query.order_by(col(RunbookRemark.id)))).all()


async def remarks(session: Session, *, only: int | None = None) -> Sequence[tuple[RunbookRemark, bool]]:
    """Return what people found wrong in runbooks, oldest first, each with whether its incident is private.

    Args:
        only: the id of the one that is meant; None for all.
    """
    query = select(RunbookRemark, Incident.private).join(
        Incident, col(Incident.id) == col(RunbookRemark.incident_id)
    )
    if only is not None:
        query = query.where(RunbookRemark.id == only)
    return (await session.exec(query.order_by(col(RunbookRemark.id)))).all()
