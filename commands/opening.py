"""Every form of an incident: what it reads, and how it is drawn."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.blocks import actions as names
from bot.blocks.modals.corrections import (
    correct_form,
    entry_correct_form,
    entry_hide_form,
    entry_redact_form,
    times_form,
)
from bot.blocks.modals.declare import Draft, declare_form
from bot.blocks.modals.emergency import break_glass_form
from bot.blocks.modals.endings import confirm_form, export_form, merge_form
from bot.blocks.modals.notes import decide_form, hypothesis_form, link_form, note_form
from bot.blocks.modals.people import handover_form, roles_form
from bot.blocks.modals.severity import next_form, severity_form
from bot.blocks.modals.update import update_form
from bot.domain import cadence, words
from bot.domain.errors import NotUnderstood
from bot.domain.permissions import check_may_export
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.views import EntryView, IncidentOutline, IncidentView, NeighbourView
from bot.usecases.revisions import WRITTEN
from commands import run_forms
from commands.deps import Deps
from commands.wanted import Form, View, Wanted


def declare_view(draft: Draft, *, metadata: str, deps: Deps) -> View:
    """Return the declare form; it needs nothing from the database."""
    config = deps.config
    return declare_form(
        draft,
        severities=tuple(config.severities.values()),
        default=config.severity(None),
        announced_in=config.announcements.channel,
        metadata=metadata,
    )


async def _declare(wanted: Wanted) -> View:
    return declare_view(Draft(), metadata=wanted.metadata(), deps=wanted.deps)


async def _update(wanted: Wanted) -> View:
    view = await wanted.view()
    return update_form(
        view,
        severities=tuple(wanted.deps.config.severities.values()),
        longest=_longest(view, wanted) if view.is_open else None,
        metadata=wanted.metadata(),
        note=wanted.note,
    )


async def _severity(wanted: Wanted) -> View:
    levels = tuple(wanted.deps.config.severities.values())
    return severity_form(await wanted.view(), severities=levels, metadata=wanted.metadata())


async def _roles(wanted: Wanted) -> View:
    return roles_form(await wanted.view(), metadata=wanted.metadata())


async def _handover(wanted: Wanted) -> View:
    role = wanted.choice if wanted.choice in wanted.deps.config.roles else INCIDENT_COMMANDER
    return handover_form(await wanted.view(), metadata=wanted.metadata(), role=role)


async def _note(wanted: Wanted) -> View:
    return note_form(await wanted.view(), metadata=wanted.metadata())


async def _decide(wanted: Wanted) -> View:
    return decide_form(await wanted.view(), metadata=wanted.metadata())


async def _hypothesis(wanted: Wanted) -> View:
    return hypothesis_form(await wanted.view(), metadata=wanted.metadata())


async def _link(wanted: Wanted) -> View:
    return link_form(await wanted.view(), metadata=wanted.metadata())


async def _correct(wanted: Wanted) -> View:
    view = await wanted.view()
    if view.last_update is None:
        raise NotUnderstood(words.nothing_to_correct(view.number))
    return correct_form(view, view.last_update, metadata=wanted.metadata(subject=view.last_update.number))


async def _entry_correct(wanted: Wanted) -> View:
    return entry_correct_form(await _entry(wanted), metadata=wanted.metadata())


async def _entry_hide(wanted: Wanted) -> View:
    return entry_hide_form(await _entry(wanted), now=wanted.now, metadata=wanted.metadata())


async def _entry_redact(wanted: Wanted) -> View:
    return entry_redact_form(await _entry(wanted), now=wanted.now, metadata=wanted.metadata())


async def _redact_last(wanted: Wanted) -> View:
    await wanted.deps.directory.person(wanted.person)
    page = await wanted.deps.queries.timeline_page(wanted.person, wanted.incident)
    written = [one for one in page.entries if one.kind in WRITTEN and not one.redacted]
    newest = max(written, key=lambda one: one.number, default=None)
    if newest is None:
        raise NotUnderstood(words.nothing_to_redact(page.number))
    metadata = wanted.metadata(subject=newest.number)
    return entry_redact_form(newest, now=wanted.now, metadata=metadata)


async def _times(wanted: Wanted) -> View:
    return times_form(await wanted.view(), metadata=wanted.metadata(), chosen=wanted.choice or None)


async def _next(wanted: Wanted) -> View:
    view = await wanted.view()
    longest = _longest(view, wanted)
    return next_form(view, longest=longest, now=wanted.now, metadata=wanted.metadata())


async def _merge(wanted: Wanted) -> View:
    view = await wanted.view()
    listing = await wanted.deps.queries.listing(wanted.person, size=_OTHERS)
    others = [_neighbour(one) for one in listing.incidents if one.private == view.private]
    return merge_form(view, others=others, metadata=wanted.metadata())


async def _export(wanted: Wanted) -> View:
    check_may_export(await wanted.deps.directory.person(wanted.person))
    return export_form(await wanted.view(), metadata=wanted.metadata())


async def _break_glass(wanted: Wanted) -> View:
    settings = wanted.deps.config.actions.break_glass
    if settings.channel is None:
        raise NotUnderstood(words.no_emergency_access())
    return break_glass_form(await wanted.view(), lasts=settings.lasts, metadata=wanted.metadata())


async def _confirm(wanted: Wanted) -> View:
    return confirm_form(await wanted.view(), to=wanted.choice, metadata=wanted.metadata())


_OTHERS: Final = 100  # options of a menu at most


async def _entry(wanted: Wanted) -> EntryView:
    """Return the entry that a form is about.

    Raises:
        NotUnderstood: the incident has none of that number.
    """
    view = await wanted.view()
    number = wanted.subject or 0
    entry = await wanted.deps.queries.entry(view.number, number)
    if entry is None:
        raise NotUnderstood(words.no_such_entry(number, number=view.number))
    return entry


def _longest(view: IncidentView, wanted: Wanted) -> timedelta:
    """Return how far this person may put the next update."""
    holder = view.holder(INCIDENT_COMMANDER)
    is_commander = holder is not None and holder.slack_id == wanted.person
    return cadence.snooze_limit(view.severity, is_commander=is_commander)


def _neighbour(view: IncidentOutline) -> NeighbourView:
    return NeighbourView(
        number=view.number,
        title=view.title,
        status=view.status,
        severity=view.severity.name,
        declared_at=view.declared_at,
        channel_id=view.channel_id,
    )


DECLARE: Final = Form(title="Declare an incident", draw=_declare, at_once=True)
UPDATE: Final = Form(title="Status update", draw=_update)
SEVERITY: Final = Form(title="Severity", draw=_severity)
ROLES: Final = Form(title="Roles", draw=_roles)
HANDOVER: Final = Form(title="Hand over", draw=_handover)
NOTE: Final = Form(title="Note", draw=_note)
DECIDE: Final = Form(title="Decision", draw=_decide)
HYPOTHESIS: Final = Form(title="Hypothesis", draw=_hypothesis)
CORRECT: Final = Form(title="Correct the update", draw=_correct)
TIMES: Final = Form(title="Times", draw=_times)
LINK: Final = Form(title="Link", draw=_link)
MERGE: Final = Form(title="Merge", draw=_merge)
NEXT: Final = Form(title="Next update", draw=_next)
EXPORT: Final = Form(title="Export", draw=_export)
BREAK_GLASS: Final = Form(title="Emergency access", draw=_break_glass)
CONFIRM: Final = Form(title="Sure?", draw=_confirm)

BY_BUTTON: Final[Mapping[str, Form]] = {
    names.OPEN_DECLARE: DECLARE,
    names.OPEN_UPDATE: UPDATE,
    names.OPEN_ROLES: ROLES,
    names.OPEN_HANDOVER: HANDOVER,
    names.OPEN_NOTE: NOTE,
    names.OPEN_SEVERITY: SEVERITY,
    names.OPEN_DECIDE: DECIDE,
    names.OPEN_HYPOTHESIS: HYPOTHESIS,
    names.OPEN_CORRECT: CORRECT,
    names.OPEN_NEXT: NEXT,
    names.OPEN_TIMES: TIMES,
    names.OPEN_LINK: LINK,
    names.OPEN_MERGE: MERGE,
    names.OPEN_EXPORT: EXPORT,
    names.OPEN_RUN_SKIP: run_forms.SKIP,
    names.OPEN_RUN_REMARK: run_forms.REMARK,
    names.OPEN_BREAK_GLASS: BREAK_GLASS,
    names.REDACT_LAST: Form(title="Redact", draw=_redact_last),
}
"""The form that each button opens."""

BY_ENTRY: Final[Mapping[str, Form]] = {
    names.ENTRY_CORRECT: Form(title="Correct an entry", draw=_entry_correct),
    names.ENTRY_HIDE: Form(title="Hide an entry", draw=_entry_hide),
    names.ENTRY_REDACT: Form(title="Redact an entry", draw=_entry_redact),
}
"""The form that each choice of a timeline entry's menu opens."""
