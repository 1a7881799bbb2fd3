"""Merging, as both war rooms read it."""

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing, drawing, row, section
from bot.blocks.elements import button
from bot.blocks.wording import line
from bot.domain.text import channel_mention
from bot.domain.views import IncidentView


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
