"""The parts of a reminder: whom it speaks to, what it asks, how late it is, and when it is settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.confirmations import sure_to
from bot.blocks.drawing import Block, Drawing, drawing, row, section, small_print
from bot.blocks.elements import Style, button
from bot.blocks.facts import Facts, moment, number, words
from bot.blocks.wording import at, line, name, room, who
from bot.domain.durations import say
from bot.domain.views import IncidentView, PersonView

_RUNGS: Final = {
    "due_soon": "update due soon",
    "due": "update due",
    "overdue": "update overdue",
    "call_backup": "call the backup",
    "no_commander": "no incident commander",
    "call_for_commander": "call for an incident commander",
    "severity_unset": "severity not set",
    "no_activity": "still active?",
    "monitoring_too_long": "confirm resolved?",
    "handover_after": "hand over?",
    "close_after": "close?",
}

_ANSWERS: Final = {
    names.STILL_ON_IT: "{who} is still on it ({at}).",
    names.STILL_MONITORING: "not resolved yet, says {who} ({at}).",
    names.CLOSE_LATER: "to be closed later, says {who} ({at}).",
}


def where(view: IncidentView) -> str:
    """Return the incident with its war room; a private one without title, for it may be read elsewhere."""
    told = view.id if view.private else name(view)
    return " ".join(filter(None, [told, f"({room(view)})" if view.channel_id else ""]))


def to(person: PersonView | None) -> str:
    """Return the mention that a reminder starts with; nobody for the channel."""
    return f"{who(person)} " if person is not None else ""


def due_at(view: IncidentView, *, facts: Facts, now: datetime) -> datetime:
    """Return the due time that a reminder was fired for."""
    return moment(facts, "due_at") or view.next_update_due_at or now


def asking(
    view: IncidentView, text: str, *, facts: Facts, now: datetime, buttons: Sequence[Block | None]
) -> Drawing:
    """Return a reminder that waits for an answer."""
    late = _late(facts, now=now)
    block_id = f"ask:{number(facts, 'generation') or 0}:{view.revision}"
    blocks = [section(text), small_print(late) if late else None, row(buttons, block_id=block_id)]
    return drawing(_notification(view, text), blocks)


def settled(view: IncidentView, text: str) -> Drawing:
    """Return a reminder whose question has been answered: one quiet line without buttons."""
    return replace(drawing(_notification(view, text), [small_print(text)]), is_moot=True)


def answered(view: IncidentView, *, action_id: str, by: PersonView, now: datetime) -> Drawing:
    """Return a reminder that was answered by a click which changes nothing of the incident itself.

    Raises:
        KeyError: `action_id` is none of STILL_ON_IT, STILL_MONITORING and CLOSE_LATER.
    """
    words_ = _ANSWERS[action_id].format(who=who(by), at=at(now, now))
    return settled(view, f"{where(view)}: {words_}")


def click(
    view: IncidentView,
    label: str,
    *,
    action_id: str,
    facts: Facts,
    choice: str = "",
    style: Style | None = None,
) -> Block:
    """Return a button of a reminder: it carries the timer's generation and the due time shown."""
    return button(label, action_id=action_id, origin=_origin(view, facts=facts, choice=choice), style=style)


def move(view: IncidentView, status: str, *, label: str, facts: Facts) -> Block:
    """Return a button of a reminder that goes to `status`."""
    return button(
        label,
        action_id=names.status_action(status),
        origin=_origin(view, facts=facts, choice=status),
        confirm=sure_to(view, status),
    )


def update_buttons(view: IncidentView, *, facts: Facts) -> list[Block | None]:
    """Return *Update now · No change · +15 min*."""
    return [
        click(view, "Update now", action_id=names.OPEN_UPDATE, facts=facts, style="primary"),
        click(view, "No change", action_id=names.NO_CHANGE, facts=facts),
        click(view, "+15 min", action_id=names.SNOOZE, facts=facts),
    ]


def update_settled(view: IncidentView, *, facts: Facts, now: datetime) -> str:
    """Return what became of the update that a reminder asked for; empty while it is still due."""
    if not view.is_open:
        return f"{view.id} is {view.status}; no update is due."
    due, fired = moment(facts, "due_at"), moment(facts, "fired_at")
    if due is None or view.next_update_due_at == due:
        return ""
    last = view.last_update
    if last is not None and (fired is None or last.at >= fired):
        return f"{view.id} was updated at {at(last.at, now)} by {who(last.by)}."
    if view.next_update_due_at is None:
        return f"No update of {view.id} is due any more."
    return f"The next update of {view.id} is due at {at(view.next_update_due_at, now)} instead."


def moved_on(view: IncidentView, *, facts: Facts, now: datetime) -> str:
    """Return what has happened since a reminder asked whether anybody is still there; empty for nothing."""
    fired = moment(facts, "fired_at")
    if not view.is_open or (fired is not None and view.status_since > fired):
        return f"{view.id} is {view.status}."
    last = view.last_update
    if last is not None and fired is not None and last.at > fired:
        return f"{view.id} was updated at {at(last.at, now)} by {who(last.by)}."
    return ""


def _notification(view: IncidentView, text: str) -> str:
    return text if view.id in text else f"{view.id}: {text}"


def _origin(view: IncidentView, *, facts: Facts, choice: str) -> Origin:
    return Origin(
        incident=view.number,
        revision=view.revision,
        generation=number(facts, "generation"),
        choice=choice,
        due_at=moment(facts, "due_at"),
    )


def _late(facts: Facts, *, now: datetime) -> str:
    """Return how late a reminder came because the bot was down, and which ones it replaces."""
    since = moment(facts, "late_since")
    if since is None:
        return ""
    late = max((moment(facts, "fired_at") or now) - since, timedelta(0))
    text = f"Muster was away; this should have come at {at(since, now)}, {say(late)} ago."
    skipped = [_RUNGS.get(rung, line(rung, 40)) for rung in words(facts, "skipped")]
    return f"{text} Left out meanwhile: {', '.join(skipped)}." if skipped else text
