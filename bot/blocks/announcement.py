"""The announcement: what everybody may know, in one message of the announcement channel, edited in place."""

from collections.abc import Iterator

from bot.blocks.card import ended, last_update, next_update
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing, drawing, section
from bot.blocks.wording import everybody, headline, lacks_room, line, room, who
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.views import IncidentView


def announcement(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the announcement of `view`; `context.mentions` is drawn in its first post only.

    Raises:
        ValueError: the incident is private; it is never announced.
    """
    if view.private:
        raise ValueError(f"{view.id} is private: it is not announced.")
    title = line(view.title, 300)
    head = f":{view.severity.emoji}: *{headline(view)}*\n*{title}*"
    called = section(f"For your attention: {everybody(context.mentions)}") if context.mentions else None
    body = section("\n".join([head, *_lines(view, context=context)]))
    return drawing(f"{headline(view)}: {title}", [body, called])


def raised(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the reply under the announcement that tells `context.mentions` of a higher severity.

    Raises:
        ValueError: the incident is private; it is never announced.
    """
    if view.private:
        raise ValueError(f"{view.id} is private: it is not announced.")
    text = f"*{view.id} is now {view.severity.name}*: {line(view.title, 300)}"
    attention = f"\nFor your attention: {everybody(context.mentions)}" if context.mentions else ""
    return drawing(text, [section(text + attention)])


def _lines(view: IncidentView, *, context: DrawContext) -> Iterator[str]:
    """Yield what somebody outside asks first: how bad, who is on it, when we hear more, where."""
    now = context.now
    yield f"*Customers {'see' if view.is_open else 'saw'}*  {line(view.impact, 500) or 'not known yet'}"
    if view.is_open:
        yield f"*Incident commander*  {who(view.holder(INCIDENT_COMMANDER))}"
        yield next_update(view, now=now)
    else:
        yield ended(view, context=context)
    if view.last_update is not None:
        yield f"*Last update*  {last_update(view, now=now)}"
    yield f"*War room*  {room(view) or _no_room(view)}"


def _no_room(view: IncidentView) -> str:
    return "could not be opened yet; the card is in this thread" if lacks_room(view) else "being opened"
