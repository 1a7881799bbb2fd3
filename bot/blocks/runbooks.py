"""Runbooks as a person asks for them: the list, and one of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.drawing import Block, Drawing, drawing, section, small_print
from bot.blocks.elements import button
from bot.blocks.markdown import mrkdwn_of
from bot.blocks.wording import at, by, line
from bot.domain import words
from bot.domain.run_figures import Figures
from bot.domain.run_views import RunbookView, RunView
from bot.domain.views import IncidentView

_SHOWN: Final = 25
STALE: Final = " :warning: review overdue"


def runbook_list(
    found: Sequence[RunbookView], *, words: str, view: IncidentView | None, now: datetime, command: str
) -> Drawing:
    """Return runbooks, each with a button that starts it.

    Args:
        words: that were searched for; without any, what is followed and offered here comes first.
        view: the incident that would follow one; None outside a war room.
    """
    asked = f" for “{line(words, 80)}”" if words else ""
    if not found:
        text = f"There is no runbook{asked}. `{line(command, 40)} runbook` lists all."
        return drawing(text, [section(text)])
    blocks: list[Block] = []
    reasons: dict[str, str] = {}
    if view is not None and not words:
        blocks += [section(_followed(run, now=now)) for run in view.runs]
        reasons = {one.runbook: line(", ".join(one.reasons), 120) for one in view.offers}
    ordered = sorted(
        found, key=lambda one: list(reasons).index(one.id) if one.id in reasons else len(reasons)
    )
    blocks += _listed(ordered[:_SHOWN], reasons=reasons, view=view)
    count = f"{len(found)} runbook{'' if len(found) == 1 else 's'}{asked}"
    if len(found) > _SHOWN:
        blocks.append(small_print(f"… {len(found) - _SHOWN} more. Search for words."))
    return drawing(count, blocks)


def _followed(run: RunView, *, now: datetime) -> str:
    """Return one line about a run of this incident."""
    step = run.step
    if step is not None:
        who = by(step.by) if step.state == "claimed" else "nobody yet"
        return f"*Being followed*  {line(run.title, 100)}: step {step.number} of {len(run.steps)} ({who})"
    ended = f" at {at(run.ended_at, now)}" if run.ended_at is not None else ""
    return f"*{'Finished' if run.ending == 'finished' else 'Stopped'}*  {line(run.title, 100)}{ended}"


def _listed(
    found: Sequence[RunbookView], *, reasons: dict[str, str], view: IncidentView | None
) -> Iterator[Block]:
    for one in found:
        start = None
        if view is not None:
            origin = Origin(incident=view.number, choice=one.id)
            start = button("Start", action_id=names.START_RUNBOOK, origin=origin)
        why = f"  offered: {reasons[one.id]}" if reasons.get(one.id) else ""
        text = f"*{line(one.title, 100)}*{STALE if one.is_stale else ''}\n`{one.id}`{why}"
        yield section(text, accessory=start, block_id=f"runbooks:{one.id}")


def runbook_info(runbook: RunbookView, *, number: int | None) -> Drawing:
    """Return one runbook: what it is for, its steps, what it asks for, and who looks after it.

    Args:
        number: the incident that would follow it; None outside a war room.
    """
    start = None
    if number is not None:
        origin = Origin(incident=number, choice=runbook.id)
        start = button("Start", action_id=names.START_RUNBOOK, origin=origin)
    head = f"*{line(runbook.title, 150)}*{STALE if runbook.is_stale else ''}"
    head += f"\n{mrkdwn_of(runbook.summary, 2_000)}"
    steps = "\n".join(f"{number}. {line(title, 120)}" for number, title in enumerate(runbook.steps, start=1))
    asks = "\n".join(
        f"`{one.name}`  {line(one.description, 150)}{_default(one.default)}" for one in runbook.parameters
    )
    blocks = [
        section(head, accessory=start, block_id=f"runbook:{runbook.id}"),
        section(steps),
        section(f"*Asks for*\n{asks}") if asks else None,
        small_print(f"`{runbook.id}`, looked after by {line(runbook.owner, 150)}"),
    ]
    return drawing(f"Runbook {line(runbook.title, 150)}", blocks)


def _default(value: str | None) -> str:
    return f" (else `{line(value, 60)}`)" if value else ""


def run_figures(figures: Figures) -> Drawing:
    """Return how often each runbook was offered, followed and of help; what is not known is left out."""
    resolved = words.runs_resolved_with(figures.resolved_with, resolved=figures.resolved)
    carried_out = words.runs_carried_out(figures.succeeded, count=figures.carried_out)
    head = f"*Resolved with a runbook*  {resolved}\n*Carried out by Muster*  {carried_out}"
    lines = [f"`{line(one.runbook, 60)}`  {words.run_counts(one)}" for one in figures.runbooks[:_SHOWN]]
    text = "\n".join(lines) or "No runbook was offered or followed yet."
    return drawing(head, [section(head), section(text)])
