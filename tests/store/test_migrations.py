"""Migrations lead to exactly the tables that the program uses, however many processes ask."""

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from bot.domain import models
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
