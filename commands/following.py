"""The verb of runbooks: what there is, what is offered, and every step of what is followed."""

from functools import partial
from typing import Final, cast

from bot.blocks.following import step_at_length
from bot.blocks.runbooks import run_figures, runbook_info, runbook_list
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.permissions import check_may_look_up
from bot.usecases.runs import Act, Verb, move_run, set_values, start_run
from commands import acting
from commands.answer import Answer
from commands.deps import Deps
from commands.stepwise import Typed, read
from commands.verbs import Ask, Where
from commands.verbs import Verb as Word


async def _runbook(ask: Ask) -> Answer:
    """Answer `runbook …`: a subverb moves what is followed, other words are searched for.

    Raises:
        NotAllowed: a guest or somebody of another organisation looks around outside a war room.
    """
    if ask.number is None:
        check_may_look_up(ask.person)
    typed = read(ask.words, known=ask.deps.shelf.ids)
    if typed.does in acting.WORDS:
        return await acting.say(ask, typed, number=_incident(ask))
    match typed.does:
        case "" | "list" | "search":
            return await show_runbooks(ask.deps, person=ask.by, number=ask.number, asked=typed.words)
        case "start":
            return await _start(ask, typed)
        case "show":
            return await _show(ask, typed)
        case "set":
            return await _set(ask, typed)
        case "stats":
            return run_figures(await ask.deps.queries.run_figures())
    return await _move(ask, typed)


async def show_runbooks(deps: Deps, *, person: str, number: int | None, asked: str = "") -> Answer:
    """Return the runbooks that have all of some words; without words what is offered here comes first."""
    view = await deps.queries.incident_for(person, number) if number is not None else None
    found = deps.shelf.find(asked)
    return runbook_list(found, words=asked, view=view, now=deps.clock.now(), command=deps.config.command)


async def _start(ask: Ask, typed: Typed) -> Answer:
    number = _incident(ask)
    if not typed.runbook:
        raise NotUnderstood(words.which_runbook(command=ask.command))
    runbook = ask.deps.shelf.meant(typed.runbook)
    return await ask.once(
        partial(start_run, number=number, by=ask.by, runbook=runbook, given=dict(typed.values))
    )


async def _set(ask: Ask, typed: Typed) -> Answer:
    number = _incident(ask)
    return await ask.once(
        partial(set_values, number=number, by=ask.by, given=dict(typed.values), runbook=typed.runbook)
    )


async def _show(ask: Ask, typed: Typed) -> Answer:
    """Answer `show`: the current step of what is followed here, else the runbook of that name."""
    if ask.number is not None:
        view = await ask.deps.queries.incident_for(ask.by, ask.number)
        followed = [run for run in view.runs if run.ending is None]
        here = [run for run in followed if run.runbook == (typed.runbook or run.runbook)]
        if len(here) == 1:
            run = await ask.deps.queries.run(view.number, here[0].id)
            if run is not None and run.step is not None:
                return step_at_length(run)
        if len(here) > 1:
            names = [run.runbook for run in here]
            raise NotUnderstood(words.which_run(names, verb="show", command=ask.command))
    name = ask.deps.shelf.meant(typed.runbook or "-".join(typed.words.lower().split()))
    runbook = ask.deps.shelf.get(name)
    if runbook is None:
        if not name:
            raise NotUnderstood(words.nothing_followed(command=ask.command))
        raise NotUnderstood(words.no_such_runbook(name, known=ask.deps.shelf.ids, command=ask.command))
    return runbook_info(runbook, number=ask.number)


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


RUNBOOK: Final = Word(
    name="runbook",
    aliases=("runbooks", "rb"),
    example="runbook start replication-lag",
    more=(
        "runbook",
        "runbook replication",
        "runbook show",
        "runbook start replication-lag primary=db-1 replica=db-2",
        "runbook take",
        "runbook done",
        "runbook failed 3 no such pod",
        "runbook skip not our cluster",
        "runbook undo 2",
        "runbook choose 1",
        "runbook step 5",
        "runbook set pid=4711",
        "runbook stop it was a false lead",
        "runbook stats",
        "runbook run",
        "runbook dryrun",
        "runbook approve",
        "runbook decline not before the backup is done",
        "runbook withdraw",
        "runbook happened",
        "runbook did not happen",
        "runbook again",
        "runbook reset",
        "runbook breakglass the vault is sealed and customers cannot pay",
    ),
    does="lists runbooks and follows them, step by step",
    where=Where.EITHER,
    run=_runbook,
)
