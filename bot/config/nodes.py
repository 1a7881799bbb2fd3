"""YAML with line numbers: reads keys as they are written and collects every mistake.

Values are taken as they are written, not as what YAML makes of them: `on` stays `on`, `22:00` is a time of
day and not 1320, and `0123` keeps its zero.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import yaml

from bot.config.errors import ConfigError

T = TypeVar("T")
_STANDARD_TAG = "tag:yaml.org,2002:"
_LONGEST_QUOTE = 60


class Wrong(ValueError):
    """A value that cannot be meant; its text, if any, is a hint that follows what was expected."""


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[T]):
    """A kind of value: what a person is told to write, and how it is read.

    Args:
        expected: completes "expected …".
        read: turns the written text into the value, or raises `Wrong`.
    """

    expected: str
    read: Callable[[str], T]


class Report:
    """The mistakes found so far in one file, told in the order of its lines."""

    def __init__(self, name: str) -> None:
        """Start without mistakes in the file called `name`."""
        self._name = name
        self._findings: list[tuple[int, str]] = []

    def add(self, line: int, sentence: str) -> None:
        """Record a mistake in `line` (counted from 1)."""
        self._findings.append((line, f"{self._name}:{line}: {sentence}"))

    def raise_if_any(self) -> None:
        """Raise `ConfigError` with everything recorded."""
        if self._findings:
            raise ConfigError(sentence for _, sentence in sorted(self._findings, key=lambda found: found[0]))


class Section:
    """A mapping of the file: each known key is taken from it, and what is left at the end is a mistake."""

    def __init__(self, node: yaml.Node | None, *, path: str, line: int, report: Report) -> None:
        """Open `node`, or an empty section where the file is silent.

        Args:
            node: the mapping; None or an empty value for one that is left out.
            path: its place in the file (`severities.SEV1`), empty for the whole file.
            line: where it begins, for mistakes that concern all of it.
            report: where mistakes go.
        """
        self.path = path
        self.line = line
        self._report = report
        self._values: dict[str, yaml.Node] = {}
        self._key_lines: dict[str, int] = {}
        self._taken: set[str] = set()
        if node is None or _is_nothing(node):
            return
        if isinstance(node, yaml.MappingNode):
            for key, value in _pairs(node):
                self._add(key, value)
        else:
            place = f"{path}: " if path else ""
            report.add(line_of(node), f"{place}found {described(node)}, expected keys and values, one a line")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def keys(self) -> tuple[str, ...]:
        """Return the keys as written, in their order."""
        return tuple(self._values)

    def take(self, key: str, kind: Kind[T], default: T) -> T:
        """Return the value of `key`, or `default` where the file is silent or wrong."""
        node = self._take(key)
        return default if node is None else self._read(node, kind, path=self.path_of(key), default=default)

    def take_list(self, key: str, kind: Kind[T], default: tuple[T, ...]) -> tuple[T, ...]:
        """Return the items of the list at `key`, or `default` where the file is silent or wrong."""
        path = self.path_of(key)
        items = self._items(key, expected=f"a list, each item {kind.expected}")
        if items is None:
            return default
        missing: Any = object()  # not None: that may be a value
        read = [
            self._read(node, kind, path=f"{path}[{i}]", default=missing)
            for i, node in enumerate(items, start=1)
        ]
        return tuple(item for item in read if item is not missing)

    def take_section(self, key: str) -> "Section":
        """Return the section at `key`, empty where the file is silent."""
        return self._open(self._take(key), path=self.path_of(key))

    def take_sections(self, key: str) -> tuple["Section", ...] | None:
        """Return the sections in the list at `key`, or None where the file is silent or wrong."""
        items = self._items(key, expected="a list of entries, each with keys and values")
        if items is None:
            return None
        path = self.path_of(key)
        return tuple(self._open(node, path=f"{path}[{i}]") for i, node in enumerate(items, start=1))

    def says(self, key: str, word: str) -> bool:
        """Tell whether `key` holds exactly `word`, and take it if so."""
        node = self._values.get(key)
        if isinstance(node, yaml.ScalarNode) and node.value == word:
            self._taken.add(key)
            return True
        return False

    def mistake(self, sentence: str, *, key: str | None = None) -> None:
        """Record that `key`, or this section as a whole, is wrong."""
        if key is None:
            self._report.add(self.line, f"{self.path}: {sentence}")
        elif key in self._values:
            self._report.add(line_of(self._values[key]), f"{self.path_of(key)}: {sentence}")
        else:
            self._report.add(self.line, f"{self.path_of(key)}: {sentence}")

    def finish(self, *, hints: Mapping[str, str] | None = None) -> None:
        """Record every key that was not taken.

        Args:
            hints: sentences for unknown keys that are known from elsewhere.
        """
        for key, line in self._key_lines.items():
            if key in self._taken:
                continue
            hint = (hints or {}).get(key.casefold()) or suggestion(key, among=self._taken)
            self._report.add(line, f"{self.path_of(key)}: unknown key; {hint}")

    def path_of(self, key: str) -> str:
        """Return the place of `key` in the file."""
        return f"{self.path}.{key}" if self.path else key

    def _open(self, node: yaml.Node | None, *, path: str) -> "Section":
        line = self.line if node is None else line_of(node)
        return Section(node, path=path, line=line, report=self._report)

    def _take(self, key: str) -> yaml.Node | None:
        self._taken.add(key)
        return self._values.get(key)

    def _add(self, key: yaml.Node, value: yaml.Node) -> None:
        line = line_of(key)
        if not isinstance(key, yaml.ScalarNode) or _is_nothing(key):
            place = f"{self.path}: " if self.path else ""
            self._report.add(line, f"{place}found {described(key)} as a key, expected a word")
        elif key.value in self._values:
            first = self._key_lines[key.value]
            self._report.add(
                line, f"{self.path_of(key.value)}: written twice, first in line {first}; keep one"
            )
        else:
            self._values[key.value] = value
            self._key_lines[key.value] = line

    def _items(self, key: str, *, expected: str) -> list[yaml.Node] | None:
        node = self._take(key)
        if node is None:
            return None
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        hint = "; write [] for none" if _is_nothing(node) else ""
        self._report.add(
            line_of(node), f"{self.path_of(key)}: found {described(node)}, expected {expected}{hint}"
        )
        return None

    def _read(self, node: yaml.Node, kind: Kind[T], *, path: str, default: T) -> T:
        hint = ""
        if isinstance(node, yaml.ScalarNode) and not _is_nothing(node) and _is_plain_tag(node):
            try:
                return kind.read(node.value)
            except Wrong as wrong:
                hint = f"; {wrong}" if str(wrong) else ""
        elif isinstance(node, yaml.MappingNode):
            hint = "; a text with a colon in it must stand in quotes"
        elif _is_nothing(node):
            hint = "; a # begins a comment unless the value stands in quotes"
        self._report.add(line_of(node), f"{path}: found {described(node)}, expected {kind.expected}{hint}")
        return default


def compose(text: str, *, name: str) -> yaml.Node | None:
    """Return the root of the YAML document in `text`, or None for an empty one.

    Raises:
        ConfigError: it is not YAML, or holds several documents.
    """
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError([f"{name}:{line}: {_explain(error)}"]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError([f"{name}:{line}: a character that YAML does not allow; remove it"]) from error
    except RecursionError as error:
        raise ConfigError([f"{name}:1: nested too deeply to be a configuration"]) from error


def line_of(node: yaml.Node) -> int:
    """Return the line in which `node` begins, counted from 1."""
    return int(node.start_mark.line) + 1


def described(node: yaml.Node) -> str:
    """Return what a person would call `node`."""
    if isinstance(node, yaml.MappingNode):
        return "keys and values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if _is_nothing(node):
        return "nothing"
    if not _is_plain_tag(node):
        return f"the YAML tag {node.tag}"
    text = node.value if len(node.value) <= _LONGEST_QUOTE else node.value[: _LONGEST_QUOTE - 1] + "…"
    return f'"{" ".join(text.splitlines())}"'


def suggestion(word: str, *, among: Iterable[str]) -> str:
    """Return "did you mean …?" for a word close to a known one, or the list of all."""
    known = sorted(among)
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"expected one of: {', '.join(known)}"


def _pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield keys and values; `<<: *other` brings those of another mapping that are not written here."""
    own = [(key, value) for key, value in node.value if not _merges(key, value)]
    yield from own
    seen = {key.value for key, _ in own if isinstance(key, yaml.ScalarNode)}
    for key, source in node.value:
        if not _merges(key, source):
            continue
        for other_key, other in source.value:
            if isinstance(other_key, yaml.ScalarNode) and other_key.value not in seen:
                seen.add(other_key.value)
                yield other_key, other


def _merges(key: yaml.Node, value: yaml.Node) -> bool:
    return bool(key.tag == _STANDARD_TAG + "merge") and isinstance(value, yaml.MappingNode)


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(node.tag == _STANDARD_TAG + "null")


def _is_plain_tag(node: yaml.Node) -> bool:
    return bool(node.tag.startswith(_STANDARD_TAG))


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "this is not YAML"
    if "'\\t'" in problem:
        return "a tab; YAML is indented with spaces"
    for character in "@`%":
        if f"found character '{character}'" in problem:
            return f'a value that begins with {character} must stand in quotes, as in "{character}oncall"'
    if "mapping values are not allowed here" in problem:
        return "a colon in the middle of a value; put it in quotes, or check the indentation"
    if "but found another document" in problem:
        return "a second document (---); the configuration is one"
    context = f"{error.context}, " if error.context else ""
    return f"not YAML: {context}{problem}"
