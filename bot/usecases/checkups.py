"""Checkups: remember what the doctor found, and tell those who run Muster what has changed, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.checkup import CHECKUP_EVERY, Changes, Finding, State, compare
from bot.domain.effects import TellOperators
from bot.store import checkups
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whether a checkup may be made now, and when the one after it is due."""

    is_ours: bool
    next_at: datetime


async def begin_checkup(tx: Tx, *, at_start: bool = False) -> Turn:
    """Take the turn of today's checkup, unless another replica has.

    Args:
        at_start: this process has just started: it looks whenever the last checkup was, for it may be what a
            person did to mend something.
    """
    row = await checkups.lock(tx.session)
    if row is not None and not at_start and row.at + CHECKUP_EVERY > tx.now:
        return Turn(is_ours=False, next_at=row.at + CHECKUP_EVERY)
    checkups.write(tx.session, row, at=tx.now)
    return Turn(is_ours=True, next_at=tx.now + CHECKUP_EVERY)


async def record_checkup(tx: Tx, *, found: Sequence[Finding]) -> Changes:
    """Write down what a checkup found, and ask for word to the operators when something has changed.

    Several replicas may look at the same time: whoever comes second finds nothing new to tell.

    Args:
        found: everything, also what is well.
    """
    row = await checkups.lock(tx.session)
    before = [_read(one) for one in row.broken] if row is not None else []
    changes = compare(before, found)
    at = row.at if row is not None else tx.now
    checkups.write(tx.session, row, at=at, broken=[_written(one) for one in changes.broken])
    channel = tx.config.operators.channel
    if changes and channel is not None:
        await tx.emit(
            TellOperators(
                incident_id=0,
                channel=channel,
                broke=tuple(_written(one) for one in changes.broke),
                mended=tuple(_written(one) for one in changes.mended),
            )
        )
    return changes


def _written(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "subject": finding.subject,
        "what": finding.what,
        "how_to_mend": finding.how_to_mend,
    }


def _read(row: dict[str, str]) -> Finding:
    return Finding(state=State.BROKEN, **row)
