"""Deciding about a request: approve, decline, withdraw, or let it lapse."""

from bot.domain import action_entries, timeline, words
from bot.domain.action_views import SEAL, TYPED
from bot.domain.errors import Refusal, Stale
from bot.domain.models import ActionRequest, RunbookRun
from bot.domain.reply import Reply
from bot.store import actions
from bot.usecases import changes
from bot.usecases.acting import ledger
from bot.usecases.acting.approvers import approvers_of
from bot.usecases.acting.calls import call_of, digest_of
from bot.usecases.tx import Tx
from runbooks import approval, saving


async def approve(tx: Tx, *, request_id: int, by: str, seal: str) -> Reply:
    """Say yes to the exact call that was shown; with the last yes that it needs, it runs.

    Args:
        by: the Slack id of who says so.
        seal: what the button carries of the digest of the call that was shown.

    Raises:
        Refusal: it is not theirs to approve, too late, or what would be called has changed since.
    """
    incident, row, run = await ledger.taken(tx, request_id=request_id, by=by)
    changes.check_under_way(incident, what="so nothing was run")
    request = await ledger.request_of(tx, row)
    who = await approvers_of(tx.session, row.incident_id, risk=request.risk, config=tx.config)
    approved = approval.approve(
        request,
        by=by,
        at=tx.now,
        seen=row.digest if seal == row.digest[:SEAL] else "",
        now_digest=_digest_now(tx, run, step=row.step, dry=row.dry),
        may_approve=by in who.people,
        approvers=who.said,
    )
    ledger.keep_approvals(tx, row, before=request, after=approved)
    await ledger.record(
        tx,
        incident,
        row,
        kind=timeline.ACTION_APPROVED,
        text=action_entries.approved(run.title, step=row.step, needed=approved.needed),
        by=by,
    )
    await ledger.show_life(tx, incident, by=by)
    if approved.state == "approved":
        await ledger.set_going(tx, incident, row)
    else:
        await ledger.redraw(tx, incident, row)
    return Reply(text=words.action_approved(needed=approved.needed), incident=row.incident_id)


def seal_of(row: ActionRequest, *, typed: str) -> str:
    """Return what a button below the call would carry, for who typed its code; empty for another."""
    return row.digest[:SEAL] if typed == row.digest[:TYPED] else ""


async def decline(tx: Tx, *, request_id: int, by: str, why: str = "") -> Reply:
    """Say no.

    Raises:
        Refusal: it is not theirs to decline, or too late.
    """
    incident, row, run = await ledger.taken(tx, request_id=request_id, by=by)
    request = await ledger.request_of(tx, row)
    who = await approvers_of(tx.session, row.incident_id, risk=request.risk, config=tx.config)
    approval.decline(request, by=by, at=tx.now, may_approve=by in who.people, approvers=who.said)
    await ledger.settle(tx, incident, row, state="declined", why=why, by=by)
    text = action_entries.declined(run.title, step=row.step, why=why)
    await ledger.record(tx, incident, row, kind=timeline.ACTION_DECLINED, text=text, by=by)
    await ledger.show_life(tx, incident, by=by)
    return Reply(text=words.action_declined(), incident=row.incident_id)


async def withdraw(tx: Tx, *, request_id: int, by: str) -> Reply:
    """Take one's own request back.

    Raises:
        Refusal: it is somebody else's, or too late.
    """
    incident, row, run = await ledger.taken(tx, request_id=request_id, by=by)
    approval.withdraw(await ledger.request_of(tx, row), by=by, at=tx.now)
    await ledger.settle(tx, incident, row, state="withdrawn", by=by)
    text = action_entries.taken_back(run.title, step=row.step)
    await ledger.record(tx, incident, row, kind=timeline.ACTION_WITHDRAWN, text=text, by=by)
    return Reply(text=words.action_withdrawn(), incident=row.incident_id)


async def lapse(tx: Tx, *, request_id: int) -> None:
    """End a request that nobody approved in time; one that was decided is left alone."""
    row = await actions.request(tx.session, request_id)
    if row is None or not approval.has_lapsed(await ledger.request_of(tx, row), at=tx.now):
        return
    incident = await tx.lock(row.incident_id)
    await ledger.settle(tx, incident, row, state="expired")
    text = action_entries.lapsed(step=row.step)
    await ledger.record(tx, incident, row, kind=timeline.ACTION_LAPSED, text=text, by=None)


def _digest_now(tx: Tx, run: RunbookRun, *, step: int, dry: bool) -> str:
    """Return the digest of what would be called now; empty where the run is elsewhere by now.

    Raises:
        Stale: it can no longer be called at all.
    """
    if saving.from_json(run.state).current != step:
        return ""
    try:
        call = call_of(run, step=step, allowed=tx.config.actions)
    except Refusal as refusal:
        raise Stale(refusal.sentence) from refusal
    return digest_of(run, call, step=step, dry=dry)
