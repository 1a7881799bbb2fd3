"""The numbers that the database gives to incidents."""

from sqlmodel import text

from bot.store.database import Session

_CATCH_UP = text(
    """
    SELECT setval(pg_get_serial_sequence('incident', 'id'), GREATEST(
        (SELECT MAX(id) FROM incident),
        COALESCE(pg_sequence_last_value(pg_get_serial_sequence('incident', 'id')::regclass), 1)
    ))
    """
)


async def catch_up(session: Session) -> None:
    """Let the next incident's number be above all that are there, though one was written with its own.

    SQLite looks by itself; PostgreSQL's sequence knows only the numbers that it gave.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(_CATCH_UP)  # type: ignore[call-overload]
