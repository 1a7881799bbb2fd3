"""Roles: who does what in an incident."""

from collections.abc import Mapping
from dataclasses import dataclass

INCIDENT_COMMANDER = "incident_commander"
TECH_LEAD = "tech_lead"
COMMS_LEAD = "comms_lead"
SCRIBE = "scribe"


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role, as configured.

    Args:
        key: its name in tables and exports (`incident_commander`).
        verb: the `/incident` verb that assigns it (`ic`).
        title: how it is written in a sentence (`incident commander`).
        label: how it is written on the card (`IC`).
        duties: the checklist that a new holder gets privately.
    """

    key: str
    verb: str
    title: str
    label: str
    duties: tuple[str, ...] = ()


Roles = Mapping[str, Role]
"""All configured roles by key, in the order in which they are shown."""
