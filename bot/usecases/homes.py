"""App Home: drawn for who opens it, and again when something changes while they may be looking."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.domain.effects import RefreshHome, RefreshHomes
from bot.store import homes
from bot.usecases.tx import Tx

LOOKING: Final = timedelta(hours=1)
"""For how long somebody who opened App Home may be looking at it: Slack does not tell when they leave."""

BETWEEN: Final = timedelta(seconds=15)
"""How long changes are gathered before the homes are drawn again."""

WATCHERS: Final = 20
"""Homes that are drawn again at most. Four rounds a minute of 20 stay below what Slack allows of
`views.publish`: tier 4, 100 calls a minute."""


async def show_home(tx: Tx, *, person: str) -> None:
    """Draw the App Home of a person who has just opened it or clicked in it, and keep it true for a while.

    Args:
        person: a Slack id.
    """
    await homes.opened(tx.session, person, at=tx.now)
    await tx.emit(RefreshHome(incident_id=0, person=person))


async def is_looking(tx: Tx, *, person: str) -> bool:
    """Tell whether a person may be looking at their App Home."""
    return bool(await homes.watchers(tx.session, since=tx.now - LOOKING, size=1, among=[person]))


async def follow(tx: Tx, *, numbers: Iterable[int | None]) -> None:
    """Draw the homes again in which these incidents may be read; nothing is written while nobody looks.

    It follows the live card, which is drawn after every change and however many changes there were once: the
    change itself pays nothing for it. A change of a private incident moves nothing in the homes of others.
    """
    changed = sorted({number for number in numbers if number is not None})
    if not changed or not await homes.is_watched(tx.session, since=tx.now - LOOKING):
        return
    incidents = [await tx.lock(number) for number in changed]
    private = [incident.id for incident in incidents if incident.private]
    targets = [*([None] if len(private) < len(incidents) else []), *private]
    for number in targets:
        await tx.emit(RefreshHomes(incident_id=0, private=number), after=BETWEEN)
