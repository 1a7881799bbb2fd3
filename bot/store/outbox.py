"""The outbox: effects written with the change that asks for them, claimed in batches, settled once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import CursorResult, bindparam, case, func, insert, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import effects
from bot.domain.columns import UtcDateTime
from bot.domain.models import Effect, EffectAttempt, Incident
from bot.log import get_logger

log = get_logger(__name__)

_e = aliased(Effect, name="e")

# Spelt out in each: SQLite uses a partial index only when the query repeats its predicate.
_OPEN = text("e.state IN ('pending', 'in_flight')")
_FIRST_IN_LANE = text(
    """
    (e.lane IS NULL OR NOT EXISTS (SELECT 1 FROM effect p WHERE p.state IN ('pending', 'in_flight')
                                   AND p.lane = e.lane AND p.id < e.id))
    """
)
_IN_ORDER = (
    select(_e)
    .order_by(col(_e.priority), col(_e.id))
    .limit(bindparam("size"))
    .with_for_update(of=_e, skip_locked=True)
)
_READY = _IN_ORDER.where(
    _OPEN,
    col(_e.kind).in_(sorted(effects.KINDS)),
    _FIRST_IN_LANE,
    text(
        """
        CASE e.state WHEN 'pending' THEN e.not_before <= :now ELSE e.lease_until < :now END
        AND (e.waits_for IS NULL
             OR EXISTS (SELECT 1 FROM effect d
                        WHERE d.id = e.waits_for AND (d.state = 'done' OR d.drawn > 0)))
        AND (NOT e.barrier
             OR NOT EXISTS (SELECT 1 FROM effect p WHERE p.state IN ('pending', 'in_flight')
                            AND p.incident_id = e.incident_id AND p.id < e.id))
        """
    ).bindparams(bindparam("now", type_=UtcDateTime())),
)
_FOLLOWING = _IN_ORDER.where(
    col(_e.waits_for).in_(bindparam("leaders", expanding=True)),
    col(_e.state) == "pending",
    col(_e.not_before) <= bindparam("now", type_=UtcDateTime()),
    col(_e.barrier).is_(False),
    col(_e.kind).in_(sorted(effects.KINDS)),
    _FIRST_IN_LANE,
)


async def claim(
    session: AsyncSession,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    size: int,
    not_ids: Sequence[int] = (),
) -> tuple[list[Effect], list[Effect]]:
    """Take up to `size` effects until `now + lease`, most important first: what may start, and what follows.

    A row whose lease has lapsed is taken in doubt: its last owner may have carried it out. Kinds that only a
    newer version knows are left to its processes. What follows may start as soon as one of the others has
    happened; it is taken along at the first attempt only, so that the release after a failure is paid once.
    """
    take = partial(_take, session, owner=owner, now=now, lease=lease)
    found = await session.exec(_READY, params={"now": now, "size": size + len(not_ids)})
    ready = take([row for row in found.all() if row.id not in not_ids][:size])
    following: list[Effect] = []
    leaders = _leaders(ready)
    with session.no_autoflush:  # all of them are written at once
        while leaders and (left := size - len(ready) - len(following)) > 0:
            found = await session.exec(_FOLLOWING, params={"now": now, "size": left, "leaders": leaders})
            more = take(found.all())
            following += more
            leaders = _leaders(more)
    await session.flush()
    return ready, following


async def claim_fresh(
    session: AsyncSession,
    fresh: Sequence[Effect],
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    size: int,
    new: Collection[int],
) -> tuple[list[Effect], list[Effect]]:
    """Take at most `size` of the effects that this transaction asks for: what may start, and what follows.

    They are written as claimed, so that they begin without another transaction. What refreshes a target is
    none of them: another process may be drawing that.

    Args:
        fresh: the rows, written or not.
        new: numbers of the incidents that this transaction declares: nothing of theirs can be in the way.
    """
    lanes = {row.lane for row in fresh if row.lane is not None and row.incident_id not in new}
    in_the_way: set[str | None] = set()
    if lanes:
        asked = {"lanes": lanes, "but": [row.id for row in fresh]}
        with session.no_autoflush:  # what was not written yet is written as claimed
            in_the_way = set((await session.exec(_LANES_IN_USE, params=asked)).all())
    eligible: list[Effect] = []
    for row in fresh:
        if row.lane is None or row.lane not in in_the_way:
            eligible.append(row)
        if row.lane is not None:
            in_the_way.add(row.lane)
    eligible = [
        row for row in eligible if row.state == "pending" and row.not_before <= now and not row.barrier
    ]
    eligible.sort(key=lambda row: (row.priority, row.id))
    take = partial(_take, session, owner=owner, now=now, lease=lease)
    ready = take([row for row in eligible if row.waits_for is None][:size])
    following: list[Effect] = []
    leaders = _leaders(ready)
    while leaders and (left := size - len(ready) - len(following)) > 0:
        more = take([row for row in eligible if row.waits_for in leaders][:left])
        following += more
        leaders = _leaders(more)
    return ready, following


_LANES_IN_USE = (
    select(_e.lane)
    .where(
        _OPEN,
        col(_e.lane).in_(bindparam("lanes", expanding=True)),
        col(_e.id).not_in(bindparam("but", expanding=True)),
    )
    .distinct()
)


def _take(
    session: AsyncSession, rows: Sequence[Effect], *, owner: str, now: datetime, lease: timedelta
) -> list[Effect]:
    taken = [row for row in rows if _is_understood(row)]
    for row in taken:
        row.in_doubt = row.in_doubt or row.state == "in_flight"
        row.state = "in_flight"
        row.owner = owner
        row.lease_until = now + lease
        row.claimed = row.wanted
        row.attempts += 1
        row.first_tried_at = row.first_tried_at or now
        session.add(row)
    return taken


def _is_understood(row: Effect) -> bool:
    """Tell whether this version can carry a row out; one that it cannot is put aside, and tried again."""
    try:
        effects.decode(row.kind, row.payload)
    except TypeError:
        log.exception("effect_not_understood", effect=row.id, kind=row.kind)
        row.state, row.owner, row.lease_until = "blocked", None, None
        row.reason = effects.NEWER_ONLY
        return False
    return True


def _leaders(rows: Sequence[Effect]) -> list[int | None]:
    return [row.id for row in rows if row.attempts == 1 and effects.decode(row.kind, row.payload).leads()]


async def release(session: AsyncSession, ids: Sequence[int], *, owners: Collection[str]) -> None:
    """Give back effects that one of `owners` has claimed, and has not begun."""
    if ids:
        await session.exec(
            update(Effect)
            .where(col(Effect.id).in_(ids), col(Effect.owner).in_(owners), col(Effect.state) == "in_flight")
            .values(state="pending", owner=None, lease_until=None, attempts=col(Effect.attempts) - 1)
        )


async def owned(session: AsyncSession, ids: Sequence[int], *, owners: Collection[str]) -> Sequence[Effect]:
    """Return those rows, locked, that one of `owners` still holds; the others have been taken over."""
    if not ids:
        return []
    query = select(Effect).where(
        col(Effect.id).in_(ids), col(Effect.owner).in_(owners), Effect.state == "in_flight"
    )
    return (await session.exec(query.order_by(col(Effect.id)).with_for_update())).all()


async def record_attempts(session: AsyncSession, attempts: Sequence[EffectAttempt]) -> None:
    """Leave a row for each attempt that says what came of it."""
    if attempts:
        rows = [attempt.model_dump(exclude={"id"}) for attempt in attempts]
        await session.exec(insert(EffectAttempt), params=rows)


async def block_dependents(session: AsyncSession, effect_id: int, *, reason: str) -> None:
    """Block everything that waits for a blocked effect, with the same reason."""
    waiting = [effect_id]
    while waiting:
        query = select(Effect).where(col(Effect.waits_for).in_(waiting), Effect.state == "pending")
        rows = (await session.exec(query)).all()
        for row in rows:
            row.state = "blocked"
            row.reason = reason
            session.add(row)
        waiting = [row.id for row in rows if row.id is not None]


async def rearm(session: AsyncSession, *, now: datetime, incident_id: int) -> int:
    """Make the blocked effects of one incident due again; return how many."""
    return await _rearm(session, col(Effect.incident_id) == incident_id, now=now)


async def rearm_all(session: AsyncSession, *, now: datetime, since: datetime) -> int:
    """Make blocked effects due again, but for incidents that had ended before `since`; return how many."""
    long_ended = select(Incident.id).where(
        col(Incident.id) == col(Effect.incident_id),
        col(Incident.is_open).is_(False),
        col(Incident.status_since) < since,
    )
    return await _rearm(session, ~long_ended.exists(), now=now)


async def _rearm(session: AsyncSession, which: Any, *, now: datetime) -> int:
    statement = (
        update(Effect)
        .where(text("effect.state = 'blocked'"), which)
        .values(state="pending", not_before=now, attempts=0)
        .execution_options(synchronize_session=False)
    )
    result: CursorResult[Any] = await session.exec(statement)
    return result.rowcount


async def orphan(session: AsyncSession, *, now: datetime, grace: timedelta) -> None:
    """Let every claimed effect lapse: this process is the only one, so their owners are gone.

    Args:
        grace: how long those wait that look first; a call that was cut off can land a little later.
    """
    at_once = now - timedelta(microseconds=1)
    await session.exec(
        update(Effect)
        .where(text("state IN ('pending', 'in_flight')"), col(Effect.state) == "in_flight")
        .values(
            lease_until=case(
                (col(Effect.kind).in_(effects.LOOKING_FIRST), bindparam(None, now + grace, UtcDateTime())),
                else_=bindparam(None, at_once, UtcDateTime()),
            )
        )
    )


async def let_go(session: AsyncSession, *, owner: str, but: Sequence[int], now: datetime) -> None:
    """Let what `owner` has claimed lapse, except the effects that it knows of."""
    await session.exec(
        update(Effect)
        .where(
            text("state IN ('pending', 'in_flight')"),
            col(Effect.state) == "in_flight",
            col(Effect.owner) == owner,
            col(Effect.id).not_in(but),
        )
        .values(lease_until=now - timedelta(microseconds=1))
    )


async def renew(
    session: AsyncSession, ids: Sequence[int], *, owners: Collection[str], until: datetime
) -> Sequence[int]:
    """Keep the lease of effects that take long but are going well; return the ids of those still ours."""
    if not ids:
        return []
    statement = (
        update(Effect)
        .where(col(Effect.id).in_(ids), col(Effect.owner).in_(owners), col(Effect.state) == "in_flight")
        .values(lease_until=until)
        .returning(col(Effect.id))
    )
    return [int(one) for one in (await session.exec(statement)).scalars()]


async def next_due(session: AsyncSession, *, now: datetime) -> datetime | None:
    """Return when the next effect that waits for time alone may start, or None."""
    both = await session.exec(_NEXT_DUE, params={"now": now})
    moments = [moment for moment in both.one() if moment is not None]
    return min(moments) if moments else None


_NEXT_DUE = select(
    select(func.min(Effect.not_before))
    .where(
        text("state IN ('pending', 'in_flight')"),
        col(Effect.state) == "pending",
        col(Effect.not_before) > bindparam("now", type_=UtcDateTime()),
    )
    .scalar_subquery(),
    select(func.min(Effect.lease_until))
    .where(
        text("state IN ('pending', 'in_flight')"),
        col(Effect.state) == "in_flight",
        # A lapsed one that is left to others would leave us no rest.
        col(Effect.lease_until) > bindparam("now", type_=UtcDateTime()),
    )
    .scalar_subquery(),
)


async def troubled(session: AsyncSession, incident_id: int) -> list[Effect]:
    """Return the effects of an incident that failed and are not done: what the card must own up to."""
    return list((await session.exec(_TROUBLED, params={"incident": incident_id})).all())


TROUBLED = select(Effect).where(
    or_(
        col(Effect.state) == "blocked",
        (col(Effect.state).in_(("pending", "in_flight"))) & (col(Effect.reason) != ""),
    )
)
"""Effects that failed and are not done."""

_TROUBLED = TROUBLED.where(col(Effect.incident_id) == bindparam("incident")).order_by(col(Effect.id))


async def get(session: AsyncSession, effect_id: int) -> Effect | None:
    """Return one row."""
    return await session.get(Effect, effect_id)


async def has_open_of(session: AsyncSession, *, kinds: Collection[str]) -> bool:
    """Tell whether any effect of these kinds is still to be done."""
    query = select(Effect.id).where(text("state IN ('pending', 'in_flight')"), col(Effect.kind).in_(kinds))
    return (await session.exec(query.limit(1))).first() is not None


CHANNEL = "muster"
"""The name under which PostgreSQL tells the other replicas that there is something to do."""


async def announce(session: AsyncSession, *, by: str) -> None:
    """Tell the other replicas, at commit, that there are new effects or timers.

    Args:
        by: names this process, which knows already.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_notify(CHANNEL, by)))
