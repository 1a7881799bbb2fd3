"""Killed in the middle of an action: it is in doubt, asked about once, never done again by itself."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.scenarios.acting import document
from tests.support.outbox import Outbox
from tests.support.processes import Process, until
from tests.support.stage import Stage

ROOM = "inc-1-checkout-returns-500s"

_CONFIG = """\
runbooks: {{shipped: false, folders: ["{folder}"]}}
actions:
  commands:
    clean:
      argv: ["{program}", "{{host}}"]
      arguments: {{host: "[a-z0-9-]{{1,60}}"}}
      time_limit: 10m
"""

_PROGRAM = """\
#!/bin/sh
echo "$$" >> "{log}"
exec sleep 600
"""


class Endless:
    """A program that leaves its process id and does not end by itself.

    Args:
        folder: of the test's own.
    """

    def __init__(self, folder: Path) -> None:
        """Write the program."""
        self.path = folder / "clean"
        self._log = folder / "runs"
        self.path.write_text(_PROGRAM.format(log=self._log))
        self.path.chmod(0o755)

    @property
    def runs(self) -> list[int]:
        """The process of each run."""
        return [int(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []

    def end(self) -> None:
        """End what still runs: nobody is left to do it."""
        for pid in self.runs:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[Endless]:
    """The program that the action runs."""
    program = Endless(tmp_path)
    yield program
    program.end()


@pytest.mark.both_databases
async def test_killed_in_the_middle_of_an_action_it_asks_once_and_never_repeats_it(
    stage: Stage, endless: Endless
) -> None:
    """However often it is killed; then a person says what happened."""
    folder = stage.folder / "ours"
    folder.mkdir()
    (folder / "disk-full.md").write_text(document())
    stage.config_file.write_text(_CONFIG.format(folder=folder, program=endless.path))
    process = await stage.serve()
    await stage.say("declare sev1 checkout returns 500s", channel="general")
    await stage.slack.workspace.until(lambda: stage.slack.workspace.pins(ROOM))
    for line in ("ic @bo", "runbook start disk-full", "runbook run"):
        await stage.say(line, channel=ROOM)
    shown = await stage.say("runbook approve", channel=ROOM, by="bo")
    (code,) = re.findall(r"runbook approve (\d+-[0-9a-f]{4})", shown.text)
    await stage.say(f"runbook approve {code}", channel=ROOM, by="bo")
    await until(lambda: endless.runs, what="the program")

    for _ in range(2):
        process = await _killed_and_served(stage, process)
        await until(lambda: _questions(stage), what="the question")
        await until(Outbox(stage.database_url).is_empty, what="an empty outbox")

    assert len(_questions(stage)) == 1
    assert "was cut off when Muster stopped" in _questions(stage)[0]
    assert len(endless.runs) == 1
    assert "It may have run already" in (await stage.say("runbook run", channel=ROOM)).text
    said = await stage.say("runbook did not happen", channel=ROOM, by="bo")
    assert said.text.startswith("Noted: it did not happen.")
    assert len(endless.runs) == 1


async def _killed_and_served(stage: Stage, process: Process) -> Process:
    process.send(signal.SIGKILL)
    await process.died()
    return await stage.serve()


def _questions(stage: Stage) -> list[str]:
    workspace = stage.slack.workspace
    texts = [workspace.text(one) for one in workspace.messages(ROOM)]
    return [text for text in texts if "Did it happen?" in text]
