"""What a database in trouble means for the program: it is not there, whatever the driver calls it."""

from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy.engine import make_url
from sqlmodel import text

from bot.domain.errors import DatabaseUnavailable
from bot.store.database import Database

_ROOM_FOR_NOTHING = (
    "INSERT INTO seen (key, at, answer) VALUES ('k', '2026-01-01 00:00:00', zeroblob(9000000))"
)


async def _write(url: str, *statements: str) -> None:
    database = Database(url)
    try:
        async with database.write() as session:
            for statement in statements:
                await session.exec(text(statement))  # type: ignore[call-overload]
            await session.commit()
    finally:
        await database.close()


async def test_a_full_database_is_unavailable(sqlite_url: str) -> None:
    """SQLite's own word for a full disk, brought about by its own limit."""
    with pytest.raises(DatabaseUnavailable, match="database or disk is full"):
        await _write(sqlite_url, "PRAGMA max_page_count = 100", _ROOM_FOR_NOTHING)


async def test_a_read_only_database_is_unavailable(sqlite_url: str) -> None:
    """It can be read, and that does not help anybody."""
    with pytest.raises(DatabaseUnavailable, match="attempt to write a readonly database"):
        await _write(sqlite_url, "PRAGMA query_only = 1", "DELETE FROM seen")


@pytest.mark.parametrize("spoilt", [b"\xff" * 100, b"not a database"])
async def test_a_damaged_database_is_unavailable(sqlite_url: str, spoilt: bytes) -> None:
    """In its first page, or all of it."""
    file = Path(str(make_url(sqlite_url).database))
    file.write_bytes(spoilt * 1000)
    with pytest.raises(DatabaseUnavailable, match="file is not a database"):
        await _write(sqlite_url, "DELETE FROM seen")


async def test_a_mistake_of_ours_is_not_taken_for_a_database_in_trouble(sqlite_url: str) -> None:
    """A broken rule of the schema is a mistake in the program, and is told as one."""
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        await _write(sqlite_url, "INSERT INTO seen (key) VALUES (NULL)")


@pytest.mark.postgresql
async def test_a_standby_is_unavailable(postgresql_url: str) -> None:
    """A server that lets nobody write has the driver's own error for it."""
    with pytest.raises(DatabaseUnavailable, match="read-only transaction"):
        await _write(postgresql_url, "SET TRANSACTION READ ONLY", "DELETE FROM seen")
