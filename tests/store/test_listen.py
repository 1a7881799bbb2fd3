"""What replicas tell each other: a commit of one wakes the others, as soon as it is made."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.store import listen
from bot.store.database import Database
from bot.store.outbox import announce

pytestmark = pytest.mark.postgresql


@asynccontextmanager
async def _listening(url: str) -> AsyncIterator[asyncio.Queue[None]]:
    """Listen as the replica `mine`; each item of the queue is one call to wake."""
    woken: asyncio.Queue[None] = asyncio.Queue()
    task = asyncio.create_task(listen.listen(url, lambda: woken.put_nowait(None), own="mine"))
    try:
        await woken.get()  # it listens from here on
        yield woken
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _announce(url: str, *, by: str) -> None:
    database = Database(url)
    try:
        async with database.write() as session:
            await announce(session, by=by)
            await session.commit()
    finally:
        await database.close()


async def test_a_commit_of_another_replica_wakes_and_ones_own_does_not(postgresql_url: str) -> None:
    """The second announcement is heard alone: what came before it, and was not heard, was our own."""
    async with _listening(postgresql_url) as woken:
        await _announce(postgresql_url, by="mine")
        await _announce(postgresql_url, by="other")
        await woken.get()
        assert woken.empty()


async def test_what_comes_together_is_all_heard(postgresql_url: str) -> None:
    """Two replicas speak while this one is busy with something else."""
    async with _listening(postgresql_url) as woken:
        for other in ("one", "two"):
            await _announce(postgresql_url, by=other)
        await woken.get()
        await woken.get()


async def test_a_lost_connection_is_made_again_and_wakes(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something may have been said while nobody listened."""
    monkeypatch.setattr(listen, "RETRY_S", 0)
    address = make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with _listening(postgresql_url) as woken:
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        await woken.get()
        await _announce(postgresql_url, by="other")
        await woken.get()
