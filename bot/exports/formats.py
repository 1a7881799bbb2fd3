"""The formats in which an incident can leave, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.domain.errors import NotUnderstood
from bot.domain.text import one_line, safe
from bot.domain.views import Dossier
from bot.exports.csv_ import to_csv
from bot.exports.document import to_json
from bot.exports.html import to_html
from bot.exports.markdown import to_markdown


@dataclass(frozen=True, kw_only=True)
class ExportFile:
    """A finished file."""

    filename: str
    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format: the end of its files' names, and how a file of it is written."""

    suffix: str
    media_type: str
    write: Callable[[Dossier, datetime], bytes]  # the moment is when it is exported


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "md": Format(
            suffix="md",
            media_type="text/markdown; charset=utf-8",
            write=lambda dossier, at: to_markdown(dossier, exported_at=at),
        ),
        "html": Format(
            suffix="html",
            media_type="text/html; charset=utf-8",
            write=lambda dossier, at: to_html(dossier, exported_at=at),
        ),
        "csv": Format(
            suffix="csv",
            media_type="text/csv; charset=utf-8; header=present",
            write=lambda dossier, _: to_csv(dossier),
        ),
        "json": Format(
            suffix="json",
            media_type="application/json",
            write=lambda dossier, _: to_json(dossier),
        ),
    }
)
"""Every format by its name, in the order in which they are offered."""

ALIASES: Final[Mapping[str, str]] = MappingProxyType({"markdown": "md", "htm": "html"})
"""Other words for them."""


def find_format(word: str) -> str:
    """Return the name of the format that `word` means (`Markdown` is `md`).

    Raises:
        NotUnderstood: there is no such format; the sentence names those that there are.
    """
    name = word.strip().lower().removeprefix(".")
    name = ALIASES.get(name, name)
    if name in FORMATS:
        return name
    known = ", ".join(f"`{one}`" for one in FORMATS)
    raise NotUnderstood(f"There is no export format “{safe(one_line(word), 40)}”. Say one of {known}.")


def render(name: str, dossier: Dossier, *, exported_at: datetime) -> ExportFile:
    """Return an incident as a file.

    Args:
        name: the format's name, or another word for it.
        exported_at: shown in Markdown and HTML; CSV and JSON are the same whenever they are made.

    Raises:
        NotUnderstood: there is no such format.
    """
    chosen = FORMATS[find_format(name)]
    return ExportFile(
        filename=f"{dossier.incident.id}-timeline.{chosen.suffix}",
        content=chosen.write(dossier, exported_at),
        media_type=chosen.media_type,
    )
