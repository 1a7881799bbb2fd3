"""Taking back what was said twice: a worker that was held up finds its effect carried out by another."""

import asyncio
from datetime import UTC, datetime

from bot.delivery.carriers.messages import copies
from bot.delivery.carriers.places import Spot
from bot.delivery.desk import Desk, Job
from bot.delivery.failure import GRACE_S, LeaseLost, SlackFailure
from bot.delivery.slack import LAST, LEASE
from bot.domain import effects
from bot.domain.errors import DatabaseUnavailable
from bot.log import get_logger
from bot.usecases.deliveries import Settled
from bot.usecases.queries import Standing

log = get_logger(__name__)

LOOKS = 12
"""How often to look whether the other worker has posted the message yet."""

LOOK_AGAIN_S = 5.0


class Withdrawals:
    """Deletes messages of this worker that the one which took over their effects has posted as well.

    Args:
        desk: what carrying out effects needs.
    """

    def __init__(self, desk: Desk) -> None:
        """Begin with none."""
        self._desk = desk
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self, lost: Settled) -> None:
        """Look after one effect whose settlement did not count, in a task of its own."""
        if not isinstance(lost.outcome, effects.Done | effects.InDoubt):
            return  # it certainly said nothing
        task = asyncio.create_task(self._withdraw(lost), name=f"withdraw-{lost.id}")
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def drain(self) -> None:
        """Wait for all that are under way, no longer than until the next look; what is left, stays."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=LOOK_AGAIN_S)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("withdrawal_broke", exc_info=error)

    async def _withdraw(self, lost: Settled) -> None:
        if isinstance(lost.outcome, effects.InDoubt):
            await self._desk.clock.sleep(GRACE_S)  # a call without an answer can land late
        standing = await self._standing(lost.id)
        if standing is None or standing.channel_id is None or standing.ts is None:
            return
        for _ in range(LOOKS):
            try:
                await self._delete_others(lost, standing, channel=standing.channel_id, kept=standing.ts)
                return
            except (SlackFailure, LeaseLost) as failure:
                log.warning("withdrawal_waits", effect=lost.id, reason=str(failure))
                await self._desk.clock.sleep(LOOK_AGAIN_S)
        log.error("duplicate_left", effect=lost.id)

    async def _standing(self, effect: int) -> Standing | None:
        """Return the message that stands for the effect, as soon as the other worker has posted it."""
        standing: Standing | None = None
        for _ in range(LOOKS):
            try:
                standing = await self._desk.queries.message_of_effect(effect)
            except DatabaseUnavailable:
                standing = None
            else:
                if standing is None or standing.ts is not None:
                    return standing
            await self._desk.clock.sleep(LOOK_AGAIN_S)
        return standing

    async def _delete_others(self, lost: Settled, standing: Standing, *, channel: str, kept: str) -> None:
        """Delete what this worker has posted for the effect beside the message that is kept."""
        job = self._job(lost.id, around=datetime.fromtimestamp(float(kept), UTC))
        if isinstance(lost.outcome, effects.Done):
            found = [str(lost.outcome.result["ts"])] if "ts" in lost.outcome.result else []
        else:
            spot = Spot(channel=channel, thread_ts=standing.thread_ts)
            found = [str(one["ts"]) async for one in copies(self._desk, job, spot)]
        for ts in found:
            if ts != kept:
                await self._delete(job, channel=channel, ts=ts)
                log.info("duplicate_taken_back", effect=lost.id)

    async def _delete(self, job: Job, *, channel: str, ts: str) -> None:
        try:
            await self._desk.call(job, "chat.delete", channel=channel, ts=ts)
        except SlackFailure as failure:
            if failure.error != "message_not_found":
                raise

    def _job(self, effect: int, *, around: datetime) -> Job:
        """Return a job for looking and deleting, which needs no lease: both may be repeated freely."""
        return Job(
            id=effect,
            in_doubt=True,
            attempt=1,
            first_tried_at=around,
            lease_until=self._desk.clock.now() + LEASE,
            learnt={},
            rank=LAST,
            reading=self._desk.reading(),
        )
