"""The forms of runbooks: what each reads to be drawn, and what it becomes when it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from bot.blocks import actions as names
from bot.blocks import fields
from bot.blocks.modals import runbooks as drawn
from bot.domain import words
from bot.domain.errors import NotUnderstood, Stale, WordsNeeded
from bot.domain.reply import Reply
from bot.domain.run_views import RunView
from bot.usecases.run_feedback import remark
from bot.usecases.runs import Act, ValuesNeeded, move_run, set_values, start_run
from bot.usecases.tx import Tx
from commands.filled import Filled, Missing
from commands.wanted import Form, View, Wanted

# ---------------------------------------------------------------- drawn


async def _start(wanted: Wanted) -> View:
    view = await wanted.view()
    shelf = wanted.deps.shelf
    runbook = shelf.get(wanted.choice)
    if runbook is None:
        command = wanted.deps.config.command
        raise NotUnderstood(words.no_such_runbook(wanted.choice, known=shelf.ids, command=command))
    asked = shelf.asked(runbook.id, services=view.services)
    return drawn.start_form(view, runbook, asked=asked, metadata=wanted.metadata())


async def _run(wanted: Wanted) -> RunView:
    """Return the run that a form is about, for who may see it.

    Raises:
        Stale: there is none.
    """
    view = await wanted.view()
    run = await wanted.deps.queries.run(view.number, wanted.subject or 0)
    if run is None:
        raise Stale(words.stale_button())
    return run


async def _why(wanted: Wanted, *, choice: str) -> View:
    run = await _run(wanted)
    step = next((one for one in run.steps if one.number == wanted.step), None)
    return drawn.why_form(run, step, choice=choice, metadata=wanted.metadata(choice=choice))


async def _go_to(wanted: Wanted) -> View:
    return drawn.go_to_form(await _run(wanted), metadata=wanted.metadata())


async def _show(wanted: Wanted) -> View:
    return drawn.step_view(await _run(wanted))


async def _values(wanted: Wanted) -> View:
    run = await _run(wanted)
    return drawn.values_form(run, asked=run.parameters, metadata=wanted.metadata())


async def _remark(wanted: Wanted) -> View:
    private = (await wanted.view()).private
    return drawn.remark_form(await _run(wanted), private=private, metadata=wanted.metadata())


REMARK: Final = Form(title="Wrong in the runbook", draw=_remark)
START: Final = Form(title="Start a runbook", draw=_start)
SKIP: Final = Form(title="Skip a step", draw=partial(_why, choice=names.RUN_SKIP))
BY_CHOICE: Final[Mapping[str, Form]] = {
    names.RUN_SHOW: Form(title="Runbook", draw=_show),
    names.RUN_VALUES: Form(title="Values", draw=_values),
    names.RUN_GO_TO: Form(title="Go to a step", draw=_go_to),
    names.RUN_STOP: Form(title="Stop the runbook", draw=partial(_why, choice=names.RUN_STOP)),
}
"""The form that each choice of a run's menu opens."""

# ---------------------------------------------------------------- sent


async def _started(form: Filled) -> Reply | None:
    use_case = partial(
        start_run, number=form.incident, by=form.by, runbook=form.metadata.choice, given=_given(form)
    )
    await _blamed(form, use_case)
    return None


async def _changed(form: Filled) -> Reply | None:
    use_case = partial(
        set_values, number=form.incident, by=form.by, run_id=form.metadata.subject, given=_given(form)
    )
    await _blamed(form, use_case)
    return None


async def _moved(form: Filled) -> Reply | None:
    """Skip a step, go to another one, or stop the run, by what the form was opened for."""
    data = form.metadata
    chosen = form.sent.choice(fields.RUN_STEP) or ""
    step = int(chosen) if chosen.isdecimal() else data.run_step
    verbs: Mapping[str, Act] = {
        names.RUN_SKIP: Act(verb="skip", step=data.run_step),
        names.RUN_GO_TO: Act(verb="go_to", step=step),
        names.RUN_STOP: Act(verb="stop"),
    }
    if data.choice not in verbs or data.subject is None:
        raise Stale(words.stale_button())
    act = verbs[data.choice]
    said = form.sent.text(fields.RUN_WHY)
    seen = None if data.choice == names.RUN_STOP else data.revision
    complete = Act(verb=act.verb, step=act.step, why=said, seen=seen)
    use_case = partial(move_run, number=form.incident, by=form.by, act=complete, run_id=data.subject)
    try:
        await form.once(use_case)
    except WordsNeeded as needed:
        raise Missing(needed.sentence, block_id=fields.RUN_WHY.block_id) from needed
    return None


async def _remarked(form: Filled) -> Reply | None:
    if form.metadata.subject is None:
        raise Stale(words.stale_button())
    text = form.sent.text(fields.RUN_WHY)
    use_case = partial(remark, number=form.incident, by=form.by, run_id=form.metadata.subject, text=text)
    return await form.once(use_case, blame=fields.RUN_WHY)


def _given(form: Filled) -> dict[str, str]:
    """Return the values that were typed, by the names of their parameters."""
    names_ = [fields.parameter_of(block) for block in form.sent.drawn]
    return {name: form.sent.text(fields.value_field(name)) for name in names_ if name is not None}


async def _blamed(form: Filled, use_case: Callable[[Tx], Awaitable[Reply]]) -> None:
    """Carry out what takes values; what is wrong with one is said at its field.

    Raises:
        Missing: a value is wrong.
    """
    try:
        await form.once(use_case)
    except ValuesNeeded as needed:
        first = needed.problems[0]
        raise Missing(first.sentence, block_id=fields.value_field(first.name).block_id) from needed


SUBMITTED: Final[Mapping[str, Callable[[Filled], Awaitable[Reply | None]]]] = {
    names.FORM_START_RUNBOOK: _started,
    names.FORM_RUN_VALUES: _changed,
    names.FORM_RUN: _moved,
    names.FORM_RUN_REMARK: _remarked,
}
"""The handler of each form, by its callback id."""
