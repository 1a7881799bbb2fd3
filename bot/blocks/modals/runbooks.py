"""The forms of runbooks: what is asked before one starts, a reason, another step, and a step at length."""

from collections.abc import Sequence
from typing import Final

from bot.blocks import actions as names
from bot.blocks.drawing import Block, section
from bot.blocks.elements import Option, field, menu, text_input
from bot.blocks.fields import RUN_STEP, RUN_WHY, value_field
from bot.blocks.following import RISKS, at_length
from bot.blocks.modals.frame import View, modal
from bot.blocks.modals.notice import notice
from bot.blocks.wording import line
from bot.domain.run_views import ParameterView, RunbookView, RunView, StepView
from bot.domain.views import IncidentView

LONGEST_VALUE: Final = 200

_WHY: Final = {
    names.RUN_SKIP: ("Skip step {number}", "Why is it skipped?", "Skip"),
    names.RUN_STOP: ("Stop the runbook", "Why is it stopped?", "Stop"),
}


_OWNER_IS_TOLD: Final = "Whoever looks after the runbook is told, with your name and the incident's number."
_NOBODY_IS_TOLD: Final = "This incident is private, so nobody is told. It is kept, for those who may read it."


def start_form(
    view: IncidentView, runbook: RunbookView, *, asked: Sequence[ParameterView], metadata: str
) -> View:
    """Return the form of a runbook's parameters, with what is known already."""
    blocks: list[Block] = [section(f"*{line(runbook.title, 150)}* in {view.id}")]
    for one in asked:
        element = text_input(initial=one.default or "", max_length=LONGEST_VALUE)
        blocks.append(field(value_field(one.name), one.name, element=element, hint=one.description))
    return modal(
        "Start a runbook",
        callback_id=names.FORM_START_RUNBOOK,
        blocks=blocks,
        submit="Start",
        metadata=metadata,
    )


def values_form(run: RunView, *, asked: Sequence[ParameterView], metadata: str) -> View:
    """Return the form to give a run other values: some are only found on the way."""
    if not asked:
        return notice("Values", "This runbook has no values to change.")
    blocks = []
    for one in asked:
        element = text_input(initial=one.default or "", max_length=LONGEST_VALUE)
        blocks.append(field(value_field(one.name), one.name, element=element, hint=one.description))
    return modal(
        "Values",
        callback_id=names.FORM_RUN_VALUES,
        blocks=[section(f"*{line(run.title, 150)}*"), *blocks],
        submit="Change",
        metadata=metadata,
    )


def why_form(run: RunView, step: StepView | None, *, choice: str, metadata: str) -> View:
    """Return the form that asks why a step is skipped (needed) or a run stopped (if there is a reason)."""
    title, question, submit = _WHY[choice]
    number = step.number if step is not None else 0
    about = f"*{line(run.title, 150)}*"
    if step is not None and choice == names.RUN_SKIP:
        about += f"\nStep {step.number}: {line(step.title, 150)}"
    return modal(
        title.format(number=number),
        callback_id=names.FORM_RUN,
        blocks=[
            section(about),
            field(
                RUN_WHY,
                question,
                element=text_input(multiline=True, max_length=500),
                optional=choice == names.RUN_STOP,
            ),
        ],
        submit=submit,
        metadata=metadata,
    )


def remark_form(run: RunView, *, private: bool, metadata: str) -> View:
    """Return the form to say what was wrong in a runbook, and who will read it.

    Args:
        private: whether its incident is; then nobody is told.
    """
    return modal(
        "Wrong in the runbook",
        callback_id=names.FORM_RUN_REMARK,
        blocks=[
            section(f"*{line(run.title, 150)}*"),
            field(
                RUN_WHY,
                "What was wrong in it?",
                element=text_input(multiline=True, max_length=2_000),
                hint=_NOBODY_IS_TOLD if private else _OWNER_IS_TOLD,
            ),
        ],
        submit="Keep it" if private else "Send",
        metadata=metadata,
    )


def go_to_form(run: RunView, *, metadata: str) -> View:
    """Return the form to make another step the current one."""
    options = [
        Option(label=f"{step.number}. {step.title}", value=str(step.number))
        for step in run.steps
        if step.number != run.current
    ]
    chosen = menu("Choose a step", options=options)
    if chosen is None:
        return notice("Go to a step", "This runbook has no other step.")
    return modal(
        "Go to a step",
        callback_id=names.FORM_RUN,
        blocks=[
            section(f"*{line(run.title, 150)}*"),
            field(RUN_STEP, "Which step is next?", element=chosen),
            field(RUN_WHY, "Why?", element=text_input(max_length=500), optional=True),
        ],
        submit="Go there",
        metadata=metadata,
    )


def step_view(run: RunView) -> View:
    """Return the current step at length, and whom to call if it does not help."""
    step = run.step
    if step is None or run.text is None:
        return notice("Runbook", "This runbook has ended; its card shows what became of each step.")
    risk = [section(f"*Risk*  {RISKS[run.text.risk]}")] if run.text.risk in RISKS else []
    return modal(
        f"Step {step.number} of {len(run.steps)}",
        callback_id=names.NOTICE,
        blocks=[
            section(f"*{line(run.title, 150)}*\nStep {step.number}: {line(step.title, 150)}"),
            *risk,
            *at_length(run),
        ],
        close="Close",
    )
