"""Status updates: what everybody is told, where it goes, and when the next one is due."""

from datetime import datetime, timedelta

from bot.domain import cadence, effects, lifecycle, timeline, words
from bot.domain.errors import MoveRefused, NotUnderstood, Stale, WordsNeeded
from bot.domain.models import Incident, StatusUpdate
from bot.domain.reply import Reply
from bot.domain.severity import Severity
from bot.store import incidents
from bot.store import timeline as entries
from bot.usecases import transitions
from bot.usecases.changes import check_under_way, conclude, set_next_due, take
from bot.usecases.numbers import number_of
from bot.usecases.offering import offer_runbooks
from bot.usecases.revising import revise
from bot.usecases.tx import Tx


async def post_update(
    tx: Tx,
    *,
    number: int,
    by: str,
    text: str = "",
    status: str | None = None,
    severity: str | None = None,
    impact: str | None = None,
    needs: str | None = None,
    next_in: timedelta | None = None,
) -> Reply:
    """Tell everybody how it stands, in the war room, below the announcement, and on the card.

    Args:
        by: the Slack id of who tells it.
        text: what we are doing.
        status, severity: what they change to; None to leave them. A form passes only what the person changed,
            so that a form opened before somebody else's change does not take that change back.
        impact: what customers see now; None to leave it, empty to clear it.
        needs: what we need; None to leave it, empty to clear it.
        next_in: when the next update is due, from now; None for the severity's cadence.

    Raises:
        Refusal: it says nothing, the incident is over, or the lifecycle does not lead to the status.
    """
    incident = await take(tx, number, by=by)
    check_under_way(incident, what="no updates are posted any more")
    if not any(said and said.strip() for said in (text, impact, needs)):
        raise NotUnderstood(
            words.needs_words("update", "update rollback at 50 %, errors falling", command=tx.config.command)
        )
    moves = status is not None and status != incident.status
    if moves and status is not None:
        if status not in lifecycle.PATH:
            raise MoveRefused(words.update_cannot_end(status, verb=lifecycle.VERBS[status]))
        await transitions.move(tx, incident, to=status, by=by)
    before = None
    if severity is not None and severity != incident.severity:
        before = await transitions.set_level(tx, incident, to=severity, by=by)
    await publish(tx, incident, by=by, text=text, impact=impact, needs=needs, next_in=next_in)
    await conclude(tx, incident, by=by, topic=moves or before is not None, level_before=before)
    return Reply(text=posted(incident), incident=number)


async def no_change(tx: Tx, *, number: int, by: str, due_at: datetime | None = None) -> Reply:
    """Tell everybody that nothing has changed, by one click; the third in a row asks for a sentence.

    Args:
        by: the Slack id of who clicked.
        due_at: the due time that the button was drawn with; None for a button that shows none.

    Raises:
        Stale: that update has been posted or moved since.
        WordsNeeded: it would be the third in a row.
        MoveRefused: the incident is not open.
    """
    incident = await take(tx, number, by=by)
    if not lifecycle.is_open(incident.status):
        raise MoveRefused(words.no_update_due(number, status=incident.status))
    if due_at is not None and incident.next_update_due_at != due_at:
        raise Stale(words.stale_button())
    if cadence.no_change_needs_words(incident.no_change_streak):
        raise WordsNeeded(words.no_change_needs_words())
    await publish(tx, incident, by=by, unchanged=True)
    await conclude(tx, incident, by=by)
    return Reply(text=posted(incident), incident=number)


async def correct_update(
    tx: Tx, *, number: int, by: str, text: str, update: int | None = None, reason: str = ""
) -> Reply:
    """Give a status update other words, everywhere it went; the timeline keeps what it said before.

    Args:
        by: the Slack id of who corrects it.
        update: which one, by its number within the incident; None for the last.
        reason: why, for the timeline.

    Raises:
        NotUnderstood: there is no such update, no words, the same words, or it was redacted.
    """
    incident = await take(tx, number, by=by)
    if update is None:
        row = await incidents.last_update(tx.session, number)
    else:
        row = await incidents.update_numbered(tx.session, number, update=update)
    entry = None
    if row is not None:
        entry = await entries.entry(tx.session, number, entry=row.entry_number)
    if row is None or entry is None:
        raise NotUnderstood(words.nothing_to_correct(number))
    text = text.strip()
    await revise(tx, entry, rule=timeline.corrected, by=by, reason=reason.strip(), text=text)
    row.text = text
    row.no_change = False
    row.corrected_at = tx.now
    tx.session.add(row)
    for what in ("update", "announced_update"):
        await tx.refresh(incident, what=what, subject=str(row.number))
    await conclude(tx, incident, by=by)
    return Reply(text=words.update_corrected(), incident=number)


def posted(incident: Incident) -> str:
    """Return what who posted an update is told: where it went, and when the next one is due."""
    return words.update_posted(
        next_due=incident.next_update_due_at,
        private=incident.private,
        has_room=incident.channel_id is not None,
    )


async def publish(
    tx: Tx,
    incident: Incident,
    *,
    by: str,
    text: str = "",
    impact: str | None = None,
    needs: str | None = None,
    next_in: timedelta | None = None,
    unchanged: bool = False,
) -> StatusUpdate:
    """Write a status update and send it where updates go; a part of use-cases, which conclude.

    Args:
        next_in: when the next one is due, from now; None for the severity's cadence.
        unchanged: it says "no change" and nothing else.
    """
    if impact is not None:
        incident.impact = impact.strip()
        offer_runbooks(tx, incident)
    if needs is not None:
        incident.needs = needs.strip()
    incident.no_change_streak = incident.no_change_streak + 1 if unchanged else 0
    level = tx.config.severity(incident.severity)
    due = _next_due(tx, incident, level, next_in=next_in)
    await set_next_due(tx, incident, due)
    await tx.refresh_asked(incident, what=("still_active",))
    last = await incidents.last_update(tx.session, number_of(incident))
    row = StatusUpdate(
        incident_id=number_of(incident),
        number=last.number + 1 if last is not None else 1,
        at=tx.now,
        by=by,
        status=incident.status,
        severity=incident.severity,
        impact=(impact or "").strip(),
        text=text.strip(),
        needs=(needs or "").strip(),
        no_change=unchanged,
        next_due_at=due,
    )
    await _record(tx, incident, row)
    tx.session.add(row)
    subject, below = str(row.number), effects.thread_of("announcement")
    await tx.post(incident, what="update", subject=subject, place=effects.ROOM, is_first=True)
    await tx.post(incident, what="announced_update", subject=subject, place=below, is_first=True)
    return row


def _next_due(tx: Tx, incident: Incident, level: Severity, *, next_in: timedelta | None) -> datetime | None:
    if not lifecycle.is_open(incident.status):
        return None
    return cadence.due_after_update(tx.now, severity=level, asked=next_in)


async def _record(tx: Tx, incident: Incident, row: StatusUpdate) -> None:
    """Put the update on the timeline, by its main words."""
    entry = await tx.record(
        incident,
        kind=timeline.UPDATE_POSTED,
        text="No change" if row.no_change else row.text or row.impact or row.needs,
        actor=row.by,
        data={
            "update": row.number,
            "status": row.status,
            "severity": row.severity,
            "impact": row.impact,
            "needs": row.needs,
            "next_due_at": row.next_due_at.isoformat() if row.next_due_at is not None else None,
        },
    )
    row.entry_number = entry.number
