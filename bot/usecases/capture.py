"""Messages of the war room on the timeline: captured by a pushpin or a shortcut, and followed there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import effects, redaction, timeline, words
from bot.domain.errors import NotInWarRoom
from bot.domain.models import Effect, TimelineEntry
from bot.domain.reply import Reply
from bot.domain.text import plain
from bot.store import reading
from bot.store import timeline as entries
from bot.usecases import changes
from bot.usecases.revising import remark, revise
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class SourceMessage:
    """A message as the person saw it who chose it: an incident is declared from it, or it is added to one.

    Args:
        channel, ts: where it stands.
        permalink: leads back to it; None when Slack gave none.
        text: what it says, as a person sees it.
        author: the Slack id of who wrote it.
        at: when it was written.
        private: it stands in a private channel or a direct message.
    """

    channel: str
    ts: str
    permalink: str | None = None
    text: str = ""
    author: str | None = None
    at: datetime | None = None
    private: bool = False


PUSHPIN: Final = "pushpin"
SHORTCUT: Final = "shortcut"
MARK: Final = "white_check_mark"
"""The reaction that tells that a message is on the timeline."""

_EDITED_TS: Final = "edited_ts"
"""In an entry's data: Slack's time stamp of the edit whose text it has."""

_HEARD_AT: Final = "heard_at"
"""In an entry's data: by keeper, Slack's time stamp of the last pushpin or its removal that we heard of."""

DELETED: Final = "The message was deleted in Slack."
EDITED: Final = "The message was edited in Slack."
UNPINNED: Final = "The pushpin was taken away."


async def request_capture(
    tx: Tx,
    *,
    number: int,
    channel: str,
    ts: str,
    by: str,
    how: str,
    thread_ts: str | None = None,
    at: str = "",
) -> Reply:
    """Ask for a message to be fetched and put on the timeline; one that was hidden is shown.

    Args:
        by: the Slack id of who wants it there.
        how: `PUSHPIN` or `SHORTCUT`.
        thread_ts: the thread it stands in, where that is known.
        at: Slack's time stamp of the asking, by which news that comes late is told.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotInWarRoom: the message stands somewhere else.
    """
    incident = await changes.take(tx, number, by=by)
    if incident.channel_id != channel:
        raise NotInWarRoom(words.capture_elsewhere(number))
    await changes.note_activity(tx, number, by=by)
    entry = await entries.captured(tx.session, number, channel=channel, ts=ts)
    if entry is not None:
        return await _wanted_again(tx, entry, by=by, how=how, at=at)
    keeper = _keeper(by, how)
    for asked in await _asked_for(tx, number, channel=channel, ts=ts):
        if _keeper(asked.payload["by"], asked.payload["how"]) == keeper:
            asked.payload = {**asked.payload, "at": max(at, asked.payload.get("at", ""))}
            tx.session.add(asked)
            break
    else:
        await tx.emit(
            effects.CaptureMessage(
                incident_id=number, channel_id=channel, ts=ts, by=by, how=how, thread_ts=thread_ts, at=at
            )
        )
    return Reply(text=words.capture_follows(number, mark=MARK), incident=number)


async def add_message(tx: Tx, *, number: int, by: str, message: SourceMessage) -> Reply:
    """Put a message of another channel on the timeline, as it was when somebody chose it.

    The bot may not be able to read that channel, so nothing is fetched, and no reaction marks the message.

    Args:
        by: the Slack id of who chose it.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
    """
    incident = await changes.take(tx, number, by=by)
    await changes.note_activity(tx, number, by=by)
    entry = await entries.captured(tx.session, number, channel=message.channel, ts=message.ts)
    if entry is not None:
        return await _wanted_again(tx, entry, by=by, how=SHORTCUT, at="")
    entry = await tx.record(
        incident,
        kind=timeline.MESSAGE_CAPTURED,
        text=message.text,
        actor=message.author,
        occurred_at=message.at,
        data={"kept_by": [_keeper(by, SHORTCUT)]},
        source=message.permalink,
        source_message=(message.channel, message.ts),
    )
    exposed = message.private and not incident.private
    answer = words.message_added(number, entry=entry.number, exposed=exposed, command=tx.config.command)
    warning = redaction.warning(message.text, command=tx.config.command)
    return Reply(text=f"{answer}\n{warning}" if warning else answer, incident=number)


async def record_captured(
    tx: Tx,
    *,
    number: int,
    channel: str,
    ts: str,
    by: str,
    how: str,
    text: str,
    author: str | None,
    permalink: str | None,
    occurred_at: datetime,
    edited_ts: str = "",
    at: str = "",
) -> None:
    """Put a fetched message on the timeline, once, at the time at which it was written.

    Args:
        by: the Slack id of who wanted it there.
        how: `PUSHPIN` or `SHORTCUT`.
        text: as Slack sent it.
        author: the Slack id of who wrote it; None for a program.
        occurred_at: the message's own time.
        edited_ts: Slack's time stamp of its last edit; empty for none.
        at: that of the asking.
    """
    incident = await tx.lock(number)
    entry = await entries.captured(tx.session, number, channel=channel, ts=ts)
    keeper = _keeper(by, how)
    if entry is not None:
        _keep(tx, entry, keeper=keeper, at=at)
        return
    await tx.record(
        incident,
        kind=timeline.MESSAGE_CAPTURED,
        text=plain(text),
        actor=author,
        occurred_at=occurred_at,
        data={"kept_by": [keeper], _HEARD_AT: {keeper: at}, _EDITED_TS: edited_ts},
        source=permalink,
        source_message=(channel, ts),
    )
    await tx.emit(effects.React(incident_id=number, channel_id=channel, ts=ts, name=MARK))


async def release(tx: Tx, *, number: int, channel: str, ts: str, by: str, at: str = "") -> None:
    """Follow a pushpin that was taken away: the message is hidden when nobody else keeps it there.

    Who keeps a message is remembered as they add it: the event does not tell how many pushpins are left. What
    was added by the shortcut stays.

    Args:
        at: Slack's time stamp of the removal: the pushpin may have been set again after it.
    """
    await tx.lock(number)
    keeper = _keeper(by, PUSHPIN)
    for asked in await _asked_for(tx, number, channel=channel, ts=ts):
        same = _keeper(asked.payload["by"], asked.payload["how"]) == keeper
        if asked.state == "pending" and same and not at < asked.payload.get("at", ""):
            _drop(tx, asked)
    entry = await entries.captured(tx.session, number, channel=channel, ts=ts)
    if entry is None or _is_late(entry, keeper=keeper, at=at):
        return
    left = [one for one in _keepers(entry) if one != keeper]
    kept = keeper in _keepers(entry)
    entry.data = {**entry.data, "kept_by": left, _HEARD_AT: {**entry.data.get(_HEARD_AT, {}), keeper: at}}
    tx.session.add(entry)
    if not kept:
        return
    if not left and not entry.hidden:
        await revise(tx, entry, rule=timeline.hidden, by=by, reason=UNPINNED)


async def follow_edit(
    tx: Tx, *, channel: str, ts: str, text: str, by: str | None, edited_ts: str = ""
) -> None:
    """Follow the edit of a captured message by a revision, in every incident that has it.

    What was redacted stays redacted. Most edits are of messages that nobody captured.

    Slack also tells of edits that leave the text alone (a link's preview): they must not undo a correction.

    Args:
        text: as Slack sent it.
        by: the Slack id of who edited it.
        edited_ts: Slack's time stamp of the edit: the news of an earlier one may come after that of a later.
    """
    said = plain(text)
    if not said.strip():
        return
    for entry in await _locked(tx, channel=channel, ts=ts):
        if edited_ts < str(entry.data.get(_EDITED_TS, "")):
            continue
        entry.data = {**entry.data, _EDITED_TS: edited_ts}
        tx.session.add(entry)
        if not entry.redacted and said not in (entry.text, await _last_in_slack(tx, entry)):
            await revise(tx, entry, rule=timeline.corrected, by=by, reason=EDITED, text=said, edited=True)


async def follow_deletion(tx: Tx, *, channel: str, ts: str, by: str | None = None) -> None:
    """Note, by a revision, that a captured message was deleted in Slack; the timeline keeps its text.

    To remove the text too, the entry is redacted. A message that is still to be fetched will be found gone.
    """
    for entry in await _locked(tx, channel=channel, ts=ts):
        earlier = await entries.revisions(tx.session, [entry.id] if entry.id is not None else [])
        if DELETED not in [one.reason for one in earlier]:
            await remark(tx, entry, by=by, reason=DELETED)


async def _wanted_again(tx: Tx, entry: TimelineEntry, *, by: str, how: str, at: str) -> Reply:
    keeper = _keeper(by, how)
    if not _is_late(entry, keeper=keeper, at=at):
        _keep(tx, entry, keeper=keeper, at=at)
        if entry.hidden:
            await revise(tx, entry, rule=timeline.shown, by=by, reason=f"Added again by {how}.")
    return Reply(text=words.captured(entry=entry.number), incident=entry.incident_id)


async def _asked_for(tx: Tx, number: int, *, channel: str, ts: str) -> list[Effect]:
    """Return the effects that are still to fetch this message."""
    found = await reading.effects_to_do(tx.session, number, kind=effects.CaptureMessage.kind)
    return [one for one in found if (one.payload["channel_id"], one.payload["ts"]) == (channel, ts)]


async def _locked(tx: Tx, *, channel: str, ts: str) -> list[TimelineEntry]:
    """Return the entries that were captured from a message, their incidents locked in order."""
    numbers = await reading.captured_in(tx.session, channel=channel, ts=ts)
    found = []
    for number in numbers:
        await tx.lock(number)
        entry = await entries.captured(tx.session, number, channel=channel, ts=ts)
        if entry is not None:
            found.append(entry)
    return found


async def _last_in_slack(tx: Tx, entry: TimelineEntry) -> str:
    """Return what the message last said in Slack, whatever the entry was corrected to."""
    changed = await entries.revisions(tx.session, [entry.id] if entry.id is not None else [])
    edits = [one.new_text for one in changed if one.kind == timeline.EDITED]
    if edits:
        return edits[-1]
    return changed[0].old_text if changed else entry.text


def _drop(tx: Tx, asked: Effect) -> None:
    asked.state = "dropped"
    tx.session.add(asked)


def _keep(tx: Tx, entry: TimelineEntry, *, keeper: str, at: str) -> None:
    keepers = [one for one in _keepers(entry) if one != keeper]
    heard = {**entry.data.get(_HEARD_AT, {}), keeper: at}
    entry.data = {**entry.data, "kept_by": [*keepers, keeper], _HEARD_AT: heard}
    tx.session.add(entry)


def _is_late(entry: TimelineEntry, *, keeper: str, at: str) -> bool:
    """Tell whether a later word of the same person on this message came before this one."""
    return at < str(entry.data.get(_HEARD_AT, {}).get(keeper, ""))  # of one length until the year 2286


def _keepers(entry: TimelineEntry) -> list[str]:
    return list(entry.data.get("kept_by", ()))


def _keeper(by: str, how: str) -> str:
    return f"{how}:{by}"
