"""The databases that tests are lent."""

import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine


async def _tables(url: str) -> list[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names: list[str] = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return names


@pytest.mark.both_databases
async def test_a_lent_database_is_migrated(database: str, database_url: str) -> None:
    """A test starts on the present schema, of the kind it asked for."""
    assert database_url.startswith(database)
    assert "alembic_version" in await _tables(database_url)


async def test_sqlite_is_what_a_test_gets_unasked(database_url: str) -> None:
    """A test that says nothing runs on SQLite."""
    assert database_url.startswith("sqlite+aiosqlite:///")


@pytest.mark.postgresql
async def test_a_marked_test_gets_postgresql(database_url: str) -> None:
    """A test can ask for PostgreSQL alone."""
    assert database_url.startswith("postgresql+psycopg://")
