"""Identifiers: the only place that draws random ones, and the form in which people read them."""

import re
import secrets

_INCIDENT_ID = re.compile(r"(?:INC-|#)?(\d{1,9})", re.IGNORECASE)


def new_nonce() -> str:
    """Return a fresh unguessable token of 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def jitter() -> float:
    """Return a random number in [0, 1) to spread retries."""
    return secrets.randbelow(1_000_000) / 1_000_000


def incident_id(number: int) -> str:
    """Return how people name the incident with this number: `INC-42`."""
    return f"INC-{number}"


def parse_incident_id(word: str) -> int | None:
    """Return the number that `word` names (`INC-42`, `inc-42`, `#42` or `42`), or None."""
    match = _INCIDENT_ID.fullmatch(word.strip())
    return int(match[1]) if match else None
