"""Correcting the times of an incident."""

from datetime import UTC, datetime

from bot.domain import timeline, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import IncidentTime
from bot.domain.reply import Reply
from bot.domain.times import NAMES, TITLES, WORDS, check_correction, read_time_name
from bot.usecases import changes
from bot.usecases.tx import Tx
from bot.usecases.zones import zone_of


async def correct_time(tx: Tx, *, number: int, by: str, name: str, value: datetime, reason: str) -> Reply:
    """Give one of the incident's times another value; what it was before is kept.

    Args:
        by: the Slack id of who knows better.
        name: of the time, as people say it (`impact`) or as it is stored (`impact_started_at`).
        reason: how they know.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotUnderstood: there is no such time, it lies in the future, or no reason was given.
    """
    incident = await changes.take(tx, number, by=by)
    known_name = read_time_name(name)
    if known_name is None:
        raise NotUnderstood(words.bad_time_name(name, [WORDS[one] for one in NAMES]))
    why = reason.strip()
    if not why:
        raise NotUnderstood(
            words.needs_words("times", "times impact 13:40 per graph", command=tx.config.command)
        )
    known = await changes.current_times(tx, incident)
    warning = check_correction(known_name, value, now=tx.now, known=known)
    tx.session.add(
        IncidentTime(
            incident_id=number,
            name=known_name,
            value=value,
            automatic=False,
            set_by=by,
            reason=why,
            recorded_at=tx.now,
        )
    )
    await tx.record(
        incident,
        kind=timeline.TIME_CORRECTED,
        text=f"{TITLES[known_name]}: {_utc(value)} (before: {_utc(known.get(known_name))}): {why}",
        actor=by,
        data={"time": known_name, "value": value.isoformat()},
    )
    await changes.conclude(tx, incident, by=by)
    said = words.time_corrected(
        time=TITLES[known_name], at=value, zone=await zone_of(tx, by), now=tx.now, warning=warning
    )
    return Reply(text=said, incident=number)


def _utc(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment is not None else "not known"
