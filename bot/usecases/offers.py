"""Offers: handovers that wait for an answer, and how each of them ends."""

from bot.domain import effects
from bot.domain.models import Handover, Incident
from bot.store import incidents, timers
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx

LAPSE = "handover_lapse"
"""The kind of the timer that ends an unanswered handover; its subject is the handover's id."""


async def overtake(tx: Tx, incident: Incident, *, role: str | None = None) -> None:
    """End the open offers of `role` (None: of all roles): it has gone another way."""
    for offer in await incidents.open_handovers(tx.session, number_of(incident)):
        if role in (None, offer.role):
            await settle(tx, incident, offer, state="overtaken")


async def settle(
    tx: Tx, incident: Incident, offer: Handover, *, state: str, answered_by: str | None = None
) -> None:
    """End an offer as `state`, draw its brief again without buttons, and tell both sides.

    Args:
        answered_by: who ended it by their own answer, and reads so in the reply.
    """
    offer.state = state
    tx.session.add(offer)
    timer = await timers.get(
        tx.session, incident_id=number_of(incident), kind=LAPSE, subject=subject_of(offer)
    )
    if timer is not None:
        await tx.session.delete(timer)
    await tx.refresh(incident, what="handover_brief", subject=subject_of(offer))
    sides = dict.fromkeys(filter(None, (offer.from_person, offer.asked_by, offer.to_person)))
    for person in sides:
        if person != answered_by:
            await tx.post(
                incident,
                what="handover_outcome",
                subject=f"{subject_of(offer)}:{person}",
                place=effects.direct(person),
            )


def subject_of(offer: Handover) -> str:
    """Return the subject of the messages and the timer of an offer: its id.

    Raises:
        ValueError: it is not in the database yet.
    """
    if offer.id is None:
        raise ValueError("The handover is not in the database yet.")
    return str(offer.id)
