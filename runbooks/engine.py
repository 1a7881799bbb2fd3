"""The rules of following a runbook: each function takes a run and returns the next one and what to tell.

Nothing here acts: who calls it stores the run, writes the event into the timeline and draws the card. `seen`
is the version of the run that a button was drawn from; a typed command has none.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Refusal, Stale, WordsNeeded
from bot.domain.text import escape, mention
from runbooks.model import Runbook, Step
from runbooks.run import Choice, Ending, Event, EventKind, Run, StepState

Moved = tuple[Run, Event]


class RunEnded(Refusal):
    """The run has ended, and its steps with it."""


class NoSuchStep(Refusal):
    """The run has no step of that number, or the step no such decision."""


class StepRefused(Refusal):
    """The step cannot go from its state to the one asked for."""


def start(
    runbook: Runbook, *, run_id: str, by: str, at: datetime, values: Mapping[str, str] | None = None
) -> Moved:
    """Begin to follow `runbook` at its first step.

    Args:
        run_id: unique among runs, of the caller's choice.
        values: of its parameters, from `runbooks.values.values_for`.
    """
    steps = tuple(_open(step) for step in runbook.steps)
    run = Run(
        id=run_id,
        runbook=runbook.id,
        revision=runbook.revision,
        title=runbook.title,
        steps=(replace(steps[0], reached_at=at), *steps[1:]),
        started_by=by,
        started_at=at,
        values=tuple(sorted((values or {}).items())),
    )
    text = f"Runbook “{run.title}” started ({len(steps)} steps, revision {run.revision})"
    return run, Event(kind="runbook_started", run=run.id, step=None, by=by, at=at, text=text)


def claim(run: Run, number: int, *, by: str, at: datetime, seen: int | None = None) -> Moved:
    """Say who does a step; a step that somebody else has is taken over.

    Raises:
        Refusal: the button is stale, the run has ended, or the step is done or that person's already.
    """
    step = _step(run, number, seen=seen)
    if step.state == "done":
        raise StepRefused(f"{_named(step)} is done already{_by(step)}. Undo it first, or go on.")
    if step.state == "claimed" and step.by == by:
        raise StepRefused(f"{_named(step)} is yours already.")
    previous = step.by or "" if step.state == "claimed" else ""
    moved = _put(run, replace(step, state="claimed", by=by, at=at, claimed_at=at, why=""))
    told = "taken over" if previous else "taken"
    return moved, _event(run, step, "step_claimed", by=by, at=at, told=told, previous=previous)


def complete(
    run: Run, number: int, *, by: str, at: datetime, note: str = "", seen: int | None = None
) -> Moved:
    """Say that a step is done; the run goes on to the next one, and ends after the last.

    Raises:
        Refusal: the button is stale, the run has ended, or the step is done or skipped.
    """
    step = _step(run, number, seen=seen)
    _refuse(step, {"done", "skipped"}, "cannot be done again")
    moved = _go_on(_put(run, replace(step, state="done", by=by, at=at, why=note)), number, by=by, at=at)
    return moved, _event(run, step, "step_done", by=by, at=at, told="done", why=note, ends=moved)


def fail(run: Run, number: int, *, by: str, at: datetime, why: str = "", seen: int | None = None) -> Moved:
    """Say that a step failed; the run stays there until somebody tries again, undoes, skips or goes on.

    Raises:
        Refusal: the button is stale, the run has ended, or the step was skipped or failed already.
    """
    step = _step(run, number, seen=seen)
    _refuse(step, {"failed", "skipped", "undone"}, "cannot fail")
    failed = replace(step, state="failed", by=by, at=at, why=why)
    moved = _reach(_put(run, failed), number, at=at)
    return moved, _event(run, step, "step_failed", by=by, at=at, told="failed", why=why)


def skip(run: Run, number: int, *, by: str, at: datetime, why: str, seen: int | None = None) -> Moved:
    """Leave a step out, with a reason.

    Raises:
        Refusal: the button is stale, the run has ended, the step is done or skipped, or there is no reason.
    """
    step = _step(run, number, seen=seen)
    _refuse(step, {"done", "skipped"}, "cannot be skipped")
    if not why.strip():
        raise WordsNeeded(f"Why is {_named(step, begins=False)} skipped? A few words are enough.")
    moved = _go_on(_put(run, replace(step, state="skipped", by=by, at=at, why=why)), number, by=by, at=at)
    return moved, _event(run, step, "step_skipped", by=by, at=at, told="skipped", why=why, ends=moved)


def undo(run: Run, number: int, *, by: str, at: datetime, why: str = "", seen: int | None = None) -> Moved:
    """Say that a step was taken back as the runbook says; the run returns to it. Possible after the end too.

    Raises:
        Refusal: the button is stale, or there is nothing to take back.
    """
    step = _step(run, number, seen=seen, may_have_ended=True)
    if step.state not in {"done", "failed"}:
        raise StepRefused(f"{_named(step)} is {step.state}; only what was done or failed can be undone.")
    if not step.can_be_undone:
        raise StepRefused(
            f"{_named(step)} does not say how it is undone. Decide together, and note what you do."
        )
    moved = _put(run, replace(step, state="undone", by=by, at=at, why=why))
    if run.ending is None:
        moved = _reach(moved, number, at=at)
    return moved, _event(run, step, "step_undone", by=by, at=at, told="undone", why=why)


def decide(run: Run, number: int, *, choice: int, by: str, at: datetime, seen: int | None = None) -> Moved:
    """Follow one of a step's decisions: the step is done, and the run goes where the decision leads.

    Args:
        choice: its place in the step's `choices`, from 0.

    Raises:
        Refusal: the button is stale, the run has ended, or there is no such decision.
    """
    step = _step(run, number, seen=seen)
    if not 0 <= choice < len(step.choices):
        raise NoSuchStep(f"{_named(step)} has no such decision.")
    way = step.choices[choice]
    if way.kind == "step" and run.step(way.step) is None:
        raise NoSuchStep(f"{_named(step)} leads to step {way.step}, which does not exist. Go to another one.")
    moved = run
    if step.state not in {"done", "skipped"}:
        moved = _put(run, replace(step, state="done", by=by, at=at, why=way.condition))
    moved = _follow(moved, number, way, by=by, at=at)
    if moved.version == run.version:
        moved = replace(moved, version=run.version + 1)
    told = f"{'if ' + way.condition if way.condition else 'otherwise'} → {_leads(way)}"
    return moved, _event(run, step, "step_decided", by=by, at=at, told=told)


def go_to(run: Run, number: int, *, by: str, at: datetime, why: str = "", seen: int | None = None) -> Moved:
    """Make any step the current one; one that was settled is open again.

    Raises:
        Refusal: the button is stale, the run has ended, or there is no such step.
    """
    step = _step(run, number, seen=seen)
    if run.current == number and step.is_waiting:
        raise StepRefused(f"{_named(step)} is the current step already.")
    moved = _reach(run, number, at=at, again=True)
    event = _event(run, step, "step_gone_to", by=by, at=at, told="is next", why=why)
    return replace(moved, version=run.version + 1), event


def stop(run: Run, *, by: str, at: datetime, why: str = "", seen: int | None = None) -> Moved:
    """End a run before its last step.

    Raises:
        Refusal: the button is stale, or the run has ended.
    """
    _check(run, seen=seen)
    ending = Ending(kind="stopped", by=by, at=at, why=why)
    moved = replace(run, ending=ending, current=None, version=run.version + 1)
    at_step = f" at step {run.current} of {len(run.steps)}" if run.current is not None else ""
    text = f"Runbook “{run.title}” stopped{at_step}{_because(why)}"
    return moved, Event(kind="runbook_stopped", run=run.id, step=None, by=by, at=at, text=text)


# ---------------------------------------------------------------- moving


def _open(step: Step) -> StepState:
    return StepState(
        number=step.number,
        title=step.title,
        time_box=step.time_box,
        can_be_undone=step.undo is not None,
        choices=tuple(
            Choice(
                condition=one.condition,
                kind=one.target.kind,
                step=one.target.step,
                runbook=one.target.runbook,
            )
            for one in step.decisions
        ),
    )


def _put(run: Run, step: StepState) -> Run:
    steps = (*run.steps[: step.number - 1], step, *run.steps[step.number :])
    return replace(run, steps=steps, version=run.version + 1)


def _go_on(run: Run, number: int, *, by: str, at: datetime) -> Run:
    """Leave step `number`, if it was the current one, for the next that waits, or for the end."""
    if run.current != number:
        return run
    following = next((one.number for one in run.steps[number:] if one.is_waiting), None)
    return _finish(run, by=by, at=at) if following is None else _reach(run, following, at=at)


def _finish(run: Run, *, by: str, at: datetime, runbook: str = "") -> Run:
    return replace(run, current=None, ending=Ending(kind="finished", by=by, at=at, runbook=runbook))


def _reach(run: Run, number: int, *, at: datetime, again: bool = False) -> Run:
    """Make a step the current one.

    Args:
        again: whether a settled step is to be done once more.
    """
    step = run.steps[number - 1]
    if again and step.state != "claimed":
        step = replace(step, state="open", by=None, at=None, why="", claimed_at=None)
    step = replace(step, reached_at=at)
    return replace(run, current=number, steps=(*run.steps[: number - 1], step, *run.steps[number:]))


def _follow(run: Run, number: int, way: Choice, *, by: str, at: datetime) -> Run:
    if way.kind in {"finish", "runbook"}:
        return _finish(run, by=by, at=at, runbook=way.runbook)
    if way.kind == "continue":
        return _go_on(replace(run, current=number), number, by=by, at=at)
    return _reach(run, way.step, at=at, again=True)


# ---------------------------------------------------------------- checking


def _check(run: Run, *, seen: int | None) -> None:
    if run.ending is not None:
        raise RunEnded(
            f"The runbook “{escape(run.title)}” is {run.ending.kind} already. Start it again if you need it."
        )
    _check_fresh(run, seen=seen)


def _check_fresh(run: Run, *, seen: int | None) -> None:
    if seen is not None and seen != run.version:
        raise Stale("Somebody was quicker: the runbook has moved on since this was drawn. Look at it again.")


def _step(run: Run, number: int, *, seen: int | None, may_have_ended: bool = False) -> StepState:
    if may_have_ended:
        _check_fresh(run, seen=seen)
    else:
        _check(run, seen=seen)
    step = run.step(number)
    if step is None:
        raise NoSuchStep(f"“{escape(run.title)}” has steps 1 to {len(run.steps)}, and no step {number}.")
    return step


def _refuse(step: StepState, states: set[str], what: str) -> None:
    if step.state in states:
        raise StepRefused(f"{_named(step)} is {step.state} already{_by(step)}; it {what}.")


# ---------------------------------------------------------------- words


def _event(
    run: Run,
    step: StepState,
    kind: EventKind,
    *,
    by: str,
    at: datetime,
    told: str,
    why: str = "",
    previous: str = "",
    ends: Run | None = None,
) -> Event:
    end = "; the runbook is finished" if ends is not None and ends.ending is not None else ""
    place = f"Runbook “{run.title}”, step {step.number} of {len(run.steps)} “{step.title}”"
    text = f"{place}: {told}{_because(why)}{end}"
    return Event(kind=kind, run=run.id, step=step.number, by=by, at=at, text=text, previous=previous)


def _because(why: str) -> str:
    return f" ({why.strip()})" if why.strip() else ""


def _leads(way: Choice) -> str:
    match way.kind:
        case "step":
            return f"step {way.step}"
        case "runbook":
            return f"runbook {way.runbook}"
        case "finish":
            return "finished"
        case "continue":
            return "on"


def _named(step: StepState, *, begins: bool = True) -> str:
    return f"{'Step' if begins else 'step'} {step.number} (“{escape(step.title)}”)"


def _by(step: StepState) -> str:
    return f" by {mention(step.by)}" if step.by else ""
