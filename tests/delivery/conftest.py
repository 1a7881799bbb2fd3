"""A bench whose outbox the test works by hand."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.bench import Bench


@pytest_asyncio.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    """A database, a clock and a runner of the test's own."""
    made = Bench(database_url)
    await made.populate()
    yield made
    await made.close()
