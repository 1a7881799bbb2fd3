"""Databases as operators have them: on a disk, durable."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from tests.support.databases import sqlite_url
from tests.support.postgres import Postgres

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)


class Databases:
    """Lends empty databases of one kind; use it as a context manager.

    Args:
        kind: one of `KINDS`.
        folder: on the disk that SQLite's files are to lie on.
    """

    def __init__(self, kind: str, *, folder: Path) -> None:
        """Prepare; entering it starts the server, if the kind has one."""
        self.kind = kind
        self._folder = folder
        self._numbers = itertools.count(1)
        self._stack = ExitStack()
        self._server: Postgres | None = None

    def __enter__(self) -> Self:
        """Start what is needed."""
        if self.kind == POSTGRESQL:
            self._server = self._stack.enter_context(Postgres(durable=True))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._stack.close()

    @property
    def server_pid(self) -> int | None:
        """The database server's process id; None where there is no such process."""
        return None if self._server is None else self._server.pid

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Lend the URL of an empty database."""
        if self._server is not None:
            with self._server.database() as url:
                yield url
            return
        folder = self._folder / f"database-{next(self._numbers)}"
        folder.mkdir()
        try:
            yield sqlite_url(folder / "muster.sqlite3")
        finally:
            shutil.rmtree(folder)
