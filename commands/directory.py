"""The directory of people: the database first, else Slack, for a moment at most."""

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

from bot.clock import Clock
from bot.domain.models import Person
from bot.domain.people import person_from_slack
from bot.log import get_logger
from bot.usecases.membership import remember_person
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner

log = get_logger(__name__)

PATIENCE_S = 0.7
"""How long an answer may wait for Slack to tell who somebody is; the person waits 3 s at most."""


class Asks(Protocol):
    """Asks Slack who somebody is."""

    async def __call__(self, slack_id: str) -> Mapping[str, Any] | None:
        """Return Slack's user object, or None when there is no such person or no answer."""
        ...


class Directory:
    """Knows people by their Slack ids.

    Args:
        ask: asks Slack, for those who are not in the database yet.
        team: our own workspace: whoever belongs to another is a stranger.
    """

    def __init__(self, *, queries: Queries, runner: Runner, ask: Asks, clock: Clock, team: str) -> None:
        """Remember whom to ask."""
        self._queries = queries
        self._runner = runner
        self._ask = ask
        self._clock = clock
        self._team = team

    async def person(self, slack_id: str) -> Person:
        """Return what is known of a person, asking Slack at most once and for at most `PATIENCE_S`.

        Somebody whom Slack did not tell us about in time is an ordinary person without a known name.
        """
        known = await self._queries.person(slack_id)
        if known is not None:
            return known
        try:
            user = await asyncio.wait_for(self._ask(slack_id), PATIENCE_S)
        except TimeoutError:
            user = None
        if user is None:
            log.info("person_unknown", person=slack_id)
            return Person(slack_id=slack_id, name="", refreshed_at=self._clock.now())
        person = self.read(user)

        async def remember(tx: Any) -> None:
            await remember_person(tx, person=person)

        await self._runner.run(remember)
        return person

    def read(self, user: Mapping[str, Any]) -> Person:
        """Return our row for Slack's user object."""
        return person_from_slack(user, team=self._team, now=self._clock.now())
