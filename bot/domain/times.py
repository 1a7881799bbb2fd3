"""The times of an incident: data of their own, set automatically and correctable with a reason."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain import lifecycle
from bot.domain.errors import NotUnderstood
from bot.domain.moments import TOLERANCE
from bot.domain.text import slack_date

IMPACT_STARTED_AT = "impact_started_at"
DETECTED_AT = "detected_at"
DECLARED_AT = "declared_at"
ACKNOWLEDGED_AT = "acknowledged_at"
CONTAINED_AT = "contained_at"
MITIGATED_AT = "mitigated_at"
RESOLVED_AT = "resolved_at"
CLOSED_AT = "closed_at"

NAMES = (
    IMPACT_STARTED_AT,
    DETECTED_AT,
    DECLARED_AT,
    ACKNOWLEDGED_AT,
    CONTAINED_AT,
    MITIGATED_AT,
    RESOLVED_AT,
    CLOSED_AT,
)
"""All times in the order in which they are expected to happen."""

TITLES = {name: name.removesuffix("_at").replace("_", " ").capitalize() for name in NAMES}
"""How a time is written where it stands alone: `Impact started`."""

WORDS = {name: name.removesuffix("_at").removesuffix("_started") for name in NAMES}
"""The word for each time in `/incident times impact 13:40 per graph`."""

_SYNONYMS = {
    "started": IMPACT_STARTED_AT,
    "start": IMPACT_STARTED_AT,
    "began": IMPACT_STARTED_AT,
    "noticed": DETECTED_AT,
    "alerted": DETECTED_AT,
    "acked": ACKNOWLEDGED_AT,
    "ack": ACKNOWLEDGED_AT,
    "stopped": CONTAINED_AT,
    "fixed": RESOLVED_AT,
    "restored": RESOLVED_AT,
    "ended": RESOLVED_AT,
    "detection": DETECTED_AT,
    "containment": CONTAINED_AT,
    "mitigation": MITIGATED_AT,
    "resolution": RESOLVED_AT,
}

Times = Mapping[str, datetime | None]
"""The current value of each time by name; None or absent where not known."""


def read_time_name(word: str) -> str | None:
    """Return the time that `word` names (`impact`, `impact_started_at`, `acked`), or None."""
    asked = word.strip().lower().replace("-", "_").removesuffix("_at")
    for name in NAMES:
        if asked in (WORDS[name], name.removesuffix("_at")):
            return name
    return _SYNONYMS.get(asked)


def automatic_times(
    old_status: str, new_status: str, *, now: datetime, known: Times
) -> dict[str, datetime | None]:
    """Return the automatic values that a status change records, by name.

    *monitoring* says mitigated; so does *resolved* where nothing did before. The last occurrence counts, so
    going back clears, by a value of None, what no longer holds. Taking a merge back changes no time.

    Args:
        known: the present values; what is None there is not cleared again.
    """
    values: dict[str, datetime | None] = {}
    if old_status == lifecycle.MERGED:
        return values
    if new_status in lifecycle.PATH:
        gone = [CLOSED_AT] if new_status == lifecycle.RESOLVED else [RESOLVED_AT, CLOSED_AT]
        if new_status not in (lifecycle.MONITORING, lifecycle.RESOLVED):
            gone.append(MITIGATED_AT)
        values.update({name: None for name in NAMES if name in gone and known.get(name) is not None})
    if new_status == lifecycle.MONITORING and not (
        old_status == lifecycle.RESOLVED and known.get(MITIGATED_AT) is not None
    ):
        values[MITIGATED_AT] = now
    if new_status == lifecycle.RESOLVED:
        values[RESOLVED_AT] = now
        if known.get(MITIGATED_AT) is None:
            values[MITIGATED_AT] = now
    if new_status == lifecycle.CLOSED:
        values[CLOSED_AT] = now
    return values


_NOT_BEFORE = {
    DETECTED_AT: (IMPACT_STARTED_AT,),
    DECLARED_AT: (IMPACT_STARTED_AT, DETECTED_AT),
    ACKNOWLEDGED_AT: (DETECTED_AT, DECLARED_AT),
    CONTAINED_AT: (IMPACT_STARTED_AT,),
    MITIGATED_AT: (IMPACT_STARTED_AT, CONTAINED_AT),
    RESOLVED_AT: (IMPACT_STARTED_AT, DECLARED_AT, MITIGATED_AT),
    CLOSED_AT: (RESOLVED_AT, DECLARED_AT),
}


def check_correction(name: str, value: datetime, *, now: datetime, known: Times) -> str | None:
    """Return a warning when the corrected time contradicts another one, or None.

    An odd order may be honest (an alert fires before customers are hurt), so it is named, not forbidden.

    Raises:
        NotUnderstood: the moment lies in the future.
    """
    if value > now + TOLERANCE:
        raise NotUnderstood(
            f"{slack_date(value, with_day=True)} is still to come; a time says what has happened. "
            f"Nothing was changed."
        )
    pairs = [(earlier, later) for later, before in _NOT_BEFORE.items() for earlier in before]
    values = {**known, name: value}
    for earlier, later in pairs:
        first, second = values.get(earlier), values.get(later)
        if name in (earlier, later) and first is not None and second is not None and second < first:
            return (
                f"*{TITLES[later]}* ({slack_date(second, with_day=True)}) is now before "
                f"*{TITLES[earlier].lower()}* ({slack_date(first, with_day=True)}). "
                f"If that is not meant, correct one of them."
            )
    return None
