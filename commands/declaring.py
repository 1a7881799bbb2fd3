"""The verb that declares an incident."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.domain import words
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.permissions import check_may_declare
from bot.domain.severity import Severities, read_severity
from bot.usecases.declare import Here, declare
from commands import opening
from commands.answer import Answer
from commands.payload import Place
from commands.verbs import Ask, Verb, Where

_FLAGS: Final = frozenset({"private", "here"})
_THING: Final = re.compile(r"s?\d", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What was typed after `declare`."""

    title: str
    severity: str | None
    private: bool
    here: bool


def read(typed: str, *, severities: Severities) -> Declared:
    """Return the title and what stands before it: a severity, `private` and `here`, in any order, each once.

    A bare number is part of the title: `2 nodes are down`, and so is `S3`.
    """
    rest = typed.strip()
    severity: str | None = None
    flags: set[str] = set()
    while rest:
        word, _, after = rest.partition(" ")
        asked = word.casefold()
        level = None if severity is not None or _is_a_thing(word) else read_severity(word, severities)
        if asked in _FLAGS - flags:
            flags.add(asked)
        elif level is not None:
            severity = level.name
        else:
            break
        rest = after.strip()
    return Declared(title=rest, severity=severity, private="private" in flags, here="here" in flags)


def _is_a_thing(word: str) -> bool:
    """Tell whether a word that could be a severity is a count (`2 nodes`) or a product (`S3`) in a title."""
    return _THING.fullmatch(word) is not None


async def _declare(ask: Ask) -> Answer:
    check_may_declare(ask.person)
    said = read(ask.words, severities=ask.deps.config.severities)
    if not said.title:
        raise NotUnderstood(words.title_needed(command=ask.command))
    if said.here and ask.place is Place.DIRECT:
        raise NotAllowed(words.not_a_room())
    here = Here(channel=ask.channel, is_private=ask.place is Place.PRIVATE) if said.here else None
    return await ask.once(
        partial(declare, by=ask.by, title=said.title, severity=said.severity, private=said.private, here=here)
    )


DECLARE: Final = Verb(
    name="declare",
    aliases=("new", "open", "start"),
    example="declare sev1 checkout returns 500s",
    more=("declare private sev2 customer data in a public log", "declare here sev3 slow search", "declare"),
    does="declares an incident; `private` hides it, `here` makes this channel the war room. Alone: the form",
    where=Where.ANYWHERE,
    run=_declare,
    form=opening.DECLARE,
    outsiders=False,
)
