"""Who holds a role: duties for the new holder, a word to the old one, and the two sides of a handover."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.asking import where
from bot.blocks.card import last_update, suspects
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, row, section, small_print
from bot.blocks.elements import button
from bot.blocks.facts import Facts, word
from bot.blocks.wording import DOT, at, level, line, somebody, status, until, who
from bot.domain.views import HandoverView, IncidentView, RoleView

_DUTIES: Final = 12


def duties(view: IncidentView, *, facts: Facts) -> Drawing:
    """Return the private checklist of somebody who has just taken a role."""
    role = _role(view, word(facts, "role"))
    head = f"You are *{_title(role)}* of {where(view)}."
    listed = [f"•  {line(duty, 200)}" for duty in (role.duties if role else ())[:_DUTIES]]
    return drawing(head, [section("\n".join([head, *listed]))])


def displaced(view: IncidentView, *, facts: Facts) -> Drawing:
    """Return the word to a holder whose role has gone to somebody else."""
    role, by = _role(view, word(facts, "role")), word(facts, "by")
    holder = role.holder if role else None
    if holder is None:
        text = f"You are no longer *{_title(role)}* of {where(view)}."
    elif holder.slack_id == by or not by:
        text = f"{who(holder)} has taken over from you as *{_title(role)}* of {where(view)}."
    else:
        text = f"{somebody(by)} has made {who(holder)} *{_title(role)}* of {where(view)} in your place."
    return drawing(text, [section(text)])


def handover_brief(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the brief for who is offered a role, with *Accept* and *Decline* while the offer stands."""
    offer = _given(context)
    role = _role(view, offer.role)
    if offer.state != "open":
        text = _outcome(view, offer)
        return drawing(text, [small_print(text)])
    offered_by = who(offer.from_person or offer.asked_by)
    expires = f"until {at(offer.expires_at, context.now)}"
    head = f"{offered_by} offers you *{_title(role)}* of {where(view)}, {expires}."
    return drawing(
        head,
        [
            section(head),
            section("\n".join(_brief(view, now=context.now))),
            row(_answers(view, offer), block_id=f"handover:{offer.id}"),
        ],
    )


def handover_outcome(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return what became of a handover, for both sides and the war room."""
    text = _outcome(view, _given(context))
    return drawing(text, [section(text)])


def _given(context: DrawContext) -> HandoverView:
    if context.handover is None:
        raise ValueError("A handover is drawn from `context.handover`.")
    return context.handover


def _role(view: IncidentView, key: str) -> RoleView | None:
    return next((one for one in view.roles if one.key == key), None)


def _title(role: RoleView | None) -> str:
    return line(role.title, 60) if role else "role holder"


def _brief(view: IncidentView, *, now: datetime) -> Iterator[str]:
    """Yield what a new holder must know: state, impact, last update, what is open, and what is due."""
    yield f"*State*  {level(view)}{DOT}{status(view.status)}{DOT}since {at(view.status_since, now)}"
    if view.private:
        yield "It is private: read on in its channel."
    else:
        yield f"*Customers see*  {line(view.impact, 500) or 'not known yet'}"
        yield f"*Last update*  {last_update(view, now=now)}"
        if view.needs:
            yield f"*Needs*  {line(view.needs, 300)}"
        if view.hypotheses:
            yield f"*Suspects*  {suspects(view)}"
    if view.next_update_due_at is not None:
        due = view.next_update_due_at
        yield f"*Next update*  due {at(due, now)} ({until(due, now)})"


def _answers(view: IncidentView, offer: HandoverView) -> list[Block | None]:
    origin = Origin(incident=view.number, revision=view.revision, subject=offer.id, choice=offer.role)
    return [
        button("Accept", action_id=names.HANDOVER_ACCEPT, origin=origin, style="primary"),
        button("Decline", action_id=names.HANDOVER_DECLINE, origin=origin),
    ]


def _outcome(view: IncidentView, offer: HandoverView) -> str:
    role = f"*{_title(_role(view, offer.role))}* of {view.id}"
    keeps = f"{who(offer.from_person)} keeps the role." if offer.from_person else "Nobody holds the role."
    new = who(offer.to_person)
    return {
        "open": f"{new} was asked to take over as {role}.",
        "accepted": f"{new} has taken over as {role}.",
        "declined": f"{new} has declined to take over as {role}. {keeps}",
        "lapsed": f"{new} did not answer whether to take over as {role}. {keeps}",
        "overtaken": f"The handover of {role} to {new} no longer stands: the role went another way.",
    }.get(offer.state, f"The handover of {role} to {new} is {line(offer.state, 40)}.")
