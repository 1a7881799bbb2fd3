"""What needs no Slack: the configuration's warnings, and the database."""

from typing import Final

from bot.config import Config
from bot.doctor.patient import Patient
from bot.doctor.saying import broken, doubtful, well
from bot.domain.checkup import Finding
from bot.domain.errors import DatabaseUnavailable
from bot.domain.schema import INSTALL_THE_NEWER, Standing, of_a_newer_version

CONFIGURATION: Final = "configuration"
RUNBOOKS: Final = "runbooks"
DATABASE: Final = "database"
DATABASE_FILE: Final = "database file"
MIGRATIONS: Final = "migrations"

_KINDS: Final = {"sqlite": "a SQLite file", "postgresql": "PostgreSQL"}
_LONGEST_REASON: Final = 300


def configuration(config: Config) -> list[Finding]:
    """Return what is allowed in the configuration, but probably not meant."""
    if not config.warnings:
        return [well(CONFIGURATION, "It holds no mistake, and somebody is called where somebody should be.")]
    return [
        doubtful(CONFIGURATION, warning, "Edit the configuration, then start Muster again.")
        for warning in config.warnings
    ]


def runbooks(patient: Patient) -> list[Finding]:
    """Return which files of the configured folders are no runbooks; the others can be followed."""
    how_to_mend = "`muster runbooks check` says all that is wrong; mend the file, then start Muster again."
    return [doubtful(RUNBOOKS, f"{one}.", how_to_mend) for one in patient.broken_runbooks]


async def database(patient: Patient) -> list[Finding]:
    """Return whether the database can be reached, and whether its schema is the one this version needs."""
    try:
        found = await patient.database()
    except DatabaseUnavailable as error:
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        how_to_mend = "Check DATABASE_URL, that the server runs, and that this machine may connect to it."
        return [broken(DATABASE, f"It cannot be reached: {reason}.", how_to_mend)]
    if found.is_empty:
        return [
            well(DATABASE, f"There is nothing in it yet ({_KINDS[found.kind]}); `muster serve` sets it up.")
        ]
    return [well(DATABASE, f"It answers ({_KINDS[found.kind]})."), *_file(found), _migrations(found)]


def _file(found: Standing) -> list[Finding]:
    if not found.exposed:
        return []
    how_to_mend = "`chmod o= FILE`, and the same for the files beside it that begin with its name."
    return [
        doubtful(DATABASE_FILE, f"{found.exposed} can be read by every user of this machine.", how_to_mend)
    ]


def _migrations(found: Standing) -> Finding:
    if found.is_newer:
        return broken(MIGRATIONS, of_a_newer_version(found), INSTALL_THE_NEWER)
    if found.is_current:
        return well(MIGRATIONS, f"None is missing (revision {found.revision}).")
    what = f"It is at revision {found.revision or 'none'}, and this version needs {found.head}."
    how_to_mend = "`muster migrate` brings it up to date; `muster serve` does so too when it starts."
    return doubtful(MIGRATIONS, what, how_to_mend)
