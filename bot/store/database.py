"""Engines and transactions: SQLite for one process, PostgreSQL for several."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

import sqlalchemy.exc
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.errors import Conflict, DatabaseUnavailable
from bot.store import sqlite

Session = AsyncSession
"""One open transaction, as the rest of the program names it."""

_SILENCE_S = 8
"""How long a PostgreSQL server may be silent on the network before its connection counts as lost."""

POSTGRES_NETWORK: Mapping[str, int] = MappingProxyType(
    {
        "connect_timeout": 2,
        "tcp_user_timeout": _SILENCE_S * 1000,
        "keepalives_idle": _SILENCE_S // 2,
        "keepalives_interval": _SILENCE_S // 4,
        "keepalives_count": 2,
    }
)
"""What every connection to PostgreSQL expects of the network, in libpq's words."""

_IDLE_S = 10
"""How long a transaction may do nothing before PostgreSQL ends it: a paused process keeps no row locked."""

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
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, begin=sqlite.BEGIN_WRITING, size=1)
            self._reader = _sqlite_engine(url, begin=sqlite.BEGIN, size=4)
        else:
            self._writer = create_async_engine(
                url,
                pool_size=10,
                max_overflow=0,
                pool_timeout=LOCK_WAIT_S,
                pool_pre_ping=True,
                hide_parameters=True,  # people's words must not end in a log
                connect_args={
                    **POSTGRES_NETWORK,
                    "options": f"-c lock_timeout={int(LOCK_WAIT_S * 1000)} -c TimeZone=UTC"
                    f" -c idle_in_transaction_session_timeout={_IDLE_S * 1000}",
                },
            )
            # Each statement of a transaction that only reads sees what is committed by then anyway (READ
            # COMMITTED); to begin and to end one are two more ways to the server.
            self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")

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
        await self._reader.dispose()  # on PostgreSQL the same connections


def _translate(error: sqlalchemy.exc.DBAPIError) -> Exception:
    """Return our exception for a driver's, or the driver's own when it is a mistake of ours."""
    state = getattr(error.orig, "sqlstate", None)
    words = str(error.orig)
    if state in _CONFLICT_STATES or "database is locked" in words or "database table is locked" in words:
        return Conflict(words)
    if isinstance(error, _OUT_OF_ORDER) or getattr(error.orig, "sqlite_errorname", "") in _DAMAGED:
        return DatabaseUnavailable(words)
    return error


def _sqlite_engine(url: str, *, begin: str, size: int) -> AsyncEngine:
    """Return an engine that begins its transactions with `begin`.

    The driver's own transaction control is off: with its default, concurrent read-modify-writes are lost.
    """
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=LOCK_WAIT_S,
        hide_parameters=True,
        async_creator=partial(sqlite.connect, str(make_url(url).database), timeout_s=LOCK_WAIT_S),
    )

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=2000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
