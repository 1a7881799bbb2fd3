"""Whatever the moment at which the process dies, nothing acknowledged is lost and nothing happens twice.

Each test tries a share of the points that `enumeration` finds; all of them are printed at the end of the run.
"""

from collections.abc import Sequence

import pytest

from tests.crash import trap
from tests.crash.conftest import Rehearsed
from tests.crash.points import Point
from tests.support.printed import Print

pytestmark = pytest.mark.crash

SHARES = 24
"""Parts into which the points are cut: each is done well within a test's time, also on a busy machine."""

AT_ONCE = 4
"""Stories told at a time in a process: most of a story is waiting."""

SPREAD = 9
"""Of the calls on PostgreSQL, one in this many is tried by `.ci/run`; `make crash-test` tries all."""


@pytest.mark.parametrize("share", range(SHARES))
async def test_a_kill_at_any_point_loses_and_repeats_nothing(
    share: int, on_sqlite: Rehearsed, printed: Print
) -> None:
    """On SQLite: before, amid and after every call of the four acts, before and after every commit."""
    _, script = on_sqlite
    await _try(script.points[share::SHARES], on_sqlite, printed, "sqlite")


@pytest.mark.postgresql
@pytest.mark.parametrize("share", range(SHARES // 2))
async def test_a_kill_at_any_commit_on_postgresql_loses_and_repeats_nothing(
    share: int, on_postgresql: Rehearsed, printed: Print
) -> None:
    """On PostgreSQL, where the lease of the dead must lapse first: every commit, and calls here and there."""
    sample, _ = _sample(on_postgresql)
    await _try(sample[share :: SHARES // 2], on_postgresql, printed, "postgresql")


@pytest.mark.postgresql
@pytest.mark.thorough
@pytest.mark.parametrize("share", range(SHARES // 2))
async def test_a_kill_at_any_other_point_on_postgresql_loses_and_repeats_nothing(
    share: int, on_postgresql: Rehearsed, printed: Print
) -> None:
    """The calls that the sample leaves out."""
    _, others = _sample(on_postgresql)
    await _try(others[share :: SHARES // 2], on_postgresql, printed, "postgresql")


def _sample(rehearsed: Rehearsed) -> tuple[Sequence[Point], Sequence[Point]]:
    """Return every commit with calls that are spread evenly, and the other calls."""
    _, script = rehearsed
    commits = [point for point in script.points if point.kind == "commit"]
    calls = [point for point in script.points if point.kind == "call"]
    # Four moments a call stand together, and an odd step meets each of them.
    some = calls[::SPREAD]
    return [*commits, *some], [point for point in calls if point not in some]


async def _try(points: Sequence[Point], rehearsed: Rehearsed, printed: Print, name: str) -> None:
    trial, script = rehearsed
    assert points
    verdicts = await trial.run(points, script=script, at_once=AT_ONCE)
    printed(*(f"{name:11} {verdict}" for verdict in verdicts))
    assert [str(verdict) for verdict in verdicts if verdict.wrong] == []
    missed = [str(one) for one in verdicts if one.wrong is None and one.point.mark != trap.SEEN]
    assert len(missed) <= max(1, len(verdicts) // 10), missed
