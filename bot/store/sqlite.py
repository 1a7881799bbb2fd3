"""The driver for SQLite, with one visit to its thread for each statement."""

import sqlite3
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any, Self

import aiosqlite


class Connection(aiosqlite.Connection):
    """A connection whose cursors fetch their rows while they execute.

    aiosqlite has a thread for each connection and goes there for every step: make a cursor, execute, fetch,
    close. A third of what a statement cost was the way there and back; a declare has two hundred of them.
    """

    def cursor(self) -> "Cursor":  # type: ignore[override]
        """Return a new cursor, without asking the thread for one."""
        return Cursor(self)

    async def fetch(self, sql: str, parameters: Iterable[Any]) -> "Fetched":
        """Execute one statement and fetch what it returns."""
        fetched: Fetched = await self._execute(_fetch, self._conn, sql, parameters)  # type: ignore[no-untyped-call]
        return fetched

    async def repeat(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Fetched":
        """Execute one statement for each of several sets of parameters."""
        fetched: Fetched = await self._execute(_repeat, self._conn, sql, parameters)  # type: ignore[no-untyped-call]
        return fetched


def connect(database: str, *, timeout_s: float) -> Connection:
    """Return a connection, to be awaited, to the SQLite file `database`.

    Args:
        timeout_s: how long to wait for a lock.
    """

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(database, timeout=timeout_s)

    connection = Connection(opened, iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it: a connection left open keeps no process alive  # noqa: SLF001
    return connection


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
