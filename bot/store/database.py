"""Engines and transactions: SQLite for one process, PostgreSQL for several."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy.exc
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.errors import Conflict, DatabaseUnavailable
from bot.log import without_rows
from bot.store import postgres, sqlite

Session = AsyncSession
"""One open transaction, as the rest of the program names it."""

LOCK_WAIT_S = 2.0
"""How long the database may keep us waiting: less than the 3 s that Slack gives an answer."""

# PostgreSQL: serialization_failure, deadlock_detected, lock_not_available
_CONFLICT_STATES = {"40001", "40P01", "55P03"}

# Away, full, read-only, or in trouble with its disk.
_OUT_OF_ORDER = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError, sqlalchemy.exc.InternalError)

_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


class Database:
    """Two ways into one database: `write` for transactions that change it, `read` for the others.

    Args:
        url: a SQLAlchemy URL with an async driver (`sqlite+aiosqlite:///…`, `postgresql+psycopg://…`).
    """

    def __init__(self, url: str) -> None:
        """Prepare the engines; nothing is connected yet."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        kind = sqlite if self.is_sqlite else postgres
        self._writer, self._reader = kind.engines(url, wait_s=LOCK_WAIT_S)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose transaction the caller commits; on SQLite it is the only writer meanwhile.

        Raises:
            Conflict: another transaction was in the way.
            DatabaseUnavailable: the database cannot be reached.
        """
        async with self._session(self._writer) as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads.

        Raises:
            DatabaseUnavailable: the database cannot be reached, or somebody keeps it locked.
        """
        try:
            async with self._session(self._reader) as session:
                yield session
        except Conflict as conflict:  # only who writes tries again by himself
            raise DatabaseUnavailable(str(conflict)) from conflict

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        try:
            async with AsyncSession(engine, expire_on_commit=False) as session:
                yield session
        except sqlalchemy.exc.TimeoutError as error:
            raise DatabaseUnavailable("No connection became free in time.") from error
        except sqlalchemy.exc.DBAPIError as error:
            raise _translate(error) from error

    async def check(self) -> None:
        """Make sure that the database can be written: one that is locked, full or read-only cannot.

        Raises:
            DatabaseUnavailable: it cannot be written, or does not answer.
        """
        # SQLite writes a page for it, PostgreSQL an entry of its log; nobody's data is touched.
        probe = "PRAGMA user_version = 0" if self.is_sqlite else "SELECT pg_current_xact_id()"
        try:
            async with self._session(self._writer) as session:
                await session.exec(text(probe))  # type: ignore[call-overload]
                await session.commit()
        except Conflict as conflict:
            raise DatabaseUnavailable(str(conflict)) from conflict

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        await self._reader.dispose()


def _translate(error: sqlalchemy.exc.DBAPIError) -> Exception:
    """Return our exception for a driver's, or the driver's own when it is a mistake of ours."""
    state = getattr(error.orig, "sqlstate", None)
    words = without_rows(str(error.orig))
    if state in _CONFLICT_STATES or "database is locked" in words or "database table is locked" in words:
        return Conflict(words)
    if isinstance(error, _OUT_OF_ORDER) or getattr(error.orig, "sqlite_errorname", "") in _DAMAGED:
        return DatabaseUnavailable(words)
    return error
