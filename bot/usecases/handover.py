"""Handovers: a role offered by one side and taken by the other, or not."""

from bot.domain import effects, timeline, words
from bot.domain.errors import BadPerson, NotAllowed, Stale
from bot.domain.models import Handover, Incident, Timer
from bot.domain.reply import Reply
from bot.domain.roles import INCIDENT_COMMANDER
from bot.store import incidents, reading
from bot.usecases.changes import check_under_way, conclude, take
from bot.usecases.offers import LAPSE, overtake, settle, subject_of
from bot.usecases.roles import check_person
from bot.usecases.terms import bring_in, give, role_named
from bot.usecases.tx import Tx


async def request(tx: Tx, *, number: int, by: str, role: str, to: str) -> Reply:
    """Offer `role` (its key) to `to`, who accepts or declines; until then the present holder keeps it.

    Args:
        by, to: Slack ids.

    Raises:
        Refusal: there is no such role or incident, it is over, or the person cannot take part.
    """
    incident = await take(tx, number, by=by)
    which = role_named(tx, role)
    check_under_way(incident, what="nothing is handed over any more")
    holder = await incidents.holder(tx.session, number, role=role)
    if holder is not None and holder.person_id == to:
        return Reply(text=words.role_held_already(role=which.title, by=to), incident=number)
    if to == by:
        raise BadPerson(words.handover_to_oneself(which.verb))
    await check_person(tx, incident, role=which, person=to, by=by)
    lapse = tx.config.handover_lapse
    asked = words.handover_asked(role=which.title, to=to, expires_in=lapse)
    offers = await incidents.open_handovers(tx.session, number)
    if any(one.role == role and one.to_person == to for one in offers):
        return Reply(text=asked, incident=number)
    await overtake(tx, incident, role=role)
    offer = Handover(
        incident_id=number,
        role=role,
        from_person=holder.person_id if holder is not None else None,
        to_person=to,
        asked_by=by,
        asked_at=tx.now,
        expires_at=tx.now + lapse,
    )
    tx.session.add(offer)
    await tx.session.flush()  # its id names its messages and its timer
    await _wait_for_answer(tx, incident, offer)
    await tx.record(
        incident,
        kind=timeline.HANDOVER_ASKED,
        text=f"{await tx.name(to)} was asked to take over as {which.title}.",
        actor=by,
        data={"handover": offer.id, "role": role, "to": to},
    )
    await conclude(tx, incident, by=by)
    return Reply(text=asked, incident=number)


async def _wait_for_answer(tx: Tx, incident: Incident, offer: Handover) -> None:
    tx.session.add(
        Timer(
            incident_id=offer.incident_id,
            kind=LAPSE,
            subject=subject_of(offer),
            anchor=tx.now,
            due_at=offer.expires_at,
        )
    )
    await bring_in(tx, incident, person=offer.to_person)
    await tx.post(
        incident,
        what="handover_brief",
        subject=subject_of(offer),
        place=effects.direct(offer.to_person),
    )


async def accept(tx: Tx, *, handover_id: int, by: str) -> Reply:
    """Take the role that was offered.

    Raises:
        Refusal: the offer is over, or for somebody else.
    """
    incident, offer = await _answered(tx, handover_id=handover_id, by=by, calm="accepted")
    number = offer.incident_id
    which = role_named(tx, offer.role)
    if offer.state == "accepted":
        return Reply(text=words.role_held_already(role=which.title, by=by), incident=number)
    check_under_way(incident, what="nothing is handed over any more")
    await settle(tx, incident, offer, state="accepted", answered_by=by)
    before = await give(tx, incident, role=which, person=by)
    instead = f", instead of {await tx.name(before)}" if before is not None else ""
    await tx.record(
        incident,
        kind=timeline.HANDOVER_ACCEPTED,
        text=f"{await tx.name(by)} took over as {which.title}{instead}.",
        actor=by,
        data={"handover": offer.id, "role": offer.role, "person": by, "displaced": before},
    )
    await conclude(tx, incident, by=by, topic=offer.role == INCIDENT_COMMANDER)
    return Reply(text=words.role_taken(role=which.title, duties=which.duties), incident=number)


async def decline(tx: Tx, *, handover_id: int, by: str) -> Reply:
    """Leave the role where it is.

    Raises:
        Refusal: the offer is over, or for somebody else.
    """
    incident, offer = await _answered(tx, handover_id=handover_id, by=by, calm="declined")
    which = role_named(tx, offer.role)
    said = words.handover_declined(role=which.title, by=by, holder=offer.from_person)
    if offer.state == "declined":
        return Reply(text=said, incident=offer.incident_id)
    await settle(tx, incident, offer, state="declined", answered_by=by)
    await tx.record(
        incident,
        kind=timeline.HANDOVER_DECLINED,
        text=f"{await tx.name(by)} declined to take over as {which.title}.",
        actor=by,
        data={"handover": offer.id, "role": offer.role},
    )
    await conclude(tx, incident, by=by)
    return Reply(text=said, incident=offer.incident_id)


async def lapse(tx: Tx, *, handover_id: int) -> None:
    """End an offer that nobody answered in time, and tell both; one that was answered is left alone."""
    found = await reading.handover(tx.session, handover_id)
    if found is None:
        return
    incident = await tx.lock(found.incident_id)
    offer = await incidents.handover(tx.session, handover_id)
    if offer is None or offer.state != "open" or offer.expires_at > tx.now:
        return
    await settle(tx, incident, offer, state="lapsed")
    role = tx.config.roles.get(offer.role)
    await tx.record(
        incident,
        kind=timeline.HANDOVER_LAPSED,
        text=f"{await tx.name(offer.to_person)} did not answer whether to take over as "
        f"{role.title if role else offer.role}.",
        data={"handover": offer.id, "role": offer.role},
    )
    await conclude(tx, incident, by=None)


async def _answered(tx: Tx, *, handover_id: int, by: str, calm: str) -> tuple[Incident, Handover]:
    """Return the incident and the offer that `by` may answer, locked in this order.

    Args:
        calm: the state that the answer leads to: who gives it twice is not refused.

    Raises:
        NotAllowed: it is for somebody else, or was never made.
        Stale: it ended otherwise.
    """
    found = await reading.handover(tx.session, handover_id)
    if found is None or found.to_person != by:
        raise NotAllowed(words.handover_not_yours())
    incident = await tx.lock(found.incident_id)
    offer = await incidents.handover(tx.session, handover_id)
    if offer is None or offer.state not in ("open", calm):
        raise Stale(words.handover_over(offer.state if offer is not None else "gone"))
    return incident, offer
