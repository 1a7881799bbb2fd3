"""Roles: taken, given and left; they act at once, also over a present holder, who is told."""

from bot.domain import effects, timeline, words
from bot.domain.models import Incident
from bot.domain.permissions import check_may_be_assigned
from bot.domain.reply import Reply
from bot.domain.roles import INCIDENT_COMMANDER, Role
from bot.store import incidents, people
from bot.usecases.changes import acknowledge, check_under_way, conclude, take
from bot.usecases.offers import overtake
from bot.usecases.terms import end, give, role_named
from bot.usecases.tx import Tx
from bot.usecases.visibility import takes_part


async def assign(tx: Tx, *, number: int, by: str, role: str, person: str) -> Reply:
    """Give `role` (its key) to `person` at once.

    Args:
        by, person: Slack ids; the same one for "me".

    Raises:
        Refusal: there is no such role or incident, the incident is over, or the person cannot take part.
    """
    incident = await take(tx, number, by=by)
    which = role_named(tx, role)
    check_under_way(incident, what="its roles stay as they were")
    holder = await incidents.holder(tx.session, number, role=role)
    if holder is not None and holder.person_id == person:
        await acknowledge(tx, incident, by=by)
        return Reply(text=words.role_held_already(role=which.title, by=person), incident=number)
    await check_person(tx, incident, role=which, person=person, by=by)
    displaced = await give(tx, incident, role=which, person=person)
    await overtake(tx, incident, role=role)
    await _record_assigned(tx, incident, which, person=person, by=by, displaced=displaced)
    await tell_displaced(tx, incident, which, person=displaced, by=by)
    if person != by:
        await tell_duties(tx, incident, which, person=person)
    await conclude(tx, incident, by=by, topic=role == INCIDENT_COMMANDER)
    return Reply(text=_assigned(which, person=person, by=by, displaced=displaced), incident=number)


async def unassign(tx: Tx, *, number: int, by: str, role: str) -> Reply:
    """End the present term in `role` (its key) without a successor; leaving is doing so oneself.

    Raises:
        Refusal: there is no such role or incident, or the incident is over.
    """
    incident = await take(tx, number, by=by)
    which = role_named(tx, role)
    check_under_way(incident, what="its roles stay as they were")
    person = await end(tx, incident, role=which)
    if person is None:
        return Reply(text=words.role_held_by_nobody(number, role=which.title), incident=number)
    await overtake(tx, incident, role=role)
    await tx.record(
        incident,
        kind=timeline.ROLE_ENDED,
        text=f"{await tx.name(person)} is no longer {which.title}.",
        actor=by,
        data={"role": role, "person": person},
    )
    await tell_displaced(tx, incident, which, person=person, by=by)
    await conclude(tx, incident, by=by, topic=role == INCIDENT_COMMANDER)
    return Reply(
        text=words.role_left(number, role=which.title, by=None if person == by else person),
        incident=number,
    )


async def check_person(tx: Tx, incident: Incident, *, role: Role, person: str, by: str) -> None:
    """Let `person` be given `role`; of whom Slack has told us nothing yet, nothing speaks against.

    Raises:
        BadPerson: a bot, a deactivated account, or an outsider who is not in the war room.
    """
    known = await people.get(tx.session, person)
    if known is None or person == by:
        return
    is_member = await takes_part(tx.session, incident, person=person)
    check_may_be_assigned(known, slack_id=person, role=role.title, is_member=is_member)


async def tell_duties(tx: Tx, incident: Incident, role: Role, *, person: str) -> None:
    """Send a new holder the role's checklist."""
    await tx.post(
        incident,
        what="duties",
        subject=f"{role.key}:{person}:{incident.revision}",
        place=effects.direct(person),
        facts={"role": role.key},
    )


async def tell_displaced(tx: Tx, incident: Incident, role: Role, *, person: str | None, by: str) -> None:
    """Tell a former holder that the role is no longer theirs, unless they know because they did it."""
    if person is None or person == by:
        return
    await tx.post(
        incident,
        what="displaced",
        subject=f"{role.key}:{person}:{incident.revision}",
        place=effects.direct(person),
        facts={"role": role.key, "by": by},
    )


async def _record_assigned(
    tx: Tx, incident: Incident, role: Role, *, person: str, by: str, displaced: str | None
) -> None:
    instead = f", instead of {await tx.name(displaced)}" if displaced is not None else ""
    await tx.record(
        incident,
        kind=timeline.ROLE_ASSIGNED,
        text=f"{await tx.name(person)} is {role.title}{instead}.",
        actor=by,
        data={"role": role.key, "person": person, "displaced": displaced},
    )


def _assigned(role: Role, *, person: str, by: str, displaced: str | None) -> str:
    told = f"\n{words.holder_told(displaced)}" if displaced and displaced != by else ""
    if person == by:
        return words.role_taken(role=role.title, duties=role.duties) + told
    return words.role_given(role=role.title, to=person) + told
