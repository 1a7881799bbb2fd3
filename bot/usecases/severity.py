"""Severity: said for the first time, raised or lowered."""

from bot.domain import lifecycle
from bot.domain import words as sentences
from bot.domain.errors import MoveRefused
from bot.domain.models import Incident
from bot.domain.reply import Reply
from bot.usecases import transitions
from bot.usecases.changes import check_fresh, conclude, take
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from bot.usecases.updates import publish


async def set_severity(
    tx: Tx, *, number: int, by: str, severity: str, words: str = "", revision: int | None = None
) -> Reply:
    """Give the incident a severity, also after it is closed: the postmortem goes by it.

    Args:
        by: the Slack id of who says so.
        severity: a configured name.
        words: what people are told with it; empty for nothing. Words are a status update.
        revision: of the incident when the button was drawn; None for a typed command.

    Raises:
        Refusal: there is no such severity, the incident is cancelled or merged, or the button is stale.
    """
    incident = await take(tx, number, by=by)
    said = words.strip()
    same = incident.severity == severity
    if not same:
        await check_fresh(tx, incident, revision=revision)
    _check_counts(incident)
    is_told = bool(said) and incident.status in lifecycle.PATH
    if same and not is_told:
        return Reply(text=sentences.severity_unchanged(number, severity=severity), incident=number)
    named, before = incident.severity, tx.config.severity(incident.severity)
    if not same:
        reason = "" if is_told else said
        await transitions.set_level(tx, incident, to=severity, by=by, because=reason)
    if is_told:
        await publish(tx, incident, by=by, text=said)
    await conclude(tx, incident, by=by, topic=not same, level_before=before)
    level = tx.config.severity(severity)
    text = sentences.severity_changed(
        number,
        to=severity,
        old=named,
        next_due=incident.next_update_due_at,
        calling=incident.is_open and level.is_worse_than(before) and bool(level.call),
    )
    return Reply(text=text, incident=number)


def _check_counts(incident: Incident) -> None:
    """Let the severity of an incident change that counts as one.

    Raises:
        MoveRefused: it is cancelled or merged.
    """
    if incident.status in (*lifecycle.PATH, lifecycle.CLOSED):
        return
    raise MoveRefused(sentences.severity_stays(number_of(incident), status=incident.status))
