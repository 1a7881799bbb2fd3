"""A request as a row and as the value that the rules decide on, and what every change of it brings."""

from typing import Any

from bot.domain import effects, words
from bot.domain.calls import Call
from bot.domain.errors import NotUnderstood
from bot.domain.models import ActionApproval, ActionRequest, Incident, RunbookRun, Timer
from bot.domain.permissions import check_may_run_actions
from bot.store import actions, people, runs, timers
from bot.usecases import changes
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from runbooks.approval import Approval, Request, State

MESSAGE = "action"
"""The message that shows a request, in the thread of its run's card; its subject is the request's id."""

CARD = "runbook"
LAPSE = "action_lapse"
"""The kind of the timer that ends a request that nobody approved; its subject is the request's id."""


def id_of(row: ActionRequest | RunbookRun) -> int:
    """Return the id of a row that is in the database.

    Raises:
        ValueError: it is not there yet.
    """
    if row.id is None:
        raise ValueError("The row is not in the database yet.")
    return row.id


async def request_of(tx: Tx, row: ActionRequest) -> Request:
    """Return what the rules of approval decide on."""
    given = await actions.approvals(tx.session, id_of(row))
    return Request(
        digest=row.digest,
        risk=row.risk,  # type: ignore[arg-type]
        asked_by=row.asked_by or "",
        expires_at=row.expires_at,
        state=row.state,  # type: ignore[arg-type]
        approvals=tuple(Approval(by=one.person_id, at=one.at, digest=one.digest) for one in given),
    )


async def taken(tx: Tx, *, request_id: int, by: str) -> tuple[Incident, ActionRequest, RunbookRun]:
    """Return a request with its incident, locked, and its run, for somebody who decides about it.

    Raises:
        NotUnderstood: there is no such request.
        Refusal: they may not know of the incident, or are no member of this workspace.
    """
    found = await actions.request(tx.session, request_id)
    if found is None:
        raise NotUnderstood(words.no_such_request())
    incident = await changes.take(tx, found.incident_id, by=by)
    await check_person(tx, by)
    row = await actions.request(tx.session, request_id)  # as it is under the lock
    run = await runs.get(tx.session, found.run_id)
    if row is None or run is None:
        raise NotUnderstood(words.no_such_request())
    return incident, row, run


async def check_person(tx: Tx, person: str) -> None:
    """Let members of this workspace run and approve actions.

    Raises:
        NotAllowed: a guest, a bot, or somebody of another organisation; whoever is not known yet.
    """
    check_may_run_actions(await people.get(tx.session, person))


def call_in(row: ActionRequest) -> Call:
    """Return the call that a request is for."""
    return Call.from_json(row.call)


async def settle(
    tx: Tx, incident: Incident, row: ActionRequest, *, state: State, why: str = "", by: str | None = None
) -> None:
    """Let a request be in `state` from now on, and draw it and its run's card again."""
    row.state = state
    row.why = why
    row.settled_at, row.settled_by = tx.now, by
    tx.session.add(row)
    timer = await timers.get(tx.session, incident_id=number_of(incident), kind=LAPSE, subject=str(id_of(row)))
    if timer is not None:
        await tx.session.delete(timer)
    await redraw(tx, incident, row)


async def redraw(tx: Tx, incident: Incident, row: ActionRequest) -> None:
    """Have everything that shows a request drawn again."""
    await tx.session.flush()
    await tx.refresh(incident, what=MESSAGE, subject=str(id_of(row)))
    await tx.refresh(incident, what=CARD, subject=str(row.run_id))


async def set_going(tx: Tx, incident: Incident, row: ActionRequest) -> None:
    """Let an approved request be carried out, once."""
    row.state, row.approved_at = "approved", tx.now
    tx.session.add(row)
    timer = await timers.get(tx.session, incident_id=number_of(incident), kind=LAPSE, subject=str(id_of(row)))
    if timer is not None:
        await tx.session.delete(timer)
    await tx.emit(effects.RunAction(incident_id=number_of(incident), request_id=id_of(row)))
    await redraw(tx, incident, row)


def wait_for_approval(tx: Tx, row: ActionRequest) -> None:
    """Set the timer that ends a request that nobody approves."""
    tx.session.add(
        Timer(
            incident_id=row.incident_id,
            kind=LAPSE,
            subject=str(id_of(row)),
            anchor=tx.now,
            due_at=row.expires_at,
        )
    )


def keep_approvals(tx: Tx, row: ActionRequest, *, before: Request, after: Request) -> None:
    """Write down the approvals that were added."""
    for one in after.approvals[len(before.approvals) :]:
        tx.session.add(ActionApproval(request_id=id_of(row), person_id=one.by, digest=one.digest, at=one.at))


async def record(
    tx: Tx, incident: Incident, row: ActionRequest, *, kind: str, text: str, by: str | None
) -> int:
    """Write a timeline entry about a request and return its number."""
    data: dict[str, Any] = {"request": row.id, "run": row.run_id, "step": row.step}
    entry = await tx.record(incident, kind=kind, text=text, actor=by, data=data)
    return entry.number


async def show_life(tx: Tx, incident: Incident, *, by: str) -> None:
    """Note that a person was active."""
    incident.last_activity_at = tx.now
    tx.session.add(incident)
    await changes.acknowledge(tx, incident, by=by)
