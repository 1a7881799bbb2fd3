"""The lock of a SQLite database: one process serves it, and nobody replaces it meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class InUse(Exception):
    """Another process holds the lock."""


class CannotLock(Exception):
    """The lock's file cannot be written; the message says why."""


@contextmanager
def only_process(database: Path) -> Iterator[None]:
    """Hold the lock of the SQLite file `database`.

    The system lets it go when the process ends, however it ends.

    Raises:
        InUse: another process holds it.
        CannotLock: its file, which stands beside the database, cannot be written.
    """
    path = database.with_name(f"{database.name}.lock")
    try:
        file = path.open("w", encoding="ascii")
    except OSError as error:
        raise CannotLock(f"{path} cannot be written: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse(str(database)) from error
        yield
