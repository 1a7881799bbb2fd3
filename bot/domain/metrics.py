"""Metrics: how long each part of an incident took, from its times."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain import times

SPANS = {
    "time_to_detect_s": (times.IMPACT_STARTED_AT, times.DETECTED_AT),
    "time_to_declare_s": (times.DETECTED_AT, times.DECLARED_AT),
    "time_to_acknowledge_s": (times.DECLARED_AT, times.ACKNOWLEDGED_AT),
    "time_to_contain_s": (times.IMPACT_STARTED_AT, times.CONTAINED_AT),
    "time_to_mitigate_s": (times.IMPACT_STARTED_AT, times.MITIGATED_AT),
    "time_to_resolve_s": (times.IMPACT_STARTED_AT, times.RESOLVED_AT),
    "time_to_close_s": (times.RESOLVED_AT, times.CLOSED_AT),
}
"""From which time to which each metric runs, in seconds.

Containing, mitigating and resolving run from the start of the impact, because that is how long customers were
hurt; where nobody has said when it started, from when it was detected, else declared (`STARTS`).
"""

STARTS = (times.IMPACT_STARTED_AT, times.DETECTED_AT, times.DECLARED_AT)
"""What the start of the impact is taken to be, first known first; time to detect needs the real one."""


def metrics(values: Mapping[str, datetime | None]) -> dict[str, float | None]:
    """Return every metric in seconds, None where one of its ends is not known or they contradict each other.

    Args:
        values: the current value of each time by name.
    """
    start = next((values[name] for name in STARTS if values.get(name) is not None), None)
    result: dict[str, float | None] = {}
    for metric, (since, until) in SPANS.items():
        begin, end = values.get(since), values.get(until)
        if since == times.IMPACT_STARTED_AT and until != times.DETECTED_AT:
            begin = start
        known = begin is not None and end is not None and end >= begin
        result[metric] = (end - begin).total_seconds() if known and begin and end else None
    return result
