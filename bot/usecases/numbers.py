"""The number of an incident, which it has as soon as it is in the database."""

from bot.domain.models import Incident


def number_of(incident: Incident) -> int:
    """Return the number of an incident that is in the database.

    Raises:
        ValueError: it has not been flushed yet.
    """
    if incident.id is None:
        raise ValueError("The incident is not in the database yet.")
    return incident.id
