"""Many incidents and entries at once: one real incident, copied inside the database by a statement a table.

Only while no `muster serve` works on the database.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import Connection, bindparam, create_engine, text
from sqlalchemy.engine import make_url

from bot.domain.columns import UtcDateTime
from bot.domain.models import Incident

_PARTS = (
    "incident_time",
    "role_assignment",
    "status_update",
    "timeline_entry",
    "timer",
    "call",
    "message",
    "effect",
)
"""What belongs to an incident, and is copied with it."""

_SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :copies)"

_INSTEAD: Mapping[str, Mapping[str, str]] = {
    "incident": {
        "id": ":last + n",
        "title": "title || ' ' || n",
        "declared_at": ":earlier",
        "channel_id": "'C0COPY' || (:last + n)",
    },
    "message": {
        "channel_id": "CASE WHEN place = 'room' THEN 'C0COPY' || (:last + n) ELSE channel_id END",
        "effect_id": "NULL",
    },
    "effect": {"target": "NULL", "waits_for": "NULL"},
    # Copies wait: what is to fire while something is measured is said by `fall_due`.
    "timer": {"due_at": ":later"},
}
"""Columns in which a copy differs from the original besides its number."""


class Seeder:
    """Fills a database in bulk; use it as a context manager, leaving it commits.

    Args:
        url: of a database in which `template` is an incident of which everything has been done.
    """

    def __init__(self, url: str, *, template: int = 1) -> None:
        """Connect, and begin a transaction."""
        address = make_url(url)
        self._is_sqlite = address.get_backend_name() == "sqlite"
        self._engine = create_engine(address.set(drivername="sqlite") if self._is_sqlite else address)
        self._template = template

    def __enter__(self) -> Self:
        """Begin."""
        self._connection: Connection = self._engine.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Commit, and let PostgreSQL look at its tables, as it does by itself within a minute."""
        if kind is None:
            self._connection.commit()
            if not self._is_sqlite:
                self._connection.execute(text("ANALYZE"))
                self._connection.commit()
        self._connection.close()
        self._engine.dispose()

    def copies(self, count: int, *, now: datetime) -> None:
        """Copy the template `count` times; the copies were declared a day ago, and wait."""
        last = self._number("SELECT max(id) FROM incident")
        values = {"copies": count, "last": last, "template": self._template}
        moments = {"earlier": now - timedelta(days=1), "later": now + timedelta(days=1)}
        for table in ("incident", *_PARTS):
            self._copy(table, **moments, **values)
        self._go_on_counting("incident")

    def close(self, *, first: int, last: int) -> None:
        """Close these incidents."""
        self._run(
            "UPDATE incident SET status = 'closed', is_open = :no WHERE id BETWEEN :first AND :last",
            first=first,
            last=last,
            no=False,
        )
        self._run("DELETE FROM timer WHERE incident_id BETWEEN :first AND :last", first=first, last=last)

    def entries(self, count: int, *, first: int, last: int) -> None:
        """Add `count` copies of the template's last entry to the timeline of each of these incidents."""
        instead = {"incident_id": "i.id", "number": "i.entry_count + n", "text": "e.text || ' ' || n"}
        latest = "(SELECT max(id) FROM timeline_entry WHERE incident_id = :template)"
        self._insert(
            "timeline_entry",
            _columns("timeline_entry", instead=instead, of="e"),
            f"incident i CROSS JOIN series JOIN timeline_entry e ON e.id = {latest}"
            " WHERE i.id BETWEEN :first AND :last",
            copies=count,
            template=self._template,
            first=first,
            last=last,
        )
        self._run(
            "UPDATE incident SET entry_count = entry_count + :copies WHERE id BETWEEN :first AND :last",
            copies=count,
            first=first,
            last=last,
        )

    def fall_due(self, numbers: Sequence[int], *, at: Sequence[datetime]) -> None:
        """Let the status update of each of these incidents be due at its moment."""
        for number, moment in zip(numbers, at, strict=True):
            self._run(
                "UPDATE incident SET next_update_due_at = :at WHERE id = :number", at=moment, number=number
            )
            self._run(
                "UPDATE timer SET anchor = :at, due_at = :at, rung = 1"
                " WHERE incident_id = :number AND kind = 'update'",
                number=number,
                at=moment,
            )

    def _copy(self, table: str, **values: object) -> None:
        instead = {"incident_id": ":last + n", **_INSTEAD.get(table, {})}
        key = "id" if table == "incident" else "incident_id"
        source = f"{table} o CROSS JOIN series WHERE o.{key} = :template"
        self._insert(table, _columns(table, instead=instead, of="o"), source, **values)

    def _insert(self, table: str, columns: Mapping[str, str], source: str, **values: object) -> None:
        names, found = ", ".join(columns), ", ".join(columns.values())
        self._run(f"{_SERIES} INSERT INTO {table} ({names}) SELECT {found} FROM {source}", **values)  # noqa: S608 names from our own schema

    def _run(self, statement: str, **values: object) -> None:
        bound = [
            bindparam(name, value, UtcDateTime()) if isinstance(value, datetime) else bindparam(name, value)
            for name, value in values.items()
            if re.search(rf":{name}\b", statement)
        ]
        self._connection.execute(text(statement).bindparams(*bound))

    def _number(self, query: str) -> int:
        return int(self._connection.execute(text(query)).scalar_one())

    def _go_on_counting(self, table: str) -> None:
        """Let PostgreSQL give ids behind those that were given by hand; SQLite does so by itself."""
        if not self._is_sqlite:
            highest = f"(SELECT max(id) FROM {table})"  # noqa: S608 a name from our own schema
            self._run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest})")


def _columns(table: str, *, instead: Mapping[str, str], of: str) -> dict[str, str]:
    """Return each column of a table and what a copy has in it; ids are left to the database."""
    names = [column.name for column in Incident.metadata.tables[table].columns]
    kept = [name for name in names if name != "id" or "id" in instead]
    return {name: instead.get(name, f"{of}.{name}") for name in kept}
