"""Migrations lead to exactly the tables that the program uses, however many processes ask."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from bot.domain import models
from bot.store import revisions
from bot.store.migrate import standing

_MIGRATE = "import asyncio, sys; from bot.store.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"


@pytest.mark.both_databases
async def test_a_migrated_database_has_exactly_the_tables_of_the_models(database_url: str) -> None:
    """Whoever changes a model without a migration is told here."""
    assert models.Incident.__tablename__ == "incident"
    engine = create_async_engine(database_url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


@pytest.mark.both_databases
async def test_a_migrated_database_is_at_the_revision_of_this_version(database_url: str) -> None:
    """Nothing is left to migrate."""
    found = await standing(database_url)
    assert found.is_current


async def test_processes_that_migrate_at_once_do_it_once(tmp_path: object) -> None:
    """Three processes start together on an empty file: all succeed."""
    url = f"sqlite+aiosqlite:///{tmp_path}/fresh.sqlite3"
    started = [subprocess.Popen([sys.executable, "-c", _MIGRATE, url]) for _ in range(3)]  # noqa: ASYNC220
    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]
    found = await standing(url)
    assert found.is_current


def test_each_step_lies_in_a_file_named_for_it() -> None:
    """What a start compares a database with, without Alembic, is what Alembic would lead it to."""
    config = Config()
    config.set_main_option("script_location", str(revisions.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    steps = [script.revision for script in scripts.walk_revisions()]
    assert scripts.get_current_head() == revisions.HEAD
    assert all(revisions.is_known(step) for step in steps)
    assert not revisions.is_known("9999")


def test_a_start_on_a_current_database_does_not_import_alembic(tmp_path: Path) -> None:
    """It takes time and memory that nearly no start has a use for."""
    url = f"sqlite+aiosqlite:///{tmp_path}/current.sqlite3"
    subprocess.run([sys.executable, "-c", _MIGRATE, url], check=True)
    program = f"{_MIGRATE}; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program, url], check=False).returncode == 0
