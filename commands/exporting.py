"""The verb that hands the timeline over as files."""

import re
from functools import partial
from typing import Final

from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.permissions import check_may_export
from bot.usecases.exporting import FORMATS, request_export
from commands.answer import Answer
from commands.verbs import Ask, Verb, Where

_SYNONYMS: Final = {"markdown": "md", "htm": "html"}


async def _export(ask: Ask) -> Answer:
    check_may_export(ask.person)
    return await ask.once(
        partial(
            request_export,
            number=ask.incident,
            by=ask.by,
            formats=read_formats(ask.words),
            request=ask.key or "",
        )
    )


def read_formats(typed: str) -> tuple[str, ...]:
    """Return the formats that are named; all of them when none is.

    Raises:
        NotUnderstood: there is no such format.
    """
    asked = [word for word in re.split(r"[\s,]+", typed.casefold()) if word not in ("", "as", "and", "all")]
    wanted = [_SYNONYMS.get(word, word) for word in asked]
    for word in wanted:
        if word not in FORMATS:
            raise NotUnderstood(words.bad_format(word, FORMATS))
    return tuple(dict.fromkeys(wanted)) or FORMATS


EXPORT: Final = Verb(
    name="export",
    example="export json",
    more=("export", "export INC-42 md"),
    does="sends the timeline as files (md, html, csv, json) by direct message",
    where=Where.ROOM,
    run=_export,
    outsiders=False,
)
