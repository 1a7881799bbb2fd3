"""The verbs that let one incident end inside another, and take it out again."""

from functools import partial
from typing import Final

from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.ids import parse_incident_id
from bot.usecases.merge import merge, unmerge
from commands import opening
from commands.answer import Answer
from commands.verbs import Ask, Verb, Where


async def _merge(ask: Ask) -> Answer:
    """Answer `merge INC-41`; `merge into 41` is read as well."""
    named = ask.words.split()
    if named and named[0].casefold() == "into":
        named = named[1:]
    into = parse_incident_id(named[0]) if named else None
    if into is None:
        raise NotUnderstood(words.needs_words("merge", "merge INC-41", command=ask.command))
    return await ask.once(partial(merge, number=ask.incident, into=into, by=ask.by))


async def _unmerge(ask: Ask) -> Answer:
    return await ask.once(partial(unmerge, number=ask.incident, by=ask.by))


MERGE: Final = Verb(
    name="merge",
    example="merge INC-41",
    more=("merge",),
    does="ends this incident inside another one, where the work goes on",
    where=Where.ROOM,
    run=_merge,
    form=opening.MERGE,
    names_another=True,
)

UNMERGE: Final = Verb(
    name="unmerge",
    example="unmerge",
    does="undoes a merge: the incident is a matter of its own again",
    where=Where.ROOM,
    run=_unmerge,
)
