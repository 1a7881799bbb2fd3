"""A look at the outbox from outside: is there anything left to do?"""

import sqlite3
from contextlib import closing

import psycopg
from sqlalchemy.engine import make_url


class Outbox:
    """The outbox of a database that another process works on.

    Args:
        url: a SQLAlchemy URL.
    """

    def __init__(self, url: str) -> None:
        """Remember where it is."""
        self._url = make_url(url)
        self._is_sqlite = self._url.get_backend_name() == "sqlite"

    def states(self) -> dict[str, int]:
        """Return how many effects there are in each state."""
        counted = self._rows("SELECT state, count(*) FROM effect GROUP BY state")
        return {str(state): int(str(count)) for state, count in counted}

    def is_empty(self) -> bool:
        """Return whether nothing is left to do."""
        states = self.states()
        return not states.get("pending") and not states.get("in_flight")

    def left_but(self, kind: str) -> int:
        """Return how many effects of other kinds are left to do."""
        query = "SELECT kind FROM effect WHERE state IN ('pending', 'in_flight')"
        return sum(one != kind for one in self.column(query))

    def left(self) -> list[str]:
        """Return what is left to do or cannot be done, for people to read."""
        query = "SELECT kind, state, in_doubt, attempts, reason FROM effect WHERE state <> 'done'"
        return [" ".join(map(str, row)) for row in self._rows(query)]

    def incidents(self) -> int:
        """Return how many incidents there are."""
        ((count,),) = self._rows("SELECT count(*) FROM incident")
        return int(str(count))

    def column(self, query: str) -> list[str]:
        """Return the first column of what `query` finds, as text."""
        return [str(row[0]) for row in self._rows(query)]

    def execute(self, statement: str) -> None:
        """Change a PostgreSQL database, as somebody else would."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def let_leases_lapse(self) -> None:
        """Do what thirty seconds do: nobody holds any effect any more."""
        statement = "UPDATE effect SET lease_until = now() - interval '1 second' WHERE state = 'in_flight'"
        self.execute(statement)

    @property
    def _address(self) -> str:
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        if self._is_sqlite:
            with closing(sqlite3.connect(str(self._url.database), timeout=5)) as connection:
                return connection.execute(query).fetchall()
        with psycopg.connect(self._address, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()
