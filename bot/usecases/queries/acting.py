"""Actions as people see them: what is offered at a step, and what became of each request."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.config import Config
from bot.domain import words
from bot.domain.action_views import AccessView, ActionView, OfferedAction
from bot.domain.allowed import APPROVALS
from bot.domain.calls import Call, shown
from bot.domain.errors import Refusal
from bot.domain.models import ActionApproval, ActionRequest, EmergencyAccess, RunbookRun
from bot.store import actions, people, reading, runs
from bot.store.database import Session
from bot.usecases.acting.approvers import approvers_of
from bot.usecases.acting.calls import call_of, step_of
from bot.usecases.queries import rows as as_view


async def request(session: Session, request_id: int, *, config: Config) -> ActionView | None:
    """Return a request, or None."""
    row = await actions.request(session, request_id)
    run = await runs.get(session, row.run_id) if row is not None else None
    return None if row is None or run is None else await _view(session, row, run, config=config)


async def waiting(session: Session, number: int, *, now: datetime, config: Config) -> tuple[ActionView, ...]:
    """Return the requests of an incident that wait for approval, oldest first."""
    asked = [row for row in await actions.of_incident(session, number, state="asked") if now < row.expires_at]
    views = [await request(session, row.id or 0, config=config) for row in asked]
    return tuple(view for view in views if view is not None)


async def offered(session: Session, run_id: int, *, config: Config) -> OfferedAction | None:
    """Return what the bot could do for a run's current step; None where the step has no action."""
    row = await runs.get(session, run_id)
    if row is None or row.current is None:
        return None
    step = step_of(row, step=row.current)
    if step is None or step.action is None:
        return None
    asked = await actions.of_run(session, run_id, step=row.current)
    latest = await _view(session, asked[-1], row, config=config) if asked else None
    try:
        call = call_of(row, step=row.current, allowed=config.actions)
    except Refusal as refusal:
        return OfferedAction(problem=refusal.sentence, latest=latest)
    name = f"{call.kind} {call.name}"
    breaker = await actions.breaker(session, name)
    problem = ""
    if breaker is not None and breaker.tripped_at is not None:
        who = await approvers_of(session, row.incident_id, risk="guarded", config=config)
        problem = words.action_stopped(
            name, since=breaker.tripped_at, approvers=who.said, command=config.command
        )
    return OfferedAction(
        shown=shown(call, allowed=config.actions),
        risk=call.risk,
        needed=APPROVALS[call.risk],
        break_glass=call.break_glass,
        problem=problem,
        latest=latest,
    )


async def access(session: Session, access_id: int) -> AccessView | None:
    """Return one grant of emergency access, or None."""
    row = await actions.access(session, access_id)
    if row is None:
        return None
    names = await people.names(session, [one for one in (row.person_id, row.ended_by) if one])
    return _access(row, names=names)


async def _view(session: Session, row: ActionRequest, run: RunbookRun, *, config: Config) -> ActionView:
    given = await actions.approvals(session, row.id or 0)
    names = await people.names(session, _people(row, given))
    who = await approvers_of(session, row.incident_id, risk=row.risk, config=config)  # type: ignore[arg-type]
    asked_of = who.people - {row.asked_by} - {one.person_id for one in given}
    output, redacted = await _output(session, row)
    return ActionView(
        id=row.id or 0,
        run=row.run_id,
        runbook=run.title,
        step=row.step,
        title=_title(run, row.step),
        name=row.name,
        shown=shown(Call.from_json(row.call), allowed=config.actions, dry=row.dry),
        digest=row.digest,
        risk=row.risk,
        state=row.state,
        dry=row.dry,
        break_glass=row.break_glass,
        asked_by=as_view.person_or_none(row.asked_by, names=names),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        approvals=tuple(as_view.person(one.person_id, names=names) for one in given),
        needed=max(0, APPROVALS[row.risk] - len(given)),  # type: ignore[index]
        approvers=tuple(sorted(one for one in asked_of if one)),
        started_at=row.started_at,
        settled_at=row.settled_at,
        settled_by=as_view.person_or_none(row.settled_by, names=names),
        why=row.why,
        output=output,
        redacted=redacted,
    )


async def _output(session: Session, row: ActionRequest) -> tuple[str, bool]:
    """Return what a call answered, as the timeline has it, and whether that was redacted."""
    if row.entry_number is None:
        return "", False
    entry = await reading.entry(session, row.incident_id, entry=row.entry_number)
    if entry is None:
        return "", False
    return entry.text.partition("\n")[2], entry.redacted


def _title(run: RunbookRun, number: int) -> str:
    step = step_of(run, step=number)
    return "" if step is None else step.title


def _access(row: EmergencyAccess, *, names: Mapping[str, str]) -> AccessView:
    return AccessView(
        id=row.id or 0,
        person=as_view.person(row.person_id, names=names),
        reason=row.reason,
        granted_at=row.granted_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        ended_by=as_view.person_or_none(row.ended_by, names=names),
    )


def _people(row: ActionRequest, given: Sequence[ActionApproval]) -> set[str]:
    ids = {row.asked_by, row.settled_by, *(one.person_id for one in given)}
    return {one for one in ids if one}
