"""The rate budget: what Slack has asked us to slow down goes on in order of importance, and never in a rush.

Nothing is counted before Slack answers 429: bursts are tolerated, and how large is known to Slack alone.
"""

import asyncio
import heapq
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

POSTING = "chat.postMessage"
"""Limited to a message a second in each channel (docs.slack.dev, apis/web-api/rate-limits)."""

EVERYWHERE = 10
"""With so many channels held at once too much is posted in the whole workspace, so every channel is held."""

ALERT = timedelta(minutes=1)
"""How long after a wait we go on carefully: Slack counts calls by the minute."""


class Held(Exception):
    """Slack has asked us to wait with this call.

    Args:
        wait_s: for how much longer, in seconds.
    """

    def __init__(self, wait_s: float) -> None:
        """Remember for how long."""
        super().__init__(f"{wait_s:.1f} s")
        self.wait_s = wait_s


@dataclass(eq=False)
class Pace:
    """How fast calls of one kind go on after a 429: one at a time, and with each round of answers one more.

    Calls that find no room wait for the answers to those before them, the most important first; should Slack
    ask for another wait, all of them are sent back to be tried later.
    """

    held_until: datetime
    room: int = 1
    under_way: int = 0
    _answers: int = 0
    _waiting: list[tuple[int, int, asyncio.Future[None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def is_held(self, now: datetime) -> bool:
        """Whether no call may be made yet."""
        return now < self.held_until

    def is_over(self, now: datetime) -> bool:
        """Whether there is nothing to be careful about any more."""
        return now >= self.held_until + ALERT and not self.under_way

    def hold(self, until: datetime, *, now: datetime) -> None:
        """Begin again, at `until`; those who wait learn of it."""
        self.held_until = max(self.held_until, until)
        self.room, self._answers = 1, 0
        waiting, self._waiting = self._waiting, []
        for _, _, turn in waiting:
            if not turn.done():
                turn.set_exception(Held((self.held_until - now).total_seconds()))

    async def enter(self, rank: int) -> None:
        """Wait for room; `leave` makes it again.

        Raises:
            Held: Slack asked for another wait meanwhile.
        """
        if self.under_way < self.room:
            self.under_way += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(answered=False)
            raise

    def leave(self, *, answered: bool) -> None:
        """Make room for the next ones.

        Args:
            answered: whether Slack took the call, so that a little more may be tried.
        """
        self.under_way -= 1
        if answered:
            self._answers += 1
            if self._answers >= self.room:
                self.room, self._answers = self.room + 1, 0
        while self._waiting and self.under_way < self.room:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self.under_way += 1
                turn.set_result(None)


class Budget:
    """The paces of one process's calls; empty while Slack does not limit us."""

    def __init__(self) -> None:
        """Begin without any limit."""
        self._paces: dict[tuple[str, str], Pace] = {}

    async def enter(self, method: str, *, channel: str, rank: int, now: datetime) -> Pace | None:
        """Wait for this call's turn, and return what is to be left after it; None when nothing is limited.

        Args:
            channel: where a message is to be posted; of no matter to other methods.
            rank: smaller goes first.

        Raises:
            Held: Slack has asked us to wait.
        """
        if not self._paces:
            return None
        pace = self._governing(method, channel=channel, now=now)
        if pace is not None:
            await pace.enter(rank)
        return pace

    def limited(self, method: str, *, channel: str, wait_s: float, now: datetime) -> None:
        """Take note that Slack asked to wait with such calls for so many seconds."""
        until = now + timedelta(seconds=wait_s)
        self._hold(_key(method, channel), until, now=now)
        if method == POSTING:
            held = [pace for (name, _), pace in self._paces.items() if name == POSTING and pace.is_held(now)]
            if len(held) >= EVERYWHERE:
                self._hold((POSTING, ""), until, now=now)

    def _hold(self, key: tuple[str, str], until: datetime, *, now: datetime) -> None:
        pace = self._paces.setdefault(key, Pace(held_until=until))
        pace.hold(until, now=now)

    def _governing(self, method: str, *, channel: str, now: datetime) -> Pace | None:
        """Return the pace that such a call keeps to: that of the whole method before that of one channel."""
        governing: Pace | None = None
        for key in dict.fromkeys(((method, ""), _key(method, channel))):
            pace = self._paces.get(key)
            if pace is None:
                continue
            if pace.is_over(now):
                del self._paces[key]
                continue
            if pace.is_held(now):
                raise Held((pace.held_until - now).total_seconds())
            if governing is None or key == (method, ""):
                governing = pace
        return governing


def _key(method: str, channel: str) -> tuple[str, str]:
    return method, channel if method == POSTING else ""
