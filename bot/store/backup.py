"""Backups of a SQLite database: copied while it is in use, and put back while it is not."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.domain.errors import DatabaseUnavailable, Refusal
from bot.domain.schema import INSTALL_THE_NEWER, of_a_newer_version
from bot.store.exclusive import CannotLock, InUse, only_process
from bot.store.migrate import look_at

_SIDECARS = ("-wal", "-shm", "-journal")
_PATIENCE_S = 30


class CannotBackUp(Refusal):
    """The backup cannot be made or put back; the sentence says why, and nothing was changed."""


def database_file(url: str) -> Path:
    """Return the SQLite file that a SQLAlchemy URL names.

    Raises:
        CannotBackUp: it is another kind of database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CannotBackUp(
            "This command copies a SQLite file, and DATABASE_URL names a PostgreSQL database. Use pg_dump."
        )
    return Path(str(parsed.database))


def backup(url: str, *, to: Path, force: bool = False) -> None:
    """Copy the SQLite database at `url` to the file `to`, as it is at one moment, while others may use it.

    Args:
        to: what is there stays as it is until the copy is whole.
        force: `to` may be replaced.

    Raises:
        CannotBackUp: there is no such database, or `to` is there, or cannot be written.
    """
    source = database_file(url)
    if not source.exists():
        raise CannotBackUp(f"There is no database at {source}.")
    if _is_a_database_in_use(to) or (to.exists() and to.samefile(source)):
        raise CannotBackUp(f"{to} is a database in use, and stays as it is. Name another file.")
    _refuse_existing(to, force=force)
    with _told(to), _beside(to) as copy:
        _copy(source, copy)
        _check(copy, source)
        _put(copy, to)


def restore(url: str, *, source: Path, now: datetime, force: bool = False) -> Path | None:
    """Make the backup `source` the SQLite database at `url`; return where the former one was put, if any.

    What was still to be done when the backup was made may have been done since, so each of it is looked up
    in Slack before it is done.

    Args:
        now: names the former database.
        force: a database that is there may be replaced; it is kept beside the new one.

    Raises:
        CannotBackUp: a process uses the database, or one is there, or `source` is no backup of it.
    """
    target = database_file(url)
    if not source.is_file():
        raise CannotBackUp(f"There is no file {source}.")
    try:
        with only_process(target):
            _refuse_existing(target, force=force)
            with _told(target), _beside(target) as copy:
                _take(source, copy)
                _doubt_what_is_open(copy)
                former = _set_aside(target, now=now)
                _put(copy, target)
                return former
    except InUse as error:
        raise CannotBackUp(f"A Muster uses {target}. Stop it, restore, and start it again.") from error
    except CannotLock as error:
        raise CannotBackUp(str(error)) from error


def _is_a_database_in_use(path: Path) -> bool:
    return any(Path(f"{path}{ending}").exists() for ending in _SIDECARS)


def _refuse_existing(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise CannotBackUp(f"{path} is already there, and stays as it is. --force replaces it.")


def _take(source: Path, copy: Path) -> None:
    """Copy a backup, and make sure that it is a database of ours, whole, and not of a newer version."""
    _copy(source, copy)
    _check(copy, source)
    try:
        found = look_at(f"sqlite+aiosqlite:///{copy}")
    except DatabaseUnavailable as error:
        raise CannotBackUp(f"{source} cannot be read: {error}.") from error
    if found.is_newer:
        raise CannotBackUp(f"{of_a_newer_version(found)} {INSTALL_THE_NEWER}")
    if found.revision is None:
        raise CannotBackUp(f"{source} is a SQLite database, but no backup of Muster's.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what goes wrong when `path` is written into a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise CannotBackUp(f"{path} cannot be written: {why}.") from error


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Lend a name on the same disk as `path`, for what is not whole yet; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        yield Path(folder) / path.name


def _copy(source: Path, target: Path) -> None:
    """Copy a database, as it is at one moment; in WAL mode that keeps no writer waiting.

    Raises:
        CannotBackUp: `source` cannot be read.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # it holds private incidents
    with closing(_opened(source, mode="ro")) as there, closing(_opened(target, mode="rw")) as here:
        try:
            there.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            raise CannotBackUp(f"{source} is damaged, or no SQLite database: {error}.") from error
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    _sync(target)


def _check(copy: Path, source: Path) -> None:
    """Make sure that every page of the copy can be read.

    Raises:
        CannotBackUp: `source` is damaged.
    """
    with closing(_opened(copy, mode="ro")) as connection:
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            verdict = str(error)
    if verdict != "ok":
        raise CannotBackUp(f"{source} is damaged: {' '.join(str(verdict).split())}.")


def _doubt_what_is_open(file: Path) -> None:
    """Let everything that is still to be done be looked up first, from its beginning."""
    with closing(_opened(file, mode="rw")) as connection, connection:
        connection.execute(
            "UPDATE effect SET in_doubt = 1, first_tried_at = coalesce(first_tried_at, created_at)"
            " WHERE state IN ('pending', 'in_flight', 'blocked')"
        )


def _set_aside(database: Path, *, now: datetime) -> Path | None:
    """Put the present database out of the way, whole; return where."""
    there = database.exists()
    aside = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%S.%fZ}")
    for ending in ("", *_SIDECARS):  # a log left behind alone would be played into the new database
        beside = Path(f"{database}{ending}")
        if beside.exists():
            beside.rename(f"{aside}{ending}")
    return aside if there else None


def _put(copy: Path, path: Path) -> None:
    """Give a whole file its name, for good."""
    _sync(copy)
    copy.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened(file: Path, *, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE_S)
