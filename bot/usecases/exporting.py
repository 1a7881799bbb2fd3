"""Timelines as files: asked for by a person, and incidents that come back from one."""

from collections.abc import Sequence
from typing import Final

from bot.domain import effects, lifecycle, words
from bot.domain.errors import NotAllowed, NotUnderstood
from bot.domain.permissions import check_may_export
from bot.domain.reply import Reply
from bot.exports.record import IncidentRecord
from bot.store import incidents, people
from bot.usecases import changes, importing
from bot.usecases.ladders import sync_timers
from bot.usecases.tx import Tx

FORMATS: Final = ("md", "html", "csv", "json")
"""The files that a timeline can leave as."""


async def request_export(
    tx: Tx, *, number: int, by: str, formats: Sequence[str] = FORMATS, request: str = ""
) -> Reply:
    """Send the timeline's files to who asked, by direct message.

    Args:
        by: the Slack id of who asked.
        formats: of `FORMATS`.
        request: names this request; the same one sends the files once.

    Raises:
        NoSuchIncident: there is none of that number, or none that `by` may know of.
        NotAllowed: guests, strangers and bots may not take files away.
        NotUnderstood: there is no such format.
    """
    await changes.take(tx, number, by=by)
    check_may_export(await people.get(tx.session, by))
    wanted = tuple(dict.fromkeys(one.strip().lower() for one in formats)) or FORMATS
    if unknown := [one for one in wanted if one not in FORMATS]:
        raise NotUnderstood(words.bad_format(unknown[0], FORMATS))
    named = request or f"{by}:{tx.now.isoformat()}"
    await tx.emit(effects.UploadExports(incident_id=number, formats=wanted, to=by, request=named))
    return Reply(text=words.export_follows(wanted), incident=number)


async def import_incident(tx: Tx, imported: IncidentRecord) -> Reply:
    """Write an incident that was exported back into the database, such that its export says the same again.

    Nobody is called. Nothing is posted and no reminder runs, unless it was open: then work goes on.

    Raises:
        NotAllowed: its number is taken here, or the incident that it was merged into is not here.
    """
    if await incidents.get(tx.session, imported.number) is not None:
        raise NotAllowed(words.import_there_already(imported.number))
    target = imported.merged_into
    if target is not None and await incidents.get(tx.session, target) is None:
        raise NotAllowed(words.import_needs_target(imported.number, target=target))
    await importing.write(tx.session, imported, now=tx.now)
    said = words.imported(imported.number, entries=len(imported.entries))
    if lifecycle.is_open(imported.status):
        await _resume(tx, imported)
        said += f" {words.import_goes_on(status=imported.status)}"
    return Reply(text=said, incident=imported.number)


async def _resume(tx: Tx, imported: IncidentRecord) -> None:
    """Let work go on in an incident that was open when it was exported."""
    incident = await tx.lock(imported.number)
    if incident.channel_id is None:
        incident.opening_effect_id = await tx.emit(effects.OpenWarRoom(incident_id=imported.number))
        tx.session.add(incident)
    card = await tx.post(incident, what="card", place=effects.ROOM)
    await tx.emit(effects.PinMessage(incident_id=imported.number, what="card"), waits_for=card)
    await sync_timers(tx, incident)
