"""The zone in which a person's clock times are said back to them."""

from zoneinfo import ZoneInfo

from bot.store import people
from bot.usecases.tx import Tx


async def zone_of(tx: Tx, person: str) -> ZoneInfo:
    """Return the time zone of a person (a Slack id): their own as Slack told it, else the configured one."""
    known = await people.get(tx.session, person)
    try:
        return ZoneInfo(known.zone) if known is not None and known.zone else tx.config.zone
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return tx.config.zone
