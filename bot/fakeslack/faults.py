"""Faults on demand: what may go wrong between Slack and the app, on purpose and repeatably."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.fakeslack.errors import Json

Matcher = Callable[[Json], bool]
"""Looks at the arguments of a call, or at an inner event, and says whether the fault is for it."""


EACH = "each"
"""Instead of a method: the first call of every one."""


class Effect(StrEnum):
    """Whether a broken call did its work in Slack all the same."""

    NOT_DONE = "not_done"
    DONE = "done"


class Kind(StrEnum):
    """What happens to a call of the Web API."""

    LATENCY = "latency"
    STATUS = "status"
    ERROR = "error"
    RESET = "reset"
    HANG = "hang"
    HOLD = "hold"
    HOLD_ANSWER = "hold_answer"


@dataclass(slots=True)
class Fault:
    """One scripted fault of the Web API; `times` counts down to 0, None is for ever.

    `met` are the methods that have met it. A held call sets `arrived` and waits for `release`.
    """

    kind: Kind
    method: str
    when: Matcher | None = None
    times: int | None = 1
    effect: Effect = Effect.NOT_DONE
    seconds: float = 0.0
    status: int = 200
    code: str = ""
    retry_after: int | None = None
    seen: int = 0
    met: set[str] = field(default_factory=set)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, method: str, args: Json) -> bool:
        """Is this fault for this call?"""
        if self.times == 0 or self.method not in ("*", EACH, method):
            return False
        if self.method == EACH and method in self.met:
            return False
        return self.when is None or self.when(args)

    def take(self, method: str) -> None:
        """Count one use, by a call of this method."""
        self.seen += 1
        self.met.add(method)
        if self.times is not None:
            self.times -= 1
        self._arrived.set()

    async def arrived(self, *, within: float = 30.0) -> None:
        """Wait until a call has met this fault (real seconds); raise TimeoutError when none does."""
        async with asyncio.timeout(within):
            await self._arrived.wait()

    def release(self, *, effect: Effect = Effect.DONE) -> None:
        """Let a held call go on: with its work done and answered, or dropped without."""
        self.effect = effect
        self._released.set()

    async def released(self) -> None:
        """Wait until a held call may go on."""
        await self._released.wait()


@dataclass(slots=True)
class Faults:
    """The script of faults of the app's requests. The first that fits one is taken.

    `latency` are seconds that every call takes, `latency_of` those of single methods.
    `method` is one of the Web API, `response_url`, `upload`, `*` for any, or `EACH`.
    `times` None is until `clear`.
    """

    latency: float = 0.0
    latency_of: dict[str, float] = field(default_factory=dict)
    rules: list[Fault] = field(default_factory=list)

    def slow(
        self, method: str, *, seconds: float, times: int | None = 1, when: Matcher | None = None
    ) -> Fault:
        """Answer late."""
        return self._add(Fault(Kind.LATENCY, method, when, times, seconds=seconds))

    def rate_limited(
        self, method: str, *, retry_after: int = 1, times: int | None = 1, when: Matcher | None = None
    ) -> Fault:
        """Answer 429 with Retry-After in seconds."""
        return self._add(
            Fault(Kind.STATUS, method, when, times, status=429, code="ratelimited", retry_after=retry_after)
        )

    def server_error(
        self,
        method: str,
        *,
        status: int = 503,
        effect: Effect = Effect.NOT_DONE,
        times: int | None = 1,
        when: Matcher | None = None,
    ) -> Fault:
        """Answer with a page of HTML and this status, the work done or not."""
        return self._add(Fault(Kind.STATUS, method, when, times, effect, status=status))

    def error(
        self,
        method: str,
        code: str,
        *,
        times: int | None = 1,
        effect: Effect = Effect.NOT_DONE,
        when: Matcher | None = None,
    ) -> Fault:
        """Answer 200 with `"ok": false` and this code."""
        return self._add(Fault(Kind.ERROR, method, when, times, effect, code=code))

    def reset(
        self,
        method: str,
        *,
        effect: Effect = Effect.NOT_DONE,
        times: int | None = 1,
        when: Matcher | None = None,
    ) -> Fault:
        """Break the connection without an answer, the work done or not."""
        return self._add(Fault(Kind.RESET, method, when, times, effect))

    def hang(
        self,
        method: str,
        *,
        effect: Effect = Effect.NOT_DONE,
        times: int | None = 1,
        when: Matcher | None = None,
    ) -> Fault:
        """Never answer, so that the caller times out, the work done or not."""
        return self._add(Fault(Kind.HANG, method, when, times, effect))

    def hold(self, method: str, *, times: int | None = 1, when: Matcher | None = None) -> Fault:
        """Stop a call before its work until `release`; `arrived` tells when it is there."""
        return self._add(Fault(Kind.HOLD, method, when, times))

    def hold_answer(self, method: str, *, times: int | None = 1, when: Matcher | None = None) -> Fault:
        """Do the work of a call, and keep its answer back until `release`: it may be old by then."""
        return self._add(Fault(Kind.HOLD_ANSWER, method, when, times))

    def clear(self) -> None:
        """Forget all faults and let held calls go."""
        for rule in self.rules:
            rule.release()
        self.rules.clear()
        self.latency = 0.0
        self.latency_of.clear()

    def next(self, method: str, args: Json) -> Fault | None:
        """Return the fault that this call meets, counting it; None when all is well."""
        self.rules = [rule for rule in self.rules if rule.times != 0]
        for rule in self.rules:
            if rule.matches(method, args):
                rule.take(method)
                return rule
        return None

    def delay(self, method: str) -> float:
        """Return the seconds that a call of this method takes."""
        return self.latency_of.get(method, self.latency)

    def _add(self, fault: Fault) -> Fault:
        self.rules.append(fault)
        return fault
