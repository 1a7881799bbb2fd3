"""The live card: one message per incident, edited in place, that says where things stand."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.confirmations import sure_to, sure_to_merge
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Block, Drawing, drawing, header, row, section, small_print
from bot.blocks.elements import Option, button, menu
from bot.blocks.pending import could_not_do, still_doing
from bot.blocks.wording import DOT, at, by, headline, line, nobody_called, room, status, until, who
from bot.domain.durations import say
from bot.domain.lifecycle import MEANINGS, MERGED, allowed_moves
from bot.domain.run_views import RunView
from bot.domain.text import channel_mention, link
from bot.domain.views import IncidentView, LinkView, NeighbourView, PendingView

_SUSPECTS: Final = 5
_LINKS: Final = 5
_NEIGHBOURS: Final = 3
_HYPOTHESIS_STATE: Final = {"open": "open", "confirmed": "confirmed", "ruled_out": "ruled out"}
_OFFERS: Final = 2
_ROLES_IN_MENU: Final = 20
_ENDED_AT: Final = {"resolved": "resolved_at", "closed": "closed_at"}


def card(view: IncidentView, *, context: DrawContext) -> Drawing:
    """Return the live card of `view`."""
    blocks: list[Block | None] = [
        header(f":{view.severity.emoji}: {headline(view)}"),
        section(body(view, context=context)),
        *warnings(view, (one for one in view.pending if not _draws_card(one)), context=context),
        *(_merge_offer(view, other) for other in view.neighbours[:_NEIGHBOURS] if view.is_open),
        *offers(view),
        row(buttons(view), block_id=f"card:{view.revision}"),
    ]
    return drawing(f"{headline(view)}: {line(view.title, 300)}", blocks)


def card_ended(view: IncidentView) -> Drawing:
    """Return what stands in the place of a private card that was sent while there was no war room."""
    where = f" ({room(view)})" if view.channel_id else ""
    text = f"*{view.id}* goes on in its own channel{where}. This card is no longer kept up to date."
    return replace(drawing(text, [section(text)]), is_moot=True)


def body(view: IncidentView, *, context: DrawContext) -> str:
    """Return the title and what is known, one line each."""
    return "\n".join([f"*{line(view.title, 300)}*", *_lines(view, context=context)])


def buttons(view: IncidentView) -> list[Block | None]:
    """Return what can be clicked on the card in the incident's present status."""
    origin = Origin(incident=view.number, revision=view.revision)
    more = button("More…", action_id=names.OPEN_PANEL, origin=origin)
    note = button("Note", action_id=names.OPEN_NOTE, origin=origin)
    if view.status == "merged":
        return [button("Undo the merge", action_id=names.UNMERGE, origin=origin), more]
    if view.status == "resolved":
        return [
            _move(view, "closed", label="Close"),
            _move(view, "investigating", label="Reopen"),
            note,
            more,
        ]
    if view.status == "closed":
        return [_move(view, "investigating", label="Reopen"), more]
    if not view.is_open:
        return [more]
    update = button("Update", action_id=names.OPEN_UPDATE, origin=origin, style="primary")
    return [update, status_menu(view), roles_menu(view), note, more]


def status_menu(view: IncidentView) -> Block | None:
    """Return the menu of statuses that the incident can go to now."""
    options = [
        Option(
            label=status(to),
            value=Origin(incident=view.number, revision=view.revision, choice=to),
            description=MEANINGS[to],
        )
        for to in allowed_moves(view.status)
        if to != MERGED
    ]
    return menu("Status", options=options, action_id=names.STATUS_MENU)


def roles_menu(view: IncidentView) -> Block | None:
    """Return the menu to take a role, assign roles, or hand one over."""

    def option(label: str, choice: str) -> Option:
        return Option(label=label, value=Origin(incident=view.number, revision=view.revision, choice=choice))

    options = [option(f"I take {role.label}", role.key) for role in view.roles[:_ROLES_IN_MENU]]
    options += [option("Assign roles…", names.ASSIGN), option("Hand over…", names.HANDOVER)]
    return menu("Roles", options=options, action_id=names.ROLES_MENU)


def _move(view: IncidentView, to: str, *, label: str) -> Block:
    return button(
        label,
        action_id=names.status_action(to),
        origin=Origin(incident=view.number, revision=view.revision, choice=to),
        confirm=sure_to(view, to),
    )


def _lines(view: IncidentView, *, context: DrawContext) -> Iterator[str]:
    """Yield the card's lines, calmest first: what customers see, who is in command, what comes next."""
    now = context.now
    yield f"*Customers {'see' if view.is_open else 'saw'}*  {line(view.impact, 500) or 'not known yet'}"
    if view.services:
        yield f"*Services*  {line(', '.join(view.services), 200)}"
    yield f"*Command*  {DOT.join(f'{line(role.label, 40)} {who(role.holder)}' for role in view.roles)}"
    yield next_update(view, now=now) if view.is_open else ended(view, context=context)
    yield f"*Last update*  {last_update(view, now=now)}"
    if view.needs and view.is_open:
        yield f"*Needs*  {line(view.needs, 300)}"
    if view.hypotheses:
        yield f"*Suspects*  {suspects(view)}"
    if followed := [run for run in view.runs if run.ending is None]:
        yield f"*Runbook*  {DOT.join(following(run) for run in followed)}"
    if view.links:
        yield f"*Links*  {DOT.join(_link(one) for one in view.links[:_LINKS])}"


def next_update(view: IncidentView, *, now: datetime) -> str:
    """Return when the next update is due, and for how long the incident is open."""
    opened = f"open for {say(view.open_for(now))}"
    due = view.next_update_due_at
    if due is None:
        return f"*Next update*  none due{DOT}{opened}"
    overdue = due < now
    return f"*Next update*  {'was due' if overdue else 'due'} {at(due, now)} ({until(due, now)}){DOT}{opened}"


def ended(view: IncidentView, *, context: DrawContext) -> str:
    """Return how and when the incident ended; a target of a merge is named to those who may see it."""
    now, other = context.now, context.other
    moment = view.times.get(_ENDED_AT.get(view.status, "")) or view.status_since
    lasted = f"open for {say(max(moment, view.declared_at) - view.declared_at)}"
    if view.status == "merged":
        target = " ".join([f"INC-{other.number}", *_room(other)]) if other else "another incident"
        return f"*Merged*  into {target} at {at(moment, now)}; work goes on there"
    return f"*{status(view.status)}*  {at(moment, now)}{DOT}{lasted}"


def last_update(view: IncidentView, *, now: datetime) -> str:
    """Return the last status update in one line."""
    update = view.last_update
    if update is None:
        return "none yet"
    said = "[redacted]" if update.redacted else line(update.text, 400)
    if not said:
        said = "no change" if update.no_change else status(update.status)
    return f"{at(update.at, now)} {by(update.by)}: {said}"


def suspects(view: IncidentView) -> str:
    """Return the suspected causes: open and confirmed ones before those ruled out, the newest kept."""
    newest = view.hypotheses[-_SUSPECTS:]
    ordered = sorted(newest, key=lambda one: one.state == "ruled_out")
    told = [f"{line(one.text, 120)} ({_HYPOTHESIS_STATE.get(one.state, one.state)})" for one in ordered]
    more = len(view.hypotheses) - len(newest)
    return DOT.join([*told, *([f"{more} more"] if more else [])])


def _link(one: LinkView) -> str:
    return link(one.url, one.title or one.url)


def warnings(view: IncidentView, troubles: Iterable[PendingView], *, context: DrawContext) -> Iterator[Block]:
    """Yield what is not as it should be: nobody was called, steps that wait, steps that failed."""
    if view.nobody_called and view.is_open:
        yield section(f":warning: {nobody_called(view)}")
    pending = tuple(one for one in troubles if one.kind != "refresh_home")
    if waiting := still_doing(pending, now=context.now):
        yield small_print(f"*Still doing*  {waiting}")
    if failed := could_not_do(pending, bot=context.bot, command=context.command):
        yield section(f":warning: *Could not do*\n{failed}")


def _draws_card(one: PendingView) -> bool:
    """Tell whether it is the card's own drawing that fails: the card could not say so."""
    return one.kind in ("post_message", "refresh_message") and one.what == "card"


def _room(other: NeighbourView) -> tuple[str, ...]:
    return (channel_mention(other.channel_id),) if other.channel_id else ()


def following(run: RunView) -> str:
    """Return how far a runbook is, and who has its step."""
    step = run.step
    if step is None:
        return line(run.title, 80)
    taken = by(step.by) if step.state == "claimed" else step.state if step.state == "failed" else "nobody yet"
    return f"{line(run.title, 80)}: step {step.number} of {len(run.steps)} ({taken})"


def offers(view: IncidentView) -> Iterator[Block]:
    """Yield the runbooks that may help, until one is followed; each says why, and starts with a click."""
    if not view.is_open or any(run.ending is None for run in view.runs):
        return
    tried = {run.runbook for run in view.runs}
    for one in [one for one in view.offers if one.runbook not in tried][:_OFFERS]:
        why = f" ({line(', '.join(one.reasons), 120)})" if one.reasons else ""
        stale = " :warning: review overdue" if one.is_stale else ""
        start = button(
            "Start",
            action_id=names.START_RUNBOOK,
            origin=Origin(incident=view.number, revision=view.revision, choice=one.runbook),
        )
        yield section(
            f"*Runbook*  {line(one.title, 100)}{why}{stale}",
            accessory=start,
            block_id=f"card:{view.revision}:runbook:{one.runbook}",
        )


def _merge_offer(view: IncidentView, other: NeighbourView) -> Block:
    """Offer to end this incident inside one that was declared shortly before."""
    where = " ".join([f"INC-{other.number}", *_room(other)])
    merge = button(
        f"Merge into INC-{other.number}",
        action_id=names.MERGE_WITH,
        origin=Origin(incident=view.number, revision=view.revision, subject=other.number),
        confirm=sure_to_merge(view, other),
    )
    words = f"Is it the same as {where}? {line(other.title, 200)}"
    return section(words, accessory=merge, block_id=f"card:{view.revision}:merge:{other.number}")
