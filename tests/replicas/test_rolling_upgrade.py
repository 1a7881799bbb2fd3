"""A rolling upgrade: processes of this version and of tomorrow's, side by side on tomorrow's database.

Tomorrow's version is a copy of this one with one migration more, which adds a table, columns and an index.
What only tomorrow's code would know (a kind of effect, of timer, of entry) is written for it.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.store.revisions import HEAD
from tests.support.outbox import Outbox
from tests.support.processes import ROOT, Launcher, Process, until
from tests.support.stage import Stage

pytestmark = [pytest.mark.postgresql, pytest.mark.crash]

_PROGRAM = ("bot", "commands", "runbooks", "tests/__init__.py", "tests/support")

_MIGRATION = '''
"""What tomorrow's version adds."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    op.create_table("tomorrow", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("incident", sa.Column("tomorrow", sa.String(), nullable=True))
    op.add_column("effect", sa.Column("tomorrow", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_timer_tomorrow", "timer", ["kind", "due_at"])
'''

_EFFECT = """
INSERT INTO effect (incident_id, kind, payload, priority, barrier, wanted, drawn, claimed, state, not_before,
                    attempts, in_doubt, created_at, reason, result)
VALUES (1, 'tomorrow', '{}', 1, false, 1, 0, 0, 'pending', now(), 0, false, now(), '', '{}')
"""
_TIMER = """
INSERT INTO timer (incident_id, kind, subject, anchor, rung, due_at, generation)
VALUES (1, 'tomorrow', '', '2020-01-01', 0, '2020-01-01', 1)
"""
_ENTRY = """
WITH told AS (UPDATE incident SET entry_count = entry_count + 1 WHERE id = 1 RETURNING entry_count)
INSERT INTO timeline_entry (incident_id, number, occurred_at, recorded_at, kind, text, data, hidden, redacted)
SELECT 1, entry_count, now(), now(), 'tomorrow', 'Something new happened.', '{}', false, false FROM told
"""


@pytest.fixture
def tomorrow(tmp_path: Path) -> Iterator[Launcher]:
    """Starts processes of tomorrow's version."""
    root = tmp_path / "tomorrow"
    (root / "tests").mkdir(parents=True)
    for name in _PROGRAM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, root / name)
    versions = root / "bot/store/migrations/versions"
    (versions / "9999_tomorrow.py").write_text(_MIGRATION.format(head=HEAD))
    with Launcher(root=root) as launcher:
        yield launcher


@asynccontextmanager
async def talking(stage: Stage, room: str, processes: list[Process]) -> AsyncIterator[list[str]]:
    """Let Ana write notes meanwhile, at one process after the other; yield those that were acknowledged."""
    taken: list[str] = []
    over = asyncio.Event()

    async def talk() -> None:
        number = 0
        while not over.is_set():
            number += 1
            said = await stage.say(
                f"note step-{number}-", channel=room, to=processes[number % len(processes)]
            )
            assert "Noted as entry" in said.text, said
            taken.append(f"step-{number}-")

    talker = asyncio.create_task(talk())
    try:
        yield taken
    finally:
        over.set()
        await talker


async def declared(stage: Stage) -> str:
    """Let Ana declare, and return the war room's name when all is done."""
    assert "is open" in (await stage.say("declare sev1 slow checkout", channel="general")).text
    await stage.rest()
    (room,) = stage.rooms()
    return room


async def upgraded(stage: Stage, tomorrow: Launcher) -> Process:
    """Start a process of tomorrow's version, which migrates the database first."""
    process = stage.run_by(tomorrow, "serve", "--port", "0")
    await process.listening()
    assert Outbox(stage.database_url).column("SELECT version_num FROM alembic_version") == ["9999"]
    return process


async def test_nobody_notices_that_the_database_is_migrated_under_a_running_version(
    stage: Stage, tomorrow: Launcher
) -> None:
    """Notes go on at two replicas while the third, of tomorrow, migrates: each acknowledged one is kept."""
    old = [await stage.serve(), await stage.serve()]
    room = await declared(stage)
    async with talking(stage, room, old) as notes:
        await until(lambda: len(notes) >= 2, what="the first notes")
        new = await upgraded(stage, tomorrow)
        there = len(notes)
        await until(lambda: len(notes) >= there + 4, what="notes on the migrated database")

    texts = Outbox(stage.database_url).column(
        "SELECT text FROM timeline_entry WHERE kind = 'note' ORDER BY id"
    )
    assert texts == notes
    for process in (*old, new):
        assert "Traceback" not in process.log, process.log
        assert not process.events("database_unavailable"), process.log


async def test_both_versions_serve_people_side_by_side(stage: Stage, tomorrow: Launcher) -> None:
    """One incident at both, by turns: each post and each state once, whoever got the command."""
    old = await stage.serve()
    room = await declared(stage)
    new = await upgraded(stage, tomorrow)
    for number, process in enumerate((old, new, old, new)):
        assert "Posted" in (await stage.say(f"update step {number}", channel=room, to=process)).text
    assert "resolved" in (await stage.say("resolve", channel=room, to=old)).text
    await stage.rest()

    for place in (room, "incidents"):
        updates = [text for text in stage.said(place) if "*Status update " in text]
        assert [number for text in updates for number in range(4) if f"step {number}\n" in f"{text}\n"] == [
            *range(4)
        ]
    assert stage.slack.workspace.channel(room).topic.value.startswith("SEV1 · resolved")


async def test_what_only_the_newer_version_knows_is_left_to_it(stage: Stage, tomorrow: Launcher) -> None:
    """Its effects, timers and entries: this version neither tries nor drops them, and all else goes on."""
    old = await stage.serve()
    room = await declared(stage)
    await upgraded(stage, tomorrow)
    outbox = Outbox(stage.database_url)
    for statement in (_EFFECT, _TIMER, _ENTRY):
        outbox.execute(statement)
    assert "Posted" in (await stage.say("update rollback at 50 %", channel=room, to=old)).text
    assert "SEV2" in (await stage.say("severity sev2 fewer customers", channel=room, to=old)).text
    await until(lambda: sum("*Status update " in text for text in stage.said(room)), what="the update")
    assert "Something new happened." in (await stage.say("timeline", channel=room, to=old)).text

    left = "SELECT state || attempts FROM effect WHERE kind = 'tomorrow'"
    assert outbox.column(left) == ["pending0"]
    waiting = "SELECT due_at::date::text FROM timer WHERE kind = 'tomorrow'"
    assert outbox.column(waiting) == ["2020-01-01"]
    outbox.execute("UPDATE effect SET state = 'done' WHERE kind = 'tomorrow'")  # the newer one has done it
    await stage.say("export", channel=room, to=old)
    await stage.rest()
    assert old.is_running
    assert "Traceback" not in old.log, old.log


async def test_an_older_version_does_not_start_again_and_the_newer_goes_on(
    stage: Stage, tomorrow: Launcher
) -> None:
    """It says which one to install; what the dead one had under way is done by the newer one, once."""
    old = await stage.serve()
    room = await declared(stage)
    new = await upgraded(stage, tomorrow)
    await old.kill()
    again = stage.run("serve", "--port", "0")
    await again.died()

    assert again.exit_code == 1
    assert "belongs to a newer Muster: it is at revision 9999" in again.log
    assert "Traceback" not in again.log
    assert "Posted" in (await stage.say("update rollback at 50 %", channel=room, to=new)).text
    await stage.rest()
    assert sum("*Status update " in text for text in stage.said(room)) == 1
