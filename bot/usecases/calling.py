"""Calling people: what a severity asks for, as effects."""

from bot.config.defaults import CALLING_RANKS
from bot.domain.effects import CallPeople
from bot.domain.models import Incident
from bot.domain.severity import Severity
from bot.store import incidents
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx


def should_call(level: Severity) -> bool:
    """Tell whether `level` is meant to call somebody: the worst ones are, whatever is configured."""
    return bool(level.call) or level.rank <= CALLING_RANKS


async def call_for(tx: Tx, incident: Incident, level: Severity, *, reason: str) -> None:
    """Call whom `level` calls and tell whom it tells; note it when it should call and has nobody to.

    Who was called before is not called again: that is known when the groups' members are.

    Args:
        reason: `declared` or `raised`.
    """
    number = number_of(incident)
    if level.call:
        await tx.emit(CallPeople(incident_id=number, refs=level.call, reason=reason))
    if level.tell:
        await tx.emit(CallPeople(incident_id=number, refs=level.tell, reason=reason, loud=False))
    await note_nobody_called(tx, incident, level)


async def note_nobody_called(tx: Tx, incident: Incident, level: Severity) -> None:
    """Keep whether the card must say "Nobody was called"."""
    unheard = should_call(level) and not level.call
    incident.nobody_called = unheard and (
        tx.is_new(incident) or not await incidents.calls(tx.session, number_of(incident))
    )
    tx.session.add(incident)
