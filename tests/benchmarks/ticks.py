"""One clock for every process of a benchmark, and the arithmetic of what it measures."""

import time
from collections.abc import Sequence


def now_s() -> float:
    """Return seconds of the machine's monotonic clock; all processes of one machine read the same."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def wall_offset_s() -> float:
    """Return what to add to `now_s` to get seconds since 1970."""
    return time.clock_gettime(time.CLOCK_REALTIME) - now_s()


def median(values: Sequence[float]) -> float:
    """Return the middle one (the upper of two)."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least `percent` of a hundred do not exceed; inf of none."""
    if not values:
        return float("inf")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(0, rank - 1)]
