"""Which request is meant by words: the only one that fits, or the one that is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.models import ActionRequest
from bot.domain.reply import Reply
from bot.store import actions, runs
from bot.usecases import changes
from bot.usecases.acting import deciding, ledger
from bot.usecases.acting.running import answer_doubt
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Named:
    """How a request is named in words.

    Args:
        request: its id; None where none was said.
        runbook: the id of its run's runbook; empty for any.
        verb: what was typed, for an answer that asks which.
    """

    verb: str
    request: int | None = None
    runbook: str = ""


async def approve_shown(tx: Tx, *, number: int, by: str, request_id: int, typed: str) -> Reply:
    """Say yes to a call that was shown, by the code that stood below it.

    Args:
        typed: what was typed of the call's digest.

    Raises:
        NotUnderstood: the incident has no such request.
        Refusal: it is not theirs to approve, too late, or another call than the one that was shown.
    """
    await changes.take(tx, number, by=by)
    row = await actions.request(tx.session, request_id)
    if row is None or row.incident_id != number:
        raise NotUnderstood(words.no_such_request())
    return await deciding.approve(tx, request_id=request_id, by=by, seal=deciding.seal_of(row, typed=typed))


async def decline_meant(tx: Tx, *, number: int, by: str, named: Named, why: str) -> Reply:
    """Say no to a request.

    Raises:
        NotUnderstood: nothing waits, or it is not clear which is meant.
        Refusal: it is not theirs to decline.
    """
    waiting = await _waiting(tx, number, by=by)
    row = await _one(tx, waiting, named=named, none=words.nothing_waits())
    return await deciding.decline(tx, request_id=ledger.id_of(row), by=by, why=why)


async def withdraw_meant(tx: Tx, *, number: int, by: str, named: Named) -> Reply:
    """Take a request back: one's own, if others wait too.

    Raises:
        NotUnderstood: nothing waits, or it is not clear which is meant.
        Refusal: it is somebody else's.
    """
    waiting = await _waiting(tx, number, by=by)
    own = [row for row in waiting if row.asked_by == by]
    row = await _one(tx, own or waiting, named=named, none=words.nothing_waits())
    return await deciding.withdraw(tx, request_id=ledger.id_of(row), by=by)


async def settle_meant(tx: Tx, *, number: int, by: str, named: Named, happened: bool | None) -> Reply:
    """Say whether an action that is in doubt happened, or ask for it anew.

    Raises:
        NotUnderstood: none is in doubt, or it is not clear which is meant.
        Refusal: it cannot be asked for again.
    """
    await changes.take(tx, number, by=by)
    doubtful = await actions.of_incident(tx.session, number, state="in_doubt")
    row = await _one(tx, doubtful, named=named, none=words.nothing_in_doubt())
    return await answer_doubt(tx, request_id=ledger.id_of(row), by=by, happened=happened)


async def _waiting(tx: Tx, number: int, *, by: str) -> list[ActionRequest]:
    await changes.take(tx, number, by=by)
    asked = await actions.of_incident(tx.session, number, state="asked")
    return [row for row in asked if tx.now < row.expires_at]


async def _one(tx: Tx, rows: Sequence[ActionRequest], *, named: Named, none: str) -> ActionRequest:
    """Return the request that is meant.

    Raises:
        NotUnderstood: there is none, or there are several.
    """
    if not rows:
        raise NotUnderstood(none)
    followed = [(row, await runs.get(tx.session, row.run_id)) for row in rows]
    meant = [
        row
        for row, run in followed
        if named.request in {None, row.id}
        and (not named.runbook or (run is not None and run.runbook == named.runbook))
    ]
    if len(meant) != 1:
        known = [
            words.request_named(ledger.id_of(row), name=row.name, step=row.step, title=run.title)
            for row, run in followed
            if run is not None
        ]
        example = f"{named.verb} #{rows[0].id}"
        raise NotUnderstood(words.which_request(known, example=example, command=tx.config.command))
    return meant[0]
