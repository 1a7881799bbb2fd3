"""SQLite: its engines, and a driver that uses a thread only for what may wait."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

P = ParamSpec("P")
T = TypeVar("T")

_READERS = 4

BEGIN: Final = "BEGIN"
"""Begins a transaction that takes no lock before its first statement."""

BEGIN_WRITING: Final = "BEGIN IMMEDIATE"
"""Begins a transaction by taking the lock of the one writer."""


class Connection(aiosqlite.Connection):
    """A connection that visits its thread for what may wait: for a lock, or for the disk at a commit.

    aiosqlite goes to the thread of a connection for every step: make a cursor, execute, fetch, close. While
    a transaction holds its lock nothing of that waits for anybody, and the way to the thread and back costs
    more than the statement does, the more so while the loop is busy.
    """

    _is_ours = True
    """Whether the thread has nothing to do; after a cancelled visit that is not known until the next one."""

    _holds_lock = False

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """Return a new cursor, without asking the thread for one."""
        return Cursor(self)

    async def fetch(self, sql: str, parameters: Iterable[Any]) -> "Fetched":
        """Execute one statement and fetch what it returns."""
        return await self._run(sql, _fetch, self._conn, sql, parameters)

    async def repeat(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Fetched":
        """Execute one statement for each of several sets of parameters."""
        return await self._run(sql, _repeat, self._conn, sql, parameters)

    async def commit(self) -> None:
        """Commit, which waits for the disk."""
        await self._visit(self._conn.commit)

    async def rollback(self) -> None:
        """Roll back; that waits for nobody."""
        if self._is_ours:
            self._conn.rollback()
        else:
            await self._visit(self._conn.rollback)

    async def _run(self, sql: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if not self._conn.in_transaction:
            self._holds_lock = False
        if self._is_ours and (self._holds_lock or sql == BEGIN):
            return work(*args, **kwargs)
        result = await self._visit(work, *args, **kwargs)
        self._holds_lock = self._conn.in_transaction and sql != BEGIN
        return result

    async def _visit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._is_ours = False
        try:
            result: T = await self._execute(work, *args, **kwargs)  # type: ignore[no-untyped-call]
        except sqlite3.Error:
            self._is_ours = True
            raise
        self._is_ours = True
        return result


def connect(database: str, *, timeout_s: float) -> Connection:
    """Return a connection, to be awaited, to the SQLite file `database`.

    Args:
        timeout_s: how long to wait for a lock.
    """

    def opened() -> sqlite3.Connection:
        keep_private(database)
        return sqlite3.connect(database, timeout=timeout_s, check_same_thread=False)

    connection = Connection(opened, iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it: a connection left open keeps no process alive  # noqa: SLF001
    return connection


def keep_private(database: str) -> None:
    """Make the SQLite file `database` where there is none, for its user alone: it holds private incidents.

    SQLite would go by the process's umask, and gives what it puts beside a file the file's own permissions.
    Where no file can be made, connecting says why. One that is there is not even opened: closing it would
    drop the locks that this process has on it.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


Fetched = tuple[Any, int, int | None, Sequence[Any]]
"""Description, row count, last row's id, and the rows."""


def _fetch(connection: sqlite3.Connection, sql: str, parameters: Iterable[Any]) -> Fetched:
    return _taken(connection.execute(sql, parameters))  # type: ignore[arg-type]


def _repeat(connection: sqlite3.Connection, sql: str, parameters: Iterable[Iterable[Any]]) -> Fetched:
    return _taken(connection.executemany(sql, parameters))  # type: ignore[arg-type]


def _taken(cursor: sqlite3.Cursor) -> Fetched:
    rows = cursor.fetchall() if cursor.description else []
    return cursor.description, cursor.rowcount, cursor.lastrowid, rows


class Cursor:
    """What SQLAlchemy asks of a cursor; it has fetched everything when `execute` returns."""

    def __init__(self, connection: Connection) -> None:
        """Begin without rows."""
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Return the cursor itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the rows go."""
        await self.close()

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        """Execute one statement and fetch what it returns."""
        self._take(await self._connection.fetch(sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Execute one statement for each of several sets of parameters."""
        self._take(await self._connection.repeat(sql, parameters))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that are left."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Let the rows go."""
        self._rows = ()

    def _take(self, fetched: Fetched) -> None:
        self.description, self.rowcount, self.lastrowid, self._rows = fetched


def engines(url: str, *, wait_s: float) -> tuple[AsyncEngine, AsyncEngine]:
    """Return the engine of the one writer, and that of the readers.

    Args:
        wait_s: how long a lock, or a connection to become free, is waited for.
    """
    return _engine(url, begin=BEGIN_WRITING, size=1, wait_s=wait_s), _engine(
        url, begin=BEGIN, size=_READERS, wait_s=wait_s
    )


def _engine(url: str, *, begin: str, size: int, wait_s: float) -> AsyncEngine:
    """Return an engine that begins its transactions with `begin`.

    The driver's own transaction control is off: with its default, concurrent read-modify-writes are lost.
    """
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_s,
        hide_parameters=True,  # people's words must not end in a log
        async_creator=partial(connect, str(make_url(url).database), timeout_s=wait_s),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(wait_s * 1000)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
