"""How a database stands to the schema that this version of the program needs."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was found in a database.

    Args:
        kind: `sqlite` or `postgresql`.
        revision: the migration it is at; None before the first one.
        head: the migration that this version needs.
        is_newer: a version newer than this one has been at work there.
        is_empty: there is nothing in it yet.
        exposed: its file, where it is one that every user of the machine can read; else empty.
    """

    kind: str
    revision: str | None
    head: str | None
    is_newer: bool = False
    is_empty: bool = False
    exposed: str = ""

    @property
    def is_current(self) -> bool:
        """Whether nothing is left to migrate."""
        return self.revision == self.head


INSTALL_THE_NEWER = "Install the newer version again; Muster never takes a database back."


def of_a_newer_version(found: Standing) -> str:
    """Say that the database is further than this version of the program."""
    return (
        f"The database belongs to a newer Muster: it is at revision {found.revision}, and this version knows "
        f"revisions up to {found.head}."
    )
