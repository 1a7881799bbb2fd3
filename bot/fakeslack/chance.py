"""The only place of the local workspace that reads the machine's clock or draws random values."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SystemClock:
    """The machine's own clock: the default of the local workspace."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


def elapsed() -> float:
    """Return real seconds since an unknown moment; only differences mean something."""
    return time.monotonic()


def letters(count: int) -> str:
    """Return random upper-case letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def secret(prefix: str) -> str:
    """Return a random credential, valid for one run only."""
    return f"{prefix}-{secrets.token_hex(16)}"


def nonce() -> str:
    """Return a random path part that nobody can guess."""
    return secrets.token_urlsafe(18)


def hexadecimal() -> str:
    """Return 32 random hexadecimal digits."""
    return secrets.token_hex(16)
