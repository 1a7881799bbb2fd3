"""What tests of several processes share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.support.processes import Launcher
from tests.support.stage import Stage


@pytest_asyncio.fixture
async def stage(postgresql_url: str, tmp_path: Path, launcher: Launcher) -> AsyncIterator[Stage]:
    """A Slack and an empty PostgreSQL database; no process runs yet."""
    async with Stage(tmp_path, database_url=postgresql_url, launcher=launcher) as made:
        yield made
