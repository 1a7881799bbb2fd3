"""The database in trouble while the bot runs: what people read, what is kept, and that it mends by itself."""

import asyncio
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiohttp
import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.domain.words import database_down, database_lost
from tests.support.databases import migrated_postgres
from tests.support.postgres import Postgres
from tests.support.processes import PATIENCE_S, POLL_S, Launcher, Process, until
from tests.support.stage import MANUAL_PROCEDURE, Stage
from tests.support.wire import Wire

DOWN = database_down(MANUAL_PROCEDURE)


async def room_of(stage: Stage) -> str:
    """Let Ana declare, and return the war room's name when all is done."""
    assert "is open" in (await stage.say("declare sev1 slow checkout", channel="general")).text
    await stage.rest()
    (room,) = stage.rooms()
    return room


async def readiness(stage: Stage) -> tuple[int, str]:
    """Return what the operator's monitor is told."""
    url = str(stage.slack.app_url).replace("/slack/events", "/readyz")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def is_told(stage: Stage, status: int) -> str:
    """Ask until the monitor is told this: an answer is given again for a second. Return the words."""
    async with asyncio.timeout(PATIENCE_S):
        while (found := await readiness(stage))[0] != status:  # noqa: ASYNC110 the program tells nobody
            await asyncio.sleep(POLL_S)
    return found[1]


async def is_told_not_ready(stage: Stage) -> None:
    """The monitor reads which part is in trouble."""
    assert "The database cannot be written" in await is_told(stage, 503)


async def goes_on_by_itself(stage: Stage, room: str, process: Process) -> None:
    """The same process takes a note, is ready, and has broken nowhere."""
    said = await stage.say("note back again", channel=room)
    assert "Noted as entry" in said.text, f"{said}\n{process.log}"
    await is_told(stage, 200)
    await stage.rest()
    assert process.is_running
    assert "Traceback" not in process.log, process.log
    for broke in ("listener_broke", "task_broke", "loop_broke", "effect_broke", "timer_broke"):
        assert not process.events(broke), process.log


async def noted(stage: Stage, room: str) -> str:
    """Return the timeline as it is shown."""
    return (await stage.say("timeline", channel=room)).text


def updates(stage: Stage, place: str) -> int:
    """Return how many status updates stand there."""
    return sum("*Status update " in text for text in stage.said(place))


# ---------------------------------------------------------------- PostgreSQL


@pytest.mark.postgresql
async def test_a_connection_ended_in_mid_transaction_leaves_nothing_half_done(stage: Stage) -> None:
    """Ended by the server while an update waits for its incident: the person is told, nothing is written."""
    process = await stage.serve()
    room = await room_of(stage)
    with psycopg.connect(_address(stage.database_url)) as other:
        other.execute("SELECT 1 FROM incident FOR UPDATE")
        typing = asyncio.create_task(stage.say("update rollback at 50 %", channel=room))
        await until(lambda: _end_who_waits(stage), what="a transaction that waits")
        said = await typing
    assert said.text == DOWN
    assert "rollback" not in await noted(stage, room)

    assert "Posted" in (await stage.say("update rollback at 50 %", channel=room)).text
    await goes_on_by_itself(stage, room, process)
    assert updates(stage, room) == 1


def _address(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _end_who_waits(stage: Stage) -> bool:
    """End the connection of who waits for a lock in this database, if somebody does."""
    with psycopg.connect(_address(stage.database_url), autocommit=True) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(ended.fetchall())


@pytest.mark.postgresql
@pytest.mark.parametrize("delivers", [True, False])
async def test_a_connection_lost_in_a_commit_leaves_one_change(
    postgresql_url: str, tmp_path: Path, launcher: Launcher, delivers: bool
) -> None:
    """Whether the commit had arrived or not, the person is told that it is noted, and it is, once."""
    with tempfile.TemporaryDirectory(prefix="muster-") as short:
        async with (
            Wire(postgresql_url, folder=Path(short)) as wire,
            Stage(tmp_path, database_url=postgresql_url, launcher=launcher) as stage,
        ):
            process = await stage.serve(DATABASE_URL=wire.url)
            room = await room_of(stage)
            wire.break_commit_of("restarted the cache", delivers=delivers)
            said = await stage.say("note restarted the cache", channel=room)
            assert wire.cut.is_set()

            assert "Noted as entry" in said.text, f"{said}\n{process.log}"
            assert (await noted(stage, room)).count("restarted the cache") == 1
            await goes_on_by_itself(stage, room, process)


@pytest.mark.postgresql
@pytest.mark.parametrize("delivers", [True, False])
async def test_where_nobody_can_say_whether_the_commit_arrived_the_person_is_told_so(
    postgresql_url: str, tmp_path: Path, launcher: Launcher, delivers: bool
) -> None:
    """The database stays away after it: "nothing was recorded" might be false, so it is not said."""
    with tempfile.TemporaryDirectory(prefix="muster-") as short:
        async with (
            Wire(postgresql_url, folder=Path(short)) as wire,
            Stage(tmp_path, database_url=postgresql_url, launcher=launcher) as stage,
        ):
            process = await stage.serve(DATABASE_URL=wire.url)
            room = await room_of(stage)
            wire.break_commit_of("restarted the cache", delivers=delivers, for_good=True)
            said = await stage.say("note restarted the cache", channel=room)
            assert said.text == database_lost(MANUAL_PROCEDURE)
            await is_told_not_ready(stage)
            await wire.mend()

            await goes_on_by_itself(stage, room, process)
            assert (await noted(stage, room)).count("restarted the cache") == int(delivers)


@pytest.mark.postgresql
async def test_a_restarted_server_is_found_again(tmp_path: Path, launcher: Launcher) -> None:
    """People are told meanwhile, what was acknowledged happens, and Muster needs no restart."""
    with Postgres() as server:
        url = server.url(await migrated_postgres(server))
        async with Stage(tmp_path, database_url=url, launcher=launcher) as stage:
            process = await stage.serve()
            room = await room_of(stage)
            held = stage.slack.faults.hold("chat.postMessage", when=lambda args: "rollback" in str(args))
            await stage.say("update rollback at 50 %", channel=room)
            await held.arrived()
            server.halt()
            held.release()  # Slack has posted it, and that cannot be written down
            await is_told_not_ready(stage)
            assert (await stage.say("note lost on the way", channel=room)).text == DOWN
            assert (await stage.say("list", channel=room)).text == DOWN
            assert process.events("database_unavailable")
            server.resume()

            await goes_on_by_itself(stage, room, process)
            assert "lost on the way" not in await noted(stage, room)
            assert updates(stage, room) == 1


QUICK = """\
announcements: {channel: "#incidents"}
severities:
  SEV1:
    update_every: 1s
    reminders: {due_soon: never, overdue: 1s, call_backup: never, no_commander: never, no_activity: never}
"""
"""A configuration in which an update is due after a second, and overdue a second later."""


@pytest.mark.postgresql
async def test_a_reminder_that_came_due_while_the_server_was_away_comes_once(
    tmp_path: Path, launcher: Launcher
) -> None:
    """The timers wait for the database and go on where they were."""
    with Postgres() as server:
        url = server.url(await migrated_postgres(server))
        async with Stage(tmp_path, database_url=url, launcher=launcher, config=QUICK) as stage:
            process = await stage.serve()
            room = await room_of(stage)
            server.halt()
            await until(lambda: process.events("timers_wait_for_database"), what="timers that wait")
            server.resume()
            await until(lambda: any("is overdue" in text for text in stage.said(room)), what="a reminder")
            await goes_on_by_itself(stage, room, process)
            assert sum("is overdue" in text for text in stage.said(room)) == 1
            assert (await noted(stage, room)).count("Status update overdue") == 1


# ---------------------------------------------------------------- SQLite


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Keep the file locked for writing, as a program that somebody runs on it would."""
    with closing(sqlite3.connect(_file(stage), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def _file(stage: Stage) -> str:
    return str(make_url(stage.database_url).database)


async def test_a_file_that_another_program_keeps_locked_is_told_and_waited_for(stage: Stage) -> None:
    """Longer than anybody waits for it: the person is told in the end, and the next note is taken."""
    process = await stage.serve()
    room = await room_of(stage)
    with locked(stage):
        await is_told_not_ready(stage)
        said = await stage.say("note kept out", channel=room)
        assert said.text == DOWN
        assert "INC-1" in (await stage.say("list", channel=room)).text  # what is there can be read

    await goes_on_by_itself(stage, room, process)
    assert "kept out" not in await noted(stage, room)


async def test_a_start_on_a_locked_file_ends_with_a_sentence(stage: Stage) -> None:
    """The operator reads what is in the way, before anybody relies on a bot that can record nothing."""
    with locked(stage):
        process = stage.run("serve", "--port", "0")
        await process.died()
    assert process.exit_code == 1
    assert "The database cannot be reached: " in process.log
    assert "database is locked" in process.log
    assert "Traceback" not in process.log


@contextmanager
def full(stage: Stage, process: Process) -> Iterator[None]:
    """Let no file of the process grow, as a full disk does."""
    size = Path(f"{_file(stage)}-wal").stat().st_size
    assert size > process.output.stat().st_size * 2  # it may go on with its log
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)


async def test_a_full_disk_is_told_and_nothing_is_half_written(stage: Stage) -> None:
    """No page can be added: people are told, can still read, and go on when there is room again."""
    process = await stage.serve()
    room = await room_of(stage)
    with full(stage, process):
        assert (await stage.say("note no room for this", channel=room)).text == DOWN
        assert (await stage.say("resolve", channel=room)).text == DOWN
        await is_told_not_ready(stage)
        assert "INC-1" in (await stage.say("list", channel=room)).text
        assert process.events("database_unavailable")

    await goes_on_by_itself(stage, room, process)
    assert "no room for this" not in await noted(stage, room)
    assert "triage" in stage.slack.workspace.channel(room).topic.value
