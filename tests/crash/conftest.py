"""What crash tests share."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.crash.enumeration import Databases, in_folders
from tests.support.postgres import Postgres


@pytest.fixture
def sqlite(_sqlite_template: Path, tmp_path: Path) -> Databases:
    """Lends migrated SQLite databases."""
    return in_folders(tmp_path, template=_sqlite_template)


@pytest.fixture
def postgresql(postgres: Postgres, _postgres_template: str) -> Databases:
    """Lends migrated PostgreSQL databases."""

    def lend() -> AbstractContextManager[str]:
        return postgres.database(template=_postgres_template)

    return lend
