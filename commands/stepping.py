"""What the buttons of a runbook's card do."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.domain import words
from bot.domain.errors import Stale
from bot.usecases.runs import Act, Verb, move_run, start_run
from commands.answer import Answer
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
    """Start the runbook that the button names."""
    return await pressed.once(
        partial(start_run, number=pressed.incident, by=pressed.by, runbook=pressed.origin.choice)
    )
