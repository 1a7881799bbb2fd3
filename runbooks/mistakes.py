"""What is wrong in one document, gathered while it is read."""

from runbooks.model import Finding

_LONGEST_QUOTE = 60


class Mistakes:
    """The findings of one file so far."""

    def __init__(self, file: str) -> None:
        """Start without findings in the file called `file`."""
        self._file = file
        self._found: list[Finding] = []

    def add(self, line: int, sentence: str, *, rule: str = "format") -> None:
        """Record a mistake in `line` (counted from 1)."""
        self._found.append(Finding(file=self._file, line=max(line, 1), rule=rule, sentence=sentence))

    def all(self) -> tuple[Finding, ...]:
        """Return them in the order of their lines, each once."""
        return tuple(sorted(set(self._found)))


def quoted(text: str) -> str:
    """Return what was found, short and on one line, in quotes."""
    bare = " ".join(text.split())
    return f'"{bare if len(bare) <= _LONGEST_QUOTE else bare[: _LONGEST_QUOTE - 1] + "…"}"'
