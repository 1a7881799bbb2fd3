"""Delivery's transactions: settle what was carried out, and claim what may start now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.effects import (
    Done,
    Effect,
    GiveUp,
    InDoubt,
    Outcome,
    PostMessage,
    RefreshMembers,
    RefreshMessage,
    Retry,
    decode,
)
from bot.domain.models import Effect as Row
from bot.domain.models import EffectAttempt
from bot.store import outbox
from bot.usecases import consequences, homes, membership
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One effect that this worker may carry out until `lease_until`.

    Args:
        id: its row in the outbox.
        in_doubt: an earlier attempt may have happened, so look before trying again.
        attempt: 1 for the first.
        first_tried_at: when the first attempt was made.
        learnt: what an earlier attempt found out (a file's id).
        after: the effect, claimed in the same turn, that must happen before this one begins; None for none.
    """

    id: int
    effect: Effect
    in_doubt: bool
    attempt: int
    first_tried_at: datetime
    lease_until: datetime
    learnt: Mapping[str, Any]
    after: int | None = None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What came of one claimed effect, and what was learnt even if it failed.

    Args:
        is_bare: nothing is written but that; what would follow from it broke.
    """

    id: int
    effect: Effect
    outcome: Outcome
    learnt: Mapping[str, Any]
    is_bare: bool = False


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of the worker.

    Args:
        claimed: what may be carried out now.
        lost: ids of settled effects that somebody else had taken over; their settlement did not count.
        at: its moment; what is due later was not claimed.
        renewed: until when the effects whose lease was to be renewed are ours now, by id.
    """

    claimed: Sequence[Claimed]
    lost: Sequence[int]
    at: datetime
    renewed: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Owner:
    """Under which names one worker claims: an effect is its own while its row bears one of them.

    Args:
        turns: in its turns.
        changes: in the transactions of changes, beside its turns; a turn must not let go of those.
    """

    turns: str
    changes: str

    @property
    def names(self) -> tuple[str, str]:
        """Both."""
        return (self.turns, self.changes)


async def claim_fresh(tx: Tx, *, owner: Owner, lease: timedelta, size: int) -> Sequence[Claimed]:
    """Claim at most `size` of the effects that this transaction asks for: they begin when it has ended.

    Args:
        lease: how long the claimed effects are the owner's.
    """
    if not tx.outgoing.added or size <= 0:
        return ()
    ready, following = await outbox.claim_fresh(
        tx.session, tx.outgoing.added, owner=owner.changes, now=tx.now, lease=lease, size=size, new=tx.new
    )
    return _all_claimed(ready, following)


async def take_turn(
    tx: Tx,
    *,
    owner: Owner,
    lease: timedelta,
    size: int,
    settled: Sequence[Settled],
    released: Sequence[int] = (),
    busy: Sequence[int] = (),
    renew: Sequence[int] = (),
    unsure: bool = False,
) -> Turn:
    """Settle everything that has finished and claim up to `size` effects that became ready.

    Args:
        owner: this worker; a settlement counts only while it still holds the row.
        lease: how long the claimed effects are ours.
        released: ids that were to follow an effect which has not happened.
        busy: ids that are under way here and must not be claimed again.
        renew: those of them whose lease must be made longer.
        unsure: this worker may hold effects that are not under way, because a turn failed or a lease ran out.
    """
    for number in sorted({one.effect.incident_id for one in settled if _has_consequences(one)} - {0}):
        await tx.lock(number)  # before their effects, as every use-case does: no deadlock
    await outbox.release(tx.session, released, owners=owner.names)
    finished = [one.id for one in settled]
    held = {row.id: row for row in await outbox.owned(tx.session, finished, owners=owner.names)}
    attempts = [_attempt(tx, one, held[one.id]) for one in settled if one.id in held]
    for one in settled:
        if (row := held.get(one.id)) is not None:
            await _settle(tx, one, row)
    await outbox.record_attempts(tx.session, attempts)
    await homes.follow(tx, numbers=[row.incident_id for row in held.values() if _is_card_settled(row)])
    lost = [one.id for one in settled if one.id not in held]
    if size <= 0 and (settled or released):
        tx.emitted += 1  # what may start now is for others, and they must hear of it
    await tx.outgoing.write()
    if unsure:
        await outbox.let_go(tx.session, owner=owner.turns, but=busy, now=tx.now)
    ready, following = await outbox.claim(
        tx.session, owner=owner.turns, now=tx.now, lease=lease, size=size, not_ids=busy
    )
    until = tx.now + lease
    renewed = await outbox.renew(tx.session, renew, owners=owner.names, until=until)
    return Turn(
        claimed=_all_claimed(ready, following),
        lost=lost,
        at=tx.now,
        renewed=dict.fromkeys(renewed, until),
    )


def _has_consequences(one: Settled) -> bool:
    """Tell whether more than the effect's own row is written when it is settled."""
    if one.is_bare:
        return False
    return not isinstance(one.outcome, Done) or not isinstance(one.effect, consequences.WITHOUT_CONSEQUENCES)


def _attempt(tx: Tx, settled: Settled, row: Row) -> EffectAttempt:
    outcome = settled.outcome
    detail = "" if isinstance(outcome, Done) else outcome.reason
    return EffectAttempt(
        effect_id=settled.id,
        number=row.attempts,
        at=tx.now,
        outcome=_OUTCOMES[type(outcome)],
        detail=detail[:500],
    )


def _all_claimed(ready: Sequence[Row], following: Sequence[Row]) -> list[Claimed]:
    return [*map(_claimed, ready), *(replace(_claimed(row), after=row.waits_for) for row in following)]


def _claimed(row: Row) -> Claimed:
    if row.id is None or row.first_tried_at is None or row.lease_until is None:
        raise ValueError("The row was not claimed.")
    return Claimed(
        id=row.id,
        effect=decode(row.kind, row.payload),
        in_doubt=row.in_doubt,
        attempt=row.attempts,
        first_tried_at=row.first_tried_at,
        lease_until=row.lease_until,
        learnt=row.result,
    )


async def _settle(tx: Tx, settled: Settled, row: Row) -> None:
    """Write down what came of an effect, and what follows from it."""
    effect, outcome = settled.effect, settled.outcome
    known = row.reason
    row.result = {**row.result, **settled.learnt}
    row.owner = row.lease_until = None
    match outcome:
        case Done(result=result):
            row.result = {**row.result, **result}
            row.in_doubt, row.reason, row.settled_at = False, "", tx.now
            row.attempts = 0  # what is drawn again and again waits after its first failure as a new one does
            row.drawn = row.claimed
            row.state = "pending" if row.target and row.drawn < row.wanted else "done"
        case Retry(after_s=after_s, reason=reason):
            row.state, row.reason = "pending", reason
            row.not_before = tx.now + timedelta(seconds=after_s)
        case InDoubt(after_s=after_s, reason=reason):
            row.state, row.reason, row.in_doubt = "pending", reason, True
            row.not_before = tx.now + timedelta(seconds=after_s)
        case GiveUp(reason=reason):
            row.state, row.reason = "blocked", reason
    tx.session.add(row)
    if settled.is_bare:
        return
    if isinstance(outcome, Done) and isinstance(effect, RefreshMembers) and row.state == "pending":
        return  # somebody came or left after Slack was asked: it is asked again, and this answer is too old
    if isinstance(outcome, Done):
        await consequences.after_done(tx, effect, effect_id=settled.id, result=row.result)
    elif isinstance(outcome, GiveUp):
        await tx.outgoing.write()  # what others of this turn have asked for may wait for it
        await outbox.block_dependents(tx.session, settled.id, reason=outcome.reason)
        await consequences.after_give_up(
            tx, effect, effect_id=settled.id, reason=outcome.reason, again=outcome.reason == known
        )
    if bool(known) != bool(row.reason) or isinstance(outcome, GiveUp):
        await _show_trouble(tx, effect)


_OUTCOMES = {Done: "done", Retry: "retry", InDoubt: "in_doubt", GiveUp: "give_up"}


async def _show_trouble(tx: Tx, effect: Effect) -> None:
    """Draw the card again when what it says of the bot's own troubles has changed."""
    if _draws_card(effect) or not effect.incident_id:
        return  # a card that cannot be drawn cannot say so, and asking again would never end
    await tx.refresh_card(await tx.lock(effect.incident_id))


def _is_card_settled(row: Row) -> bool:
    """Tell whether a live card was drawn just now, or cannot be."""
    return _draws_card(decode(row.kind, row.payload)) and (row.state == "blocked" or not row.reason)


def _draws_card(effect: Effect) -> bool:
    return isinstance(effect, PostMessage | RefreshMessage) and effect.what == "card"


async def adopt_orphans(tx: Tx, *, grace: timedelta) -> None:
    """At the start of the only process, look again at what was under way when the last one died.

    Args:
        grace: how long a call that was cut off may take to land; what looks for its effect waits for that.
    """
    await outbox.orphan(tx.session, now=tx.now, grace=grace)


KEEP_TRYING = timedelta(days=1)
"""How long after its end what is blocked of an incident is still tried by itself, as the archiving is."""


async def rearm(tx: Tx, *, incident: int | None = None) -> int:
    """Try blocked effects again and return how many: the cause may be mended.

    Args:
        incident: of this one, however long ago it ended; None for all but those of incidents long ended.
    """
    if incident is not None:
        count = await outbox.rearm(tx.session, now=tx.now, incident_id=incident)
    else:
        count = await outbox.rearm_all(tx.session, now=tx.now, since=tx.now - KEEP_TRYING)
    tx.emitted += count
    return count


async def look_around(tx: Tx, *, afresh: bool) -> bool:
    """Do what nobody asks for: try again what was blocked, and ask who is in private rooms.

    Args:
        afresh: at the start, or when what Slack told meanwhile may have been lost.

    Returns:
        Whether there is something to do.
    """
    await rearm(tx)
    await membership.check_members(tx, afresh=afresh)
    return tx.emitted > 0
