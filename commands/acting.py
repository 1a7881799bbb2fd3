"""What the buttons of actions and emergency access do, and their words after `runbook`."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.blocks.acting import calls_to_approve
from bot.domain import words
from bot.domain.errors import Stale
from bot.domain.permissions import check_may_run_actions
from bot.usecases.acting import breaker, deciding, emergency, meant
from bot.usecases.acting.asking import Wish, ask_action
from bot.usecases.acting.running import answer_doubt
from commands.answer import Answer
from commands.pressed import Pressed
from commands.stepwise import Typed
from commands.verbs import Ask

# ---------------------------------------------------------------- buttons


async def run(pressed: Pressed) -> Answer:
    """Ask for the step's action, or its dry run, as the card showed it."""
    if pressed.origin.revision is None:
        raise Stale(words.stale_button())
    wish = Wish(
        run_id=pressed.subject,
        seen=pressed.origin.revision,
        dry=pressed.click.action_id == names.ACTION_DRY,
    )
    return await pressed.once(partial(ask_action, number=pressed.incident, by=pressed.by, wish=wish))


async def approve(pressed: Pressed) -> Answer:
    """Say yes to the call that the button stands below."""
    return await pressed.once(
        partial(deciding.approve, request_id=pressed.subject, by=pressed.by, seal=pressed.origin.choice)
    )


async def decline(pressed: Pressed) -> Answer:
    """Say no."""
    return await pressed.once(partial(deciding.decline, request_id=pressed.subject, by=pressed.by))


async def withdraw(pressed: Pressed) -> Answer:
    """Take one's own request back."""
    return await pressed.once(partial(deciding.withdraw, request_id=pressed.subject, by=pressed.by))


_HAPPENED: Final[Mapping[str, bool | None]] = {
    names.ACTION_HAPPENED: True,
    names.ACTION_NOT_HAPPENED: False,
    names.ACTION_AGAIN: None,
}


async def settle(pressed: Pressed) -> Answer:
    """Say whether an action in doubt happened."""
    happened = _HAPPENED[pressed.click.action_id]
    return await pressed.once(
        partial(answer_doubt, request_id=pressed.subject, by=pressed.by, happened=happened)
    )


async def end_access(pressed: Pressed) -> Answer:
    """End emergency access."""
    return await pressed.once(partial(emergency.end, number=pressed.incident, by=pressed.by))


# ---------------------------------------------------------------- words


_SAID: Final[Mapping[str, bool | None]] = {"happened": True, "not_happened": False, "again": None}

WORDS: Final = frozenset({"run", "dry_run", "reset", "break_glass", "approve", "decline", "withdraw", *_SAID})
"""What `stepwise` reads that is about actions and emergency access."""


async def say(ask: Ask, typed: Typed, *, number: int) -> Answer:
    """Carry out what was typed of actions and emergency access."""
    match typed.does:
        case "approve":
            return await _approve(ask, typed, number=number)
        case "decline" | "withdraw" | "happened" | "not_happened" | "again":
            return await _decide(ask, typed, number=number)
        case "reset":
            return await ask.once(partial(breaker.reset, number=number, by=ask.by, name=typed.words))
        case "break_glass" if typed.words.casefold() == "end":
            return await ask.once(partial(emergency.end, number=number, by=ask.by))
        case "break_glass":
            return await ask.once(partial(emergency.grant, number=number, by=ask.by, reason=typed.words))
    wish = Wish(runbook=typed.runbook, dry=typed.does == "dry_run")
    return await ask.once(partial(ask_action, number=number, by=ask.by, wish=wish))


async def _approve(ask: Ask, typed: Typed, *, number: int) -> Answer:
    """Approve by the code that stood below a call; without one show what waits, each call with its code.

    Raises:
        NotAllowed: a guest asks.
    """
    if typed.request is not None and typed.code:
        shown = partial(meant.approve_shown, request_id=typed.request, typed=typed.code)
        return await ask.once(partial(shown, number=number, by=ask.by))
    check_may_run_actions(ask.person)
    view = await ask.deps.queries.incident_for(ask.by, number)
    waiting = await ask.deps.queries.waiting_actions(number)
    now = ask.deps.clock.now()
    return calls_to_approve(view, waiting, person=ask.by, now=now, command=ask.command)


async def _decide(ask: Ask, typed: Typed, *, number: int) -> Answer:
    """Decline, withdraw, or say what became of an action in doubt."""
    named = meant.Named(verb=typed.does.replace("_", "-"), request=typed.request, runbook=typed.runbook)
    match typed.does:
        case "decline":
            decided = partial(meant.decline_meant, named=named, why=typed.words)
        case "withdraw":
            decided = partial(meant.withdraw_meant, named=named)
        case _:
            decided = partial(meant.settle_meant, named=named, happened=_SAID[typed.does])
    return await ask.once(partial(decided, number=number, by=ask.by))
