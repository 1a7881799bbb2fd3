"""The card of a run: one message per runbook that is followed, edited in place from step to step."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.acting import offer_blocks
from bot.blocks.actions import Origin
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, header, row, section, size, small_print
from bot.blocks.elements import Option, button, overflow
from bot.blocks.facts import Facts, moment, number, word
from bot.blocks.markdown import code_block, mrkdwn_of
from bot.blocks.wording import DOT, at, by, line, somebody, until
from bot.domain.durations import say
from bot.domain.run_views import PartView, RunView, StepView, WayView
from bot.domain.views import IncidentView

MOST_TEXT: Final = 5_500
"""Characters of a step on its card; the rest is one click away, and the ways on always have room."""

_LONGEST: Final = 2_900  # of one section, below Slack's 3,000
_AROUND: Final = 12  # steps in the overview
_STATES: Final = {
    "open": "open",
    "claimed": "taken",
    "done": "done",
    "failed": "failed",
    "skipped": "skipped",
    "undone": "undone",
}
RISKS: Final = {
    "safe": "safe: it only looks",
    "guarded": "guarded: it changes production and can be undone",
    "dangerous": ":warning: dangerous: it can lose data or service",
}


def runbook(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the card of `context.run`.

    Raises:
        ValueError: the context has no run.
    """
    run = context.run
    if run is None:
        raise ValueError("A runbook's card is drawn from `context.run`.")
    step = run.step
    if step is None:
        return _ended(view, run, now=context.now)
    title = line(run.title, 120)
    blocks = [
        header(f"Runbook: {run.title}"),
        section(_standing(run, step, now=context.now)),
        *_within(_text(run), limit=MOST_TEXT),
        *offer_blocks(view, run, context.offer, now=context.now),
        *_ways(view, run, step),
        small_print(overview(run, now=context.now)),
        row([*_buttons(view, run, step), _menu(view, run)], block_id=f"run:{run.id}:{run.version}"),
    ]
    return drawing(
        f"Runbook {title}: step {step.number} of {len(run.steps)}, {line(step.title, 120)}", blocks
    )


def origin_of(view: IncidentView, run: RunView, *, step: int | None = None, choice: str = "") -> Origin:
    """Return what a button of a run carries: the run, and the version that it was drawn from."""
    return Origin(incident=view.number, revision=run.version, subject=run.id, step=step, choice=choice)


def step_overdue(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question about a step whose time box has ended, for who has it.

    Raises:
        ValueError: the context has no run, or the facts name no step of it.
    """
    run, asked = context.run, number(facts, "step")
    step = next((one for one in run.steps if one.number == asked), None) if run is not None else None
    if run is None or step is None:
        raise ValueError("A time box is drawn from `context.run` and a step of it.")
    name = f"step {step.number} (“{line(step.title, 150)}”)"
    if step.due_at is None:
        return drawing(
            f"{view.id}: {name}", [small_print(f"The time box of {name} had ended; it is settled.")]
        )
    due = moment(facts, "due_at") or step.due_at
    text = (
        f"{somebody(word(facts, 'person'))} The time box of {name} ended {at(due, context.now)}. "
        "Done, failed, or does somebody have to help?"
    )
    origin = origin_of(view, run, step=step.number)
    answers = row(
        [
            button("Done", action_id=names.RUN_DONE, origin=origin) if not step.ways else None,
            button("Failed", action_id=names.RUN_FAILED, origin=origin) if step.state != "failed" else None,
            button("Skip…", action_id=names.OPEN_RUN_SKIP, origin=origin),
        ],
        block_id=f"run:{run.id}:{run.version}:overdue",
    )
    return drawing(text, [section(text), answers])


# ---------------------------------------------------------------- the current step


def _standing(run: RunView, step: StepView, *, now: datetime) -> str:
    """Return the step's title, who has it and since when, its risk, and how long it may take."""
    lines = [f"*Step {step.number} of {len(run.steps)}: {line(step.title, 150)}*", _holder(step, now=now)]
    if run.text is not None and run.text.risk in RISKS:
        lines.append(f"*Risk*  {RISKS[run.text.risk]}")
    if step.due_at is not None:
        late = step.due_at <= now
        lines.append(
            f"*Time box*  {'ended' if late else 'until'} {at(step.due_at, now)} ({until(step.due_at, now)})"
        )
    return "\n".join(lines)


def _holder(step: StepView, *, now: datetime) -> str:
    if step.state == "failed" and step.at is not None:
        return (
            f":warning: *Failed*  {by(step.by)} at {at(step.at, now)}{_why(step)}. "
            "Try it again, undo it, skip it, or go to another step."
        )
    if step.state == "undone" and step.at is not None:
        return f"*Undone*  {by(step.by)} at {at(step.at, now)}{_why(step)}"
    since = f" since {at(step.since, now)} ({until(step.since, now)})" if step.since is not None else ""
    return f"*Who*  {by(step.by)}{since}" if step.state == "claimed" else f"*Who*  nobody yet, open{since}"


def _text(run: RunView) -> Iterator[Block]:
    """Yield what the current step says, in the order in which it is needed."""
    if run.before:
        yield from part_blocks("Before you begin", PartView(text=""))
        for part in run.before:
            yield from part_blocks("", PartView(text=f"• {part.text}", codes=part.codes))
    text = run.text
    if text is None:
        return
    yield from part_blocks("", text.do)
    for label, labelled in (("Expect", text.expect), ("Verify", text.verify), ("Undo", text.undo)):
        if labelled is not None:
            yield from part_blocks(label, labelled)
    for problem in text.problems:
        yield section(f":warning: {line(problem, 500)}")


def at_length(run: RunView) -> Iterator[Block]:
    """Yield everything that the current step says, and whom to call if it does not help."""
    text = run.text
    if text is not None:
        labelled = (("", text.do), ("Expect", text.expect), ("Verify", text.verify), ("Undo", text.undo))
        for label, part in labelled:
            if part is not None:
                yield from part_blocks(label, part)
    for title, parts in (("Before you begin", run.before), ("If it does not help", run.help)):
        if parts:
            yield section(f"*{title}*")
            for part in parts:
                yield from part_blocks("", PartView(text=f"• {part.text}", codes=part.codes))
    yield small_print(f"Revision {line(run.revision, 20)} of `{line(run.runbook, 60)}`.")


def step_at_length(run: RunView) -> Drawing:
    """Return the current step of a run with everything that it says, for one person."""
    step = run.step
    if step is None:
        raise ValueError("A run that has ended has no current step.")
    head = f"*{line(run.title, 150)}*\nStep {step.number} of {len(run.steps)}: {line(step.title, 150)}"
    return drawing(head, [section(head), *at_length(run)])


def part_blocks(label: str, part: PartView) -> Iterator[Block]:
    """Yield a few sentences behind their label, and the code below them."""
    head = f"*{label}*  " if label else ""
    if head or part.text.strip():
        yield section(f"{head}{mrkdwn_of(part.text, _LONGEST - len(head))}")
    for code in part.codes:
        yield section(code_block(code.text, _LONGEST))


def _within(blocks: Iterator[Block], *, limit: int) -> Iterator[Block]:
    """Yield blocks up to `limit` characters, and say so where some are left out."""
    for block in blocks:
        limit -= size(block)
        if limit < 0:
            yield small_print("… This step has more to say: ⋯ *Show this step*.")
            return
        yield block


def _ways(view: IncidentView, run: RunView, step: StepView) -> Iterator[Block]:
    """Yield the ways on, each with its button: the step is done by choosing one."""
    for index, way in enumerate(step.ways):
        words = f"If {mrkdwn_of(way.condition, 700)}" if way.condition else "Otherwise"
        go = button(
            way_label(way),
            action_id=names.RUN_DECIDE,
            origin=origin_of(view, run, step=step.number, choice=str(index)),
        )
        yield section(words, accessory=go, block_id=f"run:{run.id}:{run.version}:way:{index}")


def way_label(way: WayView) -> str:
    """Return what the button of a way on says."""
    match way.kind:
        case "step":
            return f"Go to step {way.step}"
        case "runbook":
            return f"Go to {way.runbook}"
        case "finish":
            return "Finish"
    return "Continue"


# ---------------------------------------------------------------- what can be clicked


def _buttons(view: IncidentView, run: RunView, step: StepView) -> list[Block | None]:
    origin = origin_of(view, run, step=step.number)
    take = "Take over" if step.state == "claimed" else "I'll take it"
    # Where every case is named, the step is done by choosing one of them.
    goes_on = all(way.condition and way.kind != "continue" for way in step.ways)
    return [
        button(take, action_id=names.RUN_CLAIM, origin=origin),
        button("Done", action_id=names.RUN_DONE, origin=origin, style="primary") if goes_on else None,
        button("Failed", action_id=names.RUN_FAILED, origin=origin) if step.state != "failed" else None,
        button("Skip…", action_id=names.OPEN_RUN_SKIP, origin=origin),
        undo_button(view, run),
    ]


def undo_button(view: IncidentView, run: RunView) -> Block | None:
    """Return the button that takes the last step back that was done or failed, if the runbook says how."""
    settled = [one for one in run.steps if one.state in {"done", "failed"} and one.at is not None]
    last = max(settled, key=lambda one: (one.at, one.number), default=None)
    if last is None or not last.can_be_undone:
        return None
    label = "Undo" if last.number == run.current else f"Undo step {last.number}"
    return button(label, action_id=names.RUN_UNDO, origin=origin_of(view, run, step=last.number))


def _menu(view: IncidentView, run: RunView) -> Block:
    def option(label: str, choice: str) -> Option:
        return Option(label=label, value=origin_of(view, run, step=run.current, choice=choice))

    return overflow(
        [
            option("Show this step", names.RUN_SHOW),
            *([option("Change a value…", names.RUN_VALUES)] if run.parameters else []),
            option("Go to another step…", names.RUN_GO_TO),
            option("Stop the runbook…", names.RUN_STOP),
        ],
        action_id=names.RUN_MENU,
    )


# ---------------------------------------------------------------- the whole run


def overview(run: RunView, *, now: datetime) -> str:
    """Return the steps around the current one, each with what became of it."""
    current = run.current or len(run.steps)
    first = max(0, min(current - _AROUND // 2, len(run.steps) - _AROUND))
    shown = run.steps[first : first + _AROUND]
    lines = [_overview_line(one, is_current=one.number == run.current, now=now) for one in shown]
    if first:
        lines.insert(0, f"… {first} before")
    if left := len(run.steps) - first - len(shown):
        lines.append(f"… {left} more")
    return "\n".join(lines)


def _overview_line(step: StepView, *, is_current: bool, now: datetime) -> str:
    title = line(step.title, 70)
    name = f"*{step.number}. {title}*" if is_current else f"{step.number}. {title}"
    if step.state == "open":
        return f"{name}{' – now' if is_current else ''}"
    who = f" {by(step.by)}" if step.by is not None else ""
    when = f" {at(step.at, now)}" if step.at is not None else ""
    return f"{name} – {_STATES.get(step.state, step.state)}{who}{when}{_why(step, limit=40)}"


def _why(step: StepView, *, limit: int = 300) -> str:
    return f": {line(step.why, limit)}" if step.why.strip() else ""


def _tally(run: RunView) -> str:
    said = [f"{run.votes[one]} {one}" for one in ("yes", "partly", "no") if run.votes.get(one)]
    return ", ".join(said) or "nobody has said yet"


def _votes(view: IncidentView, run: RunView) -> list[Block | None]:
    """Return one click for each answer, and the way to say what was wrong in the runbook."""

    def origin(choice: str = "") -> Origin:
        return Origin(incident=view.number, subject=run.id, choice=choice)

    # One action id a button: two of one row may not share it.
    labels = (("Yes", "yes"), ("Partly", "partly"), ("No", "no"))
    votes = [
        button(label, action_id=names.vote_action(choice), origin=origin(choice)) for label, choice in labels
    ]
    remark = button("Something was wrong in it…", action_id=names.OPEN_RUN_REMARK, origin=origin())
    return [*votes, remark]


def _ended(view: IncidentView, run: RunView, *, now: datetime) -> Drawing:
    """Return the card of a run that has ended: how, when, and what there is to go on with."""
    head = [f"{run.settled} of {len(run.steps)} steps done or skipped"]
    if run.ended_at is not None:
        ended = "Finished" if run.ending == "finished" else "Stopped"
        head.insert(0, f"*{ended}*  {by(run.ended_by)} at {at(run.ended_at, now)}")
        head.append(f"took {say(run.ended_at - run.started_at)}")
    why = f"\n{line(run.why, 300)}" if run.why.strip() else ""
    further = None
    if run.next_runbook:
        start = button(
            f"Start {run.next_runbook}",
            action_id=names.START_RUNBOOK,
            origin=Origin(incident=view.number, choice=run.next_runbook),
            style="primary",
        )
        further = section(
            f"It leads on to `{line(run.next_runbook, 60)}`.", accessory=start, block_id=f"run:{run.id}:next"
        )
    undo = undo_button(view, run)
    blocks = [
        header(f"Runbook: {run.title}"),
        section(DOT.join(head) + why),
        further,
        small_print(overview(run, now=now)),
        section(f"*Did it help?*  {_tally(run)}"),
        row([*_votes(view, run), undo], block_id=f"run:{run.id}:{run.version}"),
    ]
    return drawing(f"Runbook {line(run.title, 120)}: {run.ending}", blocks)
