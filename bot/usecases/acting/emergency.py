"""Emergency access: asked for with a reason, told to security, ended by itself, and kept for ever."""

from bot.domain import action_entries, effects, timeline, words
from bot.domain.calls import Call
from bot.domain.errors import NotAllowed, NotUnderstood, WordsNeeded
from bot.domain.models import EmergencyAccess, Incident, Timer
from bot.domain.reply import Reply
from bot.store import actions, timers
from bot.usecases import changes
from bot.usecases.acting import ledger
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from runbooks.safeguards import SHORTEST_REASON, Grant, has_access

MESSAGE = "emergency"
"""The message that shows it in the war room; its subject is the grant's id."""

END = "emergency_end"
"""The kind of the timer that ends it; its subject is the grant's id."""


async def grant(tx: Tx, *, number: int, by: str, reason: str) -> Reply:
    """Give `by` emergency access in this incident for a while.

    Raises:
        WordsNeeded: the reason is missing, or no reason.
        NotAllowed: the configuration names no channel of security's.
        Refusal: the incident is over, or not theirs to see.
    """
    incident = await changes.take(tx, number, by=by)
    changes.check_under_way(incident, what="so there is no emergency access")
    await ledger.check_person(tx, by)
    settings = tx.config.actions.break_glass
    if settings.channel is None:
        raise NotAllowed(words.no_emergency_access())
    if len(reason.strip()) < SHORTEST_REASON:
        raise WordsNeeded(words.emergency_reason())
    for held in await actions.accesses(tx.session, number):
        if held.person_id == by and _grant(held).holds(at=tx.now):
            return Reply(text=words.emergency_until(held.ends_at), incident=number)
    row = EmergencyAccess(
        incident_id=number,
        person_id=by,
        reason=reason.strip(),
        granted_at=tx.now,
        ends_at=tx.now + settings.lasts,
    )
    tx.session.add(row)
    await tx.session.flush()  # its id names its message and its timer
    subject = str(row.id)
    tx.session.add(Timer(incident_id=number, kind=END, subject=subject, anchor=tx.now, due_at=row.ends_at))
    text = action_entries.emergency_granted(await tx.name(by), until=row.ends_at, reason=row.reason)
    await tx.record(incident, kind=timeline.EMERGENCY_GRANTED, text=text, actor=by, data={"access": row.id})
    await tx.post(incident, what=MESSAGE, subject=subject, place=effects.ROOM)
    await _tell(tx, incident, row, what="granted")
    await ledger.show_life(tx, incident, by=by)
    return Reply(text=words.emergency_until(row.ends_at), incident=number)


async def end(tx: Tx, *, number: int, by: str) -> Reply:
    """End every emergency access in this incident; anybody who may work on it can.

    Raises:
        NotUnderstood: there is none.
    """
    incident = await changes.take(tx, number, by=by)
    held = [one for one in await actions.accesses(tx.session, number) if _grant(one).holds(at=tx.now)]
    if not held:
        raise NotUnderstood(words.no_emergency_to_end())
    for row in held:
        await _end(tx, incident, row, by=by)
    await ledger.show_life(tx, incident, by=by)
    return Reply(text=words.emergency_ended(), incident=number)


async def lapse(tx: Tx, *, access_id: int) -> None:
    """End emergency access whose time is over; the incident is locked already."""
    row = await actions.access(tx.session, access_id)
    if row is None or row.ended_at is not None or row.ends_at > tx.now:
        return
    await _end(tx, await tx.lock(row.incident_id), row, by=None)


async def check_access(tx: Tx, number: int, call: Call, *, person: str | None) -> None:
    """Let a call pass that needs no emergency access, or whose asker has it.

    Raises:
        NotAllowed: it is missing; the sentence says how to get it.
    """
    if not call.break_glass:
        return
    grants = [_grant(row) for row in await actions.accesses(tx.session, number)]
    if person is None or not has_access(grants, person=person, at=tx.now):
        is_possible = tx.config.actions.break_glass.channel is not None
        raise NotAllowed(words.emergency_needed(command=tx.config.command, is_possible=is_possible))


async def tell_of_use(tx: Tx, incident: Incident, call: Call, *, person: str) -> None:
    """Tell security that emergency access is being used."""
    for row in await actions.accesses(tx.session, number_of(incident)):
        if row.person_id == person and _grant(row).holds(at=tx.now):
            await _tell(tx, incident, row, what="used", call=f"{call.kind} {call.name}")
            return


async def _end(tx: Tx, incident: Incident, row: EmergencyAccess, *, by: str | None) -> None:
    row.ended_at, row.ended_by = tx.now, by
    tx.session.add(row)
    timer = await timers.get(tx.session, incident_id=row.incident_id, kind=END, subject=str(row.id))
    if timer is not None:
        await tx.session.delete(timer)
    text = action_entries.emergency_ended(await tx.name(row.person_id), by_itself=by is None)
    await tx.record(incident, kind=timeline.EMERGENCY_ENDED, text=text, actor=by, data={"access": row.id})
    await tx.refresh(incident, what=MESSAGE, subject=str(row.id))
    await _tell(tx, incident, row, what="ended")


async def _tell(tx: Tx, incident: Incident, row: EmergencyAccess, *, what: str, call: str = "") -> None:
    """Tell security; of a private incident only who, until when, and under which number it is kept."""
    channel = tx.config.actions.break_glass.channel
    if channel is None:
        return  # taken out of the configuration since; the timeline and the table have it all the same
    facts = {"what": what, "person": row.person_id, "until": row.ends_at.isoformat(), "record": str(row.id)}
    if not incident.private:
        facts |= {
            "incident": str(row.incident_id),
            "title": incident.title,
            "reason": row.reason,
            "call": call,
        }
    await tx.emit(effects.TellSecurity(incident_id=row.incident_id, channel=channel, facts=facts))


def _grant(row: EmergencyAccess) -> Grant:
    return Grant(person=row.person_id, granted_at=row.granted_at, ends_at=row.ends_at, ended_at=row.ended_at)
