"""The rungs of the ladders: what each of them says, and to whom."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.domain import cadence, effects
from bot.domain.models import Incident
from bot.domain.roles import COMMS_LEAD, INCIDENT_COMMANDER
from bot.domain.severity import Severity
from bot.store import incidents
from bot.usecases.changes import reminder_subject
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Fired:
    """One rung that fires.

    Args:
        level: the severity in force.
        anchor: the moment that the ladder is about: of an update, when it is due.
        generation: the timer's; what is asked once per ladder is named by it.
        skipped: the rungs that are not fired any more.
        late_since: when it should have fired, when that was more than a minute ago.
    """

    incident: Incident
    level: Severity
    kind: str
    rung: str
    anchor: datetime
    generation: int
    skipped: tuple[str, ...]
    late_since: datetime | None

    @property
    def number(self) -> int:
        """The incident's number."""
        return number_of(self.incident)

    def facts(self, now: datetime) -> dict[str, Any]:
        """Return what the drawing of the reminder needs."""
        return {
            "fired_at": now.isoformat(),
            "due_at": self.anchor.isoformat() if self.kind == cadence.UPDATE else None,
            "generation": self.generation,
            "late_since": self.late_since.isoformat() if self.late_since else None,
            "skipped": [_SHOWN.get((self.kind, rung), rung) for rung in self.skipped],
        }


_SHOWN: Final[Mapping[tuple[str, str], str]] = {
    (cadence.COMMANDER, cadence.ASK): "no_commander",
    (cadence.COMMANDER, cadence.CALL): "call_for_commander",
}
"""Rungs whose name alone does not tell the drawing what was left out."""

SAID: Final[Mapping[tuple[str, str], str]] = {
    (cadence.UPDATE, cadence.DUE_SOON): "Status update due soon",
    (cadence.UPDATE, cadence.DUE): "Status update due",
    (cadence.UPDATE, cadence.OVERDUE): "Status update overdue",
    (cadence.UPDATE, cadence.CALL_BACKUP): "Status update overdue: calling the backup",
    (cadence.COMMANDER, cadence.ASK): "No incident commander yet",
    (cadence.COMMANDER, cadence.CALL): "No incident commander: calling people",
    (cadence.SEVERITY, cadence.ASK): "Severity not set",
    (cadence.ACTIVITY, cadence.ASK): "Still active?",
    (cadence.MONITORING, cadence.ASK): "Confirm resolved?",
    (cadence.HANDOVER, cadence.OFFER): "Handover offered",
    (cadence.CLOSE, cadence.ASK): "Close?",
}
"""Each rung in words, for the timeline."""


async def speak(tx: Tx, fired: Fired) -> str:
    """Ask for what the rung says and return to whom it goes, in words for the timeline.

    Raises:
        KeyError: there is no such rung.
    """
    return await _RUNGS[fired.kind, fired.rung](tx, fired)


# ---------------------------------------------------------------- the update ladder


async def _due_soon(tx: Tx, fired: Fired) -> str:
    writer = await _holder(tx, fired, COMMS_LEAD) or await _holder(tx, fired, INCIDENT_COMMANDER)
    return await _ask(tx, fired, what="update_soon", subject=reminder_subject(fired.anchor), person=writer)


async def _due(tx: Tx, fired: Fired) -> str:
    await _ask(tx, fired, what="reminder", subject=reminder_subject(fired.anchor), person=None)
    writer = await _holder(tx, fired, COMMS_LEAD) or await _holder(tx, fired, INCIDENT_COMMANDER)
    return await _in_room(tx, writer)


async def _overdue(tx: Tx, fired: Fired) -> str:
    """Reply in the reminder's thread, for everybody to see: an edit notifies nobody."""
    subject = reminder_subject(fired.anchor)
    above = await incidents.message(tx.session, fired.number, what="reminder", subject=subject)
    place = effects.thread_of("reminder", subject) if above is not None else effects.ROOM
    await tx.post(
        fired.incident,
        what="reminder_overdue",
        subject=subject,
        place=place,
        broadcast=above is not None,
        facts=fired.facts(tx.now),
    )
    await tx.refresh(fired.incident, what="reminder", subject=subject)
    return await _in_room(
        tx, await _holder(tx, fired, INCIDENT_COMMANDER), await _holder(tx, fired, COMMS_LEAD)
    )


async def _call_backup(tx: Tx, fired: Fired) -> str:
    subject = reminder_subject(fired.anchor)
    if await incidents.message(tx.session, fired.number, what="reminder_overdue", subject=subject) is None:
        await _overdue(tx, fired)  # it was missed, and somebody must hear how late it is
    return await _call(tx, fired, refs=fired.level.backup, reason="backup")


# ---------------------------------------------------------------- the other ladders


async def _no_commander(tx: Tx, fired: Fired) -> str:
    return await _ask(tx, fired, what="no_commander", subject=_once(fired), person=None)


async def _call_for_commander(tx: Tx, fired: Fired) -> str:
    if cadence.ASK in fired.skipped:
        await _no_commander(tx, fired)
    return await _call(tx, fired, refs=fired.level.call, reason="no_commander")


async def _severity_unset(tx: Tx, fired: Fired) -> str:
    declarer = fired.incident.declared_by
    return await _ask(tx, fired, what="severity_unset", subject=_once(fired), person=declarer)


def _asks_commander(what: str) -> "Speaks":
    async def asks(tx: Tx, fired: Fired) -> str:
        commander = await _holder(tx, fired, INCIDENT_COMMANDER)
        return await _ask(tx, fired, what=what, subject=_once(fired), person=commander)

    return asks


Speaks = Callable[[Tx, Fired], Awaitable[str]]

_RUNGS: Final[Mapping[tuple[str, str], Speaks]] = {
    (cadence.UPDATE, cadence.DUE_SOON): _due_soon,
    (cadence.UPDATE, cadence.DUE): _due,
    (cadence.UPDATE, cadence.OVERDUE): _overdue,
    (cadence.UPDATE, cadence.CALL_BACKUP): _call_backup,
    (cadence.COMMANDER, cadence.ASK): _no_commander,
    (cadence.COMMANDER, cadence.CALL): _call_for_commander,
    (cadence.SEVERITY, cadence.ASK): _severity_unset,
    (cadence.ACTIVITY, cadence.ASK): _asks_commander("still_active"),
    (cadence.MONITORING, cadence.ASK): _asks_commander("confirm_resolved"),
    (cadence.HANDOVER, cadence.OFFER): _asks_commander("offer_handover"),
    (cadence.CLOSE, cadence.ASK): _asks_commander("close_question"),
}


# ---------------------------------------------------------------- how they speak


async def _ask(tx: Tx, fired: Fired, *, what: str, subject: str, person: str | None) -> str:
    """Ask a person by direct message, or the war room when there is nobody to ask."""
    place = effects.direct(person) if person is not None else effects.ROOM
    await tx.post(fired.incident, what=what, subject=subject, place=place, facts=fired.facts(tx.now))
    return f"to {await tx.name(person)}" if person is not None else await _in_room(tx)


async def _call(tx: Tx, fired: Fired, *, refs: tuple[str, ...], reason: str) -> str:
    if not refs:
        return "nobody is configured to be called"
    await tx.emit(effects.CallPeople(incident_id=fired.number, refs=refs, reason=reason))
    return f"calling {', '.join(refs)}"


async def _in_room(tx: Tx, *people: str | None) -> str:
    names = [await tx.name(person) for person in dict.fromkeys(people) if person is not None]
    return f"in the war room{', to ' + ' and '.join(names) if names else ''}"


async def _holder(tx: Tx, fired: Fired, role: str) -> str | None:
    term = await incidents.holder(tx.session, fired.number, role=role)
    return term.person_id if term is not None else None


def _once(fired: Fired) -> str:
    return str(fired.generation)
