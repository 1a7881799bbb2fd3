"""The default severities of the product, and moments to try rules at."""

from datetime import UTC, datetime, timedelta

from bot.domain.cadence import Reminders
from bot.domain.severity import Severity


def minutes(count: float) -> timedelta:
    """Return so many minutes."""
    return timedelta(minutes=count)


NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

SEV1 = Severity(
    name="SEV1",
    rank=1,
    update_every=minutes(15),
    reminders=Reminders(
        due_soon=minutes(5),
        overdue=minutes(10),
        call_backup=minutes(20),
        no_commander=minutes(2),
        call_for_commander=minutes(5),
        no_activity=minutes(20),
        monitoring_too_long=minutes(60),
        handover_after=minutes(240),
    ),
)
SEV2 = Severity(
    name="SEV2",
    rank=2,
    update_every=minutes(30),
    reminders=Reminders(
        due_soon=minutes(5),
        overdue=minutes(15),
        call_backup=minutes(30),
        no_commander=minutes(5),
        call_for_commander=minutes(10),
        no_activity=minutes(45),
        monitoring_too_long=minutes(120),
        handover_after=minutes(240),
    ),
)
_MINOR = Reminders(
    overdue=minutes(30),
    no_commander=minutes(30),
    no_activity=minutes(1440),
    monitoring_too_long=minutes(1440),
)
SEV3 = Severity(name="SEV3", rank=3, update_every=minutes(120), reminders=_MINOR)
SEV4 = Severity(name="SEV4", rank=4, update_every=minutes(1440), reminders=_MINOR)

SEVERITIES = {level.name: level for level in (SEV1, SEV2, SEV3, SEV4)}
PRIORITIES = {f"P{n}": Severity(name=f"P{n}", rank=n + 1) for n in range(4)}
NAMED = {name: Severity(name=name, rank=n + 1) for n, name in enumerate(("Critical", "Major", "Minor"))}
FROM_ZERO = {f"SEV{n}": Severity(name=f"SEV{n}", rank=n + 1) for n in range(4)}
