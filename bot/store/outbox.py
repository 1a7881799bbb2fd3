"""The outbox: effects written with the change that asks for them, claimed in batches, settled once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, bindparam, case, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain import effects
from bot.domain.columns import UtcDateTime
from bot.domain.models import Effect, EffectAttempt

# The state predicate is spelt out: SQLite uses a partial index only when the query repeats its predicate.
_READY = text(
    """
    SELECT e.id FROM effect e
    WHERE e.state IN ('pending', 'in_flight')
      AND e.kind IN :kinds
      AND ((e.state = 'pending' AND e.not_before <= :now) OR (e.state = 'in_flight' AND e.lease_until < :now))
      AND (e.waits_for IS NULL
           OR EXISTS (SELECT 1 FROM effect d WHERE d.id = e.waits_for AND (d.state = 'done' OR d.drawn > 0)))
      AND (e.lane IS NULL
           OR NOT EXISTS (SELECT 1 FROM effect p WHERE p.state IN ('pending', 'in_flight')
                          AND p.lane = e.lane AND p.id < e.id))
      AND (NOT e.barrier
           OR NOT EXISTS (SELECT 1 FROM effect p WHERE p.state IN ('pending', 'in_flight')
                          AND p.incident_id = e.incident_id AND p.id < e.id))
    ORDER BY e.priority, e.id
    LIMIT :size
    """
)
_READY_LOCKED = text(_READY.text + " FOR UPDATE OF e SKIP LOCKED")


async def add(
    session: AsyncSession,
    effect: effects.Effect,
    *,
    now: datetime,
    waits_for: int | None = None,
    after: timedelta = timedelta(),
) -> int:
    """Write `effect` and return its id; one with a target only raises `wanted` of the row that is there.

    Args:
        waits_for: the id of the effect that must be done first.
        after: how long it waits at least.
    """
    values: dict[str, Any] = {
        "incident_id": effect.incident_id or None,
        "kind": effect.kind,
        "payload": effect.payload(),
        "priority": effect.rank(),
        "lane": effect.lane(),
        "barrier": effect.barrier,
        "target": effect.target(),
        "waits_for": waits_for,
        "not_before": now + after,
        "created_at": now,
    }
    if effect.target() is None:
        blocker = await session.get(Effect, waits_for) if waits_for is not None else None
        if blocker is not None and blocker.state == "blocked":
            values |= {"state": "blocked", "reason": blocker.reason}
        row = Effect(**values)
        session.add(row)
        await session.flush()  # the id is needed by what waits for it
        assert row.id is not None  # noqa: S101 - the database has just given it
        return row.id
    return await _want(session, values)


async def _want(session: AsyncSession, values: dict[str, Any]) -> int:
    """Insert a refreshing effect, or raise `wanted` of the one that is there.

    A row of it that this transaction is settling learns of it, or what was asked for would be lost.
    """
    await session.flush()
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    fresh = Effect(**values)
    insert = make(Effect).values(**fresh.model_dump(exclude={"id"}))
    statement = insert.on_conflict_do_update(
        index_elements=["target"],
        set_={
            "wanted": col(Effect.wanted) + 1,
            "state": func.coalesce(
                text("CASE WHEN effect.state = 'in_flight' THEN 'in_flight' END"), "pending"
            ),
            # A retry that Slack asked for is not hastened; a settled or blocked row is due at once.
            "not_before": text(
                "CASE WHEN effect.state = 'pending' THEN effect.not_before ELSE excluded.not_before END"
            ),
            "waits_for": func.coalesce(insert.excluded.waits_for, col(Effect.waits_for)),
            "payload": insert.excluded.payload,
        },
    )
    result = await session.exec(statement.returning(Effect), execution_options={"populate_existing": True})
    row: Effect = result.scalar_one()
    assert row.id is not None  # noqa: S101 - the database has just given it
    return row.id


async def claim(
    session: AsyncSession,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    size: int,
    not_ids: Sequence[int] = (),
) -> list[Effect]:
    """Take up to `size` effects that may start now, most important first, until `now + lease`.

    A row whose lease has lapsed is taken in doubt: its last owner may have carried it out. Kinds that only a
    newer version knows are left to its processes.
    """
    query = _READY if session.get_bind().dialect.name == "sqlite" else _READY_LOCKED
    bound = query.bindparams(
        bindparam("now", now, UtcDateTime()),
        bindparam("kinds", sorted(effects.KINDS), expanding=True),
        size=size + len(not_ids),
    )
    ids = [i for i in (await session.exec(bound)).scalars() if i not in not_ids][:size]  # type: ignore[call-overload]
    if not ids:
        return []
    rows = list((await session.exec(select(Effect).where(col(Effect.id).in_(ids)))).all())
    for row in rows:
        row.in_doubt = row.in_doubt or row.state == "in_flight"
        row.state = "in_flight"
        row.owner = owner
        row.lease_until = now + lease
        row.claimed = row.wanted
        row.attempts += 1
        row.first_tried_at = row.first_tried_at or now
        session.add(row)
    rows.sort(key=lambda row: (row.priority, row.id or 0))
    return rows


async def owned(session: AsyncSession, ids: Sequence[int], *, owner: str) -> Sequence[Effect]:
    """Return those rows, locked, that `owner` still holds; the others have been taken over."""
    if not ids:
        return []
    query = select(Effect).where(col(Effect.id).in_(ids), Effect.owner == owner, Effect.state == "in_flight")
    return (await session.exec(query.order_by(col(Effect.id)).with_for_update())).all()


def record_attempt(session: AsyncSession, row: Effect, *, at: datetime, outcome: str, detail: str) -> None:
    """Leave a row that says what came of an attempt."""
    assert row.id is not None  # noqa: S101 - it was read from the database
    session.add(
        EffectAttempt(effect_id=row.id, number=row.attempts, at=at, outcome=outcome, detail=detail[:500])
    )


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


async def rearm(session: AsyncSession, *, now: datetime, incident_id: int | None = None) -> int:
    """Make blocked effects due again (of one incident, or all of open ones); return how many."""
    statement = update(Effect).where(col(Effect.state) == "blocked")
    if incident_id is not None:
        statement = statement.where(col(Effect.incident_id) == incident_id)
    result: CursorResult[Any] = await session.exec(statement.values(state="pending", not_before=now))
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
    session: AsyncSession, ids: Sequence[int], *, owner: str, until: datetime, late: datetime
) -> Sequence[int]:
    """Keep the lease of effects that take long but are going well, and return their ids.

    Args:
        late: only leases that end before this are renewed.
    """
    if not ids:
        return []
    statement = (
        update(Effect)
        .where(
            col(Effect.id).in_(ids),
            col(Effect.owner) == owner,
            col(Effect.state) == "in_flight",
            col(Effect.lease_until) < late,
        )
        .values(lease_until=until)
        .returning(col(Effect.id))
    )
    return [int(one) for one in (await session.exec(statement)).scalars()]


async def next_due(session: AsyncSession, *, now: datetime) -> datetime | None:
    """Return when the next effect that waits for time alone may start, or None."""
    waiting = select(func.min(Effect.not_before)).where(
        text("state IN ('pending', 'in_flight')"),
        col(Effect.state) == "pending",
        col(Effect.not_before) > now,
    )
    lapse = select(func.min(Effect.lease_until)).where(
        text("state IN ('pending', 'in_flight')"),
        col(Effect.state) == "in_flight",
        col(Effect.kind).in_(effects.KINDS),  # a lapsed one that is left to others would leave us no rest
    )
    both = select(waiting.scalar_subquery(), lapse.scalar_subquery())
    moments = [moment for moment in (await session.exec(both)).one() if moment is not None]
    return min(moments) if moments else None


async def troubled(session: AsyncSession, incident_id: int) -> list[Effect]:
    """Return the effects of an incident that failed and are not done: what the card must own up to."""
    query = select(Effect).where(
        Effect.incident_id == incident_id,
        or_(
            col(Effect.state) == "blocked",
            (col(Effect.state).in_(("pending", "in_flight"))) & (col(Effect.reason) != ""),
        ),
    )
    return list((await session.exec(query.order_by(col(Effect.id)))).all())


async def get(session: AsyncSession, effect_id: int) -> Effect | None:
    """Return one row."""
    return await session.get(Effect, effect_id)


async def has_open(session: AsyncSession, *, incident_id: int, kind: str) -> bool:
    """Tell whether an effect of `kind` is still to be done for the incident."""
    query = select(Effect.id).where(
        text("state IN ('pending', 'in_flight')"), Effect.incident_id == incident_id, Effect.kind == kind
    )
    return (await session.exec(query.limit(1))).first() is not None


CHANNEL = "muster"
"""The name under which PostgreSQL tells the other replicas that there is something to do."""


async def announce(session: AsyncSession) -> None:
    """Tell the other replicas, at commit, that there are new effects or timers."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_notify(CHANNEL, "")))
