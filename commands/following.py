"""The verb of runbooks: what there is, what is offered, and every step of what is followed."""

from collections.abc import Mapping
from functools import partial
from typing import Final, cast

from bot.blocks.runbooks import runbook_list
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.usecases.runs import Act, Verb, move_run, start_run
from commands.answer import Answer
from commands.stepwise import Typed, read
from commands.verbs import Ask, Where
from commands.verbs import Verb as Word


async def _runbook(ask: Ask) -> Answer:
    """Answer `runbook …`: a subverb moves what is followed, other words are searched for."""
    typed = read(ask.words, known=ask.deps.shelf.ids)
    match typed.does:
        case "" | "list" | "search":
            return await _list(ask, typed)
        case "start":
            return await _start(ask, typed)
        case "show":
            return await _list(ask, typed)
    return await _move(ask, typed)


async def _list(ask: Ask, typed: Typed) -> Answer:
    found = ask.deps.shelf.find(typed.words)
    return runbook_list(found, words=typed.words, number=ask.number, command=ask.command)


async def _start(ask: Ask, typed: Typed) -> Answer:
    number = _incident(ask)
    if not typed.runbook:
        raise NotUnderstood(words.which_runbook(command=ask.command))
    runbook = ask.deps.shelf.meant(typed.runbook)
    return await ask.once(
        partial(start_run, number=number, by=ask.by, runbook=runbook, given=dict(typed.values))
    )


async def _move(ask: Ask, typed: Typed) -> Answer:
    number = _incident(ask)
    if typed.does == "decide":
        # People count from 1, and it is the current step's: a number is the way, not the step.
        act = Act(verb="decide", choice=(typed.step or 0) - 1)
    elif typed.does == "go_to" and typed.step is None:
        raise NotUnderstood(words.which_step(command=ask.command))
    else:
        act = Act(verb=cast("Verb", typed.does), step=typed.step, why=typed.words)
    return await ask.once(partial(move_run, number=number, by=ask.by, act=act, runbook=typed.runbook))


def _incident(ask: Ask) -> int:
    if ask.number is None:
        raise NotUnderstood(words.which_incident(ask.verb, command=ask.command))
    return ask.number


_EXAMPLES: Final[Mapping[str, str]] = {
    "list": "runbook",
    "search": "runbook replication",
    "start": "runbook start replication-lag primary=db-1 replica=db-2",
    "take": "runbook take",
    "done": "runbook done",
    "failed": "runbook failed 3 no such pod",
    "skip": "runbook skip not our cluster",
    "undo": "runbook undo 2",
    "choose": "runbook choose 1",
    "step": "runbook step 5",
    "stop": "runbook stop it was a false lead",
}

RUNBOOK: Final = Word(
    name="runbook",
    aliases=("runbooks", "rb"),
    example="runbook start replication-lag",
    more=tuple(_EXAMPLES.values()),
    does="lists runbooks and follows them, step by step",
    where=Where.EITHER,
    run=_runbook,
)
