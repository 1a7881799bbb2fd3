"""The worker: one loop that claims in batches, carries out at once, and settles in batches."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.delivery.carry import carry_out
from bot.delivery.desk import Desk, Job
from bot.delivery.failure import GRACE_S, LeaseLost
from bot.delivery.followers import Followers
from bot.delivery.slack import LEASE
from bot.delivery.withdrawals import Withdrawals
from bot.domain import effects
from bot.domain.errors import DatabaseUnavailable
from bot.domain.ids import new_nonce
from bot.log import get_logger
from bot.nudge import Nudge
from bot.usecases.deliveries import (
    Claimed,
    Owner,
    Settled,
    Turn,
    adopt_orphans,
    claim_fresh,
    look_around,
    take_turn,
)
from bot.usecases.runner import Runner
from bot.usecases.tx import Tx

log = get_logger(__name__)

T = TypeVar("T")

BATCH = 100
"""Effects claimed in one transaction."""

AT_ONCE = 200
"""Effects under way in one process; Slack's own limits are reached long before."""

GATHER_S = 0.005
"""How long what has finished waits for others to finish: calls made together are answered together, and a
transaction for each of them costs more than the calls. What follows them has begun already."""

LONG_S = 0.5
"""How long something is under way before we ask what else will be due meanwhile."""

POLL_S = 20.0
"""How often to look for what neither a wake-up nor a notification told us; it is less than a lease (30 s), so
that the end of every other process's lease is known before it comes."""

AGAIN_S = 5.0
"""How long, in seconds of real time, to rest after a mistake of ours before the next turn."""

REARM = timedelta(minutes=15)
"""How often blocked effects are tried again by themselves, from the start on: their cause may be mended.
How often it is looked as well whether to ask who is in the rooms of private incidents."""


_MISTAKE = effects.GiveUp(reason="a mistake in Muster, see its log")


class Worker:
    """Carries out the outbox of one process.

    Args:
        runner: runs the worker's transactions.
        desk: what carrying out an effect needs.
        alone: True when no other process can share the database; what a dead one left is adopted.

    Attributes:
        is_broken: whether its last transaction failed for a mistake of ours; it is tried again.
    """

    def __init__(self, runner: Runner, *, desk: Desk, alone: bool) -> None:
        """Prepare; `run` starts the work."""
        self._runner = runner
        self._desk = desk
        self._alone = alone
        self._owner = Owner(turns=new_nonce(), changes=new_nonce())
        self._nudge = Nudge(clock=desk.clock, gather_s=GATHER_S)
        self._under_way: dict[int, Job] = {}  # those that follow others and have not begun as well
        self._tasks: set[asyncio.Task[None]] = set()
        self._followers = Followers()
        self._finished: list[Settled] = []
        self._released: list[int] = []
        self._careful = False
        self._is_working = False
        self.is_broken = False
        self._stopping = False
        self._unsure = False
        self._rearm_at: datetime | None = None
        self._resting = asyncio.Event()
        self._withdrawals = Withdrawals(desk)

    @property
    def is_resting(self) -> bool:
        """Whether there is nothing to do before some later moment."""
        return self._resting.is_set() and not self._nudge.is_given

    async def rested(self) -> None:
        """Wait until the loop has come to rest."""
        await self._resting.wait()

    def wake(self) -> None:
        """Look for new effects; a little later when others have just begun, which go first."""
        if not self._nudge.is_coming:
            self._nudge.now()

    def look_afresh(self) -> None:
        """Do again what is done at the start: what Slack told of meanwhile may have been lost."""
        self._rearm_at = None
        self._nudge.now()

    async def run(self) -> None:
        """Work until `stop` is called; then finish what is under way."""
        if self._alone:
            grace = timedelta(seconds=GRACE_S)
            await self._patiently(lambda: self._runner.run(partial(adopt_orphans, grace=grace)))
        self._is_working = True
        try:
            while not self._is_over():
                self._nudge.take()
                room = self._room_left()
                turn = await self._patiently(self._turn)
                self._take(turn.claimed)
                full = len(turn.claimed) == room > 0  # there may be more
                if not (self._is_over() or self._has_news() or (full and self._room_left())):
                    await self._wait(after=turn.at)
            await self._withdrawals.drain()
        finally:
            self._is_working = False
            await self._cut_off()

    async def claim(self, tx: Tx) -> Sequence[Claimed]:
        """Claim what may start of what a transaction asks for: it begins without another one.

        Under load that is the dearer way: what a turn claims together is read together, once an incident. And
        not before `run` has taken up what a dead process left: that lets everything lapse that is claimed.
        """
        if self._under_way or not self._is_working:
            return ()
        return await claim_fresh(tx, owner=self._owner, lease=LEASE, size=self._room_left())

    def begin(self, claimed: Sequence[Claimed]) -> None:
        """Begin with what a transaction has claimed."""
        if self._stopping:
            self.give_back(claimed)
        elif claimed:
            self._resting.clear()
            self._take(claimed)
            self._nudge.soon()  # for what was left over

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Make what was claimed free again, if it was; whoever is next begins with it."""
        self._released += [one.id for one in claimed]
        self._nudge.now()

    async def stop(self) -> None:
        """Claim nothing more; `run` returns when all that is under way has been settled."""
        self._stopping = True
        self._nudge.now()

    async def _cut_off(self) -> None:
        """Let go of what a stop did not wait for: a program that it runs ends with it."""
        late = tuple(self._tasks)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _is_over(self) -> bool:
        """Whether we were asked to stop, and all that was under way has been settled."""
        return self._stopping and not self._under_way and not self._has_news()

    def _has_news(self) -> bool:
        """Whether there is something to tell the database."""
        return bool(self._finished or self._released)

    def _room_left(self) -> int:
        return 0 if self._stopping else min(BATCH, AT_ONCE - len(self._under_way))

    async def _turn(self) -> Turn:
        """Take one turn, whatever is wrong with one of the effects that have finished.

        A settlement that breaks is a mistake of ours, and must not keep all the others from being settled:
        they are settled one by one until it is found, and it is given up without what should follow from it.
        """
        while True:
            settled = self._finished[: 1 if self._careful else None]
            try:
                turn = await self._settle_and_claim(settled)
            except DatabaseUnavailable:
                raise
            except Exception:
                if not settled or settled[0].is_bare:
                    raise
                log.exception("settlement_broke", effects=[one.id for one in settled])
                if len(settled) == 1:
                    self._finished[0] = replace(settled[0], outcome=_MISTAKE, is_bare=True)
                self._careful = True
                continue
            self._careful = self._careful and bool(self._finished)
            return turn

    async def _settle_and_claim(self, settled: list[Settled]) -> Turn:
        self._finished = self._finished[len(settled) :]
        released, self._released = self._released, []
        unsure, self._unsure = self._unsure, False
        try:
            turn = await self._runner.run(
                partial(
                    take_turn,
                    owner=self._owner,
                    lease=LEASE,
                    size=self._room_left(),
                    settled=settled,
                    released=released,
                    busy=list(self._under_way),
                    renew=self._running_out(),
                    unsure=unsure,
                ),
                hands_over=False,
            )
        except BaseException:
            self._finished = settled + self._finished
            self._released = released + self._released
            self._unsure = True
            raise
        for effect, until in turn.renewed.items():
            if effect in self._under_way:
                self._under_way[effect].lease_until = until
        for one in settled:
            if one.id in turn.lost:
                self._withdrawals.start(one)
        return turn

    def _to_be_renewed(self) -> list[datetime]:
        """Return when the leases of what is under way are half over."""
        return [job.lease_until - LEASE / 2 for job in self._under_way.values()]

    def _running_out(self) -> list[int]:
        """Return the effects under way whose lease is half over."""
        now = self._desk.clock.now()
        return [effect for effect, job in self._under_way.items() if job.lease_until - LEASE / 2 <= now]

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` however long the database is away; nothing is lost meanwhile.

        A mistake of ours that no effect is to blame for must not end the loop: it may be gone by the next
        turn, as when a column was changed under a statement that the server had prepared.
        """
        while True:
            try:
                done = await work()
            except DatabaseUnavailable as error:
                log.warning("delivery_waits_for_database", reason=str(error)[:200])
                await asyncio.sleep(1)  # real time: the database's, not the incident's
            except Exception:
                self.is_broken = True
                log.exception("delivery_broke")
                await asyncio.sleep(AGAIN_S)
            else:
                self.is_broken = False
                return done

    def _take(self, claimed: Sequence[Claimed]) -> None:
        """Begin with claimed effects, or let them wait for the ones that they follow."""
        reading = self._desk.reading(one.effect for one in claimed)
        for one in sorted(claimed, key=lambda one: not one.effect.leads()):  # people wait for what follows
            job = self._under_way[one.id] = Job.of(one, reading=reading)
            if one.after is None:
                self._start(one, job)
            else:
                self._followers.add(one, job, after=one.after)

    def _start(self, claimed: Claimed, job: Job) -> None:
        task = asyncio.create_task(self._carry(claimed, job), name=f"effect-{claimed.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, claimed: Claimed, job: Job) -> None:
        """Carry out one effect and hand in what came of it."""
        outcome: effects.Outcome | None
        try:
            outcome = await carry_out(self._desk, job, claimed.effect)
        except LeaseLost:
            outcome = None
            self._unsure = True  # it may be ours again by now
        except DatabaseUnavailable as error:
            outcome = effects.Retry(after_s=1, reason=f"database: {error}"[:200])
        except Exception:
            log.exception("effect_broke", effect=claimed.id, kind=claimed.effect.kind)
            outcome = _MISTAKE
        del self._under_way[claimed.id]
        self._settle_soon(leads=self._followers.are_behind(claimed.id))
        if outcome is not None:
            self._report(claimed, outcome)
            settled = Settled(id=claimed.id, effect=claimed.effect, outcome=outcome, learnt=job.learnt)
            self._finished.append(settled)
        self._follow(claimed, job, outcome)

    def _settle_soon(self, *, leads: bool) -> None:
        """Take a turn when what finishes together has finished, or at once when nothing else is under way.

        Args:
            leads: whether others follow what has finished: people see a war room that the database must know.
        """
        if leads or self._stopping or not self._under_way:
            self._nudge.now()
        else:
            self._nudge.soon()

    def _follow(self, leader: Claimed, job: Job, outcome: effects.Outcome | None) -> None:
        """Begin with what follows an effect that has happened; give it back when it has not, or we stop."""
        if isinstance(outcome, effects.Done) and not self._stopping:
            job.reading.learn(leader.effect, outcome.result)
            for claimed, waiting in self._followers.begin(leader.id):
                self._start(claimed, waiting)
            return
        for effect in self._followers.let_go(leader.id):
            del self._under_way[effect]
            self._released.append(effect)

    def _report(self, claimed: Claimed, outcome: effects.Outcome) -> None:
        if isinstance(outcome, effects.Done) or (isinstance(outcome, effects.Retry) and not outcome.reason):
            return
        log.warning(
            "effect_failed",
            effect=claimed.id,
            kind=claimed.effect.kind,
            incident=claimed.effect.incident_id,
            attempt=claimed.attempt,
            outcome=type(outcome).__name__,
            reason=outcome.reason,
        )

    async def _wait(self, *, after: datetime) -> None:
        """Sleep until woken, the next effect is due, or it is time to look around.

        Args:
            after: the moment of the turn before: what was due then has been claimed.
        """
        if self._under_way and await self._nudge.within(LONG_S):
            return  # the first to finish looks again, as it nearly always does
        next_due = await self._patiently(partial(self._desk.queries.next_effect_due, after=after))
        now = self._desk.clock.now()
        await self._look_around_sometimes(now)
        moments = [now + timedelta(seconds=POLL_S), *self._to_be_renewed()]
        if next_due is not None:
            moments.append(next_due)
        seconds = max(0.0, (min(moments) - now).total_seconds())
        if not self._under_way:
            self._resting.set()
        try:
            await self._nudge.within(seconds)
        finally:
            self._resting.clear()

    async def _look_around_sometimes(self, now: datetime) -> None:
        if self._rearm_at is None or now >= self._rearm_at:
            afresh, self._rearm_at = self._rearm_at is None, now + REARM
            await self._patiently(partial(self._look_around, afresh=afresh))

    async def _look_around(self, *, afresh: bool) -> None:
        if await self._runner.run(partial(look_around, afresh=afresh)):
            self._nudge.now()
