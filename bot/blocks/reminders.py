"""The reminders: each as it asks, and as it stands once its question is settled.

A reminder is drawn again where it stands when the incident changes; whether it is settled follows from the
incident and from what it was fired for (`fired_at`, `due_at`), so nothing has to remember it.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.asking import (
    asking,
    click,
    due_at,
    move,
    moved_on,
    settled,
    to,
    update_buttons,
    update_settled,
    where,
)
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing
from bot.blocks.elements import Option, menu
from bot.blocks.facts import Facts, moment
from bot.blocks.wording import at, every, line, until, who
from bot.domain.durations import say
from bot.domain.roles import COMMS_LEAD, INCIDENT_COMMANDER
from bot.domain.views import IncidentView

_ON_TIME: Final = timedelta(minutes=1)


def update_soon(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the private notice that an update is due in some minutes."""
    if done := update_settled(view, facts=facts, now=context.now):
        return settled(view, done)
    due = due_at(view, facts=facts, now=context.now)
    text = f"{where(view)}: the next update is due at {at(due, context.now)} ({every(view)})."
    return asking(view, text, facts=facts, now=context.now, buttons=update_buttons(view, facts=facts))


def reminder(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the reminder in the war room that an update is due; to the comms lead, else the IC, else all."""
    if done := update_settled(view, facts=facts, now=context.now):
        return settled(view, done)
    due, asked = (
        due_at(view, facts=facts, now=context.now),
        view.holder(COMMS_LEAD) or view.holder(INCIDENT_COMMANDER),
    )
    late = context.now - due >= _ON_TIME
    when = f"Update was due at {at(due, context.now)}" if late else "Update due now"
    text = f"{to(asked)}*{when}* ({every(view)}). Nothing new is news too."
    return asking(view, text, facts=facts, now=context.now, buttons=update_buttons(view, facts=facts))


def reminder_overdue(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the reply below a reminder that nobody answered; it mentions the IC and the comms lead."""
    if done := update_settled(view, facts=facts, now=context.now):
        return settled(view, done)
    due = due_at(view, facts=facts, now=context.now)
    people = dict.fromkeys(filter(None, (view.holder(INCIDENT_COMMANDER), view.holder(COMMS_LEAD))))
    mentions = "".join(f"{who(one)} " for one in people)
    since = f"it was due at {at(due, context.now)} ({until(due, context.now)})"
    text = f"{mentions}*The update of {view.id} is overdue*: {since}. “No change” is enough."
    return asking(view, text, facts=facts, now=context.now, buttons=update_buttons(view, facts=facts))


def no_commander(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question who takes command."""
    if not view.is_open:
        return settled(view, f"{view.id} is {view.status}.")
    if (holder := view.holder(INCIDENT_COMMANDER)) is not None:
        return settled(view, f"{who(holder)} is in command of {view.id}.")
    rungs = view.severity.reminders
    then = ""
    if view.severity.call and rungs.call_for_commander and rungs.no_commander:
        then = f" If nobody does, people are called in {say(rungs.call_for_commander - rungs.no_commander)}."
    text = f"*{view.id} has no incident commander.* Who coordinates?{then}"
    take = click(
        view,
        "I take command",
        action_id=names.TAKE_ROLE,
        facts=facts,
        choice=INCIDENT_COMMANDER,
        style="primary",
    )
    assign = click(view, "Assign somebody…", action_id=names.OPEN_ROLES, facts=facts)
    return asking(view, text, facts=facts, now=context.now, buttons=[take, assign])


def severity_unset(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question to the declarer how bad it is."""
    if not view.is_open:
        return settled(view, f"{view.id} is {view.status}.")
    if view.severity_is_set:
        return settled(view, f"{view.id} is {line(view.severity.name, 40)}.")
    options = [
        Option(
            label=one.name,
            value=Origin(incident=view.number, revision=view.revision, choice=one.name),
            description=one.meaning,
        )
        for one in context.severities
    ]
    treated = line(view.severity.name, 40)
    text = f"{where(view)}: how bad is it for customers? Until somebody says, it is treated as {treated}."
    choose = menu("Severity", options=options, action_id=names.SEVERITY_MENU)
    return asking(view, text, facts=facts, now=context.now, buttons=[choose])


def still_active(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question to the IC whether anybody is still working on it."""
    if done := moved_on(view, facts=facts, now=context.now):
        return settled(view, done)
    quiet = view.severity.reminders.no_activity
    since = f" for {say(quiet)}" if quiet else ""
    text = f"{where(view)}: nothing has been heard{since}. Still active?"
    buttons: list[Block | None] = [
        click(view, "Still on it", action_id=names.STILL_ON_IT, facts=facts, style="primary"),
        move(view, "monitoring", label="Mitigated", facts=facts) if view.status != "monitoring" else None,
        move(view, "resolved", label="Resolve", facts=facts),
    ]
    return asking(view, text, facts=facts, now=context.now, buttons=buttons)


def confirm_resolved(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question to the IC whether a mitigated incident is over."""
    if view.status != "monitoring":
        return settled(view, f"{view.id} is {view.status}.")
    since = say(max(context.now - view.status_since, timedelta(0)))
    text = f"{where(view)}: monitoring for {since}. Is the service confirmed restored?"
    buttons: list[Block | None] = [
        move(view, "resolved", label="Resolve", facts=facts),
        click(view, "Not yet", action_id=names.STILL_MONITORING, facts=facts),
    ]
    return asking(view, text, facts=facts, now=context.now, buttons=buttons)


def offer_handover(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the offer to an IC of many hours to hand over."""
    if not view.is_open:
        return settled(view, f"{view.id} is {view.status}.")
    role = next((one for one in view.roles if one.key == INCIDENT_COMMANDER), None)
    fired = moment(facts, "fired_at") or context.now
    if role is None or role.holder is None or role.since is None or role.since > fired:
        return settled(view, f"{who(role.holder if role else None)} is in command of {view.id}.")
    text = (
        f"{where(view)}: {who(role.holder)} has been in command for {say(context.now - role.since)}."
        " A fresh head helps. Hand over?"
    )
    offer = click(
        view,
        "Hand over…",
        action_id=names.OPEN_HANDOVER,
        facts=facts,
        choice=INCIDENT_COMMANDER,
        style="primary",
    )
    return asking(view, text, facts=facts, now=context.now, buttons=[offer])


def close_question(view: IncidentView, *, facts: Facts, context: DrawContext) -> Drawing:
    """Return the question to the IC whether a resolved incident can be closed."""
    if view.status != "resolved":
        return settled(view, f"{view.id} is {view.status}.")
    since = say(max(context.now - view.status_since, timedelta(0)))
    text = f"{where(view)}: resolved {since} ago. Is follow-up handed over? Then close it."
    buttons: list[Block | None] = [
        move(view, "closed", label="Close", facts=facts),
        click(view, "Later", action_id=names.CLOSE_LATER, facts=facts),
    ]
    return asking(view, text, facts=facts, now=context.now, buttons=buttons)


Reminder = Callable[..., Drawing]

REMINDERS: Final[Mapping[str, Reminder]] = {
    "update_soon": update_soon,
    "reminder": reminder,
    "reminder_overdue": reminder_overdue,
    "no_commander": no_commander,
    "severity_unset": severity_unset,
    "still_active": still_active,
    "confirm_resolved": confirm_resolved,
    "offer_handover": offer_handover,
    "close_question": close_question,
}
