"""Who may know of an incident: everybody of a public one, the members of its channel of a private one."""

from collections.abc import Collection

from bot.domain import permissions
from bot.domain.models import Incident
from bot.store import people, reading
from bot.store.database import Session
from bot.store.sights import Sight


def may_see(sight: Sight) -> bool:
    """Tell whether whoever has this sight may know that the incident exists."""
    if sight.incident is None:
        return False
    if sight.person is None:  # Slack has told us nothing against them
        return has_part(sight) or not sight.incident.private
    return permissions.may_see(sight.person, private=sight.incident.private, is_member=has_part(sight))


def has_part(sight: Sight) -> bool:
    """Tell whether they are in the war room, or declared the incident while there is none yet."""
    if sight.incident is None or sight.incident.channel_id is None:
        return sight.incident is not None and sight.incident.declared_by == sight.slack_id
    return sight.is_in_room


async def takes_part(session: Session, incident: Incident, *, person: str) -> bool:
    """Tell the same of anybody, by their Slack id."""
    if incident.channel_id is None:
        return incident.declared_by == person
    return await people.is_member(session, channel=incident.channel_id, person=person)


async def members_of(session: Session, incident: Incident) -> Collection[str]:
    """Return who is in the war room, or who declared the incident while there is none yet."""
    if incident.channel_id is None:
        return {incident.declared_by}
    return await reading.members(session, incident.channel_id)
