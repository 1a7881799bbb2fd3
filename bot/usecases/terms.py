"""Terms: who holds a role from when to when, and what follows when it changes hands."""

from bot.domain import effects, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import Incident, RoleAssignment
from bot.domain.roles import INCIDENT_COMMANDER, Role
from bot.store import incidents
from bot.usecases.changes import acknowledge
from bot.usecases.numbers import number_of
from bot.usecases.tx import Tx
from bot.usecases.visibility import takes_part


def role_named(tx: Tx, key: str) -> Role:
    """Return the configured role with this key.

    Raises:
        NotUnderstood: there is none.
    """
    role = tx.config.roles.get(key)
    if role is None:
        raise NotUnderstood(words.bad_role(key, [one.verb for one in tx.config.roles.values()]))
    return role


async def give(tx: Tx, incident: Incident, *, role: Role, person: str) -> str | None:
    """Begin `person`'s term in `role`, ending the present holder's; return who held it until now.

    An incident commander other than the declarer acknowledges the incident by being there.
    """
    number = number_of(incident)
    before = await end(tx, incident, role=role)
    tx.session.add(RoleAssignment(incident_id=number, role=role.key, person_id=person, started_at=tx.now))
    if role.key == INCIDENT_COMMANDER:
        incident.commander_since = tx.now
        incident.commander_missing_since = None
        await acknowledge(tx, incident, by=person, in_person=False)
    tx.session.add(incident)
    await bring_in(tx, incident, person=person)
    return before


async def end(tx: Tx, incident: Incident, *, role: Role) -> str | None:
    """End the present term in `role` and return whose it was, or None when nobody held it."""
    term = await incidents.holder(tx.session, number_of(incident), role=role.key)
    if term is None:
        return None
    term.ended_at = tx.now
    tx.session.add(term)
    if role.key == INCIDENT_COMMANDER:
        incident.commander_since = None
        incident.commander_missing_since = tx.now
        tx.session.add(incident)
    return term.person_id


async def bring_in(tx: Tx, incident: Incident, *, person: str) -> None:
    """Invite `person` into the war room, unless they are there."""
    if await takes_part(tx.session, incident, person=person):
        return
    await tx.emit(
        effects.InvitePeople(incident_id=number_of(incident), people=(person,)),
        waits_for=tx.room_is_made_by(incident),
    )
