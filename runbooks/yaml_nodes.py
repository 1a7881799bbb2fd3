"""The YAML above a runbook, read with its line numbers; every mistake is recorded, none is raised.

Values are taken as they are written, not as what YAML makes of them: `on` stays `on`, `0123` keeps its zero.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping

import yaml

from runbooks.mistakes import Mistakes, quoted

_STANDARD_TAG = "tag:yaml.org,2002:"
_NOTHING = _STANDARD_TAG + "null"


class Fields:
    """Keys and values; each known key is taken, and what is left at the end is a mistake."""

    def __init__(self, node: yaml.Node | None, *, path: str, mistakes: Mistakes, first: int) -> None:
        """Open `node`.

        Args:
            path: its place (`parameters.namespace`), empty for all of it.
            first: the document's line in which the YAML begins.
        """
        self._path = path
        self._mistakes = mistakes
        self._first = first
        self._taken: set[str] = set()
        self._values: dict[str, yaml.Node] = {}
        self._key_lines: dict[str, int] = {}
        self.line = first if node is None else self._line(node)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self._add(key, value)
        elif node is not None and not _is_nothing(node):
            self._wrong(node, path, "keys and values, one a line")

    @property
    def lines(self) -> Mapping[str, int]:
        """Where each key stands."""
        return self._key_lines

    def line_of(self, key: str) -> int:
        """Return the line of `key`, or that of the whole where it was left out."""
        return self._key_lines.get(key, self.line)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def text(self, key: str, *, expected: str) -> str | None:
        """Return the text at `key`, or None where there is none or it is no text."""
        self._taken.add(key)
        node = self._values.get(key)
        return None if node is None else self._text(node, place=self._place(key), expected=expected)

    def texts(self, key: str, *, expected: str) -> tuple[str, ...]:
        """Return the texts in the list at `key`; none where the document is silent or wrong."""
        place = self._place(key)
        read = [
            self._text(node, place=place, expected=expected) for node in self.items(key, expected=expected)
        ]
        return tuple(text for text in read if text is not None)

    def items(self, key: str, *, expected: str) -> list[yaml.Node]:
        """Return the items of the list at `key`."""
        self._taken.add(key)
        node = self._values.get(key)
        if node is None:
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self._wrong(node, self._place(key), f"a list, each item {expected}")
        return []

    def fields(self, key: str) -> "Fields":
        """Return the keys and values at `key`, none where the document is silent."""
        self._taken.add(key)
        return self._opened(self._values.get(key), place=self._place(key))

    def wrong(self, key: str, sentence: str) -> None:
        """Record that the value of `key` is wrong."""
        self._mistakes.add(self.line_of(key), f"{self._place(key)}: {sentence}")

    def finish(self) -> None:
        """Record every key that nobody asked for."""
        for key, line in self._key_lines.items():
            if key not in self._taken:
                hint = suggestion(key, among=self._taken)
                self._mistakes.add(line, f"{self._place(key)}: unknown key; {hint}")

    def item(self, node: yaml.Node, *, key: str, expected: str) -> "str | Fields | None":
        """Return an item of the list at `key`: its text, its keys and values, or None where it is neither."""
        place = self._place(key)
        if isinstance(node, yaml.MappingNode):
            return self._opened(node, place=place)
        return self._text(node, place=place, expected=expected)

    def _opened(self, node: yaml.Node | None, *, place: str) -> "Fields":
        return Fields(node, path=place, mistakes=self._mistakes, first=self._first)

    def _add(self, key: yaml.Node, value: yaml.Node) -> None:
        if not isinstance(key, yaml.ScalarNode) or not key.value.strip():
            self._wrong(key, self._path, "a word as a key")
        elif key.value in self._values:
            first = self._key_lines[key.value]
            self._mistakes.add(
                self._line(key), f"{self._place(key.value)}: written twice, first in line {first}; keep one"
            )
        else:
            self._values[key.value] = value
            self._key_lines[key.value] = self._line(key)

    def _text(self, node: yaml.Node, *, place: str, expected: str) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.tag.startswith(_STANDARD_TAG) and node.value.strip():
            return str(node.value).strip()
        self._wrong(node, place, expected)
        return None

    def _wrong(self, node: yaml.Node, place: str, expected: str) -> None:
        found = f"found {_described(node)}, expected {expected}"
        self._mistakes.add(self._line(node), f"{place}: {found}" if place else found)

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _line(self, node: yaml.Node) -> int:
        return self._first + int(node.start_mark.line)


def read_fields(text: str, *, first: int, mistakes: Mistakes) -> Fields | None:
    """Return the keys and values in `text` (YAML), or None after recording that it is not YAML.

    Args:
        first: the document's line in which `text` begins.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.add(first + (mark.line if mark else 0), _explained(error))
    except yaml.reader.ReaderError as error:
        line = first + text.count("\n", 0, error.position)
        mistakes.add(line, "found a character that YAML does not allow; remove it")
    except RecursionError:
        mistakes.add(first, "found values within values without end, expected keys and values")
    except ValueError:
        mistakes.add(first, "found a number or escape that YAML cannot read; put the value in quotes")
    else:
        return Fields(root, path="", mistakes=mistakes, first=first)
    return None


def suggestion(word: str, *, among: Iterable[str]) -> str:
    """Return "did you mean …?" for a word close to a known one, or the list of all."""
    known = sorted(among)
    close = difflib.get_close_matches(word.casefold()[:80], known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"expected one of: {', '.join(known)}"


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _NOTHING


def _described(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "keys and values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if not node.tag.startswith(_STANDARD_TAG):
        return f"the YAML tag {quoted(node.tag)}"
    return quoted(node.value) if str(node.value).strip() else "nothing"


def _explained(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join((error.problem or "something that is not YAML").split())
    if "'\\t'" in problem:
        return "found a tab; YAML is indented with spaces"
    for character in "@`%":
        if f"found character '{character}'" in problem:
            return f'a value that begins with {character} must stand in quotes, as in "{character}oncall"'
    if "mapping values are not allowed here" in problem:
        return "found a colon in the middle of a value; put the value in quotes, or check the indentation"
    return f"found no YAML: {problem}"
