"""Parts of incidents, read inside a session that is open already."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.config import Config
from bot.domain.models import Handover, Hypothesis, Message, StatusUpdate, TimelineEntry, TimelineRevision
from bot.domain.views import (
    EntryView,
    HandoverView,
    HypothesisView,
    IncidentView,
    NeighbourView,
    TimeView,
    UpdateView,
)
from bot.store import incidents, people, reading
from bot.store import timeline as entry_rows
from bot.store.database import Session
from bot.usecases.queries import acting, following, gather
from bot.usecases.queries import rows as as_view
from bot.usecases.queries.values import Picture, Standing


async def entries(session: Session, rows: Sequence[TimelineEntry]) -> tuple[EntryView, ...]:
    """Return some timeline entries with their revisions, in the order in which things happened."""
    changes = await entry_rows.revisions(session, [row.id for row in rows if row.id is not None])
    return await _with_revisions(session, rows, changes)


async def whole_timeline(session: Session, number: int) -> tuple[EntryView, ...]:
    """Return every entry of an incident, as `entries` does."""
    rows = await entry_rows.entries(session, number)
    return await _with_revisions(session, rows, await entry_rows.all_revisions(session, number))


async def _with_revisions(
    session: Session, rows: Sequence[TimelineEntry], changes: Sequence[TimelineRevision]
) -> tuple[EntryView, ...]:
    names = await people.names(session, as_view.people_of_entries(rows, changes))
    by_entry = as_view.grouped(changes)
    ordered = sorted(rows, key=lambda row: (row.occurred_at, row.number))
    return tuple(as_view.entry(row, revisions=by_entry.get(row.id or 0, ()), names=names) for row in ordered)


async def updates(session: Session, number: int, rows: Sequence[StatusUpdate]) -> tuple[UpdateView, ...]:
    """Return status updates of one incident."""
    names = await people.names(session, [row.by for row in rows])
    redacted = await reading.redacted_among(session, number, [row.entry_number for row in rows])
    return tuple(as_view.update(row, names=names, redacted=row.entry_number in redacted) for row in rows)


async def times(session: Session, number: int) -> tuple[TimeView, ...]:
    """Return every value that every time has had, oldest first."""
    rows = await incidents.times(session, number)
    names = await people.names(session, [row.set_by for row in rows if row.set_by])
    return tuple(as_view.time(row, names=names) for row in rows)


async def handovers(session: Session, rows: Sequence[Handover]) -> tuple[HandoverView, ...]:
    """Return handovers."""
    names = await people.names(session, as_view.people_of_handovers(rows))
    return tuple(as_view.handover(row, names=names) for row in rows)


async def hypothesis(session: Session, row: Hypothesis) -> HypothesisView:
    """Return a suspected cause."""
    return as_view.hypothesis(row, names=await people.names(session, [row.by]))


_OF_MERGES = ("card", "announcement", "merged_into")
_OF_UPDATES = ("update", "announced_update")
_OF_RUNS = ("runbook", "step_overdue", "remark", "action", "action_doubt", "emergency")
_OF_PARTS = (
    *_OF_UPDATES,
    *("handover_brief", "handover_outcome", "hypothesis", "decision"),
    *_OF_RUNS,
)


def is_about_more(view: IncidentView, *, what: str, subject: str) -> bool:
    """Tell whether a message is drawn from more than the incident's view."""
    if what in _OF_MERGES:
        return view.merged_into is not None
    if in_view(view, what=what, subject=subject) is not None:
        return False
    return what == "merged_here" or (what in _OF_PARTS and _leading_number(subject) is not None)


def in_view(view: IncidentView, *, what: str, subject: str) -> UpdateView | None:
    """Return the status update that a message shows, where it is the one that the incident shows as well."""
    last = view.last_update
    if what not in _OF_UPDATES or last is None or last.number != _leading_number(subject):
        return None
    return last


async def picture(
    session: Session,
    view: IncidentView,
    *,
    what: str,
    subject: str,
    facts: Mapping[str, Any],
    config: Config,
) -> Picture:
    """Return what the message (`what`, `subject`) is drawn from, where that is more than the incident.

    A subject begins with the number of what it is about.
    """
    about = _leading_number(subject)
    if what in _OF_MERGES:
        return Picture(
            incident=view, facts=facts, other=await _other(session, view.merged_into, config=config)
        )
    if what == "merged_here":
        other = facts.get("other") or about
        return Picture(incident=view, facts=facts, other=await _other(session, other, config=config))
    if about is None:
        return Picture(incident=view, facts=facts)
    if what in _OF_UPDATES:
        update = await incidents.update_numbered(session, view.number, update=about)
        found = await updates(session, view.number, [update]) if update is not None else ()
        return Picture(incident=view, facts=facts, update=found[0] if found else None)
    if what in ("handover_brief", "handover_outcome"):
        offer = await reading.handover(session, about)
        return Picture(
            incident=view, facts=facts, handover=(await handovers(session, [offer]))[0] if offer else None
        )
    return await _found(session, view, what=what, about=about, facts=facts, config=config)


async def _found(
    session: Session, view: IncidentView, *, what: str, about: int, facts: Mapping[str, Any], config: Config
) -> Picture:
    """Return what a message about something found, decided or followed is drawn from."""
    if what == "hypothesis":
        suspect = await reading.hypothesis(session, about)
        return Picture(
            incident=view, facts=facts, hypothesis=await hypothesis(session, suspect) if suspect else None
        )
    if what in ("runbook", "step_overdue"):
        run = await following.one(session, about, number=view.number)
        offer = await acting.offered(session, about, config=config) if what == "runbook" else None
        return Picture(incident=view, facts=facts, run=run, offer=offer)
    if what == "remark":
        said = await following.remarks(session, only=about)
        return Picture(incident=view, facts=facts, remark=said[0] if said else None)
    if what in ("action", "action_doubt"):
        return Picture(incident=view, facts=facts, action=await acting.request(session, about, config=config))
    if what == "emergency":
        return Picture(incident=view, facts=facts, access=await acting.access(session, about))
    if what == "decision":
        row = await reading.entry(session, view.number, entry=about)
        return Picture(incident=view, facts=facts, entry=(await entries(session, [row]))[0] if row else None)
    return Picture(incident=view, facts=facts)


async def _other(session: Session, number: int | None, *, config: Config) -> NeighbourView | None:
    """Return the other incident of a merge; not a private one, for its members are others."""
    row = await incidents.get(session, number) if number is not None else None
    if row is None or row.private:
        return None
    return gather.neighbour(row, config=config)


def standing(row: Message) -> Standing:
    """Return where a message of the bot stands."""
    return Standing(
        number=row.incident_id,
        what=row.what,
        subject=row.subject,
        channel_id=row.channel_id,
        ts=row.ts,
        thread_ts=row.thread_ts,
        effect_id=row.effect_id,
    )


def _leading_number(subject: str) -> int | None:
    word = subject.partition(":")[0]
    return int(word) if word.isdecimal() else None
