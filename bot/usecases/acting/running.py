"""Carrying an action out once: begun in one transaction, ended in another, and in doubt in between."""

from collections.abc import Mapping
from typing import Any

from bot.domain import action_entries, effects, timeline, words
from bot.domain.acting import Result
from bot.domain.calls import Call, shown
from bot.domain.errors import Refusal, Stale
from bot.domain.models import ActionRequest, Incident, RunbookRun
from bot.domain.reply import Reply
from bot.store import actions, runs
from bot.usecases import changes
from bot.usecases.acting import breaker, ledger
from bot.usecases.acting.asking import Wish, ask_action
from bot.usecases.acting.calls import call_of, digest_of
from bot.usecases.acting.emergency import check_access, tell_of_use
from bot.usecases.runs import write
from bot.usecases.tx import Tx
from runbooks import engine, saving
from runbooks.approval import starts_too_late

DOUBT = "action_doubt"
"""The message that asks whether it happened; its subject is the request's id."""


async def begin(tx: Tx, *, request_id: int) -> tuple[Call, bool] | None:
    """Return the call to make now and whether only dry, or None: not to be made, or perhaps made already.

    Everything that was true when it was approved is looked at again. What was begun before and has not ended
    is in doubt: whoever began it is gone, and it is never made a second time without being asked for.
    """
    found = await actions.request(tx.session, request_id)
    if found is None:
        return None
    incident = await tx.lock(found.incident_id)
    row = await actions.request(tx.session, request_id)
    run = await runs.get(tx.session, found.run_id)
    if row is None or run is None:
        return None
    if row.state == "running":
        await _doubt(tx, incident, row, run, said="was cut off when Muster stopped")
        return None
    if row.state != "approved":
        return None
    call = ledger.call_in(row)
    try:
        await _check_again(tx, incident, row, run, call)
    except Refusal as refusal:
        await _not_run(tx, incident, row, run, why=refusal.sentence)
        return None
    row.state, row.started_at = "running", tx.now
    tx.session.add(row)
    await _claim_step(tx, incident, row, run)
    if row.break_glass and row.asked_by is not None:
        await tell_of_use(tx, incident, call, person=row.asked_by)
    await ledger.record(
        tx,
        incident,
        row,
        kind=timeline.ACTION_STARTED,
        text=action_entries.started(
            run.title, step=row.step, dry=row.dry, exact=_line(call, tx=tx, dry=row.dry)
        ),
        by=None,
    )
    await ledger.redraw(tx, incident, row)
    return call, row.dry


async def _claim_step(tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun) -> None:
    """Let the step be theirs who asked for its action; one that failed or was undone is begun anew so."""
    before = saving.from_json(run.state)
    step = before.step(row.step)
    if row.dry or row.asked_by is None or step is None or step.state == "claimed":
        return
    after, event = engine.claim(before, row.step, by=row.asked_by, at=tx.now)
    await write(tx, incident, run, after, event)
    await tx.refresh_card(incident)


def _line(call: Call, *, tx: Tx, dry: bool) -> str:
    return shown(call, allowed=tx.config.actions, dry=dry).splitlines()[0]


async def _check_again(tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun, call: Call) -> None:
    """Let a call pass that is still what was approved, where and when it was.

    Raises:
        Refusal: something has changed since.
    """
    changes.check_under_way(incident, what="so it was not run")
    if row.approved_at is None or starts_too_late(approved_at=row.approved_at, at=tx.now):
        raise Stale(words.approved_too_long_ago())
    if saving.from_json(run.state).current != row.step:
        raise Stale(words.run_moved_on())
    now = call_of(run, step=row.step, allowed=tx.config.actions)
    if digest_of(run, now, step=row.step, dry=row.dry) != row.digest:
        raise Stale(words.call_changed())
    await breaker.check(tx, row.incident_id, call)
    if row.break_glass:
        await check_access(tx, row.incident_id, call, person=row.asked_by)


async def _not_run(tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun, *, why: str) -> None:
    await ledger.settle(tx, incident, row, state="expired", why=why)
    text = action_entries.not_run(run.title, step=row.step, why=why)
    await ledger.record(tx, incident, row, kind=timeline.ACTION_LAPSED, text=text, by=None)


# ---------------------------------------------------------------- what came of it


async def finish(tx: Tx, *, request_id: int, result: Mapping[str, Any]) -> None:
    """Write down what came of a call; a failure stops the run at its step, where its undo is offered.

    Args:
        result: of `bot.domain.acting.Result`; empty where nothing was called.
    """
    if not result:
        return
    found = await actions.request(tx.session, request_id)
    if found is None:
        return
    incident = await tx.lock(found.incident_id)
    row = await actions.request(tx.session, request_id)
    run = await runs.get(tx.session, found.run_id)
    if row is None or run is None or row.state != "running":
        return
    came = Result(**result)
    row.ending = came.ending
    harmless = row.dry or row.risk == "safe"
    if came.ending in {"timed_out", "unknown"} and not harmless:
        await _doubt(tx, incident, row, run, said=came.said, came=came)
    elif came.ending == "succeeded":
        await _ended(tx, incident, row, run, state="succeeded", came=came)
    else:
        await _ended(tx, incident, row, run, state="failed", came=came)
        await _failed(tx, incident, row, run, why=came.said)


async def _ended(
    tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun, *, state: str, came: Result
) -> None:
    kind = timeline.ACTION_SUCCEEDED if state == "succeeded" else timeline.ACTION_FAILED
    text = action_entries.ended(
        run.title, step=row.step, dry=row.dry, said=came.said, output=came.output, left_out=came.left_out
    )
    row.entry_number = await ledger.record(tx, incident, row, kind=kind, text=text, by=None)
    await ledger.settle(
        tx, incident, row, state="succeeded" if state == "succeeded" else "failed", why=came.said
    )


async def _failed(tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun, *, why: str) -> None:
    """Stop the run at the step, and the action everywhere if it has failed too often."""
    if not row.dry:
        await breaker.note_failure(tx, incident, row)
        await fail_step(tx, incident, row, run, why=action_entries.why_step_failed(why))
    await ledger.redraw(tx, incident, row)


async def fail_step(
    tx: Tx, incident: Incident, row: ActionRequest, run: RunbookRun, *, why: str, by: str | None = None
) -> None:
    """Let the step have failed, unless the run has moved on meanwhile."""
    before = saving.from_json(run.state)
    step = before.step(row.step)
    if before.current != row.step or step is None or step.state not in {"open", "claimed"}:
        return
    actor = by or row.asked_by or before.started_by
    after, event = engine.fail(before, row.step, by=actor, at=tx.now, why=why)
    await write(tx, incident, run, after, event)
    await tx.refresh_card(incident)


async def _doubt(
    tx: Tx,
    incident: Incident,
    row: ActionRequest,
    run: RunbookRun,
    *,
    said: str,
    came: Result | None = None,
) -> None:
    """Ask people whether it happened; until they say so nothing of it is done again."""
    text = action_entries.in_doubt(run.title, step=row.step, said=said, output=came.output if came else "")
    row.entry_number = await ledger.record(
        tx, incident, row, kind=timeline.ACTION_IN_DOUBT, text=text, by=None
    )
    await ledger.settle(tx, incident, row, state="in_doubt", why=said)
    place = effects.thread_of(ledger.CARD, str(run.id))
    await tx.post(incident, what=DOUBT, subject=str(row.id), place=place, broadcast=True)


async def answer_doubt(tx: Tx, *, request_id: int, by: str, happened: bool | None) -> Reply:
    """Say whether an action that is in doubt happened, or ask for it anew.

    Args:
        by: the Slack id of who looked.
        happened: None to have it run again, with fresh approvals.

    Raises:
        Stale: somebody has answered already.
        Refusal: it cannot be asked for again.
    """
    incident, row, run = await ledger.taken(tx, request_id=request_id, by=by)
    if row.state != "in_doubt":
        raise Stale(words.doubt_settled())
    text = action_entries.doubt_answered(run.title, step=row.step, happened=happened)
    await ledger.record(tx, incident, row, kind=timeline.ACTION_SETTLED, text=text, by=by)
    state = "succeeded" if happened else "failed"
    await ledger.settle(
        tx,
        incident,
        row,
        state="succeeded" if state == "succeeded" else "failed",
        why=action_entries.how_doubt_ended(happened=happened),
        by=by,
    )
    await tx.refresh(incident, what=DOUBT, subject=str(row.id))
    await ledger.show_life(tx, incident, by=by)
    if happened is None:
        wish = Wish(run_id=row.run_id, dry=row.dry)
        return await ask_action(tx, number=row.incident_id, by=by, wish=wish)
    if not happened:
        await breaker.note_failure(tx, incident, row)
        await fail_step(tx, incident, row, run, why=action_entries.did_not_happen(), by=by)
    return Reply(text=words.doubt_answered(happened=happened), incident=row.incident_id)
