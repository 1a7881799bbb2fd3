"""Names for things of the local workspace: unique within it, and unlike those of another workspace.

Two runs of a demo may share one database of the bot, so ids that Slack gives out (channels, events, triggers)
carry a part drawn once per workspace. People and groups are named after their handle and stay the same.
"""

from __future__ import annotations

from bot.fakeslack.chance import ALPHABET, hexadecimal, letters


class Ids:
    """Gives out ids in Slack's shape, rising within one workspace."""

    def __init__(self, seed: str | None = None) -> None:
        """Start counting; `seed` (upper-case letters and digits) makes ids repeatable."""
        self.seed = seed or letters(5)
        self._count = 0

    def next(self, prefix: str) -> str:
        """Return a new id such as `C0QX3PA0001`."""
        self._count += 1
        return f"{prefix}0{self.seed}{_base36(self._count):0>4}"

    def trigger(self) -> str:
        """Return a new trigger id in the form of three parts that Slack uses."""
        self._count += 1
        return f"{self._count}.{int(self.seed, 36)}.{hexadecimal()}"


def from_handle(prefix: str, handle: str) -> str:
    """Return the lasting id of a person or a group, made from its handle."""
    plain = "".join(c for c in handle.upper() if c.isascii() and c.isalnum())
    return f"{prefix}0{plain:0<7}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = ALPHABET[rest] + digits
    return digits or "0"
