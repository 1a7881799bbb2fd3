"""A healthy installation for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.doctor.clinic import Clinic, workspace


@pytest_asyncio.fixture
async def clinic(database_url: str) -> AsyncIterator[Clinic]:
    """An installation that nothing is wrong with."""
    async with workspace() as slack:
        yield Clinic(slack, database_url=database_url)
