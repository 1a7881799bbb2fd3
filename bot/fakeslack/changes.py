"""What happened in the workspace, as values, to whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened.

    `kind` is one of: message, message_changed, message_deleted, ephemeral, reaction_added, reaction_removed,
    member_joined, member_left, channel_created, channel_archive, channel_unarchive, channel_rename,
    pin_added, pin_removed, bookmarks, read, file, view, home, home_opened, person, person_joined, group,
    group_members, uninstalled, socket, call, delivery. `detail` holds what the kind needs besides.
    """

    kind: str
    channel: str = ""
    user: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


class Subscription:
    """The changes since it was opened, in order, for one reader."""

    def __init__(self, feed: Changes) -> None:
        """Open it on a feed."""
        self._feed = feed
        self._queue: asyncio.Queue[Change] = asyncio.Queue()

    def put(self, change: Change) -> None:
        """Hand over one change."""
        self._queue.put_nowait(change)

    async def next(self) -> Change:
        """Wait for the next change."""
        return await self._queue.get()

    def drain(self) -> list[Change]:
        """Return what has come in and not been read, without waiting."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    def __aiter__(self) -> AsyncIterator[Change]:
        """Iterate for ever."""
        return self

    async def __anext__(self) -> Change:
        """Wait for the next change."""
        return await self.next()

    def __enter__(self) -> Self:
        """Start receiving."""
        self._feed.listen(self.put)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop receiving."""
        self._feed.forget(self.put)


class Changes:
    """The feed of changes of one workspace."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: list[Callable[[Change], None]] = []
        self._wake = asyncio.Event()

    def publish(self, change: Change) -> None:
        """Tell every listener, in the order in which they came, and wake whoever waits."""
        for listener in tuple(self._listeners):
            listener(change)
        self._wake.set()
        self._wake = asyncio.Event()

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call `listener` with each change, at once, until it is forgotten."""
        self._listeners.append(listener)

    def forget(self, listener: Callable[[Change], None]) -> None:
        """Stop calling `listener`."""
        self._listeners.remove(listener)

    def subscribe(self) -> Subscription:
        """Return a queue of the changes to come; use it in a `with` block."""
        return Subscription(self)

    async def wait(self) -> None:
        """Wait until anything happens."""
        await self._wake.wait()
