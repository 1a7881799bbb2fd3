"""Runs: a runbook is started for an incident, and its steps are moved by name and time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.domain import effects, timeline, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident, RunbookRun
from bot.domain.reply import Reply
from bot.store import runs
from bot.usecases import changes
from bot.usecases.acting.asking import start_by_rule
from bot.usecases.documents import read_document
from bot.usecases.ladders import sync_timers
from bot.usecases.numbers import number_of
from bot.usecases.time_boxes import redraw_asked, sync_time_boxes
from bot.usecases.tx import Tx
from runbooks import engine, saving
from runbooks.engine import Moved
from runbooks.filling import fill_heading
from runbooks.model import Runbook
from runbooks.run import Event, Run
from runbooks.values import Problem, Values, known_values, values_for, wanted

CARD = "runbook"
"""The message that shows a run; its subject is the run's id."""

Verb = Literal["claim", "done", "fail", "skip", "undo", "decide", "go_to", "stop"]


class ValuesNeeded(NotUnderstood):
    """A runbook cannot start with the values that it was given."""

    def __init__(self, runbook: Runbook, problems: tuple[Problem, ...], *, command: str) -> None:
        """Carry what is wrong with which parameter, for a form to say it there."""
        said = [one.sentence for one in problems]
        super().__init__(words.runbook_values_wrong(runbook.id, sentences=said, command=command))
        self.runbook = runbook
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody does with a run.

    Args:
        step: its number; None for the current one, or with `undo` for the last that was done or failed.
        why: their words.
        choice: of a decision, its place in the step's list.
        seen: the run's version that a button was drawn from; None for a typed command.
    """

    verb: Verb
    step: int | None = None
    why: str = ""
    choice: int = -1
    seen: int | None = None


# ---------------------------------------------------------------- starting


async def start_run(
    tx: Tx, *, number: int, by: str, runbook: str, given: Mapping[str, str] | None = None
) -> Reply:
    """Begin to follow a runbook, as its text is now; one that is being followed already goes on.

    Args:
        by: the Slack id of who starts it.
        runbook: its id.
        given: values of its parameters.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        MoveRefused: the incident is over.
        NotUnderstood: there is no such runbook.
        ValuesNeeded: a parameter has no value, or one that cannot be.
    """
    incident = await changes.take(tx, number, by=by)
    changes.check_under_way(incident, what="so no runbook was started")
    found = tx.catalogue.get(runbook)
    if found is None:
        known = tx.catalogue.runbooks
        raise NotUnderstood(words.no_such_runbook(runbook, known=known, command=tx.config.command))
    if any(row.runbook == found.id for row in await runs.of_incident(tx.session, number, only_active=True)):
        return Reply(text=words.run_goes_on(found.title), incident=number)
    values = values_for(found, given=given or {}, known=values_of(incident, level=_level(tx, incident)))
    if isinstance(values, tuple):
        raise ValuesNeeded(found, values, command=tx.config.command)
    row = await _begin(tx, incident, found, by=by, values=values)
    await tx.post(incident, what=CARD, subject=str(row.id), place=effects.ROOM)
    await start_by_rule(tx, incident, row, saving.from_json(row.state))
    await _follow(tx, incident, by=by)
    return Reply(text=words.run_started(found.title, steps=len(found.steps)), incident=number)


def values_of(incident: Incident, *, level: str) -> dict[str, str]:
    """Return what an incident answers by itself when a runbook asks.

    Args:
        level: the name of the severity in force.
    """
    return known_values(
        number=number_of(incident),
        title=incident.title,
        severity=level,
        status=incident.status,
        channel=incident.channel_name or "",
        declared_at=incident.declared_at,
        service=incident.services[0] if len(incident.services) == 1 else "",
    )


def _level(tx: Tx, incident: Incident) -> str:
    return tx.config.severity(incident.severity).name


async def _begin(tx: Tx, incident: Incident, runbook: Runbook, *, by: str, values: Values) -> RunbookRun:
    row = RunbookRun(
        incident_id=number_of(incident),
        runbook=runbook.id,
        revision=runbook.revision,
        title=runbook.title,
        document=runbook.text,
        started_by=by,
        started_at=tx.now,
    )
    tx.session.add(row)
    await tx.session.flush()  # the run, its message and its entries name it by its id
    filled = replace(runbook, steps=tuple(fill_heading(step, values=values) for step in runbook.steps))
    run, event = engine.start(filled, run_id=str(row.id), by=by, at=tx.now, values=values)
    await write(tx, incident, row, run, event)
    return row


# ---------------------------------------------------------------- moving


async def move_run(
    tx: Tx, *, number: int, by: str, act: Act, run_id: int | None = None, runbook: str = ""
) -> Reply:
    """Take a step of a run, settle it, go elsewhere, or stop the run.

    Args:
        by: the Slack id of who does it.
        run_id: the run, by a button.
        runbook: the run by its runbook's id; empty for the only one that is being followed.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: it is not clear which run is meant.
        Refusal: the engine refuses the move, or the button is stale.
    """
    incident = await changes.take(tx, number, by=by)
    row = await _run_named(tx, number, run_id=run_id, runbook=runbook, verb=act.verb)
    before = saving.from_json(row.state)
    run, event = _moved(before, act, by=by, tx=tx)
    await write(tx, incident, row, run, event)
    await tx.refresh(incident, what=CARD, subject=str(row.id))
    if run.current != before.current:
        await start_by_rule(tx, incident, row, run)
    await _follow(tx, incident, by=by)
    return Reply(text=_said(tx, run, event), incident=number)


async def stop_runs(tx: Tx, incident: Incident, *, by: str) -> None:
    """Stop what is being followed: the incident is over. Part of a use-case that concludes."""
    number = number_of(incident)
    why = words.run_stopped_because(number, status=incident.status)
    for row in await runs.of_incident(tx.session, number, only_active=True):
        run, event = engine.stop(saving.from_json(row.state), by=by, at=tx.now, why=why)
        await write(tx, incident, row, run, event)
        await tx.refresh(incident, what=CARD, subject=str(row.id))


async def set_values(
    tx: Tx,
    *,
    number: int,
    by: str,
    given: Mapping[str, str],
    run_id: int | None = None,
    runbook: str = "",
) -> Reply:
    """Give a run other values: some are only found on the way.

    Args:
        given: by the names of parameters; those that are left out stay as they are.
        run_id, runbook: as of `move_run`.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: it is not clear which run is meant, it has ended, or nothing was given.
        ValuesNeeded: a value cannot be.
    """
    incident = await changes.take(tx, number, by=by)
    found = await _run_named(tx, number, run_id=run_id, runbook=runbook, verb="set")
    row = await runs.get(tx.session, found.id or 0)
    document = read_document(row.document) if row is not None else None
    if row is None or row.ended_at is not None or document is None:
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    if not given:
        raise NotUnderstood(words.which_value(command=tx.config.command))
    run = saving.from_json(row.state)
    before = dict(run.values)
    values = _values_again(document, given=given, before=before)
    if isinstance(values, tuple):
        raise ValuesNeeded(document, values, command=tx.config.command)
    changed = {name: value for name, value in sorted(values.items()) if value != before.get(name)}
    if not changed:
        return Reply(text=words.nothing_changed(), incident=number)
    said = ", ".join(f"{name} = {value}" for name, value in changed.items())
    _keep(tx, row, replace(run, values=tuple(sorted(values.items())), version=run.version + 1))
    await tx.record(
        incident,
        kind=timeline.RUNBOOK_VALUES,
        text=f"Runbook “{run.title}”: {said}.",
        actor=by,
        data={"run": row.id, "runbook": run.runbook, "step": run.current, "names": sorted(changed)},
    )
    await tx.refresh(incident, what=CARD, subject=str(row.id))
    await _follow(tx, incident, by=by)
    return Reply(text=words.values_changed(said), incident=number)


def _values_again(document: Runbook, *, given: Values, before: Values) -> Values | tuple[Problem, ...]:
    """Return a run's values with those that were given now, or what is wrong with them."""
    own = {one.name: before[one.name] for one in wanted(document, known={}) if one.name in before}
    return values_for(document, given={**own, **given}, known=before)


async def _run_named(tx: Tx, number: int, *, run_id: int | None, runbook: str, verb: str) -> RunbookRun:
    rows = list(await runs.of_incident(tx.session, number))
    if run_id is not None:
        found = next((row for row in rows if row.id == run_id), None)
        if found is None:
            raise NotUnderstood(words.nothing_followed(command=tx.config.command))
        return found
    active = [row for row in rows if row.ended_at is None]
    # What has ended can only be undone; everything else is about what is being followed.
    named = [row for row in (rows if verb == "undo" else active) if row.runbook == runbook]
    if runbook:
        if not named:
            raise NotUnderstood(words.not_followed(runbook))
        return named[-1]
    if not active:
        if verb == "undo" and rows:
            return rows[-1]
        raise NotUnderstood(words.nothing_followed(command=tx.config.command))
    if len(active) > 1:
        names = [row.runbook for row in active]
        raise NotUnderstood(words.which_run(names, verb=_TYPED[verb], command=tx.config.command))
    return active[0]


_TYPED: Mapping[str, str] = {
    "claim": "take",
    "done": "done",
    "fail": "failed",
    "skip": "skip",
    "undo": "undo",
    "decide": "choose",
    "go_to": "step",
    "stop": "stop",
    "set": "set",
}
"""What each of them is called after `runbook`."""


def _moved(run: Run, act: Act, *, by: str, tx: Tx) -> Moved:
    at, seen = tx.now, act.seen
    if act.verb == "stop":
        return engine.stop(run, by=by, at=at, why=act.why, seen=seen)
    number = act.step if act.step is not None else _meant(run, act)
    match act.verb:
        case "claim":
            return engine.claim(run, number, by=by, at=at, seen=seen)
        case "done":
            return engine.complete(run, number, by=by, at=at, note=act.why, seen=seen)
        case "fail":
            return engine.fail(run, number, by=by, at=at, why=act.why, seen=seen)
        case "skip":
            return engine.skip(run, number, by=by, at=at, why=act.why, seen=seen)
        case "undo":
            return engine.undo(run, number, by=by, at=at, why=act.why, seen=seen)
        case "decide":
            return engine.decide(run, number, choice=act.choice, by=by, at=at, seen=seen)
        case "go_to":
            return engine.go_to(run, number, by=by, at=at, why=act.why, seen=seen)


def _meant(run: Run, act: Act) -> int:
    """Return the step that is meant where none was named; 0 where there is none."""
    if act.verb != "undo" or run.has_failed_step:
        return run.current or 0
    settled = [step for step in run.steps if step.state in {"done", "failed"} and step.at is not None]
    return max(settled, key=lambda step: (step.at, step.number)).number if settled else run.current or 0


# ---------------------------------------------------------------- writing


async def write(tx: Tx, incident: Incident, row: RunbookRun, run: Run, event: Event) -> None:
    """Put a run into its row, and what happened on the timeline."""
    _keep(tx, row, run)
    await sync_time_boxes(tx, incident, run_id=row.id or 0, run=run)
    await redraw_asked(tx, incident, run_id=row.id or 0)
    data: dict[str, Any] = {"run": row.id, "runbook": run.runbook, "step": event.step}
    await tx.record(incident, kind=event.kind, text=f"{event.text}.", actor=event.by, data=data)


def _keep(tx: Tx, row: RunbookRun, run: Run) -> None:
    row.state = saving.to_json(run)
    row.version, row.current = run.version, run.current
    row.ended_at = run.ending.at if run.ending is not None else None
    row.ending = run.ending.kind if run.ending is not None else None
    tx.session.add(row)


async def _follow(tx: Tx, incident: Incident, *, by: str) -> None:
    """Write what follows from any move: signs of life, and the live card says how far the runbook is."""
    incident.last_activity_at = tx.now
    tx.session.add(incident)
    await changes.acknowledge(tx, incident, by=by)
    await tx.refresh_card(incident)
    await sync_timers(tx, incident)


def _said(tx: Tx, run: Run, event: Event) -> str:
    """Return the answer to who moved a run."""
    step = run.step(event.step) if event.step is not None else None
    said = [words.run_step(step.number, step.title, state=step.state)] if step is not None else []
    if event.previous:
        said.append(words.step_taken_by(event.previous))
    if step is not None and step.state == "failed":
        said.append(words.run_waits(can_be_undone=step.can_be_undone))
    if run.ending is not None:
        ending, command = run.ending, tx.config.command
        said.append(words.run_ended(run.title, kind=ending.kind, runbook=ending.runbook, command=command))
    elif run.current is not None and run.current != event.step:
        following = run.steps[run.current - 1]
        said.append(words.run_next_step(following.number, following.title))
    return " ".join(said)
