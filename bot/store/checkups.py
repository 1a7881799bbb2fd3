"""The doctor's last checkup."""

from datetime import datetime
from typing import Any

from bot.domain.models import Checkup
from bot.store.database import Session
from bot.store.locks import hold

_ONLY = 1


async def lock(session: Session) -> Checkup | None:
    """Return the last checkup, which nobody else can replace until this transaction ends; None before any."""
    await hold(session, "checkup")
    return await last(session)


async def last(session: Session) -> Checkup | None:
    """Return the last checkup, or None before the first."""
    return await session.get(Checkup, _ONLY)


def write(session: Session, row: Checkup | None, *, at: datetime, broken: list[dict[str, Any]]) -> None:
    """Put this checkup in the place of the last one."""
    row = row or Checkup(id=_ONLY, at=at)
    row.at, row.broken = at, broken
    session.add(row)
