"""What people see of an action: offered on the run's card, asked for and answered in its thread."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, row, section, small_print
from bot.blocks.elements import button
from bot.blocks.markdown import code_block
from bot.blocks.wording import at, by, line, until
from bot.domain import words
from bot.domain.action_views import ActionView, OfferedAction
from bot.domain.run_views import RunView
from bot.domain.text import mention
from bot.domain.views import IncidentView

_LONGEST: Final = 2_900
_MOST_CALLS: Final = 16  # of three blocks each: a message has room for 50
_STATES: Final = {
    "asked": "waits for approval",
    "approved": "is approved and starts",
    "running": "is running",
    "succeeded": "succeeded",
    "failed": ":warning: failed",
    "in_doubt": ":warning: in doubt",
    "declined": "was declined",
    "expired": "did not run",
    "withdrawn": "was taken back",
}
_APPROVALS: Final = {
    "safe": "safe: it runs at once",
    "guarded": "guarded: one other person approves it",
    "dangerous": ":warning: dangerous: two other people approve it",
}


def offer_blocks(
    view: IncidentView, run: RunView, offer: OfferedAction | None, *, now: datetime
) -> Iterator[Block]:
    """Yield what the card of a run says about its step's action."""
    if offer is None:
        return
    if offer.problem:
        yield section(f"*Action*  {offer.problem}")
    else:
        glass = " It needs emergency access." if offer.break_glass else ""
        yield section(f"*Action*  Muster can do it ({_APPROVALS[offer.risk]}).{glass}")
        yield section(code_block(offer.shown, 1_500))
    if offer.latest is not None:
        yield small_print(_latest(offer.latest, now=now))
    if offer.problem:
        return
    origin = Origin(incident=view.number, revision=run.version, subject=run.id, step=run.current)
    buttons = row(
        [
            button("Run it", action_id=names.ACTION_RUN, origin=origin),
            button("Dry run", action_id=names.ACTION_DRY, origin=origin),
            button("Emergency access…", action_id=names.OPEN_BREAK_GLASS, origin=origin)
            if offer.break_glass
            else None,
        ],
        block_id=f"run:{run.id}:{run.version}:action",
    )
    if buttons is not None:
        yield buttons


def _latest(one: ActionView, *, now: datetime) -> str:
    what = "dry run" if one.dry else "action"
    why = f": {line(one.why, 200)}" if one.why else ""
    when = at(one.settled_at or one.started_at or one.asked_at, now)
    return f"The last {what} {_STATES[one.state]}{why} ({when}). The thread says more."


def action(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return a request for an action: what exactly, who asked, who may approve, and what came of it.

    Raises:
        ValueError: the context has no action.
    """
    one = _given(context)
    what = "Dry run" if one.dry else "Action"
    asked = by(one.asked_by) if one.asked_by is not None else "a rule of the configuration"
    head = [
        f"*{what} of step {one.step}: {line(one.title, 120)}*  {_STATES[one.state]}",
        f"*Asked for*  by {asked} at {at(one.asked_at, context.now)}",
        *_standing(one, context=context),
    ]
    blocks: list[Block | None] = [
        section("\n".join(head)),
        section(code_block(one.shown, _LONGEST)),
        *_answer(one),
        _buttons(view, one),
    ]
    text = f"{view.id}: {what.lower()} of step {one.step} {_STATES[one.state].removeprefix(':warning: ')}"
    return drawing(text, blocks)


def calls_to_approve(
    view: IncidentView, waiting: Sequence[ActionView], *, person: str, now: datetime, command: str
) -> Drawing:
    """Return each exact call that waits, to one person, with what they type to approve it if they may."""
    if not waiting:
        return drawing(words.nothing_waits(), [section(words.nothing_waits())])
    blocks: list[Block | None] = []
    for one in waiting[:_MOST_CALLS]:
        asked = by(one.asked_by) if one.asked_by is not None else "a rule of the configuration"
        blocks += [
            section(
                f"*Action of step {one.step}: {line(one.title, 120)}*  {_STATES[one.state]}\n"
                f"*Asked for*  by {asked} at {at(one.asked_at, now)}; it lapses at {at(one.expires_at, now)}"
            ),
            section(code_block(one.shown, _LONGEST)),
            section(_how_to_approve(one, person=person, command=command)),
        ]
    return drawing(f"{view.id}: what waits for approval", blocks)


def _how_to_approve(one: ActionView, *, person: str, command: str) -> str:
    if person in one.approvers:
        return f"Read it. To approve exactly this: `{command} runbook approve {one.code}`"
    if one.asked_by is not None and person == one.asked_by.slack_id:
        return (
            f"You asked for it, so somebody else approves it. To take it back: `{command} runbook withdraw`"
        )
    if any(person == given.slack_id for given in one.approvals):
        return "You have approved it already; it needs one more person."
    people = " ".join(mention(approver) for approver in one.approvers) or "nobody who is there now"
    return f"It can be approved by {people}."


def action_doubt(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the question whether an action happened."""
    one = _given(context)
    if one.state != "in_doubt":
        who = f" {by(one.settled_by)} said so." if one.settled_by is not None else ""
        text = f"The action of step {one.step} {line(one.why, 200)}.{who}"
        return drawing(f"{view.id}: {text}", [section(text)])
    whom = f"{mention(one.asked_by.slack_id)} " if one.asked_by is not None else ""
    text = (
        f"{whom}*Did it happen?*  The action of step {one.step} of “{line(one.runbook, 120)}” "
        f"{line(one.why, 200)}. It may have happened, in whole or in part, and is not done again by itself. "
        "Look, then say so."
    )
    origin = Origin(incident=view.number, subject=one.id)
    answers = row(
        [
            button("It happened", action_id=names.ACTION_HAPPENED, origin=origin),
            button("It did not", action_id=names.ACTION_NOT_HAPPENED, origin=origin),
            button("Run it again…", action_id=names.ACTION_AGAIN, origin=origin),
        ],
        block_id=f"action:{one.id}:doubt",
    )
    return drawing(
        f"{view.id}: did the action of step {one.step} happen?",
        [section(text), section(code_block(one.shown, _LONGEST)), answers],
    )


def emergency(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return who has emergency access in the incident, and why.

    Raises:
        ValueError: the context has no access.
    """
    one = context.access
    if one is None:
        raise ValueError("Emergency access is drawn from `context.access`.")
    if one.ended_at is not None:
        how = f"by {by(one.ended_by)}" if one.ended_by is not None else "by itself"
        text = f"*Emergency access ended*  {by(one.person)}, {how} at {at(one.ended_at, context.now)}"
        return drawing(f"{view.id}: emergency access ended", [section(text)])
    text = (
        f"*Emergency access*  {by(one.person)} until {at(one.ends_at, context.now)} "
        f"({until(one.ends_at, context.now)}). Security is told.\n*Reason*  {line(one.reason, 1_000)}"
    )
    origin = Origin(incident=view.number, subject=one.id)
    end = row([button("End it", action_id=names.ACCESS_END, origin=origin)], block_id=f"access:{one.id}")
    return drawing(f"{view.id}: emergency access", [section(text), end])


def _given(context: DrawContext) -> ActionView:
    if context.action is None:
        raise ValueError("An action is drawn from `context.action`.")
    return context.action


def _standing(one: ActionView, *, context: DrawContext) -> Iterator[str]:
    """Yield who approved, who is asked, and how it ended."""
    if one.approvals:
        yield f"*Approved*  by {', '.join(by(person) for person in one.approvals)}"
    if one.state == "asked":
        people = " ".join(mention(person) for person in one.approvers) or "nobody who could is there"
        more = "one approval" if one.needed == 1 else f"{one.needed} approvals"
        yield f"*Needs*  {more} until {at(one.expires_at, context.now)}: {people}"
    if one.break_glass:
        yield "*Emergency access*  used for it"
    if one.settled_at is not None and one.state not in {"asked", "approved", "running"}:
        who = f"by {by(one.settled_by)} " if one.settled_by is not None else ""
        why = f": {line(one.why, 300)}" if one.why else ""
        yield f"*Ended*  {who}at {at(one.settled_at, context.now)}{why}"


def _answer(one: ActionView) -> Iterator[Block]:
    if one.redacted:
        yield small_print("_What it answered was redacted._")
    elif one.output:
        yield section(code_block(one.output, _LONGEST))


def _buttons(view: IncidentView, one: ActionView) -> Block | None:
    if one.state != "asked":
        return None
    origin = Origin(incident=view.number, subject=one.id, choice=one.seal)
    return row(
        [
            button("Approve", action_id=names.ACTION_APPROVE, origin=origin, style="primary"),
            button("Decline", action_id=names.ACTION_DECLINE, origin=origin, style="danger"),
            button("Take it back", action_id=names.ACTION_WITHDRAW, origin=origin),
        ],
        block_id=f"action:{one.id}:{one.seal}",
    )
