"""Runs of runbooks as people see them: the kept state and the text that is followed, put together."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.models import RunbookRun
from bot.domain.run_views import (
    CodeView,
    ParameterView,
    PartView,
    RemarkRecord,
    RemarkView,
    RunRecord,
    RunView,
    StepTextView,
    StepView,
    VoteView,
    WayView,
)
from bot.store import people, runs
from bot.store.database import Session
from bot.usecases.documents import read_document
from bot.usecases.queries import rows as as_view
from bot.usecases.queries.rows import Names
from runbooks import saving
from runbooks.filling import fill_part, fill_step
from runbooks.model import Action, Command, Part, Runbook, Step
from runbooks.run import Run, StepState
from runbooks.values import Values, wanted


async def one(session: Session, run_id: int, *, number: int) -> RunView | None:
    """Return a run of an incident with what its current step says, or None."""
    row = await runs.get(session, run_id)
    if row is None or row.incident_id != number:
        return None
    run = saving.from_json(row.state)
    names = await people.names(session, _people([run]))
    votes = Counter(vote.helped for vote in await runs.votes(session, [run_id])) if run.ending else {}
    return replace(view(row, run, names=names, runbook=read_document(row.document)), votes=votes)


async def records(session: Session, number: int) -> tuple[RunRecord, ...]:
    """Return everything of an incident's runs, for exports."""
    rows = await runs.with_documents(session, number)
    if not rows:
        return ()
    votes = await runs.votes(session, [row.id or 0 for row in rows])
    remarks = await runs.remarks_of(session, number)
    said_by = {*(vote.person_id for vote in votes), *(one.by for one in remarks)}
    names = await people.names(session, {*(row.started_by for row in rows), *said_by})
    return tuple(
        RunRecord(
            id=row.id or 0,
            runbook=row.runbook,
            title=row.title,
            revision=row.revision,
            version=row.version,
            current=row.current,
            started_by=as_view.person(row.started_by, names=names),
            started_at=row.started_at,
            ended_at=row.ended_at,
            ending=row.ending,
            state=row.state,
            document=row.document,
            votes=tuple(
                VoteView(person=as_view.person(one.person_id, names=names), helped=one.helped, at=one.at)
                for one in votes
                if one.run_id == row.id
            ),
            remarks=tuple(
                RemarkRecord(
                    by=as_view.person(one.by, names=names), at=one.at, owner=one.owner, text=one.text
                )
                for one in remarks
                if one.run_id == row.id
            ),
        )
        for row in rows
    )


async def of_incident(session: Session, number: int) -> tuple[RunView, ...]:
    """Return what an incident follows and has followed, without the texts of the steps."""
    rows = await runs.of_incident(session, number)
    if not rows:
        return ()
    followed = [saving.from_json(row.state) for row in rows]
    names = await people.names(session, _people(followed))
    return tuple(view(row, run, names=names) for row, run in zip(rows, followed, strict=True))


async def remarks(session: Session, *, only: int | None = None) -> tuple[RemarkView, ...]:
    """Return what people found wrong in runbooks; of a private incident only that there is something.

    Args:
        only: the id of the one that is meant; None for all, oldest first.
    """
    rows = await runs.remarks(session, only=only)
    names = await people.names(session, {row.by for row, _ in rows})
    return tuple(as_view.remark(row, private=private, names=names) for row, private in rows)


def view(row: RunbookRun, run: Run, *, names: Names, runbook: Runbook | None = None) -> RunView:
    """Return a run as it is drawn.

    Args:
        runbook: what it follows; None leaves the texts out.
    """
    ending = run.ending
    values = dict(run.values)
    step = runbook.step(run.current) if runbook is not None and run.current is not None else None
    begins = runbook is not None and not any(state.at for state in run.steps)
    return RunView(
        id=row.id or 0,
        runbook=run.runbook,
        title=run.title,
        revision=run.revision,
        version=run.version,
        steps=tuple(_step(state, names=names) for state in run.steps),
        current=run.current,
        started_by=as_view.person(run.started_by, names=names),
        started_at=run.started_at,
        ending=ending.kind if ending is not None else None,
        ended_by=as_view.person(ending.by, names=names) if ending is not None else None,
        ended_at=ending.at if ending is not None else None,
        why=ending.why if ending is not None else "",
        next_runbook=ending.runbook if ending is not None else "",
        text=step_text(step, values=values) if step is not None else None,
        before=filled_parts(runbook.prechecks, values=values) if runbook is not None and begins else (),
        help=filled_parts((*runbook.escalation, *runbook.contacts), values=values) if runbook else (),
        parameters=_parameters(runbook, values=values) if runbook is not None else (),
    )


def _parameters(runbook: Runbook, *, values: Values) -> tuple[ParameterView, ...]:
    return tuple(
        ParameterView(name=one.name, description=one.description, default=values.get(one.name))
        for one in wanted(runbook, known={})
    )


def step_text(step: Step, *, values: Values) -> StepTextView:
    """Return what a step says, filled in; where something cannot be, as it was written, and why."""
    filled = fill_step(step, values=values)
    problems = tuple(problem.sentence for problem in filled) if isinstance(filled, tuple) else ()
    shown = step if isinstance(filled, tuple) else filled
    return StepTextView(
        do=PartView(text=shown.instruction, codes=_codes(shown.commands)),
        expect=_part(shown.expect),
        verify=_part(shown.verify),
        undo=_part(shown.undo),
        risk=shown.risk if shown.has_risk else "",
        action=_action(shown.action),
        problems=problems,
    )


def filled_parts(parts: Iterable[Part], *, values: Values) -> tuple[PartView, ...]:
    """Return pre-checks, escalation or contacts, filled in where that can be."""
    found = []
    for part in parts:
        filled = fill_part(part, values=values)
        shown = part if isinstance(filled, tuple) else filled
        found.append(PartView(text=shown.text, codes=_codes(shown.commands)))
    return tuple(found)


def _step(state: StepState, *, names: Names) -> StepView:
    return StepView(
        number=state.number,
        title=state.title,
        state=state.state,
        by=as_view.person_or_none(state.by, names=names),
        at=state.at,
        why=state.why,
        since=state.claimed_at if state.state == "claimed" else state.reached_at,
        due_at=state.due_at,
        can_be_undone=state.can_be_undone,
        ways=tuple(
            WayView(condition=way.condition, kind=way.kind, step=way.step, runbook=way.runbook)
            for way in state.choices
        ),
    )


def _part(part: Part | None) -> PartView | None:
    return None if part is None else PartView(text=part.text, codes=_codes(part.commands))


def _codes(commands: Sequence[Command]) -> tuple[CodeView, ...]:
    return tuple(CodeView(text=command.text, language=command.language) for command in commands)


def _action(action: Action | None) -> str:
    return "" if action is None else f"{action.kind} {action.name}".strip()


def _people(followed: Iterable[Run]) -> set[str]:
    ids: set[str | None] = set()
    for run in followed:
        ids |= {run.started_by, run.ending.by if run.ending is not None else None}
        ids |= {step.by for step in run.steps}
    return {one for one in ids if one}
