"""What a program or a server said: kept up to a limit while it comes, then made fit for people to read."""

import re

from bot.domain.text import legible

# Colours, cursor movements and titles of a terminal (ECMA-48, and xterm's OSC).
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_LONGEST_WORD = 300


class Kept:
    """The first bytes of an output; the rest is counted, so that whoever writes is never held up."""

    def __init__(self, limit: int) -> None:
        """Keep at most `limit` bytes."""
        self._limit = limit
        self._bytes = bytearray()
        self.left_out = 0

    @property
    def is_full(self) -> bool:
        """Whether something had to be left out."""
        return self.left_out > 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes."""
        room = self._limit - len(self._bytes)
        self._bytes += chunk[:room]
        self.left_out += max(0, len(chunk) - room)

    def text(self) -> str:
        """Return what was kept, whatever bytes it is made of, as text that can be shown.

        A word that the limit has cut in two is left out as a whole: half a secret has no form to know it by.
        """
        kept = bytes(self._bytes)
        if self.is_full:
            ending = re.search(rb"\s*\S{1,%d}\Z" % _LONGEST_WORD, kept)
            kept = kept if ending is None else kept[: ending.start()]
        text = _TERMINAL.sub("", kept.decode("utf-8", "replace").replace("\r\n", "\n"))
        return legible(text.replace("\r", "\n")).strip("\n")
