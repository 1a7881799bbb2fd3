"""A world for scenarios: the real app on a loopback port, the local Slack at the other end, and a clock."""

import dataclasses
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Self

from bot.app import Muster, listening
from bot.clock import SteppedClock
from bot.config import Config, Settings
from bot.config.manifest import manifest
from bot.delivery.slack import TIMEOUT_S
from bot.domain.severity import Severity
from bot.fakeslack.messages import Message
from bot.fakeslack.server import FakeSlack
from runbooks.catalogue import Catalogue
from tests.support.person import Person

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
"""A Friday at 14:00 UTC, 15:00 in Berlin: outside quiet hours."""

PATIENCE_S = 15.0
DIRECTORY_PATIENCE_S = 10.0
"""More than the real 0.7 s, so that on a busy machine nobody is taken for unknown."""

_ADDRESS = "https://muster.example.com"


def rules(**changes: object) -> Config:
    """Return a configuration in which SEV1 and SEV2 call `@oncall`, with `changes`."""
    config = Config()

    def staffed(severity: Severity) -> Severity:
        if severity.rank > 2:
            return severity
        return dataclasses.replace(
            severity,
            call=("@oncall",),
            backup=("@oncall-backup",),
            mention=("@leadership",) if severity.rank == 1 else (),
        )

    severities = {name: staffed(severity) for name, severity in config.severities.items()}
    return dataclasses.replace(config, severities=severities, **changes)  # type: ignore[arg-type]


class World:
    """People, a Slack and the running app.

    Args:
        database_url: a migrated database of the test's own.
        config: the organisation's rules.
        catalogue: the runbooks that there are; None for those that ship.
        socket_mode: requests come over a web socket instead of HTTP.
        slack_timeout_s: how long the app waits for one answer of Slack's.
        ping_every_s: how often the app tests its own connection to Slack, where it has one.
        directory_patience_s: how long an answer waits for Slack to tell who somebody is.
    """

    def __init__(
        self,
        database_url: str,
        *,
        config: Config | None = None,
        catalogue: Catalogue | None = None,
        socket_mode: bool = False,
        slack_timeout_s: float = TIMEOUT_S,
        ping_every_s: float = TIMEOUT_S,
        directory_patience_s: float = DIRECTORY_PATIENCE_S,
    ) -> None:
        """Prepare; entering it starts everything."""
        self.database_url = database_url
        self.config = config or rules()
        self.catalogue = catalogue
        self.socket_mode = socket_mode
        self.slack_timeout_s = slack_timeout_s
        self.ping_every_s = ping_every_s
        self.directory_patience_s = directory_patience_s
        self.clock = SteppedClock(START)
        # More patient than the real one, so that a busy machine fails no test; Muster's own 2.5 s are kept.
        self.slack = FakeSlack(
            clock=self.clock, signing_clock=self.clock, bot_name="muster", patience=PATIENCE_S
        )
        self._people: dict[str, Person] = {}
        self._stack = AsyncExitStack()
        self._app = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start Slack, its people and the app."""
        await self._stack.enter_async_context(self.slack)
        self._populate()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything."""
        await self.stop()
        await self._stack.aclose()

    def _populate(self) -> None:
        workspace = self.slack.workspace
        for name, zone in (("ana", "Europe/Berlin"), ("bo", "Europe/Berlin"), ("cy", "America/New_York")):
            workspace.add_person(name, tz=zone)
        for name in ("dee", "eve", "finn", "lea"):
            workspace.add_person(name, tz="UTC")
        workspace.add_person("gus", is_restricted=True)
        workspace.add_group("oncall", members=["dee", "eve", "finn"])
        workspace.add_group("oncall-backup", members=["bo"])
        workspace.add_group("leadership", members=["lea"])
        everybody = ["ana", "bo", "cy", "dee", "eve", "finn", "lea"]
        workspace.add_channel("incidents", members=everybody, with_bot=True)
        workspace.app.use_manifest(manifest(self.config, socket_mode=self.socket_mode, request_url=_ADDRESS))

    def settings(self) -> Settings:
        """Return what the app is started with: the credentials that Slack now takes."""
        app = self.slack.workspace.app
        return Settings(
            slack_bot_token=app.bot_token,
            slack_signing_secret=app.signing_secret,
            slack_app_token=app.app_token if self.socket_mode else "",
            slack_api_url=self.slack.api_url,
            database_url=self.database_url,
        )

    async def start(self) -> None:
        """Start the app on the database as it is."""
        self.muster = Muster(
            self.config,
            self.settings(),
            clock=self.clock,
            slack_timeout_s=self.slack_timeout_s,
            ping_every_s=self.ping_every_s,
            directory_patience_s=self.directory_patience_s,
        )
        if self.catalogue is not None:
            self.muster.catalogue = self.catalogue
        await self._app.enter_async_context(self.muster.running())
        if not self.socket_mode:
            port = await self._app.enter_async_context(listening(self.muster, host="127.0.0.1", port=0))
            self.slack.app_url = f"http://127.0.0.1:{port}/slack/events"

    async def stop(self) -> None:
        """Stop the app; what it was told is in the database."""
        await self._app.aclose()

    async def restart(self, *, slack_timeout_s: float | None = None) -> None:
        """Stop the app and start it again, perhaps with another patience."""
        await self.stop()
        self.slack_timeout_s = slack_timeout_s or self.slack_timeout_s
        await self.start()

    def actor(self, name: str) -> Person:
        """Return a person's hands and eyes."""
        if name not in self._people:
            self._people[name] = Person(name, slack=self.slack)
        return self._people[name]

    @property
    def ana(self) -> Person:
        """The engineer who declares."""
        return self.actor("ana")

    @property
    def bo(self) -> Person:
        """The engineer who helps."""
        return self.actor("bo")

    async def message(self, channel: str, contains: str) -> Message:
        """Wait until a message that contains these words stands in `channel`, and return it."""
        workspace = self.slack.workspace

        def find() -> Message | None:
            try:
                return workspace.message(channel, contains=contains)
            except LookupError:
                return None

        found = await workspace.until(find)
        assert isinstance(found, Message)
        return found

    async def pass_time(self, **duration: float) -> None:
        """Let time pass (`minutes=15`), and wait until the app has nothing left to do at that moment."""
        self.clock.step(timedelta(**duration))
        await self.calm()

    async def calm(self) -> None:
        """Wait until Slack has told of all that happened, and the app has carried out all that is due.

        An event that is held back on purpose is not waited for.
        """
        while True:
            await self.slack.settled()
            await self.muster.calm()
            if self.slack.deliverer.is_settled:
                return
