"""The state of the local workspace, and the ways to look at it and to wait for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.fakeslack.calls import ApiCall, DeliveryRecord
from bot.fakeslack.chance import SystemClock
from bot.fakeslack.changes import Changes
from bot.fakeslack.channels import Bookmark, Channel, Channels, Kind
from bot.fakeslack.clock import Clock
from bot.fakeslack.files import File, Files
from bot.fakeslack.ids import Ids, from_handle
from bot.fakeslack.installation import Installation
from bot.fakeslack.marks import Marks
from bot.fakeslack.membership import Membership
from bot.fakeslack.messages import Message
from bot.fakeslack.people import HOME_TEAM, People, Person, UserGroup
from bot.fakeslack.posting import Posting
from bot.fakeslack.render import Renderer
from bot.fakeslack.sockets import Sockets
from bot.fakeslack.triggers import Triggers
from bot.fakeslack.views import Views

Found = TypeVar("Found")


class StillWaiting(AssertionError):
    """What was waited for did not come; the message holds a transcript of the channels."""


class NothingLikeIt(LookupError):
    """There is no such message (yet); the transcript is only written when somebody reads it."""

    def __init__(self, what: str, workspace: Workspace) -> None:
        """Remember what was looked for, and where."""
        super().__init__(what)
        self.what = what
        self._workspace = workspace

    def __str__(self) -> str:
        return f"{self.what}\n{self._workspace.transcript()}"


class Workspace:
    """One Slack workspace with one app installed.

    Reading it is free of rules (a test sees everything). People act through `Actor`, the app by the Web API.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        name: str = "Local",
        domain: str = "local",
        bot_name: str = "bot",
        seed: str | None = None,
        keep_calls: int = 5000,
    ) -> None:
        """Make a workspace with the bot, a channel #general and nobody else.

        Args:
            clock: what time it is in Slack; the machine's by default.
            name: the workspace's name.
            domain: the first part of its address.
            bot_name: the handle of the app's bot user.
            seed: makes ids repeatable (five upper-case letters or digits).
            keep_calls: how many Web API calls and deliveries are remembered.
        """
        self.clock: Clock = clock or SystemClock()
        self.name, self.domain, self.team_id = name, domain, HOME_TEAM
        self.url = f"https://{domain}.slack.example.com/"
        self.ids = Ids(seed)
        self.changes = Changes()
        self.app = Installation(
            from_handle("A", bot_name), from_handle("B", bot_name), from_handle("U", bot_name)
        )
        self.people = People(self.clock, self.changes)
        self.people.add(
            bot_name,
            id=self.app.bot_user,
            is_bot=True,
            email="",
            bot_id=self.app.bot_id,
            app_id=self.app.app_id,
        )
        self.channels = Channels(self.ids, self.clock, self.changes)
        self.posting = Posting(self.clock, self.changes)
        self.membership = Membership(self.channels, self.posting)
        self.files_by_id = Files(self.ids)
        self.views = Views(self.ids, self.clock, self.changes)
        self.triggers = Triggers(self.ids, self.clock)
        self.sockets = Sockets(self.app.app_id)
        self.marks = Marks(self.people, self.channels)
        self.render = Renderer(self.marks)
        self.calls: deque[ApiCall] = deque(maxlen=keep_calls)
        self.deliveries: deque[DeliveryRecord] = deque(maxlen=keep_calls)
        self.add_channel("general", creator=self.app.bot_user, general=True)

    # People and places, for set-up

    def add_person(self, name: str, *, real_name: str | None = None, **fields: object) -> Person:
        """Add somebody (with fields of `Person`: tz, is_restricted, team_id, …), also to #general."""
        person = self.people.add(name, real_name=real_name, **fields)
        general = self.channels.named("general")
        if general is not None and not person.is_stranger and not person.is_ultra_restricted:
            self.channels.join(general, user=person.id)
        return person

    def add_group(self, handle: str, *, members: Iterable[str] = (), name: str | None = None) -> UserGroup:
        """Add a user group with these people (ids or names)."""
        return self.people.add_group(handle, members=members, name=name)

    def add_channel(
        self,
        name: str,
        *,
        creator: str | None = None,
        members: Iterable[str] = (),
        private: bool = False,
        with_bot: bool = False,
        general: bool = False,
    ) -> Channel:
        """Create a channel with these people in it (ids or names), and the bot if asked."""
        everyone = [self.people.get(member).id for member in members]
        if with_bot:
            everyone.append(self.app.bot_user)
        owner = self.people.get(creator).id if creator else (everyone[0] if everyone else self.app.bot_user)
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        channel = self.channels.create(name, creator=owner, kind=kind, members=everyone)
        channel.is_general = general
        if owner == self.app.bot_user and not with_bot:
            self.channels.leave(channel, user=owner)
        return channel

    # Looking

    @property
    def bot(self) -> Person:
        """Return the app's bot user."""
        return self.people.get(self.app.bot_user)

    def channel(self, name: str) -> Channel:
        """Return a channel by id, by name, or by a person's name: then the direct message with the bot."""
        found = self.channels.by_id.get(name) or self.channels.named(name)
        if found is not None:
            return found
        person = self.people.find(name)
        if person is None:
            return self.channels.get(name)
        for channel in self.channels.by_id.values():
            if channel.kind is Kind.IM and channel.members.keys() == {person.id, self.app.bot_user}:
                return channel
        raise LookupError(f"there is no direct message between the bot and {name} yet")

    def messages(
        self,
        channel: str,
        *,
        contains: str = "",
        by: str | None = None,
        thread_ts: str | None = None,
        system: bool = False,
    ) -> list[Message]:
        """Return the messages of a channel, oldest first, replies included.

        Args:
            channel: an id, a name, or a person's name for the direct message with the bot.
            contains: only those whose readable text holds this.
            by: only those of this person (id or name).
            thread_ts: only the replies to this message.
            system: also Slack's own lines (joined, set the topic, …).
        """
        author = self.people.get(by).id if by else None
        return [
            message
            for message in self.channel(channel).messages.values()
            if (system or not message.is_system)
            and (author is None or message.user == author)
            and (thread_ts is None or (message.is_reply and message.thread_ts == thread_ts))
            and (not contains or contains in self.render.message(message))
        ]

    def message(self, channel: str, *, contains: str = "", by: str | None = None) -> Message:
        """Return the latest such message; raise LookupError (which `until` takes for "not yet")."""
        found = self.messages(channel, contains=contains, by=by)
        if not found:
            raise NothingLikeIt(f"no message with {contains!r} in {channel}", self)
        return found[-1]

    def ephemerals(self, channel: str, *, to: str, contains: str = "") -> list[Message]:
        """Return the messages in a channel that only one person sees, oldest first."""
        person = self.people.get(to).id
        return [
            message
            for message in self.channel(channel).ephemerals
            if message.visible_to == person and contains in self.render.message(message)
        ]

    def text(self, message: Message, *, viewer: str | None = None) -> str:
        """Return what a person reads in a message: mentions as @name, dates in the viewer's zone."""
        person = self.people.get(viewer) if viewer else None
        return self.render.message(message, zone=person.tz if person else "UTC")

    def pins(self, channel: str) -> list[Message]:
        """Return the pinned messages of a channel, in the order of pinning."""
        place = self.channel(channel)
        return [place.messages[pin.ts] for pin in place.pins if pin.ts in place.messages]

    def bookmarks(self, channel: str) -> list[Bookmark]:
        """Return the bookmarks of a channel."""
        return list(self.channel(channel).bookmarks)

    def files(self, channel: str) -> list[File]:
        """Return the files shared in a channel, with their content."""
        place = self.channel(channel)
        return [f for f in self.files_by_id.by_id.values() if place.id in f.channels and not f.deleted]

    def calls_of(self, method: str, *, ok: bool | None = None) -> list[ApiCall]:
        """Return the remembered calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method and ok in (None, call.ok)]

    # Waiting

    async def until(
        self,
        predicate: Callable[[], Found],
        *,
        timeout: float = 30.0,  # noqa: ASYNC109 the error it raises is the point
        what: str = "",
    ) -> Found:
        """Wait until `predicate` returns something true, looking again at every change; return that.

        A LookupError of the predicate counts as "not yet".

        Args:
            predicate: looks at the workspace (or at anything else that changes with it).
            timeout: how many real seconds to wait.
            what: words for the error.

        Raises:
            StillWaiting: the time is over; its text holds a transcript.
        """
        reason = ""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    try:
                        if found := predicate():
                            return found
                    except LookupError as not_yet:
                        reason = f" ({not_yet.args[0] if not_yet.args else not_yet!r})"
                    await self.changes.wait()
        except TimeoutError:
            waited = what or getattr(predicate, "__name__", "the predicate")
            raise StillWaiting(f"{waited}: not after {timeout} s{reason}\n{self.transcript()}") from None

    def transcript(self, *, last: int = 15) -> str:
        """Return what stands in every channel and how the app fared lately, for people to read."""
        lines: list[str] = []
        for channel in self.channels.by_id.values():
            shown = sorted([*channel.messages.values(), *channel.ephemerals], key=lambda m: m.ts)[-last:]
            if not shown:
                continue
            lines.append(
                f"── {self.marks.channel(channel)} ({channel.kind}{', archived' * channel.archived})"
            )
            lines.extend(f"   {self._line(message)}" for message in shown)
        for user, stack in self.views.stacks.items():
            lines.extend(f"── modal of {self.marks.person(user)}: {view.title}" for view in stack)
        lines.append("── last calls of the app")
        for call in list(self.calls)[-last:]:
            error = "" if call.answer is None or call.ok else f" {call.answer.get('error')}"
            lines.append(f"   {call.method} → {call.status}{error}")
        failed = [record for record in self.deliveries if record.error][-last:]
        lines.extend(f"   delivery of {record.kind} {record.name} → {record.error}" for record in failed)
        return "\n".join(lines)

    def _line(self, message: Message) -> str:
        only = f" (only {self.marks.person(message.visible_to)})" if message.visible_to else ""
        thread = " ↳" if message.is_reply else ""
        text = self.render.message(message).replace("\n", "\n      ")
        return f"{message.ts}{thread} {self.marks.person(message.user)}{only}: {text}"
