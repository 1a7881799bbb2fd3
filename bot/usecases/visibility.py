"""Who may know of an incident: everybody of a public one, the members of its channel of a private one."""

from collections.abc import Collection

from bot.domain import permissions, words
from bot.domain.errors import NoSuchIncident, NotKnownYet, Refusal
from bot.domain.models import Incident
from bot.store import people, reading
from bot.store.database import Session
from bot.store.sights import Sight


def may_see(sight: Sight) -> bool:
    """Tell whether whoever has this sight may know that the incident exists."""
    if sight.incident is None:
        return False
    if sight.person is None:  # Slack has not told us that they are of this workspace
        return has_part(sight)
    return permissions.may_see(sight.person, private=sight.incident.private, is_member=has_part(sight))


def hidden(sight: Sight, *, number: int, command: str) -> Refusal:
    """Return the refusal for whoever may not see an incident of this number, or none that there is.

    Whoever is not known yet reads so of a public one; a private one reads like a number never given.
    """
    if sight.person is None and sight.incident is not None and not sight.incident.private:
        return NotKnownYet(words.not_known_yet())
    return NoSuchIncident(words.no_such_incident(number, command=command))


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
