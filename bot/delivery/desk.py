"""What carrying out an effect needs: Slack, the read models, the rules and the time."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.config import Config
from bot.delivery.reading import Reading
from bot.delivery.slack import Slack
from bot.domain.effects import Effect, Outcome
from bot.usecases.deliveries import Claimed
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner


@dataclass(kw_only=True)
class Groups:
    """The ids of the workspace's user groups, by id and by handle, and when Slack named them."""

    ids: Mapping[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(kw_only=True)
class Desk:
    """The worker's tools, the same for every effect.

    Args:
        runner: begins what may not be begun twice.
        environment: where actions of runbooks find their secrets.
    """

    slack: Slack
    queries: Queries
    runner: Runner
    config: Config
    clock: Clock
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    direct_channels: dict[str, str] = field(default_factory=dict)  # a cache: Slack always gives the same one
    groups: Groups = field(default_factory=Groups)

    async def call(self, job: "Job", method: str, **arguments: Any) -> dict[str, Any]:
        """Call Slack for `job`, if there is enough of its lease left.

        Raises:
            SlackFailure: Slack refused, did not answer, or asked us to wait.
            LeaseLost: the lease is about to end.
        """
        return await self.slack.call(method, lease_until=job.lease_until, rank=job.rank, **arguments)

    def reading(self, effects: Iterable[Effect] = ()) -> Reading:
        """Begin to read for the effects of one turn."""
        return Reading(effects, queries=self.queries, one_at_a_time=self.one_at_a_time)

    async def direct_channel(self, job: "Job", person: str) -> str:
        """Return the channel of direct messages with `person`."""
        if person not in self.direct_channels:
            answer = await self.call(job, "conversations.open", users=person)
            self.direct_channels[person] = str(answer["channel"]["id"])
        return self.direct_channels[person]


@dataclass(kw_only=True)
class Job:
    """One claimed effect under way; `learnt` is kept whatever comes of it, `rank` is how soon it goes."""

    id: int
    in_doubt: bool
    attempt: int
    first_tried_at: datetime
    lease_until: datetime
    learnt: dict[str, Any]
    rank: int
    reading: Reading

    @classmethod
    def of(cls, claimed: Claimed, *, reading: Reading) -> "Job":
        """Begin the job that a claim allows."""
        return cls(
            id=claimed.id,
            in_doubt=claimed.in_doubt,
            attempt=claimed.attempt,
            first_tried_at=claimed.first_tried_at,
            lease_until=claimed.lease_until,
            learnt=dict(claimed.learnt),
            rank=claimed.effect.rank(),
            reading=reading,
        )


__all__ = ["Desk", "Job", "Outcome"]
