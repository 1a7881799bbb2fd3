"""A restart in the middle: what was acknowledged happens, and happens once."""

import asyncio

from tests.scenarios.diary import TITLE
from tests.scenarios.world import World


async def test_a_stop_in_the_middle_waits_only_for_what_is_under_way(world: World) -> None:
    """It does not sit out a poll or a deadline: the rest is in the database."""
    await world.ana.command("general", f"/incident declare sev1 {TITLE}")
    async with asyncio.timeout(3):
        await world.stop()
