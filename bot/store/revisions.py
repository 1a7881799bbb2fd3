"""Which schema a database has, and which this version knows; without Alembic, which is slow to import."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_KNOWN: Final = tuple(sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))
"""The steps in their order: each one's file is named for its revision."""

HEAD: Final = _KNOWN[-1]
"""The newest schema that this version knows."""


def is_known(revision: str) -> bool:
    """Tell whether this version knows a schema; else a newer one has made it."""
    return revision in _KNOWN


def revision_of(connection: Connection) -> str | None:
    """Return the schema of a database, or None for one that was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
