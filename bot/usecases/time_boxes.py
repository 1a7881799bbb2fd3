"""Time boxes: a step that takes longer than its runbook allows is asked about, once, in the run's thread."""

from bot.domain import cadence, effects, timeline
from bot.domain.models import Incident, Timer
from bot.store import incidents, runs, timers
from bot.usecases.ladders import held
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from runbooks import saving
from runbooks.run import Run, StepState

OVERDUE = "step_overdue"
"""The message that asks; its subject is the run's id, the step, and the timer's generation."""


async def sync_time_boxes(tx: Tx, incident: Incident, *, run_id: int, run: Run) -> None:
    """Make the timers of a run those of its steps that are under way; one that has asked asks no more."""
    wanted = {_subject(run_id, step): step for step in run.active() if step.due_at is not None}
    standing = {
        row.subject: row
        for row in await timers.of_incident(tx.session, number_of(incident))
        if row.kind == cadence.TIME_BOX and row.subject.partition(":")[0] == str(run_id)
    }
    for subject, row in standing.items():
        if subject not in wanted:
            await tx.session.delete(row)
    for subject, step in wanted.items():
        due, timer = step.due_at, standing.get(subject)
        if due is None or (timer is not None and timer.anchor == due):
            continue
        if timer is None:
            timer = Timer(
                incident_id=number_of(incident),
                kind=cadence.TIME_BOX,
                subject=subject,
                anchor=due,
                generation=0,
            )
        timer.anchor, timer.due_at = due, held(tx, incident, due)
        # A run's version only grows: no two boxes of one step ask by the same message.
        timer.generation = max(timer.generation + 1, run.version)
        tx.session.add(timer)


async def fire_time_box(tx: Tx, incident: Incident, timer: Timer) -> None:
    """Ask who has the step, or who started the run, how it goes; quiet hours hold it, an end settles it."""
    heard_at = held(tx, incident, tx.now)
    if heard_at is not None and heard_at > tx.now:
        timer.due_at = heard_at
        tx.session.add(timer)
        return
    timer.due_at = None  # whatever becomes of the step, this box has asked
    tx.session.add(timer)
    run_id, _, number = timer.subject.partition(":")
    row = await runs.get(tx.session, int(run_id))
    run = saving.from_json(row.state) if row is not None else None
    step = run.step(int(number)) if run is not None else None
    if run is None or step is None or step not in run.active() or not incident.is_open:
        return
    person = step.by if step.state == "claimed" and step.by else run.started_by
    await tx.post(
        incident,
        what=OVERDUE,
        subject=f"{timer.subject}:{timer.generation}",
        place=effects.thread_of("runbook", run_id),
        facts={"step": step.number, "person": person, "due_at": timer.anchor.isoformat()},
    )
    await tx.refresh(incident, what="runbook", subject=run_id)
    await tx.record(
        incident,
        kind=timeline.REMINDER_FIRED,
        text=f"Time box of step {step.number} of “{run.title}” ended: to {await tx.name(person)}.",
        data={"ladder": cadence.TIME_BOX, "run": int(run_id), "step": step.number},
    )


async def redraw_asked(tx: Tx, incident: Incident, *, run_id: int) -> None:
    """Draw the last question about a run's steps again: it may be settled, and its buttons are old."""
    asked = [
        one
        for one in await incidents.messages(tx.session, number_of(incident), what=(OVERDUE,))
        if one.subject.partition(":")[0] == str(run_id)
    ]
    if asked:
        await tx.refresh(incident, what=OVERDUE, subject=asked[-1].subject)


def _subject(run_id: int, step: StepState) -> str:
    return f"{run_id}:{step.number}"
