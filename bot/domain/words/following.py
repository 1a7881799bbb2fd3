"""What is said about following runbooks: runs that start and end, steps, and which of several is meant."""

import difflib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from bot.domain.durations import say
from bot.domain.run_figures import GOAL_AUTOMATED, GOAL_RESOLVED_WITH, RunbookFigures
from bot.domain.text import escape, mention
from bot.domain.words.phrases import code, listed, quoted

_STEP_STATES: Final = {
    "claimed": "is yours",
    "done": "is done",
    "failed": "failed",
    "skipped": "is skipped",
    "undone": "is undone",
    "open": "is next",
}


def no_such_runbook(name: str, *, known: Iterable[str], command: str = "/incident") -> str:
    """Answer the name of a runbook that nobody knows, with the nearest one."""
    near = difflib.get_close_matches(name.lower()[:60], list(known), n=1, cutoff=0.6)
    if near:
        return f"There is no runbook `{code(name)}`. Did you mean `{code(near[0])}`?"
    return f"There is no runbook `{code(name)}`. `{command} runbook` lists them."


def which_runbook(*, command: str = "/incident") -> str:
    """Answer who wants to start a runbook and does not say which."""
    return f"Which runbook? Say `{command} runbook start replication-lag`; `{command} runbook` lists them."


def run_started(title: str, *, steps: int) -> str:
    """Answer who started a runbook."""
    return f"{quoted(title)} is being followed: {steps} steps, each on its card in the war room."


def run_goes_on(title: str) -> str:
    """Answer who starts a runbook that is being followed already."""
    return f"{quoted(title)} is being followed already; its card in the war room shows the step."


def run_step(number: int, title: str, *, state: str) -> str:
    """Answer who moved a step, with what it is now.

    Args:
        state: `claimed`, `done`, `failed`, `skipped`, `undone` or `open`.
    """
    return f"Step {number} {_STEP_STATES.get(state, escape(state))}: {quoted(title)}."


def run_waits(*, can_be_undone: bool) -> str:
    """Say what to do with a step that failed: the run waits there until somebody decides."""
    undo = " undo it," if can_be_undone else ""
    return f"Take it again,{undo} skip it, or go to another one."


def run_next_step(number: int, title: str) -> str:
    """Say which step is next."""
    return f"Next is step {number}: {quoted(title)}."


def run_ended(title: str, *, kind: str, runbook: str = "", command: str = "/incident") -> str:
    """Say that a run has ended.

    Args:
        kind: `finished` or `stopped`.
        runbook: the id of the one to go on with.
    """
    further = f" Go on with `{command} runbook start {code(runbook)}`." if runbook else ""
    return f"The runbook {quoted(title)} is {escape(kind)}.{further}"


def nothing_followed(*, command: str = "/incident") -> str:
    """Answer a step of a runbook where none is being followed."""
    return f"No runbook is being followed here. `{command} runbook` lists them, and says how to start one."


def which_run(names: Sequence[str], *, verb: str, command: str = "/incident") -> str:
    """Answer a step where several runbooks are being followed.

    Args:
        names: ids of those.
    """
    first = code(names[0])
    known = listed([f"`{code(name)}`" for name in names])
    example = f"{command} runbook {escape(verb)} {first}"
    return f"Several runbooks are being followed: {known}. Say which: `{example}`."


def not_followed(name: str) -> str:
    """Answer the name of a runbook that this incident does not follow."""
    return f"This incident does not follow a runbook `{code(name)}`."


def runbook_values_wrong(runbook: str, *, sentences: Sequence[str], command: str = "/incident") -> str:
    """Say what is wrong with the values that a runbook was given.

    Args:
        runbook: its id.
    """
    example = f"`{command} runbook start {code(runbook)} name=value`"
    told = [f"• {escape(one)}" for one in sentences]
    return "\n".join([f"Nothing was changed. Values are given so: {example}.", *told])


def which_value(*, command: str = "/incident") -> str:
    """Answer who wants to change a value and does not say which."""
    return f"Which value? Say `{command} runbook set name=value`."


def values_changed(text: str) -> str:
    """Answer who gave a runbook other values."""
    return f"Changed: {quoted(text)}. The card shows its commands with it."


def run_stopped_because(number: int, *, status: str) -> str:
    """Return why a run was stopped by itself, for the timeline."""
    return f"INC-{number} is {status}"


def step_taken_by(person: str) -> str:
    """Say who had a step before."""
    return f"{mention(person)} had it before."


def which_step(*, command: str = "/incident") -> str:
    """Answer who wants to go to another step and does not say which."""
    return f"Which step? Say `{command} runbook step 3`."


def import_run_broken(title: str) -> str:
    """Answer who imports an incident with a run that nobody could follow."""
    return f"Nothing was imported: the state of the runbook {quoted(title)} cannot be read."


def voted() -> str:
    """Answer who said whether a runbook helped."""
    return "Thank you. Your last answer counts."


def remark_needs_words() -> str:
    """Answer who says that something was wrong in a runbook, and not what."""
    return "What was wrong in it? A few words are enough."


def remarked(owner: str, *, private: bool = False) -> str:
    """Answer who said what was wrong in a runbook.

    Args:
        owner: who looks after it, as the document names them; empty where it cannot be read.
        private: whether the incident is; then nobody is told.
    """
    if private:
        shown = "`muster runbooks remarks` says that there is something, without a word of it"
        return f"Kept, and nobody is told: this incident is private. {shown}."
    if not owner:
        return "Kept: `muster runbooks remarks` lists it."
    return f"Kept: {quoted(owner)} is told, and `muster runbooks remarks` lists it."


def runs_resolved_with(share: float | None, *, resolved: int) -> str:
    """Say how many of the resolved incidents a runbook has helped to resolve, beside the goal."""
    known = "no incident was resolved yet" if share is None else f"{share:.0%} of {resolved} incidents"
    return _spaced(f"{known} (goal {GOAL_RESOLVED_WITH:.0%})")


def runs_carried_out(share: float | None, *, count: int) -> str:
    """Say how much of what Muster carried out has succeeded, beside the goal."""
    known = "nothing yet" if share is None else f"{share:.0%} of {count} succeeded"
    return _spaced(f"{known} (goal {GOAL_AUTOMATED:.0%})")


def run_counts(figures: RunbookFigures) -> str:
    """Say the figures of one runbook; what is not known is left out."""
    counts = [f"offered {figures.offered}", f"started {figures.started}"]
    if figures.started:
        counts.append(f"finished {figures.finished}")
    if figures.helped is not None:
        counts.append(f"helped {figures.helped:.0%}")
    if figures.median_s is not None:
        counts.append(f"median {say(timedelta(seconds=figures.median_s))}")
    return _spaced(", ".join(counts))


def _spaced(text: str) -> str:
    return text.replace("%", " %")
