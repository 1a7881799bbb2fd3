"""The circuit breaker: what failed too often is stopped for everybody until an approver resets it."""

from bot.domain import action_entries, timeline, words
from bot.domain.calls import Call
from bot.domain.errors import NotAllowed, NotUnderstood, Refusal
from bot.domain.models import ActionBreaker, ActionRequest, Incident
from bot.domain.reply import Reply
from bot.store import actions
from bot.usecases import changes
from bot.usecases.acting import ledger
from bot.usecases.acting.approvers import approvers_of
from bot.usecases.tx import Tx
from runbooks.safeguards import trips


class Stopped(Refusal):
    """The action failed too often."""


def name_of(call: Call) -> str:
    """Return what is counted: the entry on the allow-list, with its kind."""
    return f"{call.kind} {call.name}"


async def check(tx: Tx, number: int, call: Call) -> None:
    """Let an action pass that is not stopped.

    Raises:
        Stopped: it is; the sentence says who can reset it.
    """
    name = name_of(call)
    found = await actions.breaker(tx.session, name)
    if found is None or found.tripped_at is None:
        return
    who = await approvers_of(tx.session, number, risk="guarded", config=tx.config)
    raise Stopped(
        words.action_stopped(name, since=found.tripped_at, approvers=who.said, command=tx.config.command)
    )


async def note_failure(tx: Tx, incident: Incident, row: ActionRequest) -> bool:
    """Count a failure that has just been settled, and return whether it stopped the action."""
    rule = tx.config.actions.circuit_breaker
    await tx.session.flush()
    found = await actions.breaker(tx.session, row.name)
    if found is not None and found.tripped_at is not None:
        return False
    since = tx.now - rule.within
    if found is not None and found.reset_at is not None:
        since = max(since, found.reset_at)
    failures = await actions.failures(tx.session, row.name, since=since)
    if not trips(failures, breaker=rule, now=tx.now):
        return False
    breaker = found or ActionBreaker(name=row.name)
    breaker.tripped_at = tx.now
    tx.session.add(breaker)
    text = action_entries.breaker_opened(row.name, failures=rule.failures, within=rule.within)
    await ledger.record(tx, incident, row, kind=timeline.BREAKER_OPENED, text=text, by=None)
    return True


async def reset(tx: Tx, *, number: int, by: str, name: str) -> Reply:
    """Allow an action again that was stopped.

    Args:
        name: of the entry on the allow-list, with or without its kind; empty for the only one.

    Raises:
        NotAllowed: `by` could not approve it.
        NotUnderstood: none of that name is stopped.
    """
    incident = await changes.take(tx, number, by=by)
    await ledger.check_person(tx, by)
    who = await approvers_of(tx.session, number, risk="guarded", config=tx.config)
    if by not in who.people:
        raise NotAllowed(words.reset_needs(who.said))
    stopped = await actions.open_breakers(tx.session)
    meant = [one for one in stopped if not name or name in {one.name, one.name.partition(" ")[2]}]
    if len(meant) != 1:
        raise NotUnderstood(words.which_breaker([one.name for one in stopped], command=tx.config.command))
    breaker = meant[0]
    breaker.tripped_at = None
    breaker.reset_at, breaker.reset_by = tx.now, by
    tx.session.add(breaker)
    await tx.record(
        incident, kind=timeline.BREAKER_RESET, text=action_entries.breaker_reset(breaker.name), actor=by
    )
    await ledger.show_life(tx, incident, by=by)
    return Reply(text=words.may_run_again(breaker.name), incident=number)
