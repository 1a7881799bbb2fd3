"""The benchmarks' Slack, seen from the process that measures."""

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.support.processes import NeverCame

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
"""How long to wait for what must come."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API.

    Args:
        at_s: when it was carried out, by `now_s`.
        channel: its id; of the new one for `conversations.create`.
        about: a new channel's name, the people invited, a message's time stamp.
    """

    at_s: float
    method: str
    channel: str
    about: str
    ok: bool


@dataclass(frozen=True, kw_only=True)
class Keys:
    """What the app and those who send to it need to know of the workspace."""

    api_url: str
    bot_token: str
    signing_secret: str
    people: dict[str, str]
    general: str


class Slack:
    """A Slack in another process; use it as an async context manager.

    Args:
        config_file: the bot's configuration.
    """

    def __init__(self, config_file: Path) -> None:
        """Prepare; entering it starts the process."""
        self._config_file = config_file
        self.calls: list[Call] = []
        self._news = asyncio.Event()
        self._answers: asyncio.Queue[Any] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Start it and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.slack_process", str(self._config_file)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read())
        self.keys = Keys(**await self._answer())
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        await self._reading

    async def delay(self, seconds: float) -> None:
        """Let every call take so long from now on."""
        await self._order(do="delay", seconds=seconds)

    async def send_events_to(self, url: str) -> None:
        """Tell the app at `url` what happens in the workspace."""
        await self._order(do="app", url=url)

    async def cost(self) -> tuple[float, int]:
        """Return how many seconds of processor time it has used, and for how many calls."""
        answer = await self._order(do="cost")
        return float(answer["cpu_s"]), int(answer["calls"])

    async def until(
        self, look: Callable[[Sequence[Call]], T | None], *, since: int = 0, within_s: float = PATIENCE_S
    ) -> T:
        """Look at the calls again after each one until `look` returns something, and return that.

        Args:
            since: how many calls to leave out.

        Raises:
            NeverCame: the time is over.
        """
        try:
            async with asyncio.timeout(within_s):
                while (found := look(self.calls[since:])) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            last = "\n".join(map(str, self.calls[since:][-30:]))
            raise NeverCame(f"Not after {within_s} s; the last calls were:\n{last}") from None
        return found

    async def _order(self, **order: object) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._answer()

    async def _answer(self) -> Any:
        coming = asyncio.ensure_future(self._answers.get())
        await asyncio.wait({coming, self._reading}, return_when=asyncio.FIRST_COMPLETED)
        if not coming.done():
            coming.cancel()
            raise NeverCame("The local Slack has ended; see above.")
        return coming.result()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            said = json.loads(line)
            if "call" in said:
                self.calls.append(Call(*said["call"]))
                self._news.set()
            else:
                self._answers.put_nowait(said["answer"])
