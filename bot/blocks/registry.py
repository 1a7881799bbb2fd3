"""The one way to draw a message: by the name that its effect carries.

| what | where it stands | facts | of the context |
|---|---|---|---|
| card | war room, pinned | | other (merged) |
| card_ended | direct, to the declarer, in the place of a private card | | |
| announcement | announcements | | mentions (first post), other (merged) |
| update | war room | | update |
| announced_update | the announcement's thread | | update |
| called | war room | people: ids, reason | |
| call | direct, to each one called | reason | |
| told | direct | | |
| stand_down | direct | | |
| room_link | direct, to the declarer | | |
| duties | direct, to a new holder | role: its key | |
| displaced | direct, to the old holder | role: its key, by: who did it | |
| handover_brief | direct, to the new holder | | handover |
| handover_outcome | direct or war room | | handover |
| decision | war room | | entry (its `data` may hold `undo`) |
| hypothesis | war room | | hypothesis |
| merged_into | war room of the one that ends | | other: the target |
| merged_here | war room of the target (`view`) | | other: the one that ended |
| runbook | war room | | run, offer |
| step_overdue | the runbook's thread | step, person: an id, due_at | run |
| remark | direct, to each owner of the runbook, or the announcement's thread | | remark |
| action | the runbook's thread | | action |
| action_doubt | the runbook's thread, broadcast | | action |
| emergency | war room | | access |
| capture_failed | direct, to who asked | source: permalink | |
| the reminders | see below | fired_at, due_at, generation, and after downtime late_since, skipped | |

Reminders: update_soon (direct), reminder (war room), reminder_overdue (the reminder's thread, broadcast),
no_commander, severity_unset (direct, to the declarer), still_active, confirm_resolved, offer_handover,
close_question (direct, to the IC, else war room). Moments are ISO 8601 with a zone: `due_at` is the due time
of the update asked for, `fired_at` when the reminder fired, `late_since` when it should have; `skipped` names
the rungs that it replaces. `reason` of a call is declared, raised, no_commander or backup.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.blocks.acting import action, action_doubt, emergency
from bot.blocks.announcement import announcement, raised
from bot.blocks.calls import call, called, room_link, stand_down, told
from bot.blocks.card import card, card_ended
from bot.blocks.context import DrawContext
from bot.blocks.drawing import Drawing
from bot.blocks.facts import Facts
from bot.blocks.findings import capture_failed, decision, hypothesis
from bot.blocks.following import runbook, step_overdue
from bot.blocks.holders import displaced, duties, handover_brief, handover_outcome
from bot.blocks.merging import merged_here, merged_into
from bot.blocks.remarks import remark
from bot.blocks.reminders import REMINDERS
from bot.blocks.update import announced_update, update
from bot.domain.views import IncidentView

Artist = Callable[[IncidentView, Facts, DrawContext], Drawing]

_ARTISTS: Final[Mapping[str, Artist]] = {
    "card": lambda view, _, context: card(view, context=context),
    "card_ended": lambda view, _, __: card_ended(view),
    "announcement": lambda view, _, context: announcement(view, context=context),
    "raised": lambda view, _, context: raised(view, context=context),
    "update": lambda view, _, context: update(view, context=context),
    "announced_update": lambda view, _, context: announced_update(view, context=context),
    "called": lambda view, facts, _: called(view, facts=facts),
    "call": lambda view, facts, _: call(view, facts=facts),
    "told": lambda view, _, __: told(view),
    "stand_down": lambda view, _, __: stand_down(view),
    "room_link": lambda view, _, context: room_link(view, command=context.command),
    "duties": lambda view, facts, _: duties(view, facts=facts),
    "displaced": lambda view, facts, _: displaced(view, facts=facts),
    "handover_brief": lambda view, _, context: handover_brief(view, context=context),
    "handover_outcome": lambda view, _, context: handover_outcome(view, context=context),
    "decision": lambda view, _, context: decision(view, context=context),
    "hypothesis": lambda view, _, context: hypothesis(view, context=context),
    "merged_into": lambda view, _, context: merged_into(view, context=context),
    "merged_here": lambda view, _, context: merged_here(view, context=context),
    "step_overdue": lambda view, facts, context: step_overdue(view, facts=facts, context=context),
    "runbook": lambda view, _, context: runbook(view, context=context),
    "remark": lambda view, _, context: remark(view, context=context),
    "action": lambda view, _, context: action(view, context=context),
    "action_doubt": lambda view, _, context: action_doubt(view, context=context),
    "emergency": lambda view, _, context: emergency(view, context=context),
    "capture_failed": lambda view, facts, context: capture_failed(view, facts=facts, command=context.command),
}

WHAT: Final = frozenset(_ARTISTS) | frozenset(REMINDERS)
"""Every name that can be drawn."""


def draw(what: str, *, view: IncidentView, facts: Mapping[str, Any], context: DrawContext) -> Drawing:
    """Return the message that `what` names, as it must look now.

    Raises:
        KeyError: nothing of that name can be drawn.
        ValueError: the context lacks what the message is about, or a private incident would be announced.
    """
    if what in REMINDERS:
        return REMINDERS[what](view, facts=facts, context=context)
    return _ARTISTS[what](view, facts, context)
