"""A call that was cut off may land after its caller is gone; the one who takes over must wait for that."""

import contextlib
from pathlib import Path

import pytest

from bot.fakeslack.faults import Effect
from tests.crash.enumeration import Databases
from tests.crash.picture import differences, picture
from tests.crash.story import ACTS, Story
from tests.support.processes import Launcher, NeverCame, until

pytestmark = pytest.mark.crash

_LANDS_AFTER_S = 1.0
"""When the call is carried out, after the new process has started: too early a look would not see it."""

_LOOKS = ("conversations.history", "conversations.replies", "files.info")


@pytest.mark.parametrize(
    ("act", "call"),
    [
        ("declare", "chat.postMessage the room"),
        ("declare", "chat.postMessage @dee"),
        ("declare", "conversations.create"),
        ("close", "files.completeUploadExternal the room"),
    ],
)
async def test_a_call_that_lands_after_the_restart_is_not_made_twice(
    act: str, call: str, sqlite: Databases, tmp_path: Path, launcher: Launcher
) -> None:
    """The new process finds nothing at first, looks again a little later, and does not repeat it."""
    folders = [tmp_path / name for name in ("calm", "late")]
    for folder in folders:
        folder.mkdir()
    with sqlite() as calm, sqlite() as late:
        async with Story(folders[0], database_url=calm, launcher=launcher) as story:
            expected = [await story.play(one) for one in ACTS]
        async with Story(folders[1], database_url=late, launcher=launcher) as story:
            acts = list(ACTS)
            for one in acts[: acts.index(act)]:
                await story.play(one)
            held = story.hold(call)
            await story.type(act)
            await held.arrived()
            await story.process.kill()
            story.conductor.begin()
            await story.start()
            with contextlib.suppress(NeverCame):
                await until(lambda: _looks(story), what="a look", within_s=_LANDS_AFTER_S)
            held.release(effect=Effect.DONE)
            await story.stage.rest()
            wrong = differences(picture(story.stage.slack.workspace), expected[acts.index(act)])
    assert wrong == []


def _looks(story: Story) -> bool:
    return any(mark.startswith(_LOOKS) for mark in story.conductor.marks)
