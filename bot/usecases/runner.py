"""The only committer: runs a use-case as one transaction, exactly once, and wakes who must act on it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from bot.clock import Clock
from bot.config import Config
from bot.domain.errors import Conflict, DatabaseUnavailable, LostCommit
from bot.domain.ids import jitter, new_nonce
from bot.domain.reply import Reply
from bot.store import seen, timers
from bot.store.database import Database
from bot.store.outbox import announce
from bot.usecases.deliveries import Claimed
from bot.usecases.tx import Tx
from runbooks.catalogue import EMPTY, Catalogue

T = TypeVar("T")


class Courier(Protocol):
    """Carries out effects, and would rather begin with new ones at once than look for them."""

    async def claim(self, tx: Tx) -> Sequence[Claimed]:
        """Claim what may start of what the transaction asks for."""
        ...

    def begin(self, claimed: Sequence[Claimed]) -> None:
        """Begin with what was claimed: the transaction is committed."""
        ...

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Do not begin: the transaction may have been committed and may not."""
        ...


ATTEMPTS = 5
"""How often a transaction is tried when others are in the way."""


class Runner:
    """Runs use-cases.

    Args:
        database: where everything is kept.
        clock: tells the moment at which a use-case happens.
        config, catalogue: handed to every use-case.
        on_effects: called after each commit that asked for something to happen outside; it only sets a flag.
        on_timers: called after each commit that set, moved or removed a timer; it only sets a flag.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        config: Config,
        catalogue: Catalogue = EMPTY,
        on_effects: Callable[[], None] = lambda: None,
        on_timers: Callable[[], None] = lambda: None,
    ) -> None:
        """Remember what use-cases need."""
        self.name = new_nonce()  # tells this process's notifications from those of other replicas
        self._database = database
        self._clock = clock
        self._config = config
        self._catalogue = catalogue
        self._on_effects = on_effects
        self._on_timers = on_timers
        self._running: set[asyncio.Task[object]] = set()
        self._courier: Courier | None = None

    def hand_over_to(self, courier: Courier) -> None:
        """From now on let `courier` claim new effects in the transactions that ask for them."""
        self._courier = courier

    async def run(self, use_case: Callable[[Tx], Awaitable[T]], *, hands_over: bool = True) -> T:
        """Carry out `use_case` in one transaction, commit it, and return what it returned.

        It goes on when the caller is cancelled: a cancelled write may have been committed all the same.

        Args:
            hands_over: False when `use_case` claims effects by itself.

        Raises:
            Refusal: the use-case refused; nothing was changed.
            LostCommit: the connection broke in the commit; whether something was changed is not known.
            DatabaseUnavailable: the database cannot be reached; nothing was changed.
        """
        task: asyncio.Task[T] = asyncio.ensure_future(self._attempts(use_case, hands_over=hands_over))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def once(self, key: str | None, use_case: Callable[[Tx], Awaitable[Reply]]) -> Reply:
        """Carry out `use_case` unless a request with the same `key` was; then return the answer that one got.

        A commit whose answer was lost is asked about once more: the key tells whether it had arrived.

        Raises:
            Refusal: the use-case refused; nothing was changed, and the key may be used again.
            LostCommit: the connection broke in the commit; whether something was changed is not known.
            DatabaseUnavailable: the database cannot be reached; nothing was changed.
        """
        if key is None:
            return await self.run(use_case)

        async def reserved(tx: Tx) -> Reply:
            earlier = await seen.reserve(tx.session, key, now=tx.now)
            if earlier is not None:
                return Reply.from_json(earlier)
            reply = await use_case(tx)
            await seen.answer(tx.session, key, answer=reply.to_json())
            return reply

        try:
            return await self.run(reserved)
        except LostCommit as lost:
            try:
                return await self.run(reserved)
            except DatabaseUnavailable:
                raise lost from None

    async def drain(self) -> None:
        """Wait until every transaction under way has ended."""
        while self._running:
            await asyncio.wait(self._running)

    async def _attempts(self, use_case: Callable[[Tx], Awaitable[T]], *, hands_over: bool) -> T:
        for attempt in range(ATTEMPTS):
            try:
                return await self._transaction(use_case, courier=self._courier if hands_over else None)
            except Conflict as conflict:
                if attempt == ATTEMPTS - 1:
                    raise DatabaseUnavailable("Other changes were in the way for too long.") from conflict
                # Real time: other transactions of this machine must get out of the way.
                await asyncio.sleep(0.01 * 2**attempt * (1 + jitter()))
        raise AssertionError("unreachable")

    async def _transaction(self, use_case: Callable[[Tx], Awaitable[T]], *, courier: Courier | None) -> T:
        committing = False
        claimed: Sequence[Claimed] = ()
        try:
            async with self._database.write() as session:
                tx = Tx(
                    session=session, now=self._clock.now(), config=self._config, catalogue=self._catalogue
                )
                timers.watch(session)
                result = await use_case(tx)
                if courier is not None:
                    claimed = await courier.claim(tx)
                await tx.outgoing.write()
                has_effects, has_timers = tx.emitted > len(claimed), timers.moved(session)
                if has_effects or has_timers:
                    await announce(session, by=self.name)
                committing = not self._database.is_sqlite  # there a commit that failed was not made
                await session.commit()
        except DatabaseUnavailable as error:
            if committing:  # it may have left something to do
                if courier is not None:
                    courier.give_back(claimed)
                self._on_effects()
                self._on_timers()
                raise LostCommit(str(error)) from error
            raise
        if courier is not None:
            courier.begin(claimed)
        if has_effects:
            self._on_effects()
        if has_timers:
            self._on_timers()
        return result
