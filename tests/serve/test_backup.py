"""`muster backup` and `muster restore`: a copy of what runs, and the way back to it."""

import asyncio
import re
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.fakeslack.faults import Effect
from tests.support.processes import Process, until
from tests.support.stage import Stage

NOTES = 40


def database(stage: Stage) -> Path:
    """Return the file that the bot uses."""
    return Path(str(make_url(stage.database_url).database))


async def muster(stage: Stage, *words: str, code: int = 0, **environment: str) -> str:
    """Run a command to its end, and return what it wrote."""
    process = stage.run(*words, **environment)
    await process.died()
    assert process.exit_code == code, process.log
    assert "Traceback" not in process.log
    return process.log


async def room_of(stage: Stage) -> str:
    """Let Ana declare, and return the war room's name when all is done."""
    assert "is open" in (await stage.say("declare sev1 slow checkout", channel="general")).text
    await stage.rest()
    (room,) = stage.rooms()
    return room


async def stop(process: Process) -> None:
    """Stop the bot as systemd does."""
    process.send(signal.SIGTERM)
    await process.died()


# ---------------------------------------------------------------- there and back


async def test_a_backup_of_a_bot_at_work_holds_all_that_was_acknowledged_before_it(stage: Stage) -> None:
    """Notes go on while it is made; restored, each of before is there once, in order, and none is torn."""
    await stage.serve()
    room = await room_of(stage)
    acknowledged: list[int] = []

    async def write() -> None:
        for number in range(NOTES):
            said = await stage.say(f"note step-{number}-", channel=room)
            assert "Noted as entry" in said.text, said
            acknowledged.append(number)

    writing = asyncio.create_task(write())
    await until(lambda: len(acknowledged) >= 5, what="the first notes")
    before = list(acknowledged)
    copy = stage.folder / "copy.sqlite3"
    assert await muster(stage, "backup", str(copy)) == f"{copy} written.\n"
    await writing
    await stage.processes[0].kill()
    said = await muster(stage, "restore", str(copy), "--force")
    await stage.serve()

    assert f"{copy} is the database again.\n" in said
    kept = [int(number) for number in re.findall(r"step-(\d+)-", await timeline(stage, room))]
    assert kept == list(range(len(kept)))
    assert len(kept) >= len(before)


async def timeline(stage: Stage, room: str) -> str:
    """Return the whole timeline, as the exported file has it."""
    await stage.say("export csv", channel=room)
    await stage.rest()
    (file,) = stage.slack.workspace.files(stage.slack.workspace.channel("ana").id)[-1:]
    return file.text


@pytest.mark.parametrize("effect", [Effect.DONE, Effect.NOT_DONE])
async def test_what_was_said_after_the_backup_is_not_said_again(stage: Stage, effect: Effect) -> None:
    """An update was still to be posted then; whether it has been since or not, it stands there once."""
    process = await stage.serve()
    room = await room_of(stage)
    held = stage.slack.faults.hold("chat.postMessage", when=lambda args: "rollback" in str(args))
    await stage.say("update rollback at 50 %", channel=room)
    await held.arrived()
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    if effect is Effect.DONE:
        held.release()
        await stage.rest()
        await stop(process)
    else:
        await process.kill()
        held.release(effect=effect)
    await muster(stage, "restore", str(copy), "--force")
    await stage.serve()
    await stage.rest()

    for place in (room, "incidents"):
        assert sum("*Status update " in text for text in stage.said(place)) == 1, stage.said(place)


async def test_a_war_room_that_was_opened_after_the_backup_is_found_again(stage: Stage) -> None:
    """The channel was being made; restored, Muster takes it with its card, and makes and posts no other."""
    process = await stage.serve()
    held = stage.slack.faults.hold("conversations.create")
    await stage.say("declare sev1 slow checkout", channel="general")
    await held.arrived()
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    held.release()
    await stage.rest()
    (room,) = stage.rooms()
    await stop(process)
    await muster(stage, "restore", str(copy), "--force")
    await stage.serve()
    await stage.rest()

    assert stage.rooms() == [room]
    assert sum("More…" in text for text in stage.said(room)) == len(stage.said("incidents")) == 1
    assert len(stage.slack.workspace.pins(room)) == 1


async def test_force_puts_the_former_database_aside_whole(stage: Stage) -> None:
    """Its name is told; with its own log beside it, it can be restored in its turn."""
    process = await stage.serve()
    room = await room_of(stage)
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    await stage.say("note written after the backup", channel=room)
    await process.kill()  # what it wrote last is still in the log beside the file

    said = await muster(stage, "restore", str(copy), "--force")
    former = said.partition("The former one is ")[2].removesuffix(".\n")
    await stop(await stage.serve())
    await muster(stage, "restore", former, "--force")
    await stage.serve()

    assert "written after the backup" in await timeline(stage, room)


async def test_only_who_made_a_backup_can_read_it_and_nothing_stands_beside_it(stage: Stage) -> None:
    """It holds private incidents; and it is one file, whatever the umask."""
    await stage.serve()
    folder = stage.folder / "backups"
    folder.mkdir()
    await muster(stage, "backup", str(folder / "copy.sqlite3"))

    assert [path.name for path in folder.iterdir()] == ["copy.sqlite3"]
    assert stat.S_IMODE((folder / "copy.sqlite3").stat().st_mode) == 0o600


# ---------------------------------------------------------------- refusals


async def test_a_database_in_use_is_neither_replaced_nor_written_over(stage: Stage) -> None:
    """Not by a restore, and not by a backup that names it; the bot goes on."""
    await stage.serve()
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))

    said = await muster(stage, "restore", str(copy), "--force", code=1)
    assert f"A Muster uses {database(stage)}. Stop it, restore, and start it again." in said
    said = await muster(stage, "backup", str(database(stage)), "--force", code=1)
    assert "is a database in use" in said
    await room_of(stage)


async def test_no_file_is_replaced_without_force(stage: Stage) -> None:
    """Neither the copy that is there nor the database."""
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    first = copy.read_bytes()

    assert "is already there" in await muster(stage, "backup", str(copy), code=1)
    assert "is already there" in await muster(stage, "restore", str(copy), code=1)
    assert copy.read_bytes() == first
    await muster(stage, "backup", str(copy), "--force")


async def test_a_backup_can_be_restored_where_no_database_is(stage: Stage) -> None:
    """On a new machine nothing needs to be forced."""
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    database(stage).unlink()

    said = await muster(stage, "restore", str(copy))

    assert "The former one" not in said
    await stage.serve()
    await room_of(stage)


def _written_over(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8192:20480] = b"\xff" * (20480 - 8192)
    file.write_bytes(content)


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20000])


def _of_the_future(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _of_another_program(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE song (title TEXT)")


def _text(file: Path) -> None:
    file.write_text("not a database at all\n" * 100)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_written_over, "is damaged"),
        (_cut_off, "is damaged"),
        (_of_the_future, "belongs to a newer Muster: it is at revision 9999"),
        (_of_another_program, "no backup of Muster's"),
        (_text, "or no SQLite database"),
        (Path.unlink, "There is no file"),
    ],
)
async def test_what_is_no_whole_backup_of_ours_is_refused_and_changes_nothing(
    stage: Stage, spoil: Callable[[Path], None], sentence: str
) -> None:
    """The sentence names the file and what is wrong with it; the database stays, with nothing beside it."""
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    spoil(copy)
    before = database(stage).read_bytes()

    said = await muster(stage, "restore", str(copy), "--force", code=1)

    assert sentence in said
    assert database(stage).read_bytes() == before
    assert not [path.name for path in database(stage).parent.glob(".*")]


async def test_a_damaged_database_gives_no_backup(stage: Stage) -> None:
    """A copy that could not be restored is not kept, and the older copy stays."""
    copy = stage.folder / "copy.sqlite3"
    await muster(stage, "backup", str(copy))
    whole = copy.read_bytes()
    _written_over(database(stage))

    assert "is damaged" in await muster(stage, "backup", str(copy), "--force", code=1)
    assert copy.read_bytes() == whole


async def test_a_place_that_cannot_be_written_is_a_sentence(stage: Stage) -> None:
    """No such folder, and no database."""
    nowhere = stage.folder / "no" / "such" / "copy.sqlite3"
    said = await muster(stage, "backup", str(nowhere), code=1)
    assert f"{nowhere} cannot be written: No such file or directory." in said
    database(stage).unlink()
    assert "There is no database at" in await muster(stage, "backup", str(nowhere), code=1)


async def test_postgresql_has_its_own_tools(stage: Stage) -> None:
    """Both commands say so; nothing is connected."""
    nobody = "postgresql://muster:made-up@127.0.0.1:1/muster"
    for words in (("backup", "copy.sqlite3"), ("restore", "config.yaml")):
        said = await muster(stage, *words, code=1, DATABASE_URL=nobody)
        assert "Use pg_dump." in said
        assert "made-up" not in said
