"""Real `muster` processes, started, watched and killed by tests."""

import asyncio
import contextlib
import itertools
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")

POLL_S = 0.02
"""How often to look again at what tells nobody when it changes: a file, a database."""

PATIENCE_S = 60.0
"""How long to wait for what must come: far longer than it takes, for machines that are busy."""

ROOT = Path(__file__).parents[2]
"""Where the program's packages are."""


_numbers = itertools.count(1)  # of processes, so that each has a log of its own


class NeverCame(AssertionError):
    """What was waited for did not come in time."""


async def until(look: Callable[[], T | None], *, what: str, within_s: float = PATIENCE_S) -> T:
    """Look again and again until `look` returns something true, and return that.

    Args:
        what: words for the error.
        within_s: real seconds.

    Raises:
        NeverCame: the time is over.
    """
    try:
        async with asyncio.timeout(within_s):
            while not (found := look()):  # noqa: ASYNC110 nobody sets an event when a file changes
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise NeverCame(f"{what}: not after {within_s} s") from None
    return found


class Process:
    """One running process.

    Args:
        pid: its id.
        output: the file that holds all it has written.
    """

    def __init__(self, pid: int, *, output: Path) -> None:
        """Watch it from now on."""
        self.pid = pid
        self.output = output
        self._descriptor: int | None = None
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            self._descriptor = os.pidfd_open(pid)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended; a paused one runs."""
        return self._descriptor is not None and not _readable(self._descriptor)

    @property
    def is_paused(self) -> bool:
        """Whether it has been stopped and not continued."""
        state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "T"

    def send(self, name: signal.Signals) -> None:
        """Send it a signal; the dead hear none."""
        if self._descriptor is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, name)

    async def died(self, *, within_s: float = PATIENCE_S) -> None:
        """Wait until it has ended.

        Raises:
            NeverCame: it goes on.
        """
        if self._descriptor is None:
            return
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._descriptor, ended.set)  # a pidfd becomes readable when its process ends
        try:
            async with asyncio.timeout(within_s):
                await ended.wait()
        except TimeoutError:
            raise NeverCame(f"the end of process {self.pid}: not after {within_s} s\n{self.log}") from None
        finally:
            loop.remove_reader(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None

    async def kill(self) -> None:
        """Kill it, as a machine that loses its power would."""
        self.send(signal.SIGKILL)
        await self.died()

    @property
    def exit_code(self) -> int | None:
        """What it ended with; None for one that runs, or was killed."""
        code = self.output.with_name(f"{self.output.name}.code")
        return int(code.read_text()) if code.exists() else None

    @property
    def log(self) -> str:
        """All that it has written."""
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def events(self, name: str) -> list[Mapping[str, object]]:
        """Return the lines of its log that tell of one kind of event."""
        lines = (json.loads(line) for line in self.log.splitlines() if line.startswith("{"))
        return [line for line in lines if line.get("event") == name]

    async def listening(self, *, within_s: float = PATIENCE_S) -> int:
        """Wait until it listens, and return its port.

        Raises:
            NeverCame: it does not; the error holds what it wrote.
        """

        def port() -> int | None:
            if not self.is_running:
                raise NeverCame(f"It ended before it listened:\n{self.log}")
            found = self.events("listening")
            return int(str(found[0]["port"])) if found else None

        try:
            return await until(port, what="a port", within_s=within_s)
        except NeverCame as error:
            raise NeverCame(f"{error}\n{self.log}") from None


class Launcher:
    """Starts `muster` processes; entering it takes a second, each start a few milliseconds.

    Use it as a context manager: leaving it ends every process that it started.

    Args:
        root: where the program's packages are, and those of the tests.
    """

    def __init__(self, *, root: Path = ROOT) -> None:
        """Prepare; nothing runs yet."""
        self._root = root
        self._program: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.support.launcher"],
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches the tests; they end it
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and with it all that it started."""
        if self._program is not None:
            self._program.communicate(timeout=30)
            self._program = None

    def start(
        self, arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path, prelude: str = ""
    ) -> Process:
        """Start `muster` with these arguments.

        Args:
            environment: all of it.
            folder: where it runs, and where its output goes.
            prelude: `module:function` of the tests that is called in the new process before the program.
        """
        output = folder / f"{arguments[0]}-{next(_numbers)}.log"
        order = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": str(folder),
            "output": str(output),
            "prelude": prelude,
        }
        if self._program is None or self._program.stdin is None or self._program.stdout is None:
            raise RuntimeError("The launcher was not entered.")
        self._program.stdin.write(json.dumps(order) + "\n")
        self._program.stdin.flush()
        return Process(int(self._program.stdout.readline()), output=output)


def _readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])
