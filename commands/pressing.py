"""What each button and menu does."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.blocks.asking import answered
from bot.domain import lifecycle, words
from bot.domain.errors import Stale, WordsNeeded
from bot.domain.reply import Reply
from bot.domain.views import PersonView
from bot.usecases import handover, reminders
from bot.usecases.merge import merge, unmerge
from bot.usecases.notes import CONFIRMED, RULED_OUT, settle_hypothesis
from bot.usecases.revisions import show_entry
from bot.usecases.roles import assign
from bot.usecases.run_feedback import HELPED
from bot.usecases.severity import set_severity
from bot.usecases.snooze import move_shown
from bot.usecases.status import change_status
from bot.usecases.updates import no_change
from commands import acting, opening, stepping
from commands.answer import Answer
from commands.helping import show_help
from commands.listing import incident_list
from commands.pressed import Pressed
from commands.showing import show_catchup, show_info, show_panel, show_timeline, show_times

# ---------------------------------------------------------------- state


async def _status(pressed: Pressed) -> Answer:
    """Go to a status by its own button, which has asked "sure?" where that is needed."""
    to = names.status_of(pressed.click.action_id) or pressed.origin.choice
    return await _move(pressed, to=to)


async def _status_menu(pressed: Pressed) -> Answer:
    """Go to a chosen status; a menu cannot ask "sure?" for some of its choices alone, so a form does."""
    if lifecycle.needs_confirmation(pressed.origin.choice):
        return await pressed.open(opening.CONFIRM)
    return await _move(pressed, to=pressed.origin.choice)


async def _move(pressed: Pressed, *, to: str) -> Answer:
    if to not in lifecycle.STATUSES:
        raise Stale(words.stale_button())
    return await pressed.once(
        partial(
            change_status, number=pressed.incident, by=pressed.by, to=to, revision=pressed.origin.revision
        )
    )


async def _severity_menu(pressed: Pressed) -> Answer:
    return await pressed.once(
        partial(
            set_severity,
            number=pressed.incident,
            by=pressed.by,
            severity=pressed.origin.choice,
            revision=pressed.origin.revision,
        )
    )


async def _merge(pressed: Pressed) -> Answer:
    return await pressed.once(
        partial(
            merge,
            number=pressed.incident,
            into=pressed.subject,
            by=pressed.by,
            revision=pressed.origin.revision,
        )
    )


async def _unmerge(pressed: Pressed) -> Answer:
    return await pressed.once(
        partial(unmerge, number=pressed.incident, by=pressed.by, revision=pressed.origin.revision)
    )


# ---------------------------------------------------------------- updates and reminders


async def _no_change(pressed: Pressed) -> Answer:
    """Post "no change"; where a sentence is asked for instead, the form of an update says so."""
    use_case = partial(no_change, number=pressed.incident, by=pressed.by, due_at=pressed.origin.due_at)
    try:
        return await pressed.once(use_case)
    except WordsNeeded as needed:
        return await pressed.open(opening.UPDATE, note=needed.sentence)


async def _snooze(pressed: Pressed) -> Answer:
    if pressed.origin.due_at is None:
        raise Stale(words.stale_button())
    return await pressed.once(
        partial(move_shown, number=pressed.incident, by=pressed.by, due_at=pressed.origin.due_at)
    )


async def _answer_reminder(pressed: Pressed, *, use_case: Callable[..., Awaitable[Reply]]) -> Answer:
    """Answer a question that changes nothing of the incident; the question says who did."""
    await pressed.once(
        partial(use_case, number=pressed.incident, by=pressed.by, generation=pressed.origin.generation)
    )
    view = await pressed.deps.queries.incident_for(pressed.by, pressed.incident)
    who = PersonView(slack_id=pressed.by, name=pressed.by)
    return answered(view, action_id=pressed.click.action_id, by=who, now=pressed.deps.clock.now())


# ---------------------------------------------------------------- roles


async def _roles_menu(pressed: Pressed) -> Answer:
    if pressed.origin.choice == names.ASSIGN:
        return await pressed.open(opening.ROLES)
    if pressed.origin.choice == names.HANDOVER:
        return await pressed.open(opening.HANDOVER)
    return await _take_role(pressed)


async def _take_role(pressed: Pressed) -> Answer:
    return await pressed.once(
        partial(
            assign,
            number=pressed.incident,
            by=pressed.by,
            role=pressed.origin.choice,
            person=pressed.by,
        )
    )


async def _answer_handover(pressed: Pressed, *, use_case: Callable[..., Awaitable[Reply]]) -> Answer:
    return await pressed.once(partial(use_case, handover_id=pressed.subject, by=pressed.by))


# ---------------------------------------------------------------- what was found, and the timeline


async def _settle(pressed: Pressed, *, state: str) -> Answer:
    return await pressed.once(
        partial(
            settle_hypothesis,
            number=pressed.incident,
            by=pressed.by,
            hypothesis=pressed.subject,
            state=state,
        )
    )


async def _entry_menu(pressed: Pressed) -> Answer:
    if pressed.origin.choice == names.ENTRY_SHOW:
        return await pressed.once(
            partial(show_entry, number=pressed.incident, by=pressed.by, entry=pressed.subject)
        )
    form = opening.BY_ENTRY.get(pressed.origin.choice)
    if form is None:
        raise Stale(words.stale_button())
    return await pressed.open(form)


# ---------------------------------------------------------------- what is shown


async def _list(pressed: Pressed) -> Answer:
    person = await pressed.deps.directory.person(pressed.by)
    return await incident_list(
        pressed.deps,
        by=pressed.by,
        person=person,
        typed=pressed.origin.choice,
        page=pressed.origin.page or 1,
    )


async def _timeline(pressed: Pressed) -> Answer:
    return await show_timeline(
        pressed.deps, person=pressed.by, number=pressed.incident, page=pressed.origin.page or 1
    )


async def _show(pressed: Pressed, *, show: Callable[..., Awaitable[Answer]]) -> Answer:
    return await show(pressed.deps, person=pressed.by, number=pressed.incident)


async def _help(pressed: Pressed) -> Answer:
    person = await pressed.deps.directory.person(pressed.by)
    verbs = pressed.vocabulary.verbs
    return show_help(verbs, person=person, number=pressed.origin.incident, deps=pressed.deps)


async def _open(pressed: Pressed) -> Answer:
    return await pressed.open(opening.BY_BUTTON[pressed.click.action_id])


Pressing = Callable[[Pressed], Awaitable[Answer]]

PRESSED: Final[Mapping[str, Pressing]] = {
    names.NO_CHANGE: _no_change,
    names.SNOOZE: _snooze,
    names.STATUS_MENU: _status_menu,
    names.SEVERITY_MENU: _severity_menu,
    names.ROLES_MENU: _roles_menu,
    names.TAKE_ROLE: _take_role,
    names.MERGE_WITH: _merge,
    names.UNMERGE: _unmerge,
    names.HYPOTHESIS_CONFIRM: partial(_settle, state=CONFIRMED),
    names.HYPOTHESIS_RULE_OUT: partial(_settle, state=RULED_OUT),
    names.HANDOVER_ACCEPT: partial(_answer_handover, use_case=handover.accept),
    names.HANDOVER_DECLINE: partial(_answer_handover, use_case=handover.decline),
    names.STILL_ON_IT: partial(_answer_reminder, use_case=reminders.still_on_it),
    names.STILL_MONITORING: partial(_answer_reminder, use_case=reminders.still_monitoring),
    names.CLOSE_LATER: partial(_answer_reminder, use_case=reminders.close_later),
    names.TIMELINE_NEWER: _timeline,
    names.TIMELINE_OLDER: _timeline,
    names.ENTRY_MENU: _entry_menu,
    names.LIST_NEWER: _list,
    names.LIST_OLDER: _list,
    names.LIST_FILTER: _list,
    **dict.fromkeys(opening.BY_BUTTON, _open),
    names.OPEN_PANEL: partial(_show, show=show_panel),
    names.SHOW_INFO: partial(_show, show=show_info),
    names.SHOW_LIST: _list,
    names.SHOW_TIMELINE: _timeline,
    names.SHOW_TIMES: partial(_show, show=show_times),
    names.SHOW_CATCHUP: partial(_show, show=show_catchup),
    names.SHOW_HELP: _help,
    **dict.fromkeys(
        (names.RUN_CLAIM, names.RUN_DONE, names.RUN_FAILED, names.RUN_UNDO, names.RUN_DECIDE), stepping.step
    ),
    names.START_RUNBOOK: stepping.start,
    names.RUN_MENU: stepping.choose,
    **dict.fromkeys(map(names.vote_action, HELPED), stepping.helped),
    names.SHOW_RUNBOOKS: stepping.show,
    **dict.fromkeys((names.ACTION_RUN, names.ACTION_DRY), acting.run),
    names.ACTION_APPROVE: acting.approve,
    names.ACTION_DECLINE: acting.decline,
    names.ACTION_WITHDRAW: acting.withdraw,
    **dict.fromkeys((names.ACTION_HAPPENED, names.ACTION_NOT_HAPPENED, names.ACTION_AGAIN), acting.settle),
    names.ACCESS_END: acting.end_access,
}
"""What each action does, by its id; `status_<to>` is told by its beginning."""

REPLACING: Final = frozenset(
    {
        names.TIMELINE_NEWER,
        names.TIMELINE_OLDER,
        names.LIST_NEWER,
        names.LIST_OLDER,
        names.LIST_FILTER,
        names.STILL_ON_IT,
        names.STILL_MONITORING,
        names.CLOSE_LATER,
    }
)
"""Actions whose drawing takes the place of the message that was clicked in."""

OPENING: Final = frozenset(
    {
        *opening.BY_BUTTON,
        names.STATUS_MENU,
        names.ROLES_MENU,
        names.ENTRY_MENU,
        names.NO_CHANGE,
        names.START_RUNBOOK,
        names.RUN_MENU,
    }
)
"""Actions that may open a form of their own, so that no other may use up the trigger."""


def handler_of(action_id: str) -> Pressing | None:
    """Return what an action does, or None for one that only leads away (a link)."""
    if names.status_of(action_id) is not None:
        return _status
    return PRESSED.get(action_id)
