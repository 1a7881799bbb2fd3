"""The verbs of status updates: post one, correct it, move the next."""

from functools import partial
from typing import Final

from bot.domain import words
from bot.domain.durations import parse_duration
from bot.domain.errors import NotUnderstood
from bot.domain.moments import split_next
from bot.usecases.snooze import move_next
from bot.usecases.updates import correct_update, post_update
from commands import opening
from commands.answer import Answer
from commands.verbs import Ask, Verb, Where


async def _update(ask: Ask) -> Answer:
    text, next_in = split_next(ask.words)
    return await ask.once(partial(post_update, number=ask.incident, by=ask.by, text=text, next_in=next_in))


async def _correct(ask: Ask) -> Answer:
    return await ask.once(partial(correct_update, number=ask.incident, by=ask.by, text=ask.words))


async def _next(ask: Ask) -> Answer:
    """Answer `next 45m waiting for vendor`; a duration may be two words (`1h 30m`, `20 min`)."""
    typed = ask.words.removeprefix("in ")
    parts = typed.split()
    for count in (2, 1):
        after = parse_duration(" ".join(parts[:count]), bare_minutes=count == 1)
        if after is not None and len(parts) >= count:
            reason = " ".join(parts[count:])
            return await ask.once(
                partial(move_next, number=ask.incident, by=ask.by, after=after, reason=reason)
            )
    raise NotUnderstood(words.bad_duration(parts[0] if parts else typed))


UPDATE: Final = Verb(
    name="update",
    aliases=("post", "sitrep"),
    example="update rollback at 50 %, errors falling next 20m",
    more=("update",),
    does="posts a status update; `next 20m` says when the next one is due. Alone it opens the form",
    where=Where.ROOM,
    run=_update,
    form=opening.UPDATE,
)

CORRECT: Final = Verb(
    name="correct",
    example="correct 60 % not 50 %",
    more=("correct",),
    does="corrects the last update everywhere it went",
    where=Where.ROOM,
    run=_correct,
    form=opening.CORRECT,
)

NEXT: Final = Verb(
    name="next",
    aliases=("snooze",),
    example="next 45m waiting for vendor",
    more=("next",),
    does="moves the next update's due time, by at most one cadence of the severity; the IC may double it",
    where=Where.ROOM,
    run=_next,
    form=opening.NEXT,
)
