"""Migrations: bring a database to the present schema, once, however many processes ask for it."""

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy.exc
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from bot.domain.errors import DatabaseUnavailable

_LOCK_KEY = 0x4D75_7374  # any number, the same in every replica
_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Bring the database at `url` to the present schema.

    Several processes may call it at once: one does the work under a lock, the others wait and find it done.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    try:
        await asyncio.to_thread(_migrate, url)
    except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError) as error:
        raise DatabaseUnavailable(str(error.orig)) from error


async def pending(url: str) -> tuple[str | None, str | None]:
    """Return the revision the database is at, and the one this version needs."""
    return await asyncio.to_thread(_pending, url)


def _sync_url(url: str) -> Any:
    parsed = make_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def _migrate(url: str) -> None:
    engine = create_engine(_sync_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if sqlite:
                # Batch mode copies tables: with foreign keys on, cascades would delete child rows.
                connection.execute(text("PRAGMA journal_mode=WAL"))
                connection.execute(text("PRAGMA foreign_keys=OFF"))
                connection.execute(text("PRAGMA busy_timeout=30000"))
                connection.execute(text("BEGIN IMMEDIATE"))
            else:
                connection.execute(text("BEGIN"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
            try:
                _upgrade(connection)
                if sqlite:
                    _check_foreign_keys(connection)
            except BaseException:
                connection.execute(text("ROLLBACK"))
                raise
            connection.execute(text("COMMIT"))
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(
            f"The migration would leave {len(broken)} rows without their parents; nothing was changed."
        )


def _pending(url: str) -> tuple[str | None, str | None]:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    engine = create_engine(_sync_url(url))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision(), head
    finally:
        engine.dispose()
