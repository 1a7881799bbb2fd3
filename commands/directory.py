"""The directory of people: the database first, else Slack, for a moment at most."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from bot.clock import Clock
from bot.domain.models import Person
from bot.domain.people import person_from_slack
from bot.log import get_logger
from bot.usecases.membership import remember_person
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner
from commands.tasks import Tasks

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
        tasks: keeps a question that takes longer than a person can wait.
        patience_s: how long an answer waits for Slack, in real seconds.
    """

    def __init__(
        self,
        *,
        queries: Queries,
        runner: Runner,
        ask: Asks,
        clock: Clock,
        team: str,
        tasks: Tasks,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Remember whom to ask."""
        self._queries = queries
        self._runner = runner
        self._ask = ask
        self._clock = clock
        self._team = team
        self._tasks = tasks
        self._patience_s = patience_s
        self._asking: dict[str, asyncio.Task[Person | None]] = {}

    async def person(self, slack_id: str) -> Person | None:
        """Return what is known of a person, asking Slack if need be; None when it has not told in time.

        Then nobody knows whether they are of this workspace. The question goes on, for when they try again.
        """
        known = await self._queries.person(slack_id)
        if known is not None:
            return known
        if slack_id not in self._asking:
            self._asking[slack_id] = asyncio.create_task(self._learn(slack_id), name=f"ask-{slack_id}")
        asking = self._asking[slack_id]
        done, _ = await asyncio.wait(
            {asking}, timeout=self._patience_s
        )  # real time: the person's patience is
        if done:
            return asking.result()
        self._tasks.keep(asking)
        log.info("person_unknown", person=slack_id)
        return None

    async def _learn(self, slack_id: str) -> Person | None:
        """Ask Slack who somebody is, and remember it."""
        try:
            user = await self._ask(slack_id)
            if user is None:
                log.info("person_unknown", person=slack_id)
                return None
            person = self.read(user)
            await self._runner.run(partial(remember_person, person=person))
            return person
        finally:
            del self._asking[slack_id]

    def read(self, user: Mapping[str, Any]) -> Person:
        """Return our row for Slack's user object."""
        return person_from_slack(user, team=self._team, now=self._clock.now())
