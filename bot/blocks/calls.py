"""Calling people: the direct message each gets, the mention in the war room, and standing down."""

from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.drawing import Block, Drawing, drawing, row, section
from bot.blocks.elements import button
from bot.blocks.facts import Facts, word, words
from bot.blocks.wording import everybody, lacks_room, line, nobody_called, room, somebody
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.views import IncidentView

_WHY: Final = {
    "declared": "",
    "raised": "It has been raised to {severity}.",
    "no_commander": "It has no incident commander.",
    "backup": "Its updates are overdue and nobody answers.",
}
_WHY_IN_ROOM: Final = {
    "declared": "{people}: you are called to this {severity}.",
    "raised": "{people}: you are called, this is {severity} now.",
    "no_commander": "{people}: you are called, nobody is in command yet.",
    "backup": "{people}: you are called as backup, updates are overdue.",
}


def call(view: IncidentView, *, facts: Facts) -> Drawing:
    """Return the direct message to somebody called; a private incident's carries no title."""
    head = f"You are called to *{view.id}* ({_severity(view)})."
    why = _WHY.get(word(facts, "reason"), "").format(severity=_severity(view))
    blocks = [section("\n".join(filter(None, [f":rotating_light: {head}", why, *_what(view), _open(view)])))]
    take = _take_command(view)
    what = "" if view.private else line(view.title, 150)
    return drawing(
        " ".join(filter(None, [head, why, what])), [*blocks, row([take], block_id=f"call:{view.revision}")]
    )


def told(view: IncidentView) -> Drawing:
    """Return the direct message to somebody who is told, not called."""
    head = f"For your information: *{view.id}* ({_severity(view)}) was declared. You are not called."
    return drawing(head, [section("\n".join([head, *_what(view), _open(view)]))])


def called(view: IncidentView, *, facts: Facts) -> Drawing:
    """Return the mention in the war room of everybody who was called."""
    people = words(facts, "people")
    if not people:
        text = "*Nobody was called*: nobody could be found. Call people yourself."
        return drawing(f"{view.id}: {text}", [section(f":warning: {text}")])
    template = _WHY_IN_ROOM.get(word(facts, "reason"), _WHY_IN_ROOM["declared"])
    text = template.format(people=everybody(people), severity=_severity(view))
    return drawing(f"{view.id}: {text}", [section(text)])


def stand_down(view: IncidentView) -> Drawing:
    """Return the message to somebody who was called for what has ended."""
    why = "it was a false alarm" if view.status == "cancelled" else f"it is {view.status}"
    text = f"Stand down: *{view.id}* needs nobody any more, {why}. Thank you for coming."
    return drawing(text, [section(text)])


def room_link(view: IncidentView, *, command: str) -> Drawing:
    """Return what the declarer reads as soon as the war room can be entered."""
    where = f"*{view.id}* is open in {room(view)}." if view.channel_id else f"*{view.id}* is open."
    text = f"{where} {_who_was_called(view)} {_command(view, command=command)}"
    return drawing(text, [section(text)])


def _severity(view: IncidentView) -> str:
    told_as = line(view.severity.name, 40)
    severity = told_as if view.severity_is_set else f"severity not set, treated as {told_as}"
    return f"DRILL, {severity}" if view.drill else severity


def _what(view: IncidentView) -> list[str]:
    if view.private:
        return ["It is private: its words stay in its channel."]
    impact = [f"Customers see: {line(view.impact, 300)}"] if view.impact else []
    return [f"*{line(view.title, 300)}*", *impact]


def _open(view: IncidentView) -> str:
    if view.channel_id:
        return f"Open {room(view)}."
    if lacks_room(view):
        return "The war room could not be opened yet; its link will stand here."
    return "The war room is being opened; its link will stand here."


def _take_command(view: IncidentView) -> Block | None:
    if not view.is_open or view.holder(INCIDENT_COMMANDER) is not None:
        return None
    origin = Origin(incident=view.number, revision=view.revision, choice=INCIDENT_COMMANDER)
    return button("I take command", action_id=names.TAKE_ROLE, origin=origin, style="primary")


def _who_was_called(view: IncidentView) -> str:
    if view.nobody_called:
        return nobody_called(view)
    if view.calls:
        people = f"{len(view.calls)} people" if len(view.calls) > 1 else "1 person"
        refs = dict.fromkeys(one.called_for or one.person.slack_id for one in view.calls)
        return f"Called: {', '.join(somebody(ref) for ref in refs)} ({people})."
    if view.severity.call:
        return f"Calling: {', '.join(somebody(ref) for ref in view.severity.call)}."
    return f"Nobody is called for {line(view.severity.name, 40)}."


def _command(view: IncidentView, *, command: str) -> str:
    holder = view.holder(INCIDENT_COMMANDER)
    if holder is not None:
        mine = holder.slack_id == view.declared_by.slack_id
        return "You are in command." if mine else f"{somebody(holder.slack_id)} is in command."
    verb = next((one.verb for one in view.roles if one.key == INCIDENT_COMMANDER), "ic")
    return f"Take command with `{line(command, 40)} {line(verb, 40)} me`."
