"""A mistake of ours in one incident is told in the log, and takes nothing from the others."""

import sqlite3
from contextlib import closing

from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from tests.scenarios.steps import declared
from tests.scenarios.world import World


async def test_a_timer_that_cannot_be_fired_takes_no_reminder_from_anybody(world: World) -> None:
    """The loop goes on, whatever was wrong with one row; that one is put off and tried again."""
    await declared(world, "sev1 replicas lag")
    _spoil(world, "UPDATE incident SET entry_count = 0")  # its next entry has the number of its first
    other = await declared(world, "sev1 checkout returns 500s")

    with capture_logs() as told:
        await world.pass_time(minutes=15)

    assert "timer_broke" in {one["event"] for one in told}
    said = world.ana.sees(other)
    assert [text for text in said if "Update due now" in text]
    assert [text for text in said if "is in command" in text]


def _spoil(world: World, statement: str) -> None:
    with closing(sqlite3.connect(str(make_url(world.database_url).database))) as connection:
        connection.execute(statement)
        connection.commit()
