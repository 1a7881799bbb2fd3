"""What a person in the local workspace can see."""

from __future__ import annotations

from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.interactions import Interactions
from bot.fakeslack.messages import Message
from bot.fakeslack.people import Person
from bot.fakeslack.views import View


class NotPossible(Exception):
    """Slack's own client would not let the person do this."""


class Eyes:
    """Somebody who looks. Channels are named by id, by name, or by a person's name for a direct message."""

    def __init__(self, user: str, interactions: Interactions) -> None:
        """Take the person with this id."""
        self.id = user
        self._interactions = interactions
        self._workspace = interactions.workspace

    @property
    def person(self) -> Person:
        """Return who this is."""
        return self._workspace.people.get(self.id)

    def view(self) -> View | None:
        """Return the form that is open."""
        return self._workspace.views.top(self.id)

    def home(self) -> View | None:
        """Return the app's Home tab as it was last drawn."""
        return self._workspace.views.homes.get(self.id)

    def messages(self, channel: str, *, system: bool = False) -> list[Message]:
        """Return the messages one can see in a channel, ephemeral ones and replies included, in order."""
        try:
            place = self.place(channel)
        except NotPossible:
            return []
        seen = [message for message in place.messages.values() if system or not message.is_system]
        seen += [message for message in place.ephemerals if message.visible_to == self.id]
        return sorted(seen, key=lambda message: message.ts)

    def sees(self, channel: str, *, system: bool = False) -> list[str]:
        """Return the same as text, as this person reads it; nothing for a private channel one is not in."""
        return [
            self._workspace.text(message, viewer=self.id) for message in self.messages(channel, system=system)
        ]

    def sees_anywhere(self) -> list[str]:
        """Return every text before this person's eyes: channels, topics, bookmarks, files, form and Home tab.

        The notification text of messages with blocks is in it too. For claims that nothing leaked.
        """
        seen: list[str] = []
        for channel in self._workspace.channels.by_id.values():
            if not self.can_see(channel):
                continue
            seen += [channel.name, channel.topic.value, channel.purpose.value]
            seen += [text for bookmark in channel.bookmarks for text in (bookmark.title, bookmark.link)]
            for message in self.messages(channel.id, system=True):
                seen += [self._workspace.text(message, viewer=self.id), message.text]
            for file in self._workspace.files(channel.id):
                seen += [file.name, file.title, (file.content or b"").decode(errors="replace")]
        for view in (self.view(), self.home()):
            if view is not None:
                seen += [view.title, self._workspace.render.blocks(view.blocks, zone=self.person.tz)]
        return [text for text in seen if text]

    def read(self, channel: str) -> None:
        """Mark everything in a channel as read."""
        place = self.place(channel)
        place.last_read[self.id] = next(reversed(place.messages), "0")
        self._workspace.changes.publish(Change("read", place.id, self.id))

    def can_see(self, channel: Channel) -> bool:
        """Is the channel public (and this person a full member or guest in it), or are they in it?"""
        person = self.person
        outsider = person.is_restricted or person.is_ultra_restricted or person.is_stranger
        return self.id in channel.members or (channel.kind is Kind.PUBLIC and not outsider)

    def place(self, name: str) -> Channel:
        """Return a channel one can see, by id, name or person; raise LookupError or NotPossible."""
        channels = self._workspace.channels
        channel = channels.by_id.get(name) or channels.named(name)
        if channel is None:
            other = self._workspace.people.find(name)
            if other is None:
                raise LookupError(f"{self.person.name} finds no channel and nobody called {name!r}")
            channel = channels.direct(self.id, other.id)
        if not self.can_see(channel):
            raise NotPossible(f"{self.person.name} cannot see {name}")
        return channel

    def _of(self, message: Message) -> Channel:
        channel = self._workspace.channels.by_id[message.channel]
        if not self.can_see(channel) or message.visible_to not in (None, self.id):
            raise NotPossible(f"{self.person.name} cannot see this message")
        return channel
