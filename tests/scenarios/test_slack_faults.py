"""Slack's faults: what people see meanwhile, and that everything is there exactly once in the end."""

import asyncio

from tests.scenarios.world import World


async def test_a_stop_amid_deliveries_ends_when_they_have(world: World) -> None:
    """Nothing waits for the next poll: what was under way is settled, the rest is in the database."""
    await world.ana.command("general", "/incident declare sev1 checkout is down")

    async with asyncio.timeout(3):
        await world.stop()
