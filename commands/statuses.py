"""The verbs that say how it stands: every status, and the severity. Words after them are a status update."""

from functools import partial
from typing import Final

from bot.domain import lifecycle, words
from bot.domain.errors import NotUnderstood
from bot.usecases.severity import set_severity
from bot.usecases.status import change_status, reopen
from commands import opening
from commands.answer import Answer
from commands.naming import leading_severity
from commands.verbs import Ask, Verb, Where


async def _move(ask: Ask, *, to: str) -> Answer:
    return await ask.once(partial(change_status, number=ask.incident, by=ask.by, to=to, words=ask.words))


async def _reopen(ask: Ask) -> Answer:
    return await ask.once(partial(reopen, number=ask.incident, by=ask.by, words=ask.words))


async def _severity(ask: Ask) -> Answer:
    level, said = leading_severity(ask)
    if level is None:
        asked = ask.words.split(maxsplit=1)[0]
        raise NotUnderstood(words.bad_severity(asked, list(ask.deps.config.severities)))
    return await ask.once(
        partial(set_severity, number=ask.incident, by=ask.by, severity=level.name, words=said)
    )


def _status(to: str, *, aliases: tuple[str, ...] = (), words_after: str, does: str) -> Verb:
    name = lifecycle.VERBS[to]
    return Verb(
        name=name,
        aliases=aliases,
        example=f"{name} {words_after}",
        more=(name,),
        does=f"{does}; words after it are a status update",
        where=Where.ROOM,
        run=partial(_move, to=to),
    )


STATUSES: Final = (
    _status(
        lifecycle.INVESTIGATING,
        words_after="errors are back",
        does="says that the cause is not known",
    ),
    _status(
        lifecycle.IDENTIFIED,
        words_after="bad deploy 4.2, rolling back",
        does="says that the cause is known and being fixed",
    ),
    _status(
        lifecycle.MONITORING,
        aliases=("mitigated",),
        words_after="rollback done, watching",
        does="says that customers are no longer hurt, but that it is not confirmed yet",
    ),
    _status(
        lifecycle.RESOLVED,
        aliases=("resolved",),
        words_after="error rate back to normal",
        does="says that the service is confirmed restored; reminders stop",
    ),
    Verb(
        name="reopen",
        example="reopen it is back",
        more=("reopen",),
        does="takes a resolved or closed incident up again; words after it are a status update",
        where=Where.ROOM,
        run=_reopen,
    ),
    _status(
        lifecycle.CLOSED,
        words_after="postmortem on Tuesday",
        does="ends a resolved incident; the timeline is exported",
    ),
    _status(
        lifecycle.CANCELLED,
        words_after="the probe was broken",
        does="ends a false alarm; everyone who was called is told to stand down",
    ),
)

SEVERITY: Final = Verb(
    name="severity",
    aliases=("sev",),
    example="sev 2 only EU affected",
    more=("severity sev1", "severity"),
    does="says how bad it is for customers; words after it are a status update. Alone it opens the form",
    where=Where.ROOM,
    run=_severity,
    form=opening.SEVERITY,
)
