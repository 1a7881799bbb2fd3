"""What responders write down: notes, decisions and suspected causes."""

import re
from datetime import datetime
from typing import Final

from bot.domain import effects, redaction, timeline, words
from bot.domain.errors import NotUnderstood, Stale
from bot.domain.models import Hypothesis
from bot.domain.moments import TOLERANCE
from bot.domain.reply import Reply
from bot.store import reading
from bot.usecases import changes
from bot.usecases.tx import Tx
from bot.usecases.zones import zone_of

OPEN: Final = "open"
CONFIRMED: Final = "confirmed"
RULED_OUT: Final = "ruled_out"

_UNDO: Final = re.compile(r"(?:\A|[,;.\s])\s*undo\s*:\s*", re.IGNORECASE)


async def add_note(tx: Tx, *, number: int, by: str, text: str, occurred_at: datetime | None = None) -> Reply:
    """Put a note on the timeline; it is posted nowhere, so that the war room stays quiet.

    Args:
        by: the Slack id of who wrote it.
        occurred_at: when it happened, if not now.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there are no words, or the moment lies in the future.
    """
    incident = await changes.take(tx, number, by=by)
    said = _words(tx, text, verb="note", example="note 14:05 flipped flag checkout_v2 off")
    _check_past(occurred_at, now=tx.now)
    entry = await tx.record(incident, kind=timeline.NOTE, text=said, actor=by, occurred_at=occurred_at)
    answer = words.noted(entry=entry.number, at=occurred_at, zone=await zone_of(tx, by), now=tx.now)
    await changes.note_activity(tx, number, by=by)
    return _warned(tx, answer, text=said, number=number)


async def decide(tx: Tx, *, number: int, by: str, text: str, undo: str | None = None) -> Reply:
    """Put a decision on the timeline and show it in the war room.

    Args:
        by: the Slack id of who wrote it.
        undo: how to take it back; None to read it from the text, after `undo:`.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there are no words.
    """
    incident = await changes.take(tx, number, by=by)
    decision, undone_by = (text.strip(), undo.strip()) if undo is not None else split_undo(text)
    _words(tx, decision, verb="decide", example="decide roll back 4.2, undo: redeploy")
    data = {"undo": undone_by} if undone_by else {}
    entry = await tx.record(incident, kind=timeline.DECISION, text=decision, actor=by, data=data)
    await tx.post(incident, what="decision", subject=str(entry.number), place=effects.ROOM, is_first=True)
    await changes.conclude(tx, incident, by=by)
    return _warned(tx, words.decided(entry=entry.number), text=f"{decision} {undone_by}", number=number)


def split_undo(text: str) -> tuple[str, str]:
    """Return a decision and how to undo it; of `roll back 4.2, undo: redeploy`, the latter is `redeploy`."""
    match = _UNDO.search(text)
    if match is None:
        return text.strip(), ""
    return text[: match.start()].rstrip(" \t\n,;"), text[match.end() :].strip()


async def open_hypothesis(tx: Tx, *, number: int, by: str, text: str) -> Reply:
    """Name a suspected cause; it stands on the card and, with its buttons, in the war room.

    Args:
        by: the Slack id of who suspects it.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there are no words.
    """
    incident = await changes.take(tx, number, by=by)
    said = _words(tx, text, verb="hypothesis", example="hypothesis cache stampede")
    suspect = Hypothesis(incident_id=number, text=said, by=by, at=tx.now)
    tx.session.add(suspect)
    await tx.session.flush()  # the entry and the message name it by its id
    entry = await tx.record(
        incident, kind=timeline.HYPOTHESIS, text=said, actor=by, data={"hypothesis": suspect.id}
    )
    suspect.entry_number = entry.number
    tx.session.add(suspect)
    await tx.post(incident, what="hypothesis", subject=str(suspect.id), place=effects.ROOM, is_first=True)
    await changes.conclude(tx, incident, by=by)
    return _warned(tx, words.hypothesis_added(said), text=said, number=number)


async def settle_hypothesis(tx: Tx, *, number: int, by: str, hypothesis: int, state: str) -> Reply:
    """Confirm a suspected cause or rule it out.

    Args:
        by: the Slack id of who found out.
        hypothesis: its id.
        state: `CONFIRMED` or `RULED_OUT`.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: the incident has no such hypothesis, or there is no such state.
        Stale: somebody has settled it before.
    """
    incident = await changes.take(tx, number, by=by)
    suspect = await reading.hypothesis(tx.session, hypothesis)
    if suspect is None or suspect.incident_id != number:
        raise NotUnderstood(words.unknown_hypothesis())
    if state not in _SETTLED:
        raise NotUnderstood(words.bad_hypothesis_state())
    if suspect.state != OPEN:
        raise Stale(words.hypothesis_settled_before(suspect.text, state=suspect.state))
    suspect.state = state
    tx.session.add(suspect)
    await tx.record(
        incident, kind=_SETTLED[state], text=suspect.text, actor=by, data={"hypothesis": suspect.id}
    )
    await tx.refresh(incident, what="hypothesis", subject=str(suspect.id))
    await changes.conclude(tx, incident, by=by)
    return Reply(text=words.hypothesis_settled(suspect.text, state=state), incident=number)


_SETTLED = {CONFIRMED: timeline.HYPOTHESIS_CONFIRMED, RULED_OUT: timeline.HYPOTHESIS_RULED_OUT}


def _words(tx: Tx, text: str, *, verb: str, example: str) -> str:
    said = text.strip()
    if not said:
        raise NotUnderstood(words.needs_words(verb, example, command=tx.config.command))
    return said


def _check_past(moment: datetime | None, *, now: datetime) -> None:
    if moment is not None and moment > now + TOLERANCE:
        raise NotUnderstood(words.note_in_future(moment))


def _warned(tx: Tx, answer: str, *, text: str, number: int) -> Reply:
    """Return the answer, with a warning when the text looks like it holds a secret."""
    warning = redaction.warning(text, command=tx.config.command)
    return Reply(text=f"{answer}\n{warning}" if warning else answer, incident=number)
