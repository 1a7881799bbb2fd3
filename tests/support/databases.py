"""A migrated database for each test, copied from one that was migrated once."""

import shutil
from pathlib import Path

from bot.store.migrate import migrate
from tests.support.postgres import Postgres


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
