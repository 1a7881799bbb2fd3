"""Who may know of an incident: everybody of a public one, the members of its channel of a private one."""

from collections.abc import Collection

from bot.domain import permissions
from bot.domain.models import Incident
from bot.store import people, reading
from bot.store.database import Session


async def may_see(session: Session, incident: Incident, *, person: str) -> bool:
    """Tell whether `person` (a Slack id) may know that the incident exists."""
    is_member = await takes_part(session, incident, person=person)
    known = await people.get(session, person)
    if known is None:  # Slack has told us nothing against them
        return is_member or not incident.private
    return permissions.may_see(known, private=incident.private, is_member=is_member)


async def takes_part(session: Session, incident: Incident, *, person: str) -> bool:
    """Tell whether `person` is in the war room, or declared the incident while there is none yet."""
    if incident.channel_id is None:
        return incident.declared_by == person
    return await people.is_member(session, channel=incident.channel_id, person=person)


async def members_of(session: Session, incident: Incident) -> Collection[str]:
    """Return who is in the war room, or who declared the incident while there is none yet."""
    if incident.channel_id is None:
        return {incident.declared_by}
    return await reading.members(session, incident.channel_id)
