"""When the database keeps everybody waiting longer than Slack waits."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World
from tests.support.databases import locked


def _path(world: World) -> Path:
    return Path(urlsplit(world.database_url).path.removeprefix("/"))


async def test_a_late_command_says_so_and_its_result_follows(world: World) -> None:
    """Nothing is lost: the transaction goes on, and what came of it is said privately."""
    await declared(world)
    async with locked(world.database_url):
        said = await world.slack.actor("ana").command(ROOM, "/incident note restarted the cache")
        assert "Still working on it; the result follows here." in said.text
    await world.slack.workspace.until(lambda: any("Noted as entry" in one for one in world.ana.sees(ROOM)))
    assert (await say(world, "timeline")).count("restarted the cache") == 1


async def test_whoever_waits_reads_the_result(world: World) -> None:
    """It comes privately, below the first answer."""
    await declared(world)
    async with locked(world.database_url):
        asked = asyncio.create_task(world.ana.command(ROOM, "/incident note restarted the cache"))
        await world.slack.workspace.until(lambda: "Still working" in " ".join(world.ana.sees(ROOM)))
    assert "Noted as entry" in (await asked).text


async def test_a_late_form_says_so_and_shows_its_result(world: World) -> None:
    """The form stays open with a word, and ends with what was done."""
    await declared(world)
    await world.ana.command(ROOM, "/incident note")
    async with locked(world.database_url):
        sent = await world.ana.submit(values={"text": "restarted the cache"})
        assert sent.modal is not None
        assert "Still working on it" in str(sent.modal.blocks)

    def result() -> bool:
        view = world.ana.view()
        return view is not None and "Noted as entry" in str(view.blocks)

    await world.slack.workspace.until(result)


@contextlib.contextmanager
def gone(world: World) -> Iterator[None]:
    """Put a folder where the world's SQLite database was; afterwards it is back."""
    path = _path(world)
    kept = path.with_name("kept")
    kept.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        if file.exists():
            file.rename(kept / file.name)
    path.mkdir()
    yield
    path.rmdir()
    for file in kept.iterdir():
        file.rename(path.with_name(file.name))


async def test_without_a_database_people_read_the_manual_procedure(world: World) -> None:
    """The form that declares opens all the same, and says so when it is sent."""
    await world.calm()  # nobody is using a connection now
    await world.muster.database.close()
    with gone(world):
        said = await say(world, "list", channel="general")
        assert "Muster cannot reach its database, so *nothing was recorded*." in said
        assert "name an incident commander" in said
        opened = await world.ana.command("general", "/incident")
        assert opened.modal is not None
        assert opened.modal.title == "Declare an incident"
        sent = await world.ana.submit(values={"title": "checkout returns 500s"})
        assert "cannot reach its database, so nothing was recorded" in sent.errors["title"]
