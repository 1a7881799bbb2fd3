"""The part of Markdown that runbooks use, read line by line: headings, paragraphs, points and code blocks.

A runbook is shown by any code host, so nothing here is a dialect; what the reader does not know (tables,
quotations, HTML) is a paragraph to it.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_HEADING = re.compile(r"(#{1,6})[ \t]+(.+)")
_CLOSING = re.compile(r"[ \t]#+\Z")
_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*)")
_POINT = re.compile(r"(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(.*)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\(([^()\s]{0,2000})\)")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One piece of a document.

    Args:
        kind: `code` holds its lines without the fences; `point` is an item of a list at the margin.
        level: of a heading, 1 to 6.
        language: of a code block, the first word behind the fence, in lower case.
        is_inside: whether a code block is indented, and so belongs to the point above it.
        is_closed: whether a code block ends with a fence; one that does not runs to the end of the document.
    """

    kind: Literal["heading", "text", "point", "code"]
    text: str
    line: int
    level: int = 0
    language: str = ""
    is_inside: bool = False
    is_closed: bool = True


class _Reader:
    """Goes through the lines once."""

    def __init__(self, lines: list[str], *, first: int) -> None:
        """Begin at the line numbered `first`."""
        self._lines = lines
        self._first = first
        self._blocks: list[Block] = []
        self._open: list[str] = []
        self._open_line = 0
        self._open_kind: Literal["text", "point"] = "text"

    def read(self) -> list[Block]:
        """Return the blocks in their order."""
        at = 0
        while at < len(self._lines):
            fence = _FENCE.fullmatch(self._lines[at])
            at = self._code(at, fence) if fence is not None else self._line(at)
        self._close()
        return self._blocks

    def _line(self, at: int) -> int:
        line = self._lines[at].rstrip()
        if not line:
            self._close()
        elif (heading := _HEADING.fullmatch(line)) is not None:
            self._close()
            text = _CLOSING.sub("", heading[2]).strip()
            self._blocks.append(
                Block(kind="heading", text=text, line=self._first + at, level=len(heading[1]))
            )
        elif (point := _POINT.fullmatch(line)) is not None:
            self._begin("point", point[1], at=at)
        elif self._open:
            self._open.append(line.strip())
        else:
            self._begin("text", line.strip(), at=at)
        return at + 1

    def _begin(self, kind: Literal["text", "point"], text: str, *, at: int) -> None:
        self._close()
        self._open, self._open_line, self._open_kind = [text], self._first + at, kind

    def _close(self) -> None:
        if self._open:
            text = " ".join(part for part in self._open if part)
            self._blocks.append(Block(kind=self._open_kind, text=text, line=self._open_line))
            self._open = []

    def _code(self, at: int, fence: re.Match[str]) -> int:
        self._close()
        indent, mark = len(fence[1].expandtabs(4)), fence[2]
        end = at + 1
        while end < len(self._lines) and not _ends(self._lines[end], mark):
            end += 1
        words = fence[3].split()
        self._blocks.append(
            Block(
                kind="code",
                text="\n".join(_dedent(line, indent) for line in self._lines[at + 1 : end]).rstrip(),
                line=self._first + at,
                language=words[0].lower() if words else "",
                is_inside=indent > 0,
                is_closed=end < len(self._lines),
            )
        )
        return end + 1


def blocks(text: str, *, first: int = 1) -> list[Block]:
    """Return the blocks of a document in their order; every text comes to some list of blocks.

    Args:
        first: the number of its first line.
    """
    return _Reader(text.split("\n"), first=first).read()


def anchor(heading: str) -> str:
    """Return what a link to this heading is called on a code host: `3-roll-back`."""
    kept = "".join(one for one in heading.lower() if one in " -_" or unicodedata.category(one)[0] in "LN")
    return kept.strip().replace(" ", "-")


def unlinked(text: str) -> str:
    """Return `text` with the words of each link and without its address."""
    return _LINK.sub(lambda match: match[1], text)


def links(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words and the address of each link in `text`."""
    return tuple((match[1], match[2]) for match in _LINK.finditer(text))


def _ends(line: str, mark: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


def _dedent(line: str, indent: int) -> str:
    spaces = len(line) - len(line.lstrip(" \t"))
    return line[min(indent, spaces) :].rstrip()
