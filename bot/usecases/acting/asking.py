"""Asking for an action: it runs on a click when it is safe, else after approval of the exact call."""

from dataclasses import dataclass

from bot.domain import action_entries, effects, timeline, words
from bot.domain.allowed import APPROVALS, Risk
from bot.domain.calls import Call, shown
from bot.domain.errors import NotUnderstood, Stale
from bot.domain.models import ActionRequest, Incident, RunbookRun
from bot.domain.reply import Reply
from bot.store import actions, runs
from bot.usecases import changes
from bot.usecases.acting import breaker, ledger
from bot.usecases.acting.approvers import approvers_of
from bot.usecases.acting.calls import NoAction, call_of, digest_of
from bot.usecases.acting.emergency import check_access
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from runbooks import saving
from runbooks.approval import OPEN
from runbooks.run import Run
from runbooks.safeguards import starts_by_itself


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants the bot to do.

    Args:
        run_id: the run, by a button; None for the only one that is being followed.
        runbook: the run by its runbook's id.
        seen: the run's version that a button was drawn from.
        dry: only what changes nothing.
    """

    run_id: int | None = None
    runbook: str = ""
    seen: int | None = None
    dry: bool = False


async def ask_action(tx: Tx, *, number: int, by: str, wish: Wish) -> Reply:
    """Ask for the current step's action.

    Args:
        by: the Slack id of who asks.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: it is not clear which run is meant.
        Refusal: the run has moved on or ended, the step has no action that may run, emergency access is
            missing, or the action was stopped because it failed too often.
    """
    incident = await changes.take(tx, number, by=by)
    changes.check_under_way(incident, what="so nothing was run")
    await ledger.check_person(tx, by)
    row = await _run_meant(tx, number, wish=wish)
    run = saving.from_json(row.state)
    if run.current is None:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    if wish.seen is not None and wish.seen != run.version:
        raise Stale(words.stale_button())
    call = call_of(row, step=run.current, allowed=tx.config.actions)
    if wish.dry and not call.dry_run:
        text = shown(call, allowed=tx.config.actions)
        return Reply(text=words.would_be_called(text), incident=number)
    if (waiting := await _open(tx, row, step=run.current)) is not None:
        return Reply(text=words.action_open(waiting.state), incident=number)
    await breaker.check(tx, number, call)
    if not wish.dry:
        await check_access(tx, number, call, person=by)
    return await _ask(tx, incident, row, call, step=run.current, by=by, dry=wish.dry)


async def start_by_rule(tx: Tx, incident: Incident, row: RunbookRun, run: Run) -> None:
    """Start the current step's action where a rule of the configuration says so; only what is safe."""
    allowed = tx.config.actions
    if not allowed.automatic or run.current is None or allowed.is_empty:
        return
    await tx.session.flush()
    followed = await runs.get(tx.session, ledger.id_of(row))
    if followed is None:
        return
    try:
        call = call_of(followed, step=run.current, allowed=allowed)
        await breaker.check(tx, number_of(incident), call)
    except (NoAction, breaker.Stopped):
        return  # the card says so; a person decides
    ruled = starts_by_itself(
        allowed.automatic,
        runbook=run.runbook,
        step=run.current,
        severity=tx.config.severity(incident.severity).name,
        risk=call.risk,
        break_glass=call.break_glass,
    )
    if ruled and not await actions.of_run(tx.session, ledger.id_of(row), step=run.current):
        await _ask(tx, incident, followed, call, step=run.current, by=None, dry=False)


async def _ask(
    tx: Tx, incident: Incident, row: RunbookRun, call: Call, *, step: int, by: str | None, dry: bool
) -> Reply:
    number = number_of(incident)
    risk: Risk = "safe" if dry else call.risk
    approvers = await approvers_of(tx.session, number, risk=risk, config=tx.config)
    request = ActionRequest(
        incident_id=number,
        run_id=ledger.id_of(row),
        step=step,
        name=breaker.name_of(call),
        call=call.to_json(),
        digest=digest_of(row, call, step=step, dry=dry),
        risk=risk,
        dry=dry,
        break_glass=call.break_glass and not dry,
        asked_by=by,
        asked_at=tx.now,
        expires_at=tx.now + tx.config.actions.approval_lapse,
    )
    tx.session.add(request)
    await tx.session.flush()  # its id names its message, its timer and its effect
    exact = shown(call, allowed=tx.config.actions, dry=dry)
    await ledger.record(
        tx,
        incident,
        request,
        kind=timeline.ACTION_ASKED,
        text=action_entries.asked(row.title, step=step, dry=dry, by_rule=by is None, exact=exact),
        by=by,
    )
    place = effects.thread_of(ledger.CARD, str(row.id))
    await tx.post(incident, what=ledger.MESSAGE, subject=str(request.id), place=place)
    if by is not None:
        await ledger.show_life(tx, incident, by=by)
    needed = APPROVALS[risk]
    if not needed:
        await ledger.set_going(tx, incident, request)
        return Reply(text=words.action_starts(dry=dry), incident=number)
    ledger.wait_for_approval(tx, request)
    await ledger.redraw(tx, incident, request)
    others = len(approvers.people - {by})
    text = words.action_waits(needed=needed, approvers=approvers.said, available=others)
    return Reply(text=text, incident=number)


async def _open(tx: Tx, row: RunbookRun, *, step: int) -> ActionRequest | None:
    """Return the request for this step of which something is still to come."""
    for request in await actions.of_run(tx.session, ledger.id_of(row), step=step):
        lapsed = request.state == "asked" and tx.now >= request.expires_at
        if request.state in OPEN and not lapsed:
            return request
    return None


async def _run_meant(tx: Tx, number: int, *, wish: Wish) -> RunbookRun:
    active = await runs.of_incident(tx.session, number, only_active=True)
    named = [
        row
        for row in active
        if wish.run_id in {None, row.id} and (not wish.runbook or row.runbook == wish.runbook)
    ]
    if len(named) > 1:
        names = [row.runbook for row in named]
        raise NotUnderstood(words.which_run(names, verb="run", command=tx.config.command))
    if not named:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    row = await runs.get(tx.session, ledger.id_of(named[0]))
    if row is None:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    return row
