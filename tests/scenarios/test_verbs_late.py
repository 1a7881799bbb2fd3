"""When the database keeps everybody waiting longer than Slack waits."""

import contextlib
import sqlite3
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World


@contextlib.contextmanager
def busy(world: World) -> Iterator[None]:
    """Keep every other writer of the world's SQLite database waiting."""
    path = urlsplit(world.database_url).path.removeprefix("/")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_late_command_says_so_and_its_result_follows(world: World) -> None:
    """Nothing is lost: the transaction goes on, and what came of it is said privately."""
    await declared(world)
    with busy(world):
        assert "Still working on it; the result follows here." in await say(world, "note restarted the cache")
    await world.slack.workspace.until(lambda: any("Noted as entry" in one for one in world.ana.sees(ROOM)))
    assert (await say(world, "timeline")).count("restarted the cache") == 1


async def test_a_late_form_says_so_and_shows_its_result(world: World) -> None:
    """The form stays open with a word, and ends with what was done."""
    await declared(world)
    await world.ana.command(ROOM, "/incident note")
    with busy(world):
        sent = await world.ana.submit(values={"text": "restarted the cache"})
        assert sent.modal is not None
        assert "Still working on it" in str(sent.modal.blocks)

    def result() -> bool:
        view = world.ana.view()
        return view is not None and "Noted as entry" in str(view.blocks)

    await world.slack.workspace.until(result)
