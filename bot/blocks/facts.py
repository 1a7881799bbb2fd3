"""Facts: the few values that an effect carries to its drawing, read back from JSON."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Facts = Mapping[str, Any]


def moment(facts: Facts, key: str) -> datetime | None:
    """Return the moment under `key` (ISO 8601 with its zone), or None where it is not given.

    Raises:
        ValueError: it is no moment, or has no zone.
    """
    value = facts.get(key)
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError(f"The fact {key!r} is a moment without a zone.")
    return read


def number(facts: Facts, key: str) -> int | None:
    """Return the number under `key`, or None where it is not given."""
    value = facts.get(key)
    return int(value) if value is not None else None


def word(facts: Facts, key: str) -> str:
    """Return the text under `key`, or empty where it is not given."""
    value = facts.get(key)
    return "" if value is None else str(value)


def words(facts: Facts, key: str) -> tuple[str, ...]:
    """Return the texts under `key`."""
    return tuple(str(value) for value in facts.get(key) or ())
