"""A call that was cut off may land after its caller is gone; the one who takes over must wait for that."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.delivery.failure import GRACE_S
from bot.fakeslack.faults import Effect
from tests.crash.enumeration import Databases
from tests.crash.picture import Picture, differences, picture
from tests.crash.story import ACTS, Story
from tests.support.processes import Launcher, until

pytestmark = pytest.mark.crash


@dataclass(frozen=True, kw_only=True)
class Late:
    """A call of an act that lands late, and the method by which the new process looks for it."""

    act: str
    call: str
    look: str


@pytest.mark.parametrize(
    "late",
    [
        Late(act="declare", call="chat.postMessage the room", look="conversations.history"),
        Late(act="declare", call="chat.postMessage @dee", look="conversations.history"),
        Late(act="close", call="files.completeUploadExternal the room", look="files.info"),
    ],
    ids=lambda late: late.call,
)
async def test_a_call_that_lands_after_the_restart_is_not_made_twice(
    late: Late, sqlite: Databases, tmp_path: Path, launcher: Launcher
) -> None:
    """The new process looks for it, but not before it has had the time to land."""
    expected = await _without_a_crash(late.act, sqlite, folder=tmp_path / "calm", launcher=launcher)
    waited, found = await _landing(late, sqlite, folder=tmp_path / "late", launcher=launcher)
    assert waited >= GRACE_S
    assert differences(found, expected) == []


async def test_a_channel_whose_creation_lands_after_the_restart_is_made_once(
    sqlite: Databases, tmp_path: Path, launcher: Launcher
) -> None:
    """Its name is taken then, by ourselves: there is nothing to wait for."""
    late = Late(act="declare", call="conversations.create", look="conversations.create")
    expected = await _without_a_crash(late.act, sqlite, folder=tmp_path / "calm", launcher=launcher)
    _, found = await _landing(late, sqlite, folder=tmp_path / "late", launcher=launcher)
    assert differences(found, expected) == []


async def _without_a_crash(act: str, databases: Databases, *, folder: Path, launcher: Launcher) -> Picture:
    """Return what people see after an act when nothing goes wrong."""
    folder.mkdir()
    with databases() as url:
        async with Story(folder, database_url=url, launcher=launcher) as story:
            acts = list(ACTS)
            pictures = [await story.play(one) for one in acts[: acts.index(act) + 1]]
            return pictures[-1]


async def _landing(
    late: Late, databases: Databases, *, folder: Path, launcher: Launcher
) -> tuple[float, Picture]:
    """Let a call land right before the new process looks for it.

    Returns:
        The seconds from the restart to the look, at least; and what people see in the end.
    """
    folder.mkdir()
    clock = asyncio.get_running_loop().time
    with databases() as url:
        async with Story(folder, database_url=url, launcher=launcher) as story:
            acts = list(ACTS)
            for one in acts[: acts.index(late.act)]:
                await story.play(one)
            held = story.hold(late.call)
            await story.type(late.act)
            await until(lambda: held.seen, what=late.call)
            await story.process.kill()
            looking = story.conductor.hold(late.look, times=None)
            started = clock()
            await story.start()
            await until(lambda: looking.seen, what=late.look)
            waited = clock() - started
            calls = story.stage.slack.workspace.calls
            before = len(calls)
            held.release(effect=Effect.DONE)
            await until(lambda: len(calls) > before, what="the end of the late call")
            looking.release()
            await story.stage.rest()
            return waited, picture(story.stage.slack.workspace)
