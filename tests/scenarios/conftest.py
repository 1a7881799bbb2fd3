"""The world that scenarios play in."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.scenarios.world import World


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A running app with a Slack of its own."""
    async with World(database_url) as made:
        yield made
