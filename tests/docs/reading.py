"""The documents, read as a machine can: blocks, code in the text, tables, headings, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`` ?(.+?) ?``|`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_ROW = re.compile(r"^\| *(.+?) *\|", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block."""

    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document.

    Args:
        name: its path from the root.
        text: everything in it; prose: the same without fenced blocks.
    """

    name: str
    text: str

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return _FENCE.sub("", self.text)

    @property
    def blocks(self) -> list[Block]:
        """The fenced blocks."""
        return [Block(language=found[2], text=found[3]) for found in _FENCE.finditer(self.text)]

    @property
    def codes(self) -> list[str]:
        """What stands in backticks in the prose."""
        return [found[1] or found[2] for found in _CODE.finditer(self.prose)]

    @property
    def links(self) -> list[str]:
        """Where links and pictures lead."""
        return [*_LINK.findall(self.prose), *(where for _, where in self.pictures)]

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """The words of each picture, and where it is."""
        return _PICTURE.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """What a link into this document can name, as GitHub makes it of headings."""
        return {_anchor(title) for title in _HEADING.findall(self.prose)}

    @property
    def first_cells(self) -> set[str]:
        """What stands in backticks in the first cell of any table's row."""
        cells = _ROW.findall(self.prose)
        return {found[1] or found[2] for cell in cells for found in _CODE.finditer(cell)}


def _anchor(title: str) -> str:
    words = re.sub(r"[^\w\- ]", "", title.casefold())
    return words.strip().replace(" ", "-")


@cache
def documents() -> tuple[Document, ...]:
    """Return every document that people read, but the page of all sentences, which is made by a program."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return tuple(
        Document(name=path.relative_to(ROOT).as_posix(), text=path.read_text("utf-8"))
        for path in sorted(found)
        if path.name != "words.md"
    )


def document(name: str) -> Document:
    """Return the document of that name."""
    return next(one for one in documents() if one.name == name)


def shell_lines() -> Iterator[tuple[str, str]]:
    """Yield each command line that a document shows, with the document's name; comments are none."""
    for one in documents():
        for block in one.blocks:
            if block.language in ("sh", "bash", "shell"):
                for line in block.text.splitlines():
                    if line.strip() and not line.lstrip().startswith("#"):
                        yield one.name, line.strip()
        for code in one.codes:
            if re.match(r"(make|muster|\.venv/bin/muster|\.venv/bin/python|python) \S", code):
                yield one.name, code
