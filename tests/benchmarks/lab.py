"""The laboratory: a Slack, a database, and one or more `muster serve` between them."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.databases import Databases
from tests.benchmarks.people import CONFIG
from tests.benchmarks.sender import Answered, Sender, Typed
from tests.benchmarks.serving import Serving
from tests.benchmarks.slack import Slack
from tests.support.outbox import Outbox
from tests.support.processes import until


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of processor time: of Muster, and of the local Slack with the calls that it answered."""

    serve_s: float
    slack_s: float
    calls: int

    def since(self, before: "Cost", *, times: int, of: str) -> str:
        """Say what has been used since `before`, for each of so many things."""
        calls = self.calls - before.calls
        muster = (self.serve_s - before.serve_s) / times * 1000
        slack = (self.slack_s - before.slack_s) / max(1, calls) * 1000
        return (
            f"{muster:.0f} ms of processor time and {calls / times:.1f} calls to Slack a {of}; "
            f"the local Slack used {slack:.1f} ms a call"
        )


@dataclass(kw_only=True)
class Scene:
    """Processes that know each other.

    Args:
        database_url: where they keep everything.
        servings: the `muster serve` that take commands in turn.
    """

    slack: Slack
    sender: Sender
    database_url: str
    folder: Path
    servings: list[Serving] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def serve(self) -> Serving:
        """Start another `muster serve` and wait until it listens."""
        keys = self.slack.keys
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LOG_FORMAT": "json",
            "SLACK_BOT_TOKEN": keys.bot_token,
            "SLACK_SIGNING_SECRET": keys.signing_secret,
            "SLACK_API_URL": keys.api_url,
            "DATABASE_URL": self.database_url,
        }
        output = self.folder / f"serve-{next(self._numbers)}.log"
        serving = Serving(self.folder / "config.yaml", environment=environment, output=output)
        self.servings.append(serving)
        await self.slack.send_events_to(await serving.listening())
        return serving

    async def ready(self, serving: Serving) -> None:
        """Wait until a `muster serve` says that it is ready."""
        while True:
            async with self.sender.session.get(f"{serving.url}/readyz") as answer:
                if answer.status == 200:
                    return
            await asyncio.sleep(0.01)

    async def type(self, words: str, *, by: str, channel: str = "") -> Answered:
        """Let somebody type a command; without a channel, in #general."""
        typed = Typed(by=by, channel=channel or self.slack.keys.general, words=words)
        return await self.sender.send(self.servings[0].commands, typed)

    async def rest(self) -> None:
        """Wait until nothing is left to do that is due."""
        await until(Outbox(self.database_url).is_empty, what="rest")

    async def cost(self) -> "Cost":
        """Return what everybody has used of the processor until now."""
        slack_s, calls = await self.slack.cost()
        return Cost(serve_s=sum(one.cpu_s() for one in self.servings), slack_s=slack_s, calls=calls)

    async def stop(self, servings: Sequence[Serving] | None = None) -> None:
        """Kill some or all of the processes."""
        for serving in list(self.servings if servings is None else servings):
            await serving.stop()
            self.servings.remove(serving)


@dataclass(frozen=True, kw_only=True)
class Lab:
    """Where rows are measured.

    Args:
        quick: fewer runs, for a first impression.
        folder: for what the processes write.
    """

    databases: Databases
    folder: Path
    quick: bool

    @property
    def database(self) -> str:
        """The kind of database."""
        return self.databases.kind

    def runs(self, count: int) -> int:
        """Return how often to measure what is usually measured `count` times."""
        return max(2, count // 4) if self.quick else count

    @asynccontextmanager
    async def scene(self, *, delay_s: float, serve: int = 1, url: str | None = None) -> AsyncIterator[Scene]:
        """Set a scene.

        Args:
            delay_s: how long each call to Slack takes.
            serve: how many `muster serve` to start.
            url: of a database that has something in it; None for a new one.
        """
        folder = self.folder / f"scene-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        (folder / "config.yaml").write_text(CONFIG)
        with self.databases.lend() as empty:
            async with Slack(folder / "config.yaml") as slack, Sender(slack.keys) as sender:
                scene = Scene(slack=slack, sender=sender, database_url=url or empty, folder=folder)
                await slack.delay(delay_s)
                try:
                    for _ in range(serve):
                        await scene.serve()
                    yield scene
                finally:
                    await scene.stop()
