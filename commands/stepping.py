"""What the buttons of a runbook's card do."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.domain import words
from bot.domain.errors import Stale
from bot.usecases.run_feedback import vote
from bot.usecases.runs import Act, ValuesNeeded, Verb, move_run, start_run
from commands import run_forms
from commands.answer import Answer
from commands.following import show_runbooks
from commands.pressed import Pressed

_VERBS: Final[Mapping[str, Verb]] = {
    names.RUN_CLAIM: "claim",
    names.RUN_DONE: "done",
    names.RUN_FAILED: "fail",
    names.RUN_UNDO: "undo",
    names.RUN_DECIDE: "decide",
}


async def step(pressed: Pressed) -> Answer:
    """Move the step that the button was drawn for."""
    origin = pressed.origin
    if origin.step is None or origin.revision is None:
        raise Stale(words.stale_button())
    act = Act(
        verb=_VERBS[pressed.click.action_id],
        step=origin.step,
        choice=int(origin.choice) if origin.choice.isdecimal() else -1,
        seen=origin.revision,
    )
    return await pressed.once(
        partial(move_run, number=pressed.incident, by=pressed.by, act=act, run_id=pressed.subject)
    )


async def start(pressed: Pressed) -> Answer:
    """Start the runbook that the button names; what it has to know first is asked for in a form."""
    use_case = partial(start_run, number=pressed.incident, by=pressed.by, runbook=pressed.origin.choice)
    try:
        return await pressed.once(use_case)
    except ValuesNeeded:
        return await pressed.open(run_forms.START)


async def helped(pressed: Pressed) -> Answer:
    """Say whether the runbook helped."""
    return await pressed.once(
        partial(
            vote,
            number=pressed.incident,
            by=pressed.by,
            run_id=pressed.subject,
            helped=pressed.origin.choice,
        )
    )


async def show(pressed: Pressed) -> Answer:
    """Show the runbooks to who clicked."""
    return await show_runbooks(pressed.deps, person=pressed.by, number=pressed.origin.incident)


async def choose(pressed: Pressed) -> Answer:
    """Open what was chosen in the menu of a run."""
    form = run_forms.BY_CHOICE.get(pressed.origin.choice)
    if form is None:
        raise Stale(words.stale_button())
    return await pressed.open(form)
