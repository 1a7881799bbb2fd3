"""What crash tests share."""

import asyncio
import fcntl
import os
from functools import partial
from pathlib import Path

import pytest

from tests.crash.enumeration import Databases, Enumeration, Script, in_folders
from tests.support.postgres import Postgres
from tests.support.processes import Launcher


@pytest.fixture
def sqlite(_sqlite_template: Path, tmp_path: Path) -> Databases:
    """Lends migrated SQLite databases."""
    return in_folders(tmp_path, template=_sqlite_template)


Rehearsed = tuple[Enumeration, Script]
"""What tries points, and all the points that there are."""


@pytest.fixture(scope="session")
async def on_sqlite(
    _sqlite_template: Path, launcher: Launcher, tmp_path_factory: pytest.TempPathFactory
) -> Rehearsed:
    """Tries points on SQLite."""
    folder = tmp_path_factory.mktemp("crash-sqlite")
    databases = in_folders(folder, template=_sqlite_template)
    trial = Enumeration(databases=databases, launcher=launcher, folder=folder)
    return trial, await _rehearsed(trial, name="sqlite", factory=tmp_path_factory)


@pytest.fixture(scope="session")
async def on_postgresql(
    postgres: Postgres, _postgres_template: str, launcher: Launcher, tmp_path_factory: pytest.TempPathFactory
) -> Rehearsed:
    """Tries points on PostgreSQL."""
    databases = partial(postgres.database, template=_postgres_template)
    folder = tmp_path_factory.mktemp("crash-postgresql")
    trial = Enumeration(databases=databases, launcher=launcher, folder=folder)
    return trial, await _rehearsed(trial, name="postgresql", factory=tmp_path_factory)


async def _rehearsed(trial: Enumeration, *, name: str, factory: pytest.TempPathFactory) -> Script:
    """Rehearse once for all processes of this run: only who cuts the same list leaves no point out."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / f"crash-{name}.json").open("a+", encoding="utf-8") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        file.seek(0)
        if text := file.read():
            return Script.read(text)
        script = await trial.rehearse()
        file.write(script.written())
        return script
