"""Redaction beyond the timeline: where else an entry's text stands, and which messages quote it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.domain import effects, timeline
from bot.domain.models import Incident, TimelineEntry
from bot.store import actions, incidents, reading, runs, scrub
from bot.usecases.documents import fill_headings_again
from bot.usecases.numbers import number_of
from bot.usecases.offering import forget_words
from bot.usecases.tx import Tx

_QUOTING_IMPACT: Final = ("card", "announcement", "call", "told", "handover_brief")
"""Messages that quote what customers see or the last update."""

_QUOTING_SUSPECTS: Final = ("card", "handover_brief")


async def scrub_sources(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    """Take an entry's text out of the rows it came from, and have every message that quoted it drawn again.

    It is called before the entry itself is redacted: its data still says what it was about.
    """
    scrubbing = _SCRUBS.get(entry.kind)
    if scrubbing is not None:
        await scrubbing(tx, incident, entry)


async def _update(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    number = number_of(incident)
    update = await scrub.update_of_entry(tx.session, number, entry=entry.number)
    if update is None:
        return
    if incident.impact == update.impact:
        incident.impact = ""
    if incident.needs == update.needs:
        incident.needs = ""
    forget_words(tx, incident)
    update.impact = update.text = update.needs = ""
    tx.session.add_all([update, incident])
    for what in ("update", "announced_update"):
        await tx.refresh(incident, what=what, subject=str(update.number))
    await _draw_again(tx, incident, whats=_QUOTING_IMPACT)


async def _hypothesis(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    number = number_of(incident)
    suspect = await scrub.hypothesis_of(tx.session, number, hypothesis=entry.data.get("hypothesis"))
    if suspect is None:
        return
    suspect.text = timeline.GONE
    tx.session.add(suspect)
    await tx.refresh(incident, what="hypothesis", subject=str(suspect.id))
    await _draw_again(tx, incident, whats=_QUOTING_SUSPECTS)


async def _decision(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    await tx.refresh(incident, what="decision", subject=str(entry.number))


async def _action(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    request = entry.data.get("request")
    if isinstance(request, int):
        await actions.forget_answer(tx.session, number_of(incident), request_id=request)
        for what in ("action", "action_doubt"):
            await tx.refresh(incident, what=what, subject=str(request))


async def _link(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    number = number_of(incident)
    await scrub.drop_link(tx.session, number, link=entry.data.get("link"))
    entry.source = None
    tx.session.add(entry)
    await tx.emit(effects.RefreshBookmarks(incident_id=number), waits_for=tx.room_is_made_by(incident))


async def _time(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    name, at = entry.data.get("time"), entry.recorded_at
    for row in await scrub.times_said_at(tx.session, number_of(incident), name=name, at=at):
        row.reason = ""
        tx.session.add(row)


async def _run(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    """Take what somebody said of a step, of a run's end, or as its values out of the run and its card."""
    run = await runs.get(tx.session, int(entry.data.get("run") or 0))
    if run is None or run.incident_id != number_of(incident):
        return
    names = entry.data.get("names") or ()
    runs.forget_words(run, step=entry.data.get("step"), names=names, instead=timeline.GONE)
    if names:
        fill_headings_again(run)
    tx.session.add(run)
    await tx.refresh(incident, what="runbook", subject=str(run.id))


async def _message(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    await scrub.blank_capture(
        tx.session, number_of(incident), channel=entry.source_channel, ts=entry.source_ts
    )


async def _declaration(tx: Tx, incident: Incident, entry: TimelineEntry) -> None:
    """Take the title itself out: from every message of this incident, and from others' that name it."""
    number = number_of(incident)
    if incident.impact == entry.data.get("impact"):
        incident.impact = ""
    incident.title, incident.summary = timeline.GONE, ""
    forget_words(tx, incident)
    for run in await runs.with_documents(tx.session, number):
        runs.forget_value(run, name="incident.title", instead=timeline.GONE)
        fill_headings_again(run)
        tx.session.add(run)
    tx.session.add(incident)
    for message in await incidents.messages(tx.session, number):
        await tx.refresh(incident, what=message.what, subject=message.subject)
    near = await reading.declared_after(
        tx.session, number, until=incident.declared_at + tx.config.merge_window
    )
    for other in near:
        await tx.refresh_card(other)
    target = await incidents.get(tx.session, incident.merged_into) if incident.merged_into else None
    if target is not None:
        await _draw_again(tx, target, whats=("merged_here",))


async def _draw_again(tx: Tx, incident: Incident, *, whats: tuple[str, ...]) -> None:
    for message in await incidents.messages(tx.session, number_of(incident)):
        if message.what in whats:
            await tx.refresh(incident, what=message.what, subject=message.subject)


Scrub = Callable[[Tx, Incident, TimelineEntry], Awaitable[None]]

_SCRUBS: Final[Mapping[str, Scrub]] = {
    timeline.UPDATE_POSTED: _update,
    timeline.HYPOTHESIS: _hypothesis,
    timeline.HYPOTHESIS_CONFIRMED: _hypothesis,
    timeline.HYPOTHESIS_RULED_OUT: _hypothesis,
    timeline.DECISION: _decision,
    timeline.LINK_ADDED: _link,
    timeline.ACTION_SUCCEEDED: _action,
    timeline.ACTION_FAILED: _action,
    timeline.ACTION_IN_DOUBT: _action,
    timeline.TIME_CORRECTED: _time,
    timeline.MESSAGE_CAPTURED: _message,
    timeline.DECLARED: _declaration,
    **dict.fromkeys(timeline.OF_RUNS, _run),
}
