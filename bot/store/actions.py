"""Actions that were asked for, their approvals, circuit breakers, and emergency access."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select

from bot.domain.models import (
    ActionApproval,
    ActionBreaker,
    ActionRequest,
    Effect,
    EmergencyAccess,
    RunbookRun,
)
from bot.store.database import Session


async def request(session: Session, request_id: int) -> ActionRequest | None:
    """Return one request as it stands, or None."""
    query = select(ActionRequest).where(ActionRequest.id == request_id)
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def of_run(session: Session, run_id: int, *, step: int | None = None) -> Sequence[ActionRequest]:
    """Return the requests of a run, or of one of its steps, oldest first."""
    query = select(ActionRequest).where(ActionRequest.run_id == run_id)
    if step is not None:
        query = query.where(ActionRequest.step == step)
    return (await session.exec(query.order_by(col(ActionRequest.id)))).all()


async def of_incident(session: Session, number: int, *, state: str) -> Sequence[ActionRequest]:
    """Return the requests of an incident that are in a state, oldest first."""
    query = select(ActionRequest).where(ActionRequest.incident_id == number, ActionRequest.state == state)
    return (await session.exec(query.order_by(col(ActionRequest.id)))).all()


async def approvals(session: Session, request_id: int) -> Sequence[ActionApproval]:
    """Return who said yes, in order."""
    query = select(ActionApproval).where(ActionApproval.request_id == request_id)
    return (await session.exec(query.order_by(col(ActionApproval.id)))).all()


async def failures(session: Session, name: str, *, since: datetime) -> Sequence[datetime]:
    """Return when an entry of the allow-list failed since then."""
    query = select(ActionRequest.settled_at).where(
        ActionRequest.name == name, ActionRequest.state == "failed", col(ActionRequest.settled_at) > since
    )
    return [moment for moment in (await session.exec(query)).all() if moment is not None]


async def breaker(session: Session, name: str) -> ActionBreaker | None:
    """Return the circuit breaker of an entry, if it was ever open."""
    return (await session.exec(select(ActionBreaker).where(ActionBreaker.name == name))).first()


async def open_breakers(session: Session) -> Sequence[ActionBreaker]:
    """Return the circuit breakers that are open."""
    query = select(ActionBreaker).where(col(ActionBreaker.tripped_at).is_not(None))
    return (await session.exec(query.order_by(col(ActionBreaker.name)))).all()


async def access(session: Session, access_id: int) -> EmergencyAccess | None:
    """Return one grant of emergency access, or None."""
    return await session.get(EmergencyAccess, access_id)


async def accesses(session: Session, number: int) -> Sequence[EmergencyAccess]:
    """Return every grant of emergency access in an incident, oldest first."""
    query = select(EmergencyAccess).where(EmergencyAccess.incident_id == number)
    return (await session.exec(query.order_by(col(EmergencyAccess.id)))).all()


async def forget_answer(session: Session, number: int, *, request_id: int) -> None:
    """Take what an action answered out of the outbox: a redaction has taken it out of the timeline."""
    query = select(Effect).where(Effect.incident_id == number, Effect.kind == "run_action")
    for row in (await session.exec(query)).all():
        if row.payload.get("request_id") == request_id:
            row.result = {}
            session.add(row)


async def outcomes(session: Session) -> dict[str, tuple[int, int]]:
    """Return how many actions of each runbook (by id) succeeded and failed; dry runs do not count."""
    query = (
        select(RunbookRun.runbook, ActionRequest.state, func.count())
        .join(RunbookRun, col(RunbookRun.id) == col(ActionRequest.run_id))
        .where(
            col(ActionRequest.dry).is_(False),
            col(ActionRequest.started_at).is_not(None),
            col(ActionRequest.state).in_(("succeeded", "failed")),
        )
        .group_by(col(RunbookRun.runbook), col(ActionRequest.state))
    )
    counts: dict[str, dict[str, int]] = {}
    for runbook, state, count in (await session.exec(query)).all():
        counts.setdefault(runbook, {})[state] = count
    return {name: (found.get("succeeded", 0), found.get("failed", 0)) for name, found in counts.items()}
