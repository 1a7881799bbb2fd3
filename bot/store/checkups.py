"""The doctor's last checkup."""

from datetime import datetime

from bot.domain.models import Checkup
from bot.store.database import Session
from bot.store.locks import hold

_ONLY = 1


async def lock(session: Session) -> Checkup | None:
    """Return the last checkup, which nobody else can replace until this transaction ends; None before any."""
    await hold(session, "checkup")
    return await session.get(Checkup, _ONLY)


def write(
    session: Session, row: Checkup | None, *, at: datetime, broken: list[dict[str, str]] | None = None
) -> None:
    """Put this checkup in the place of the last one.

    Args:
        at: when it began.
        broken: what it found broken; None to leave that as it was.
    """
    row = row or Checkup(id=_ONLY, at=at)
    row.at = at
    if broken is not None:
        row.broken = broken
    session.add(row)
