"""Whatever the moment at which the process dies, nothing acknowledged is lost and nothing happens twice."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.crash.enumeration import Databases, Enumeration, Verdict
from tests.crash.points import Point
from tests.support.printed import Print
from tests.support.processes import Launcher

pytestmark = pytest.mark.crash

SHARES = 4
"""Parts into which the points on SQLite are cut, so that several processes can try them."""

SAMPLE = 7
"""On PostgreSQL one point in this many is tried here; `make crash-test` tries all."""

AT_ONCE = 3
"""Stories told at a time: most of a story is waiting."""


def share_of(point: Point, *, of: int) -> int:
    """Return the part that a point belongs to, the same in every process."""
    return zlib.crc32(str(point).encode()) % of


@pytest.mark.parametrize("share", range(SHARES))
async def test_a_kill_at_any_point_loses_and_repeats_nothing(
    share: int, sqlite: Databases, tmp_path: Path, launcher: Launcher, printed: Print
) -> None:
    """On SQLite: every point of declare, update, resolve and close, found in a rehearsal."""
    trial = Enumeration(databases=sqlite, launcher=launcher, folder=tmp_path)
    verdicts = await _tried(trial, share=share, of=SHARES)
    printed(*(f"sqlite      {verdict}" for verdict in verdicts))
    _check(verdicts)


@pytest.mark.postgresql
async def test_a_kill_on_postgresql_loses_and_repeats_nothing(
    postgresql: Databases, tmp_path: Path, launcher: Launcher, printed: Print
) -> None:
    """On PostgreSQL, where the lease of the dead must lapse first: a sample of the points."""
    trial = Enumeration(databases=postgresql, launcher=launcher, folder=tmp_path)
    verdicts = await _tried(trial, share=0, of=SAMPLE)
    printed(*(f"postgresql  {verdict}" for verdict in verdicts))
    _check(verdicts)


async def _tried(trial: Enumeration, *, share: int, of: int) -> Sequence[Verdict]:
    script = await trial.rehearse()
    points = [point for point in script.points if share_of(point, of=of) == share]
    assert points
    return await trial.run(points, script=script, at_once=AT_ONCE)


def _check(verdicts: Sequence[Verdict]) -> None:
    assert [str(verdict) for verdict in verdicts if verdict.wrong] == []
    missed = [str(verdict) for verdict in verdicts if verdict.wrong is None]
    assert len(missed) <= len(verdicts) // 10, missed
