"""Connections of PostgreSQL are trusted for a moment after their use, and asked when there is a doubt."""

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import text

from bot.domain.errors import DatabaseUnavailable
from bot.store import postgres
from bot.store.database import Database

pytestmark = pytest.mark.postgresql


async def _ask(database: Database, *, writing: bool = False) -> int:
    async with database.write() if writing else database.read() as session:
        found = await session.exec(text("SELECT pg_backend_pid()"))  # type: ignore[call-overload]
        return int(found.scalar_one())


async def _end_all_others(url: str) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def test_a_connection_that_was_lost_while_it_was_idle_is_replaced_unseen(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is next to need one does not learn of it."""
    monkeypatch.setattr(postgres, "_SURE_S", 0)
    database = Database(postgresql_url)
    try:
        before = await _ask(database)
        await _end_all_others(postgresql_url)
        assert await _ask(database) != before
    finally:
        await database.close()


async def test_where_one_connection_has_broken_none_is_trusted(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One person reads that the database was away; readers and writers after that are served."""
    monkeypatch.setattr(postgres, "_SURE_S", 600)
    database = Database(postgresql_url)
    try:
        reader, writer = await _ask(database), await _ask(database, writing=True)
        await _end_all_others(postgresql_url)
        with pytest.raises(DatabaseUnavailable):
            await _ask(database, writing=True)
        assert await _ask(database, writing=True) != writer
        assert await _ask(database) != reader
    finally:
        await database.close()


async def test_a_connection_used_a_moment_ago_is_used_again(postgresql_url: str) -> None:
    """The last one given back: the server knows its statements already."""
    database = Database(postgresql_url)
    try:
        assert await _ask(database) == await _ask(database)
    finally:
        await database.close()
