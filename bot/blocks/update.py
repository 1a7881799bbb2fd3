"""Status updates: the same words in the war room and below the announcement."""

from collections.abc import Iterator
from datetime import datetime

from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing, drawing, section, small_print
from bot.blocks.wording import DOT, at, by, line, prose, status
from bot.domain.views import IncidentView, UpdateView


def update(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the status update `context.update` as it stands in the war room."""
    return _update(view, one=_given(context), now=context.now, head="")


def announced_update(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the status update `context.update` as it stands in the announcement's thread.

    Raises:
        ValueError: the incident is private; its words stay in its channel.
    """
    if view.private:
        raise ValueError(f"{view.id} is private: its updates are not announced.")
    return _update(view, one=_given(context), now=context.now, head=f"{view.id}{DOT}")


def _given(context: DrawContext) -> UpdateView:
    if context.update is None:
        raise ValueError("A status update is drawn from `context.update`.")
    return context.update


def _update(view: IncidentView, *, one: UpdateView, now: datetime, head: str) -> Drawing:
    title = "No change" if one.no_change else f"Status update {one.number}"
    level = line(one.severity, 40) if one.severity else "severity not set"
    facts = DOT.join([status(one.status), level, f"{by(one.by)} at {at(one.at, now)}"])
    if one.redacted:
        text = f"{head}*{title}*{DOT}{facts}\n_This update was redacted._"
        return drawing(f"{view.id}: an update was redacted.", [section(text)])
    body = "\n".join([f"{head}*{title}*{DOT}{facts}", *_lines(one, now=now)])
    corrected = small_print(f"Corrected at {at(one.corrected_at, now)}") if one.corrected_at else None
    said = line(one.text or one.impact, 300) or ("no change" if one.no_change else status(one.status))
    return drawing(f"{view.id}{DOT}{level}{DOT}{status(one.status)}: {said}", [section(body), corrected])


def _lines(one: UpdateView, *, now: datetime) -> Iterator[str]:
    """Yield what the update says; what it leaves out is left out."""
    if one.impact:
        yield f"*Customers see*  {prose(one.impact, 700)}"
    if one.text:
        yield f"*Doing*  {prose(one.text, 1_600)}"
    if one.needs:
        yield f"*Needs*  {prose(one.needs, 400)}"
    if one.next_due_at:
        yield f"*Next update*  due {at(one.next_due_at, now)}"
