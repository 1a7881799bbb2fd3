"""A stage on which `muster serve` runs as a process of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.serve.port import Port
from tests.support.processes import Launcher
from tests.support.stage import Stage


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Starts processes."""
    with Launcher() as program:
        yield program


@pytest_asyncio.fixture
async def stage(tmp_path: Path, database_url: str, launcher: Launcher) -> AsyncIterator[Stage]:
    """A Slack and a database; no process serves them yet."""
    async with Stage(tmp_path, database_url=database_url, launcher=launcher) as made:
        yield made


@pytest_asyncio.fixture
async def port(stage: Stage) -> AsyncIterator[Port]:
    """The port of a process that serves the stage; whatever is sent there, its log shows no traceback."""
    process = await stage.serve()
    url = str(stage.slack.app_url).removesuffix("/slack/events")
    yield Port(process=process, url=url, secret=stage.slack.workspace.app.signing_secret)
    assert "Traceback" not in process.log, process.log
