"""SQLite's driver: the bot goes on while somebody waits for a lock or for the disk."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlmodel import text

from bot.store.database import Database, Session

_KEEP = "INSERT INTO seen (key, at, answer) VALUES ('k', '2026-01-01 00:00:00', '{}')"
_COUNT = "SELECT count(*) FROM seen"


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """Lend a migrated database."""
    database = Database(sqlite_url)
    yield database
    await database.close()


@contextlib.contextmanager
def _hogged(database: Database) -> Iterator[None]:
    """Let another process's connection be the writer."""
    other = sqlite3.connect(str(database.url.database), isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def _exec(session: Session, sql: str) -> int | None:
    result = await session.exec(text(sql))  # type: ignore[call-overload]
    return int(result.scalar_one()) if result.returns_rows else None


async def _keep(database: Database) -> None:
    async with database.write() as session:
        await _exec(session, _KEEP)
        await session.commit()


async def test_only_what_may_wait_is_done_in_another_thread(database: Database) -> None:
    """Taking the writer's lock and the commit; a reader's first statement, which may find the file locked."""
    where: list[tuple[str, bool]] = []
    here = threading.get_ident()

    async def watched(session: Session) -> None:
        connection = await (await session.connection()).get_raw_connection()
        assert connection.driver_connection is not None
        raw: sqlite3.Connection = connection.driver_connection._conn  # noqa: SLF001
        raw.set_trace_callback(lambda sql: where.append((sql.split()[0], threading.get_ident() == here)))

    async with database.write() as session:
        await watched(session)
        await _exec(session, _KEEP)
        assert await _exec(session, _COUNT) == 1
        await session.commit()
        await _exec(session, _COUNT)
    async with database.read() as session:
        await watched(session)
        await _exec(session, _COUNT)
        await _exec(session, _COUNT)
    first, second = ("SELECT", False), ("SELECT", True)
    wrote = [("INSERT", True), second, ("COMMIT", False), ("BEGIN", False), second, ("ROLLBACK", True)]
    assert where == [*wrote, first, second, ("ROLLBACK", True)]


async def test_the_bot_goes_on_while_a_change_waits_for_another_process(database: Database) -> None:
    """Whoever waits for the writer's lock waits in a thread; the loop has time for everybody else."""
    with _hogged(database):
        waiting = asyncio.create_task(_keep(database))
        for _ in range(50):
            async with database.read() as session:
                assert await _exec(session, _COUNT) == 0
        assert not waiting.done()
    await waiting
    async with database.read() as session:
        assert await _exec(session, _COUNT) == 1


async def test_a_change_given_up_while_it_waits_leaves_a_connection_that_works(database: Database) -> None:
    """What its thread was still doing is done before anything else is."""
    with _hogged(database):
        waiting = asyncio.create_task(_keep(database))
        async with database.read() as session:
            await _exec(session, _COUNT)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await _keep(database)
    async with database.read() as session:
        assert await _exec(session, _COUNT) == 1
