"""Slack's rate limits, when a bench or a test asks for them."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from bot.fakeslack.clock import Clock, seconds

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls per method and minute by tier (docs.slack.dev, apis/web-api/rate-limits)."""
POSTING = "chat.postMessage"
POST_BURST = 5
"""Messages to one channel that Slack lets through at once before it insists on one per second."""


@dataclass(slots=True)
class RateLimits:
    """Counts calls per method, and messages per channel, by the workspace's clock."""

    clock: Clock
    enforced: bool = False
    _calls: dict[str, deque[float]] = field(default_factory=dict)
    _posts: dict[str, float] = field(default_factory=dict)

    def wait(self, method: str, *, tier: int, channel: str) -> int:
        """Count a call and return 0, or the seconds of Retry-After when it is one too many."""
        if not self.enforced:
            return 0
        now = seconds(self.clock)
        if method == POSTING:
            return self._posted(channel, now)
        most = PER_MINUTE.get(tier)
        if most is None:
            return 0
        recent = self._calls.setdefault(method, deque())
        while recent and recent[0] <= now - 60:
            recent.popleft()
        if len(recent) >= most:
            return max(1, math.ceil(recent[0] + 60 - now))
        recent.append(now)
        return 0

    def _posted(self, channel: str, now: float) -> int:
        """Keep, per channel, the moment at which its backlog of one message per second is worked off."""
        free = max(self._posts.get(channel, now), now)
        if free + 1 - now > POST_BURST:
            return max(1, math.ceil(free + 1 - now - POST_BURST))
        self._posts[channel] = free + 1
        return 0
