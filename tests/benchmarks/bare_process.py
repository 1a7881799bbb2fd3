"""A web server that does nothing but commit a row for each request: the least that an acknowledgement takes.

`python -m tests.benchmarks.bare_process DATABASE_URL` prints its port.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing

import psycopg
import uvloop
from aiohttp import web
from sqlalchemy.engine import make_url

_INSERT = "INSERT INTO bare (words) VALUES ({})"
_CONNECTIONS = 10  # as many as Muster has to PostgreSQL

Commit = Callable[[str], Awaitable[None]]


def _sqlite(file: str) -> Commit:
    """Return what commits a row to SQLite with Muster's own settings, one at a time."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, words TEXT)")
    one = asyncio.Lock()

    async def commit(words: str) -> None:
        async with one:
            await asyncio.to_thread(connection.execute, _INSERT.format("?"), (words,))

    return commit


async def _postgres(conninfo: str) -> Commit:
    """Return what commits a row to PostgreSQL, on one of ten connections."""
    free: asyncio.Queue[psycopg.AsyncConnection[object]] = asyncio.Queue()
    for _ in range(_CONNECTIONS):
        free.put_nowait(await psycopg.AsyncConnection.connect(conninfo, autocommit=True))

    async def commit(words: str) -> None:
        connection = await free.get()
        try:
            await connection.execute(_INSERT.format("%s"), (words,))
        finally:
            free.put_nowait(connection)

    return commit


async def _serve(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        commit = _sqlite(str(address.database))
    else:
        conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
        with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, words text)")
        commit = await _postgres(conninfo)

    async def answer(request: web.Request) -> web.Response:
        await commit((await request.read()).decode())
        return web.json_response({"text": "noted"})

    application = web.Application()
    application.router.add_post("/slack/events", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until whoever started it ends
    await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1]))
