"""A clinic: an installation in perfect health in a local Slack, in which a test plants one fault."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.clock import SteppedClock
from bot.config import Config, Settings, parse
from bot.config.manifest import manifest
from bot.delivery.slack import connected
from bot.doctor import Patient, examine
from bot.domain.checkup import Finding, State
from bot.fakeslack.server import FakeSlack
from bot.store.migrate import standing

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

RULES = """
announcements: {channel: "#incidents"}
severities:
  SEV1: {call: ["@oncall"], backup: ["@bo"], mention: ["@leadership"]}
  SEV2: {call: ["@oncall"], backup: ["@bo"]}
"""


class Clinic:
    """One installation, and the doctor who looks at it.

    Args:
        slack: the local Slack; plant faults there.
        database_url: of a database; a migrated one is healthy.
    """

    def __init__(self, slack: FakeSlack, *, database_url: str) -> None:
        """Describe an installation that nothing is wrong with."""
        app = slack.workspace.app
        self.slack = slack
        self.clock = SteppedClock(START)
        self.broken_runbooks: tuple[str, ...] = ()
        self.config: Config | None = parse(RULES)
        self.settings = Settings(
            slack_bot_token=app.bot_token,
            slack_app_token=app.app_token,
            slack_api_url=slack.api_url,
            database_url=database_url,
        )

    def configure(self, text: str) -> None:
        """Go by another configuration."""
        self.config = parse(text)

    def set(self, **settings: str) -> None:
        """Change what the environment says."""
        self.settings = replace(self.settings, **settings)

    async def examine(self, *, post_to: str | None = None) -> tuple[Finding, ...]:
        """Return everything that the doctor finds."""
        async with connected(self.settings, clock=self.clock) as (slack, _):
            patient = Patient(
                config=self.config,
                settings=self.settings,
                slack=slack,
                database=partial(standing, self.settings.database_url),
                clock=self.clock,
                broken_runbooks=self.broken_runbooks,
            )
            return await examine(patient, post_to=post_to)

    async def troubles(self, *, post_to: str | None = None) -> dict[str, tuple[State, str]]:
        """Return what is not well: by name, the state and the two sentences in one."""
        return {
            one.name: (one.state, f"{one.what} {one.how_to_mend}".rstrip())
            for one in await self.examine(post_to=post_to)
            if one.state is not State.OK
        }


@asynccontextmanager
async def workspace() -> AsyncIterator[FakeSlack]:
    """Yield a Slack in which everything is as the configuration says."""
    clock = SteppedClock(START)
    async with FakeSlack(clock=clock, signing_clock=clock, bot_name="muster") as slack:
        people = slack.workspace
        for name in ("ana", "bo", "lea"):
            people.add_person(name)
        people.add_group("oncall", members=["ana", "bo"])
        people.add_group("leadership", members=["lea"])
        people.add_channel("incidents", members=["ana", "bo"], with_bot=True)
        people.app.use_manifest(manifest(parse(RULES), socket_mode=True))
        yield slack
