"""The demo: the bot and a local Slack workspace in one process, with a clock and switches in hand."""

import asyncio
import contextlib
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import typer

from bot.app import Muster, listening
from bot.cli.demo_actions import with_actions
from bot.cli.tour import completions, tour
from bot.clock import SteppedClock
from bot.config import Config, Settings, load
from bot.config.manifest import manifest
from bot.domain.durations import say
from bot.fakeslack.handed import Control, Handed
from bot.fakeslack.server import FakeSlack

PEOPLE = (
    ("ana", "Ana Ruiz", "On-call engineer", "Europe/Berlin"),
    ("bo", "Bo Lindqvist", "On-call engineer", "Europe/Stockholm"),
    ("cy", "Cy Okafor", "Comms lead", "America/New_York"),
    ("dee", "Dee Kumar", "On-call engineer, backup", "Asia/Kolkata"),
    ("lea", "Lea Martin", "Executive", "Europe/Paris"),
    ("sam", "Sam Torres", "Customer support", "America/New_York"),
)
GUEST = ("gus", "Gus Weber", "Guest of a partner", "Europe/Berlin")
GROUPS = {"oncall": ("ana", "bo", "dee"), "oncall-backup": ("dee",), "leadership": ("lea",)}
CHATTER = (
    ("sam", "Two customers write that the checkout shows them an error page."),
    ("cy", "Thanks. Same country, same browser?"),
    ("sam", "Both in Germany. One says it works on the third try."),
)
"""What stands in #support when the demo starts: something to declare an incident from."""

SLOW_S = 2.0

PATIENCE_S = 2.0
"""How long a switch that moves the clock waits for what became due; a slow Slack may take longer."""


class Demo:
    """The bot and its Slack, with what the page's switches do.

    Args:
        config: the rules it runs on; what the demo alone may run comes on top.
        database: the SQLite file.
        port: of the page; 0 for any free one.
        start: the first moment of its clock, which runs from then on; None for the present one.
    """

    def __init__(self, config: Config, *, database: Path, port: int, start: datetime | None = None) -> None:
        """Prepare; `running` starts it."""
        self._config = with_actions(config)
        self._database = database
        self.clock = SteppedClock(start, running=True)
        self.slack = FakeSlack(
            clock=self.clock,
            signing_clock=self.clock,
            bot_name="muster",
            port=port,
            name="Acme",
            domain="acme",
        )
        self._bot = AsyncExitStack()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Start Slack, its people and the bot; yield the page's address."""
        async with self.slack:
            self._populate()
            self.slack.workspace.app.use_manifest(manifest(self._config, socket_mode=True))
            self.slack.page.handed = Handed(
                self._controls(), completions=completions(self._config), tour=tour(self._config)
            )
            await self._start()
            try:
                yield f"{self.slack.url}page/"
            finally:
                await self._bot.aclose()

    def _populate(self) -> None:
        workspace = self.slack.workspace
        for name, real_name, title, zone in (*PEOPLE, GUEST):
            restricted = name == GUEST[0]
            workspace.add_person(name, real_name=real_name, title=title, tz=zone, is_restricted=restricted)
        for handle, members in GROUPS.items():
            workspace.add_group(handle, members=list(members))
        everybody = [person[0] for person in PEOPLE]
        workspace.add_channel("incidents", members=everybody, with_bot=True)
        support = workspace.add_channel("support", members=["ana", "cy", "sam", GUEST[0]])
        for name, text in CHATTER:
            workspace.posting.post(support, user=workspace.people.get(name).id, text=text)

    async def _start(self) -> None:
        app = self.slack.workspace.app
        settings = Settings(
            slack_bot_token=app.bot_token,
            slack_signing_secret=app.signing_secret,
            slack_api_url=self.slack.api_url,
            database_url=f"sqlite+aiosqlite:///{self._database}",
        )
        muster = Muster(self._config, settings, clock=self.clock)
        await self._bot.enter_async_context(muster.running())
        port = await self._bot.enter_async_context(listening(muster, host="127.0.0.1", port=0))
        self.slack.app_url = f"http://127.0.0.1:{port}/slack/events"
        self._muster = muster

    def _controls(self) -> dict[str, Control]:
        faults = self.slack.faults
        time, trouble = "Time", "Trouble"
        return {
            "five_minutes": Control(label="+5 min", run=self._five_minutes, group=time),
            "next_reminder": Control(label="Next reminder", run=self._next_reminder, group=time),
            "slow": Control(
                label="Slack is slow", run=self._slow, group=trouble, on=lambda: faults.latency > 0
            ),
            "rate_limited": Control(
                label="Slack rate-limits",
                run=self._rate_limited,
                group=trouble,
                on=lambda: any(rule.times != 0 for rule in faults.rules),
            ),
            "well": Control(label="Slack is well", run=self._well, group=trouble),
            "restart": Control(label="Kill and restart Muster", run=self._restart, group=trouble),
        }

    async def _five_minutes(self) -> str:
        self.clock.step(timedelta(minutes=5))
        return "Five minutes have passed."

    async def _next_reminder(self) -> str:
        _, earliest = await self._muster.queries.timers_due(self.clock.now(), size=1)
        if earliest is None:
            return "Nothing is waiting to be said."
        ahead = max(timedelta(0), earliest - self.clock.now())
        self.clock.step(ahead)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self._muster.calm()  # pressed again at once, it goes on to the one after
        return f"{say(ahead)} later."

    async def _slow(self) -> str:
        self.slack.faults.clear()
        self.slack.faults.latency = SLOW_S
        return f"Every call to Slack now takes {SLOW_S:g} seconds."

    async def _rate_limited(self) -> str:
        self.slack.faults.clear()
        self.slack.faults.rate_limited("*", retry_after=20, times=10)
        return "Slack now asks Muster to wait."

    async def _well(self) -> str:
        self.slack.faults.clear()
        return "Slack answers as usual."

    async def _restart(self) -> str:
        await self._bot.aclose()
        await self._start()
        return "Muster was stopped and started again; nothing is lost."


def example_config() -> Config:
    """Return the configuration that the demo runs on: the example that the project ships."""
    for folder in (Path(__file__).resolve().parents[2], Path(__file__).resolve().parent):
        if (path := folder / "config.example.yaml").exists():  # in a checkout, or in an installed package
            return load(path)
    raise FileNotFoundError("config.example.yaml is missing from this installation.")


async def run(*, port: int, browser: bool) -> None:
    """Run the demo until it is interrupted.

    Args:
        port: of the page, on 127.0.0.1.
        browser: open the page.
    """
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with tempfile.TemporaryDirectory(prefix="muster-demo-") as folder:
        demo = Demo(example_config(), database=Path(folder) / "demo.sqlite3", port=port)
        async with demo.running() as address:
            typer.echo(f"Muster and a Slack of its own: {address}  (stop with Ctrl-C)")
            if browser:
                with contextlib.suppress(webbrowser.Error):
                    webbrowser.open(address)
            await stop.wait()
