"""What whoever looks after a runbook is told was wrong in it."""

from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing, drawing, section, small_print
from bot.blocks.wording import by, line, prose, room
from bot.domain.views import IncidentView


def remark(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return what was wrong in a runbook, for its owner.

    Raises:
        ValueError: the context has no remark, or the incident is private: its members alone may know of it.
    """
    if view.private:
        raise ValueError(f"{view.id} is private: nobody is told what was said in it.")
    said = context.remark
    if said is None:
        raise ValueError("What was wrong in a runbook is drawn from `context.remark`.")
    name = f"`{line(said.runbook, 60)}`"
    where = f"*{view.id}* {room(view)}".rstrip()
    head = f"{by(said.by)} found something wrong in the runbook {name} in {where}:"
    why = (
        f"For {line(said.owner, 80)}, who looks after it; the text was revision {line(said.revision, 20)}. "
        "`muster runbooks remarks` lists all that was said."
    )
    blocks = [section(head), section(prose(said.text, 2_000)), small_print(why)]
    return drawing(f"Something is wrong in the runbook {name}", blocks)
