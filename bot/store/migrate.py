"""Migrations: bring a database to the present schema, once, however many processes ask for it."""

import asyncio
import os
import stat
from pathlib import Path

import sqlalchemy.exc
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url

from bot.domain.errors import DatabaseUnavailable, NewerDatabase
from bot.domain.schema import INSTALL_THE_NEWER, Standing, of_a_newer_version
from bot.log import without_rows
from bot.store.revisions import HEAD, MIGRATIONS, is_known, revision_of
from bot.store.sqlite import keep_private

_LOCK_KEY = 0x4D75_7374  # any number, the same in every replica


async def migrate(url: str) -> None:
    """Bring the database at `url` to the present schema.

    Several processes may call it at once: one does the work under a lock, the others wait and find it done.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
        NewerDatabase: a newer version of the program has brought it further than this one knows.
    """
    try:
        await asyncio.to_thread(_migrate, url)
    except (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError) as error:
        raise DatabaseUnavailable(without_rows(str(error.orig))) from error


async def standing(url: str) -> Standing:
    """Return how the database at `url` stands to this version's schema; nothing is changed or created.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    return await asyncio.to_thread(look_at, url)


def look_at(url: str) -> Standing:
    """Do what `standing` does, in a thread that may wait.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    try:
        return _standing(url)
    except sqlalchemy.exc.DBAPIError as error:
        raise DatabaseUnavailable(without_rows(str(error.orig))) from error


def _sync_url(url: str) -> URL:
    """Return `url` for a driver that is not asynchronous.

    Raises:
        DatabaseUnavailable: it cannot be read; the reason never repeats it, for it holds a password.
    """
    try:
        parsed = make_url(url)
    except (sqlalchemy.exc.ArgumentError, ValueError) as error:
        raise DatabaseUnavailable("DATABASE_URL cannot be read") from error
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def _migrate(url: str) -> None:
    parsed = _sync_url(url)
    if parsed.get_backend_name() == "sqlite":
        keep_private(str(parsed.database))
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT")
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
    found = _found(connection)
    if found.is_newer:
        raise NewerDatabase(f"{of_a_newer_version(found)} {INSTALL_THE_NEWER}")
    if found.revision == HEAD:
        return
    # Only here: nearly every start finds the schema as it should be, and these need time and 10 MB.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(
            f"The migration would leave {len(broken)} rows without their parents; nothing was changed."
        )


def _standing(url: str) -> Standing:
    parsed = _sync_url(url)
    if parsed.get_backend_name() == "sqlite" and not _can_be_opened(Path(str(parsed.database))):
        return Standing(kind="sqlite", revision=None, head=HEAD, is_empty=True)
    engine = create_engine(parsed, **_PATIENCE.get(parsed.get_backend_name(), {}))
    try:
        with engine.connect() as connection:
            return _found(connection)
    finally:
        engine.dispose()


def _can_be_opened(file: Path) -> bool:
    """Return whether there is a database to look into; connecting to none would create it.

    Raises:
        DatabaseUnavailable: what is there, or would be, cannot be written.
    """
    exists = file.exists()
    if not os.access(file if exists else file.parent, os.W_OK):
        problem = (
            "cannot be written" if exists or file.parent.exists() else "lies in a folder that is not there"
        )
        raise DatabaseUnavailable(f"{file} {problem}")
    return exists


_PATIENCE = {"postgresql": {"connect_args": {"connect_timeout": 5}}}  # seconds


def _found(connection: Connection) -> Standing:
    revision = revision_of(connection)
    return Standing(
        kind=connection.dialect.name,
        revision=revision,
        head=HEAD,
        is_newer=revision is not None and not is_known(revision),
        is_empty=revision is None and not inspect(connection).get_table_names(),
        exposed=_exposed(connection.engine.url),
    )


def _exposed(url: URL) -> str:
    """Return the database file if every user of the machine can read it."""
    if url.get_backend_name() != "sqlite":
        return ""
    file = Path(str(url.database))
    return str(file) if file.stat().st_mode & stat.S_IROTH else ""
