"""What responders found and decided: decisions, hypotheses, and a message that could not be captured."""

from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing, drawing, row, section, small_print
from bot.blocks.elements import button
from bot.blocks.facts import Facts, word
from bot.blocks.wording import at, by, line, prose
from bot.domain.text import link
from bot.domain.views import IncidentView

_STATES: Final = {"confirmed": "confirmed", "ruled_out": "ruled out"}


def decision(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return a decision, with how to undo it where that was said (the entry's `undo`)."""
    entry = context.entry
    if entry is None:
        raise ValueError("A decision is drawn from `context.entry`.")
    if entry.redacted:
        return drawing(f"{view.id}: a decision was redacted.", [small_print("_This decision was redacted._")])
    head = f"*Decision* by {by(entry.actor)} at {at(entry.occurred_at, context.now)}"
    undo = entry.data.get("undo")
    undone_by = [f"*Undo*  {prose(str(undo), 600)}"] if undo else []
    text = "\n".join([head, prose(entry.text, 2_000), *undone_by])
    return drawing(f"{view.id}: decision: {line(entry.text, 300)}", [section(text)])


def hypothesis(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return a suspected cause, to be confirmed or ruled out while it is open."""
    one = context.hypothesis
    if one is None:
        raise ValueError("A hypothesis is drawn from `context.hypothesis`.")
    said, told_by = prose(one.text, 2_000), f" by {by(one.by)}" if one.by else ""
    if (state := _STATES.get(one.state)) is not None:
        text = f"*Hypothesis {state}*  {said}"
        return drawing(f"{view.id}: hypothesis {state}: {line(one.text, 300)}", [section(text)])
    origin = Origin(incident=view.number, revision=view.revision, subject=one.id)
    answers = row(
        [
            button("Confirmed", action_id=names.HYPOTHESIS_CONFIRM, origin=origin),
            button("Ruled out", action_id=names.HYPOTHESIS_RULE_OUT, origin=origin),
        ],
        block_id=f"hypothesis:{one.id}",
    )
    text = f"*Hypothesis*{told_by}\n{said}"
    return drawing(f"{view.id}: hypothesis: {line(one.text, 300)}", [section(text), answers])


def capture_failed(view: IncidentView, *, facts: Facts, command: str) -> Drawing:
    """Return the word to who wanted a message on the timeline that could not be read."""
    source = word(facts, "source")
    message = link(source, "the message") if source else "the message"
    text = (
        f"{view.id}: {message} could not be added to the timeline: it was deleted before it could be read."
        f" Write down what it said with `{line(command, 40)} note {view.id} …`."
    )
    return drawing(text, [section(text)])
