"""Who has opened App Home, and when."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.models import HomeOpening


async def opened(session: AsyncSession, person: str, *, at: datetime) -> None:
    """Remember that a person has just opened App Home."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(HomeOpening).values(person_id=person, opened_at=at)
    await session.exec(statement.on_conflict_do_update(index_elements=["person_id"], set_={"opened_at": at}))


async def is_watched(session: AsyncSession, *, since: datetime) -> bool:
    """Tell whether anybody has opened App Home since then."""
    query = select(HomeOpening.person_id).where(col(HomeOpening.opened_at) > since).limit(1)
    return (await session.exec(query)).first() is not None


async def watchers(
    session: AsyncSession, *, since: datetime, size: int, among: Collection[str] | None = None
) -> Sequence[str]:
    """Return who has opened App Home since then, the latest first.

    Args:
        size: at most so many.
        among: only these people; None for everybody.
    """
    query = select(HomeOpening.person_id).where(col(HomeOpening.opened_at) > since)
    if among is not None:
        query = query.where(col(HomeOpening.person_id).in_(sorted(among)))
    latest = query.order_by(col(HomeOpening.opened_at).desc(), col(HomeOpening.person_id))
    return (await session.exec(latest.limit(size))).all()
