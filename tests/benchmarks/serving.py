"""`muster serve` as operators start it, and what it costs the machine."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.ticks import now_s
from tests.support.processes import Process

_MUSTER = Path(sys.executable).with_name("muster")


class Serving:
    """One `muster serve`.

    Args:
        config_file: what it is given; environment: all of it; output: the file for its log.
    """

    def __init__(self, config_file: Path, *, environment: Mapping[str, str], output: Path) -> None:
        """Start it."""
        self.started_s = now_s()
        with output.open("wb") as log:
            self._popen = subprocess.Popen(
                [_MUSTER, "serve", "--port", "0", "--config", config_file],
                env=dict(environment),
                cwd=config_file.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._process = Process(self._popen.pid, output=output)
        self.url = ""

    async def listening(self) -> str:
        """Wait until it listens; return the address for Slack's requests."""
        self.url = f"http://127.0.0.1:{await self._process.listening()}"
        return self.commands

    @property
    def commands(self) -> str:
        """Where it takes Slack's requests."""
        return f"{self.url}/slack/events"

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    @property
    def log(self) -> str:
        """All that it has written."""
        return self._process.log

    def memory_mb(self) -> float:
        """Return the memory that it holds (its resident set), in units of 10^6 bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def cpu_s(self) -> float:
        """Return the processor time that it has used."""
        return cpu_s(self.pid)

    async def stop(self) -> None:
        """Kill it."""
        await self._process.kill()
        self._popen.wait()


def cpu_s(pid: int) -> float:
    """Return the seconds of processor time that the living threads of a process have used."""
    nanoseconds = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread may end meanwhile
            nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def family_cpu_s(parent: int) -> float:
    """Return the seconds of processor time that the living children of a process have used."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) == parent:
                total += cpu_s(int(folder.name))
    return total
