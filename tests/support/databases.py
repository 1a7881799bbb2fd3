"""A migrated database for each test, copied from one that was migrated once."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.store.migrate import migrate
from tests.support.postgres import Postgres
from tests.support.processes import until


async def migrated_sqlite(folder: Path) -> Path:
    """Make a migrated SQLite file in `folder`, to be copied."""
    template = folder / "template.sqlite3"
    await migrate(sqlite_url(template))
    if left := [path.name for path in folder.iterdir() if path != template]:
        raise RuntimeError(f"The migration left {left} beside its file: a connection is still open.")
    return template


async def migrated_postgres(server: Postgres) -> str:
    """Make a migrated database in `server`, to be copied; return its name."""
    template = server.create()
    await migrate(server.url(template))
    return template


def sqlite_copy(template: Path, *, folder: Path) -> str:
    """Copy `template` into `folder`; return the copy's URL."""
    copy = folder / "muster.sqlite3"
    shutil.copy(template, copy)
    return sqlite_url(copy)


def sqlite_url(file: Path) -> str:
    """Return the SQLAlchemy URL of an SQLite file."""
    return f"sqlite+aiosqlite:///{file}"


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Hold the writer of an SQLite database, as another process would, as soon as nobody else holds it.

    Whoever writes in this process needs the loop to come to an end; nothing here keeps it from them.
    """
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None, timeout=0)) as other:
        await until(lambda: _begins(other), what="a database that nobody writes to")
        yield
        other.execute("ROLLBACK")


def _begins(other: sqlite3.Connection) -> bool:
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True
