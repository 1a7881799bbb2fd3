"""How an incident ends: resolved, closed, cancelled, or merged into another one."""

from datetime import datetime

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.confirmations import sure_to
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, row, section
from bot.blocks.elements import button
from bot.blocks.facts import Facts, word
from bot.blocks.wording import at, line
from bot.domain.durations import say
from bot.domain.text import channel_mention
from bot.domain.views import IncidentView


def ended(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the word in the war room that the incident has ended, and what comes next."""
    how = word(facts, "status") or view.status
    text = _how(view, status=how, now=context.now)
    buttons = _after_resolved(view) if how == "resolved" and view.status == "resolved" else []
    return drawing(text, [section(text), row(buttons, block_id=f"ended:{view.revision}")])


def merged_into(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the word in this war room that work goes on in another one (`context.other`)."""
    if view.status != "merged":
        text = f"The merge was undone: {view.id} goes on here."
        return drawing(text, [section(text)])
    other = context.other
    target = "another incident"
    if other is not None:
        target = f"INC-{other.number}"
        if other.channel_id:
            target += f" in {channel_mention(other.channel_id)}"
    text = f"*{view.id} is merged* into {target}. Work goes on there; nothing more is asked here."
    undo = button(
        "Undo the merge",
        action_id=names.UNMERGE,
        origin=Origin(incident=view.number, revision=view.revision),
    )
    return drawing(text, [section(text), row([undo], block_id=f"merged:{view.revision}")])


def merged_here(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the word in the war room of `view` that another incident (`context.other`) ends inside it."""
    other = context.other
    if other is None:
        text = f"Another incident was merged into {view.id}."
    else:
        where = f" ({channel_mention(other.channel_id)})" if other.channel_id else ""
        said = "was merged into" if other.status == "merged" else "was merged for a while into"
        text = f"*INC-{other.number} {said} {view.id}*: {line(other.title, 300)}{where}"
    return drawing(text, [section(text)])


def _how(view: IncidentView, *, status: str, now: datetime) -> str:
    """Say what ended and what that means; a status that is no ending is only named."""
    if status == "resolved":
        moment = view.times.get("resolved_at") or view.status_since
        return (
            f"*{view.id} is resolved* at {at(moment, now)}{_lasted(view)}. Update reminders have stopped."
            " Close it once follow-up is handed over."
        )
    if status == "closed":
        return f"*{view.id} is closed*{_lasted(view)}. The complete timeline is uploaded here."
    if status == "cancelled":
        called = " Everyone who was called is told to stand down." if view.calls else ""
        return f"*{view.id} is cancelled*: it was a false alarm. Reminders have stopped.{called}"
    return f"{view.id} is {view.status}."


def _lasted(view: IncidentView) -> str:
    """Say how long it was open, and how long customers were hurt where that is known."""
    end = view.times.get("resolved_at") or view.status_since
    opened = f", after {say(end - view.declared_at)}" if end >= view.declared_at else ""
    start, better = view.times.get("impact_started_at"), view.times.get("mitigated_at") or end
    hurt = f"; customers were hurt for {say(better - start)}" if start and better >= start else ""
    return opened + hurt


def _after_resolved(view: IncidentView) -> list[Block | None]:
    def go(to: str, label: str) -> Block:
        return button(
            label,
            action_id=names.status_action(to),
            origin=Origin(incident=view.number, revision=view.revision, choice=to),
            confirm=sure_to(view, to),
        )

    return [go("closed", "Close"), go("investigating", "Reopen")]
