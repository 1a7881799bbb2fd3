"""What holds where `config.yaml` is silent: the roles, severities and reminders of a first installation."""

from collections.abc import Mapping
from datetime import time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.cadence import QuietHours, Reminders
from bot.domain.roles import COMMS_LEAD, INCIDENT_COMMANDER, SCRIBE, TECH_LEAD, Role
from bot.domain.severity import Severity


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


_MINOR = Reminders(
    overdue=_minutes(30),
    no_commander=_minutes(30),
    no_activity=_hours(24),
    monitoring_too_long=_hours(24),
)

_LEVELS = (
    Severity(
        name="SEV1",
        rank=1,
        meaning="most customers cannot use a core function; data loss or breach; revenue stops",
        update_every=_minutes(15),
        reminders=Reminders(
            due_soon=_minutes(5),
            overdue=_minutes(10),
            call_backup=_minutes(20),
            no_commander=_minutes(2),
            call_for_commander=_minutes(5),
            no_activity=_minutes(20),
            monitoring_too_long=_minutes(60),
            handover_after=_hours(4),
        ),
        postmortem="required",
        emoji="red_circle",
    ),
    Severity(
        name="SEV2",
        rank=2,
        meaning="many customers degraded, or a core function only with a workaround",
        update_every=_minutes(30),
        reminders=Reminders(
            due_soon=_minutes(5),
            overdue=_minutes(15),
            call_backup=_minutes(30),
            no_commander=_minutes(5),
            call_for_commander=_minutes(10),
            no_activity=_minutes(45),
            monitoring_too_long=_hours(2),
            handover_after=_hours(4),
        ),
        postmortem="required",
        emoji="large_orange_circle",
    ),
    Severity(
        name="SEV3",
        rank=3,
        meaning="a small part of customers or a minor function",
        update_every=_hours(2),
        reminders=_MINOR,
        postmortem="optional",
        emoji="large_yellow_circle",
    ),
    Severity(
        name="SEV4",
        rank=4,
        meaning="minor, workaround exists, no hurry",
        update_every=_hours(24),
        reminders=_MINOR,
        postmortem="none",
        emoji="large_blue_circle",
    ),
)

DEFAULT_SEVERITIES: Mapping[str, Severity] = MappingProxyType({level.name: level for level in _LEVELS})
"""SEV1 to SEV4. They call nobody: who is on call is for the team to name, and `serve` warns until it has."""

CALLING_RANKS = 2
"""How many of the worst levels are expected to call somebody."""

_ROLES = (
    Role(
        key=INCIDENT_COMMANDER,
        verb="ic",
        title="incident commander",
        label="IC",
        duties=(
            "Say in the war room that you have command.",
            "Make sure that the severity is right; when unsure, take the higher one.",
            "Give away the other roles: tech lead, comms lead, scribe.",
            "Coordinate and decide. Do not debug yourself.",
            "Ask for a status update whenever one is due.",
            "Hand over before you are tired.",
        ),
    ),
    Role(
        key=TECH_LEAD,
        verb="tech",
        title="tech lead",
        label="Tech",
        duties=(
            "Lead diagnosis and mitigation: customers first, the cause later.",
            "Say what you are about to do before you do it.",
            "Note each hypothesis, and whether it was confirmed or ruled out.",
            "Tell the IC whom or what you need.",
        ),
    ),
    Role(
        key=COMMS_LEAD,
        verb="comms",
        title="comms lead",
        label="Comms",
        duties=(
            "Post the status updates on time. Nothing new is news too.",
            "Write what customers see, in their words.",
            "Answer stakeholders, so that nobody else has to.",
        ),
    ),
    Role(
        key=SCRIBE,
        verb="scribe",
        title="scribe",
        label="Scribe",
        duties=(
            "Keep the timeline: what was seen, decided and done, and when.",
            "Note what was said in calls; put a :pushpin: on messages that matter.",
            "Correct times that are wrong while people still remember.",
        ),
    ),
)

DEFAULT_ROLES: Mapping[str, Role] = MappingProxyType({role.key: role for role in _ROLES})
"""The four roles that every incident has; configuration may add others."""

DEFAULT_MANUAL_PROCEDURE = (
    "Muster cannot help right now. Do it by hand: open a channel inc-…, call the on-call by phone, "
    "name an incident commander, and write down what happens and when."
)


def default_quiet_hours() -> QuietHours:
    """Return the window in which reminders of SEV3 and SEV4 wait, in UTC until a zone is named."""
    return QuietHours(
        start=time(22, 0), end=time(7, 0), zone=ZoneInfo("UTC"), severities=frozenset({"SEV3", "SEV4"})
    )
