"""App Home: drawn again for a person."""

from bot.domain.effects import RefreshHome
from bot.usecases.tx import Tx


async def refresh_home(tx: Tx, *, person: str) -> None:
    """Ask for a person's App Home to be drawn as it is now.

    Args:
        person: a Slack id.
    """
    await tx.emit(RefreshHome(incident_id=0, person=person))
