"""What a person in the local workspace can do to messages and channels, the app's part apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.clock import seconds
from bot.fakeslack.eyes import Eyes, NotPossible
from bot.fakeslack.files import File
from bot.fakeslack.markup import typed
from bot.fakeslack.messages import Message

Result = TypeVar("Result")


class Hands(Eyes):
    """Somebody who writes. What they do returns when the app has answered the events it caused."""

    async def post(
        self, channel: str, text: str, *, thread_ts: str | None = None, broadcast: bool = False
    ) -> Message:
        """Write a message, and wait until the app has answered the event."""
        place = self._open_place(channel)
        person = self.person
        return await self._do(
            lambda: self._workspace.posting.post(
                place,
                user=self.id,
                text=typed(text, self._workspace),
                thread_ts=thread_ts,
                broadcast=broadcast,
                subtype="thread_broadcast" if broadcast else None,
                bot_id=person.bot_id,
                app_id=person.app_id,
            )
        )

    async def edit(self, message: Message, text: str) -> Message:
        """Change one's own message."""
        self._need_own(message)
        channel = self._of(message)
        return await self._do(
            lambda: self._workspace.posting.edit(
                channel, message, by=self.id, mark=True, text=typed(text, self._workspace)
            )
        )

    async def delete(self, message: Message) -> None:
        """Delete one's own message, or dismiss an ephemeral one."""
        if message.visible_to != self.id:
            self._need_own(message)
        await self._do(lambda: self._workspace.posting.delete(self._of(message), message, by=self.id))

    async def react(self, message: Message, name: str) -> None:
        """Add a reaction, for example `pushpin`."""
        channel = self._member_of(message)
        if self.id in message.reactions.get(name, []):
            return
        await self._do(lambda: self._workspace.posting.react(channel, message, name=name, by=self.id))

    async def unreact(self, message: Message, name: str) -> None:
        """Take one's own reaction back."""
        if self.id not in message.reactions.get(name, []):
            raise NotPossible(f"{self.person.name} has not reacted with :{name}:")
        channel = self._of(message)
        await self._do(lambda: self._workspace.posting.unreact(channel, message, name=name, by=self.id))

    async def pin(self, message: Message) -> None:
        """Pin a message."""
        channel = self._member_of(message)
        await self._do(lambda: self._workspace.posting.pin(channel, message, by=self.id))

    async def unpin(self, message: Message) -> None:
        """Take a pin away."""
        channel = self._member_of(message)
        await self._do(lambda: self._workspace.posting.unpin(channel, message, by=self.id))

    async def upload(self, channel: str, name: str, content: bytes, *, comment: str = "") -> File:
        """Share a file."""
        place = self._open_place(channel)
        files = self._workspace.files_by_id
        now = int(seconds(self._workspace.clock))
        file, ticket = files.promise(name, user=self.id, length=len(content), created=now)
        files.upload(ticket, content)
        file.completed = True
        file.channels.append(place.id)
        await self._do(
            lambda: self._workspace.posting.post(
                place, user=self.id, text=typed(comment, self._workspace), files=[file], subtype="file_share"
            )
        )
        return file

    async def create_channel(self, name: str, *, private: bool = False) -> Channel:
        """Create a channel with oneself in it."""
        if self._workspace.channels.named(name) is not None:
            raise NotPossible(f"#{name} is taken")
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        return await self._do(lambda: self._workspace.channels.create(name, creator=self.id, kind=kind))

    async def join(self, channel: str) -> None:
        """Enter a public channel."""
        place = self.place(channel)
        if place.kind is not Kind.PUBLIC or place.archived:
            raise NotPossible(f"#{place.name} cannot be joined")
        if self.id not in place.members:
            await self._do(lambda: self._workspace.membership.join(place, user=self.id))

    async def leave(self, channel: str) -> None:
        """Leave a channel."""
        place = self._open_place(channel)
        await self._do(lambda: self._workspace.membership.leave(place, user=self.id))

    async def invite(self, channel: str, who: str) -> None:
        """Bring somebody (or the bot) into a channel one is in."""
        place = self._open_place(channel)
        user = self._workspace.people.get(who).id
        if user not in place.members:
            await self._do(lambda: self._workspace.membership.join(place, user=user, inviter=self.id))

    async def remove(self, channel: str, who: str) -> None:
        """Take somebody (or the bot) out of a channel one is in."""
        place = self._open_place(channel)
        user = self._workspace.people.get(who).id
        await self._do(lambda: self._workspace.membership.leave(place, user=user))

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        place = self._open_place(channel)
        await self._do(lambda: self._workspace.membership.rename(place, user=self.id, name=name))

    async def set_topic(self, channel: str, topic: str) -> None:
        """Set a channel's topic."""
        place = self._open_place(channel)
        await self._do(lambda: self._workspace.membership.set_topic(place, user=self.id, value=topic))

    async def archive(self, channel: str) -> None:
        """Archive a channel."""
        place = self._open_place(channel)
        await self._do(lambda: self._workspace.membership.archive(place, user=self.id))

    async def unarchive(self, channel: str) -> None:
        """Open an archived channel again."""
        place = self.place(channel)
        if not place.archived:
            raise NotPossible(f"#{place.name} is not archived")
        await self._do(lambda: self._workspace.membership.unarchive(place, user=self.id))

    async def _do(self, act: Callable[[], Result]) -> Result:
        return await self._interactions.deliverer.causing(act)

    def _open_place(self, name: str) -> Channel:
        channel = self.place(name)
        if channel.archived or self.id not in channel.members:
            raise NotPossible(f"{self.person.name} is not in {name}, or it is archived")
        return channel

    def _member_of(self, message: Message) -> Channel:
        self._of(message)
        return self._open_place(message.channel)

    def _need_own(self, message: Message) -> None:
        if message.user != self.id:
            raise NotPossible(f"this message is not by {self.person.name}")
