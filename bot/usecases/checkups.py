"""Checkups: remember what the doctor found, and tell those who run Muster what has changed, once."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.checkup import Changes, Finding, State, compare
from bot.domain.effects import TellOperators
from bot.store import checkups
from bot.usecases.tx import Tx


async def record_checkup(tx: Tx, *, found: Sequence[Finding]) -> Changes:
    """Write down what a checkup found, and ask for word to the operators when something has changed.

    Several replicas may look at the same time: whoever comes second finds nothing new to tell.

    Args:
        found: everything, also what is well.
    """
    row = await checkups.lock(tx.session)
    before = [_read(one) for one in row.broken] if row is not None else []
    changes = compare(before, found)
    checkups.write(tx.session, row, at=tx.now, broken=[_written(one) for one in changes.broken])
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


async def last_checkup(tx: Tx) -> datetime | None:
    """Return when the last checkup was, whichever replica made it, or None before the first."""
    row = await checkups.last(tx.session)
    return row.at if row is not None else None


def _written(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "subject": finding.subject,
        "what": finding.what,
        "how_to_mend": finding.how_to_mend,
    }


def _read(row: dict[str, str]) -> Finding:
    return Finding(state=State.BROKEN, **row)
