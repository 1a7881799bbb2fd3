"""Locks on what has no row yet: one transaction at a time may do what it names."""

from sqlalchemy import func
from sqlmodel import select

from bot.store.database import Session


async def hold(session: Session, name: str) -> None:
    """Hold the lock called `name` until this transaction ends.

    On SQLite a writing transaction is the only one anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
