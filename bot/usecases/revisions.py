"""Changing what the timeline says: each change is a revision with who and why, and nothing is overwritten."""

from collections.abc import Sequence
from typing import Final

from bot.domain import effects, timeline, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident, TimelineEntry, TimelineRevision
from bot.domain.reply import Reply
from bot.domain.text import one_line
from bot.store import reading, runs, scrub
from bot.store import timeline as entries
from bot.usecases import changes, updates
from bot.usecases.documents import steps_that_say
from bot.usecases.numbers import number_of
from bot.usecases.revising import revise
from bot.usecases.scrubbing import scrub_sources
from bot.usecases.tx import Tx

WRITTEN: Final = (
    timeline.DECLARED,
    timeline.UPDATE_POSTED,
    timeline.UPDATE_DUE_MOVED,
    timeline.NOTE,
    timeline.DECISION,
    timeline.HYPOTHESIS,
    timeline.MESSAGE_CAPTURED,
    timeline.FILE,
    timeline.LINK_ADDED,
    timeline.TIME_CORRECTED,
)
"""Kinds of entries that hold people's own words: `last` means the last one of these."""


async def correct_entry(
    tx: Tx, *, number: int, by: str, text: str, entry: int | None = None, reason: str = ""
) -> Reply:
    """Give an entry other words; a status update is corrected everywhere it went.

    Args:
        by: the Slack id of who corrects it.
        entry: its number within the incident; None for the last one that people wrote.
        reason: why.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such entry, no words, the same words, or it was redacted.
    """
    incident = await changes.take(tx, number, by=by)
    row = await _entry(tx, incident, entry=entry)
    if row.kind == timeline.UPDATE_POSTED:
        update = await scrub.update_of_entry(tx.session, number, entry=row.number)
        if update is not None:
            return await updates.correct_update(
                tx, number=number, by=by, text=text, update=update.number, reason=reason
            )
    said = text.strip()
    await revise(tx, row, rule=timeline.corrected, by=by, reason=one_line(reason), text=said)
    await _follow(tx, incident, row, text=said)
    await changes.conclude(tx, incident, by=by)
    return Reply(text=words.entry_corrected(row.number), incident=number)


async def _follow(tx: Tx, incident: Incident, entry: TimelineEntry, *, text: str) -> None:
    """Let what the entry tells of say the same as the corrected entry."""
    number = number_of(incident)
    if entry.kind == timeline.DECISION:
        await tx.refresh(incident, what="decision", subject=str(entry.number))
    if entry.kind == timeline.HYPOTHESIS:
        suspect = await scrub.hypothesis_of(tx.session, number, hypothesis=entry.data.get("hypothesis"))
        if suspect is not None:
            suspect.text = text
            tx.session.add(suspect)
            await tx.refresh(incident, what="hypothesis", subject=str(suspect.id))
    if entry.kind == timeline.LINK_ADDED:
        await scrub.name_link(tx.session, number, link=entry.data.get("link"), title=text)
        await tx.emit(effects.RefreshBookmarks(incident_id=number), waits_for=tx.room_is_made_by(incident))


async def hide_entry(tx: Tx, *, number: int, by: str, entry: int | None = None, reason: str = "") -> Reply:
    """Take an entry out of the timeline as people read it; the record and the exports keep it, marked hidden.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such entry, or it is hidden already.
    """
    incident = await changes.take(tx, number, by=by)
    row = await _entry(tx, incident, entry=entry)
    await revise(tx, row, rule=timeline.hidden, by=by, reason=one_line(reason))
    await changes.note_activity(tx, number, by=by)
    return Reply(text=words.entry_hidden(row.number), incident=number)


async def show_entry(tx: Tx, *, number: int, by: str, entry: int, reason: str = "") -> Reply:
    """Put a hidden entry back.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such entry, or it is not hidden.
    """
    incident = await changes.take(tx, number, by=by)
    row = await _entry(tx, incident, entry=entry)
    await revise(tx, row, rule=timeline.shown, by=by, reason=one_line(reason))
    await changes.note_activity(tx, number, by=by)
    return Reply(text=words.entry_shown(row.number), incident=number)


async def redact(tx: Tx, *, number: int, by: str, entry: int | None = None, reason: str = "") -> Reply:
    """Remove an entry's text for good: here, where it came from, and from the bot's own messages.

    The fact, who redacted it and why are kept. The answer names what cannot be taken back: uploaded files.

    Args:
        by: the Slack id of who redacts it.
        entry: its number within the incident; None for the last one that people wrote.
        reason: why.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such entry, or it was redacted before.
    """
    incident = await changes.take(tx, number, by=by)
    row = await _entry(tx, incident, entry=entry)
    said_at = []
    for one in [row, *await _same_words(tx, incident, row)]:
        said_at += [one.recorded_at, *[change.at for change in await _revisions(tx, one)]]
        await scrub_sources(tx, incident, one)
        await revise(tx, one, rule=timeline.redacted, by=by, reason=one_line(reason))
    answer = Reply(text=timeline.GONE, incident=number).to_json()
    await scrub.blank_answers(tx.session, at=said_at, answer=answer)
    await changes.conclude(tx, incident, by=by)
    said = words.redacted(entry=row.number)
    return Reply(text=" ".join([said, *await _left_over(tx, incident, row)]), incident=number)


async def _entry(tx: Tx, incident: Incident, *, entry: int | None) -> TimelineEntry:
    """Return an entry by its number, or the last one that people wrote.

    Raises:
        NotUnderstood: there is none.
    """
    number = number_of(incident)
    if entry is None:
        latest = await reading.entries_of_kinds(tx.session, number, kinds=WRITTEN, size=1)
        if not latest:
            raise NotUnderstood(words.no_written_entry(number))
        return latest[0]
    row = await entries.entry(tx.session, number, entry=entry)
    if row is None:
        raise NotUnderstood(words.no_such_entry(entry, number=number))
    return row


async def _same_words(tx: Tx, incident: Incident, entry: TimelineEntry) -> list[TimelineEntry]:
    """Return the other entries that say the same.

    A settled suspect is named twice, and a step of a runbook may be called by the incident's title.
    """
    if entry.kind == timeline.DECLARED:
        return await _steps_called_by_title(tx, number_of(incident))
    suspect = entry.data.get("hypothesis")
    if suspect is None:
        return []
    found = await scrub.entries_about(tx.session, number_of(incident), key="hypothesis", value=suspect)
    return [one for one in found if one.id != entry.id and not one.redacted]


async def _steps_called_by_title(tx: Tx, number: int) -> list[TimelineEntry]:
    found: list[TimelineEntry] = []
    for run in await runs.with_documents(tx.session, number):
        called = steps_that_say(run, name=_TITLE)
        title = dict(run.state.get("values", [])).get(_TITLE, "")
        of_run = await scrub.entries_about(tx.session, number, key="run", value=run.id) if called else []
        about = [one for one in of_run if one.data.get("step") in called and not one.redacted]
        found += [one for one in about if title in one.text]
    return found


_TITLE: Final = "incident.title"
"""The name by which a runbook's text calls the title of the incident."""


async def _revisions(tx: Tx, entry: TimelineEntry) -> Sequence[TimelineRevision]:
    return await entries.revisions(tx.session, [entry.id] if entry.id is not None else [])


async def _left_over(tx: Tx, incident: Incident, entry: TimelineEntry) -> list[str]:
    """Return what a redaction cannot reach, with what a person can do about it."""
    said = []
    if entry.kind == timeline.DECLARED and incident.channel_name:
        said.append(words.redaction_left_name())
    exported = await reading.entries_of_kinds(
        tx.session, number_of(incident), kinds=(timeline.EXPORTED,), size=1
    )
    if exported and exported[-1].recorded_at >= entry.recorded_at:
        said.append(words.redaction_left_files())
    return said
