"""A stage for real processes: a Slack with people in this process, and `muster serve` in others."""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from bot.config import load
from bot.config.manifest import manifest
from bot.fakeslack.actor import CommandResult
from bot.fakeslack.server import FakeSlack
from tests.support.outbox import Outbox
from tests.support.person import Person
from tests.support.processes import Launcher, NeverCame, Process, until

CONFIG = """\
announcements: {channel: "#incidents"}
manual_procedure: "Bot down? Open a channel and call +00 123."
war_room:
  archive_on_close: true
  bookmarks: [{title: Video bridge, url: "https://meet.example.com/inc-{number}"}]
severities:
  SEV1: {call: ["@oncall"], mention: ["@leadership"]}
  SEV2: {call: ["@oncall"]}
"""

MANUAL_PROCEDURE = "Bot down? Open a channel and call +00 123."
_PATIENCE_S = 20.0  # more than Slack's, so that a busy machine makes no difference; Muster answers after 2.5

_ADDRESS = "https://muster.example.com"


class Stage:
    """A Slack workspace, a configuration, a database, and the processes that serve them.

    Args:
        folder: for the configuration and what the processes write.
        database_url: of a migrated database.
        launcher: starts the processes.
        config: what `config.yaml` says.
    """

    def __init__(self, folder: Path, *, database_url: str, launcher: Launcher, config: str = CONFIG) -> None:
        """Prepare; entering it opens the Slack, `start` starts a process."""
        self.folder = folder
        self.database_url = database_url
        self.slack = FakeSlack(bot_name="muster", patience=_PATIENCE_S)
        self._launcher = launcher
        self._config = config
        self._stack = AsyncExitStack()
        self._people: dict[str, Person] = {}
        self.processes: list[Process] = []

    async def __aenter__(self) -> Self:
        """Open the Slack."""
        self.config_file.write_text(self._config)
        workspace = self.slack.workspace
        for name, zone in (("ana", "Europe/Berlin"), ("bo", "Europe/Berlin"), ("cy", "UTC")):
            workspace.add_person(name, tz=zone)
        for name in ("dee", "eve", "lea"):
            workspace.add_person(name)
        workspace.add_group("oncall", members=["dee", "eve"])
        workspace.add_group("leadership", members=["lea"])
        workspace.add_channel("incidents", members=["ana", "bo", "cy", "dee", "eve", "lea"], with_bot=True)
        workspace.app.use_manifest(manifest(load(self.config_file), socket_mode=False, request_url=_ADDRESS))
        await self._stack.enter_async_context(self.slack)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill what still runs, and close the Slack."""
        for process in self.processes:
            await process.kill()
        await self._stack.aclose()

    @property
    def config_file(self) -> Path:
        """The configuration that every process reads."""
        return self.folder / "config.yaml"

    @property
    def environment(self) -> dict[str, str]:
        """What the processes know of their surroundings."""
        app = self.slack.workspace.app
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "TZ": os.environ.get("TZ", "UTC"),
            "LOG_FORMAT": "json",
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "DATABASE_URL": self.database_url,
        }

    def run(self, *arguments: str, prelude: str = "", **environment: str) -> Process:
        """Start a `muster` command.

        Args:
            prelude: called in the new process first; see `Launcher.start`.
            environment: variables that it has besides the usual ones.
        """
        return self.run_by(self._launcher, *arguments, prelude=prelude, **environment)

    def run_by(self, launcher: Launcher, *arguments: str, prelude: str = "", **environment: str) -> Process:
        """Start a command as `run` does, of the version that `launcher` starts."""
        process = launcher.start(
            [*arguments, "--config", str(self.config_file)],
            environment={**self.environment, **environment},
            folder=self.folder,
            prelude=prelude,
        )
        self.processes.append(process)
        return process

    async def serve(self, *, prelude: str = "", **environment: str) -> Process:
        """Start `muster serve` and send people's commands to it from now on."""
        process = self.run("serve", "--port", "0", prelude=prelude, **environment)
        await self.send_to(process)
        return process

    async def send_to(self, process: Process) -> None:
        """Send people's commands to this process from now on."""
        self.slack.app_url = f"http://127.0.0.1:{await process.listening()}/slack/events"

    async def say(
        self, line: str, *, channel: str, to: Process | None = None, by: str = "ana"
    ) -> CommandResult:
        """Let somebody type `/incident line`, and return what they read.

        Args:
            to: the process that gets it; None for the one that got the last.
        """
        if to is not None:
            await self.send_to(to)
        return await self.actor(by).command(channel, f"/incident {line}")

    def rooms(self) -> list[str]:
        """Return the names of all war rooms."""
        channels = self.slack.workspace.channels.by_id.values()
        return [channel.name for channel in channels if channel.name.startswith("inc-")]

    def said(self, channel: str) -> list[str]:
        """Return the texts of the bot's messages in a channel, replies too, in their order."""
        workspace = self.slack.workspace
        return [workspace.text(one) for one in workspace.messages(channel, by=workspace.app.bot_user)]

    async def rest(self) -> None:
        """Wait until nothing is left to do that is due.

        Raises:
            NeverCame: something stays.
        """
        outbox = Outbox(self.database_url)
        try:
            for _ in range(2):  # Slack has events to tell of what was done last
                await self.slack.settled()
                await until(outbox.is_empty, what="rest")
        except NeverCame as error:
            logs = "\n".join(process.log[-2000:] for process in self.processes)
            raise NeverCame(f"{error}\n{outbox.left()}\n{logs}") from None

    def actor(self, name: str) -> Person:
        """Return a person's hands and eyes."""
        if name not in self._people:
            self._people[name] = Person(name, slack=self.slack)
        return self._people[name]

    @property
    def ana(self) -> Person:
        """The engineer who declares."""
        return self.actor("ana")
