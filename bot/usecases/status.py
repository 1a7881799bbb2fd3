"""Status: every move of the lifecycle but merging, with what follows when an incident ends."""

from bot.domain import effects, lifecycle, timeline
from bot.domain import words as sentences
from bot.domain.errors import MoveRefused
from bot.domain.models import Incident
from bot.domain.reply import Reply
from bot.store import incidents
from bot.usecases import transitions
from bot.usecases.changes import check_fresh, conclude, take
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from bot.usecases.updates import posted, publish

FORMATS = ("md", "html", "csv", "json")
"""What is uploaded at close: every form in which an incident can leave."""


async def change_status(
    tx: Tx, *, number: int, to: str, by: str, words: str = "", revision: int | None = None
) -> Reply:
    """Move the incident to status `to`; words make it a status update as well.

    Args:
        by: the Slack id of who moves it.
        words: those after the verb; empty for none.
        revision: of the incident when the button was drawn; None for a typed command. Who clicks for what
            holds already is answered calmly.

    Raises:
        Refusal: the lifecycle does not lead there, or the button is stale.
    """
    incident = await take(tx, number, by=by)
    said = words.strip()
    if incident.status == to:
        return await _stay(tx, incident, by=by, said=said, clicked=revision is not None)
    await check_fresh(tx, incident, revision=revision)
    if to == lifecycle.MERGED:
        raise MoveRefused(sentences.merge_into_which())
    old = await transitions.move(tx, incident, to=to, by=by)
    await _tell(tx, incident, by=by, said=said)
    await _follow(tx, incident, by=by)
    text = sentences.status_changed(number, to=to, old=old, next_due=incident.next_update_due_at)
    return Reply(text=text, incident=number)


async def reopen(tx: Tx, *, number: int, by: str, words: str = "", revision: int | None = None) -> Reply:
    """Take up a resolved or closed incident again: it is *investigating* then.

    Args:
        by: the Slack id of who reopens it.
        words: those after the verb; empty for none.
        revision: of the incident when the button was drawn; None for a typed command.

    Raises:
        Refusal: it is neither resolved nor closed, or the button is stale.
    """
    incident = await take(tx, number, by=by)
    if incident.status == lifecycle.INVESTIGATING and revision is not None:
        return await _stay(tx, incident, by=by, said="", clicked=True)
    await check_fresh(tx, incident, revision=revision)
    lifecycle.check_reopen(incident.status, incident=number)
    await transitions.move(tx, incident, to=lifecycle.INVESTIGATING, by=by)
    await _tell(tx, incident, by=by, said=words.strip())
    await conclude(tx, incident, by=by, topic=True)
    return Reply(text=sentences.reopened(number, next_due=incident.next_update_due_at), incident=number)


async def _stay(tx: Tx, incident: Incident, *, by: str, said: str, clicked: bool) -> Reply:
    """Answer who asks for the status that holds; with words it is a status update all the same."""
    number, status = number_of(incident), incident.status
    if said and status in lifecycle.PATH:
        await publish(tx, incident, by=by, text=said)
        await conclude(tx, incident, by=by)
        return Reply(text=posted(incident), incident=number)
    if not clicked:
        lifecycle.check_move(status, status, incident=number)
    return Reply(text=sentences.status_holds(number, status=status), incident=number)


async def _tell(tx: Tx, incident: Incident, *, by: str, said: str) -> None:
    if said:
        await publish(tx, incident, by=by, text=said)


async def _follow(tx: Tx, incident: Incident, *, by: str) -> None:
    """Conclude, and do what an end asks for; archiving comes last, since it waits for everything before."""
    number = number_of(incident)
    if incident.status == lifecycle.CANCELLED:
        await _stand_down(tx, incident)
    await conclude(tx, incident, by=by, topic=True)
    if incident.status != lifecycle.CLOSED:
        return
    room = tx.room_is_made_by(incident)
    await tx.emit(
        effects.UploadExports(incident_id=number, formats=FORMATS, request=f"close:{incident.revision}"),
        waits_for=room,
    )
    if tx.config.war_room.archive_on_close and incident.channel_is_ours:
        await tx.emit(effects.ArchiveWarRoom(incident_id=number), waits_for=room)


async def _stand_down(tx: Tx, incident: Incident) -> None:
    """Tell everybody who was called that nobody is needed."""
    called = await incidents.calls(tx.session, number_of(incident))
    for call in called:
        await tx.post(
            incident, what="stand_down", subject=call.person_id, place=effects.direct(call.person_id)
        )
    if called:
        names = ", ".join(await tx.names([call.person_id for call in called]))
        await tx.record(
            incident,
            kind=timeline.STOOD_DOWN,
            text=f"Told to stand down: {names}.",
            data={"people": [call.person_id for call in called]},
        )
