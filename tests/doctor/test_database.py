"""The database: reached, and at the schema this version needs."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.checkup import State
from bot.domain.errors import NewerDatabase
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.doctor.clinic import Clinic


async def _set_revision(url: str, revision: str) -> None:
    database = Database(url)
    async with database.write() as session:
        assert isinstance(session, AsyncSession)
        await session.exec(text("UPDATE alembic_version SET version_num = :r").bindparams(r=revision))  # type: ignore[call-overload]
        await session.commit()
    await database.close()


@pytest.mark.both_databases
async def test_a_database_at_head_is_well(clinic: Clinic, database_url: str) -> None:
    """On either kind."""
    assert await clinic.troubles() == {}


@pytest.mark.both_databases
async def test_a_database_behind_is_a_warning(clinic: Clinic, database_url: str) -> None:
    """`serve` migrates by itself, so nothing is broken."""
    await _set_revision(database_url, "0001")
    state, told = (await clinic.troubles())["migrations"]
    assert state is State.WARNING
    assert "It is at revision 0001, and this version needs " in told
    assert "muster migrate" in told


@pytest.mark.both_databases
async def test_a_newer_database_is_told_as_a_sentence(clinic: Clinic, database_url: str) -> None:
    """An old version must not touch what a newer one has written; migrating refuses as well."""
    await _set_revision(database_url, "9999")
    state, told = (await clinic.troubles())["migrations"]
    assert state is State.BROKEN
    assert "belongs to a newer Muster: it is at revision 9999" in told
    assert "Install the newer version" in told
    with pytest.raises(NewerDatabase, match="revision 9999"):
        await migrate(database_url)


async def test_a_database_that_is_not_there_yet_is_well_and_not_made(clinic: Clinic, tmp_path: Path) -> None:
    """The first `serve` makes it; looking changes nothing."""
    file = tmp_path / "new.sqlite3"
    clinic.set(database_url=f"sqlite+aiosqlite:///{file}")
    assert await clinic.troubles() == {}
    assert not file.exists()


async def test_a_file_that_others_can_read_is_a_warning(clinic: Clinic) -> None:
    """It holds private incidents; what is meant for a group is the operator's to decide."""
    file = Path(str(make_url(clinic.settings.database_url).database))
    file.chmod(0o640)
    assert await clinic.troubles() == {}
    file.chmod(0o644)
    state, told = (await clinic.troubles())["database file"]
    assert state is State.WARNING
    assert told == (
        f"{file} can be read by every user of this machine. "
        "`chmod o= FILE`, and the same for the files beside it that begin with its name."
    )


async def test_a_folder_that_is_not_there_is_broken(clinic: Clinic, tmp_path: Path) -> None:
    """SQLite makes files, not folders."""
    clinic.set(database_url=f"sqlite+aiosqlite:///{tmp_path / 'gone' / 'm.sqlite3'}")
    state, told = (await clinic.troubles())["database"]
    assert (state, "lies in a folder that is not there" in told) == (State.BROKEN, True)


async def test_a_file_that_is_no_database_is_broken(clinic: Clinic, tmp_path: Path) -> None:
    """And not overwritten."""
    file = tmp_path / "notes.txt"
    file.write_text("these are notes, not a database" * 100)
    clinic.set(database_url=f"sqlite+aiosqlite:///{file}")
    state, told = (await clinic.troubles())["database"]
    assert (state, "cannot be reached" in told) == (State.BROKEN, True)


@pytest.mark.parametrize("port", ["1", "notaport"])
async def test_a_database_out_of_reach_is_broken_without_its_password(port: str, clinic: Clinic) -> None:
    """The doctor goes on with everything else."""
    clinic.set(database_url=f"postgresql+psycopg://muster:hunter2@127.0.0.1:{port}/muster")
    found = await clinic.examine()
    assert "hunter2" not in str(found)
    (broken,) = [one for one in found if one.state is not State.OK]
    assert (broken.name, broken.state) == ("database", State.BROKEN)
    assert "Check DATABASE_URL" in broken.how_to_mend
