"""What one person sees in the local workspace, as JSON for the page."""

from __future__ import annotations

from dataclasses import dataclass

from bot.fakeslack.actor import Actor
from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json
from bot.fakeslack.messages import Message
from bot.fakeslack.people import Person
from bot.fakeslack.views import View
from bot.fakeslack.workspace import Workspace


@dataclass(slots=True)
class PageState:
    """Draws the workspace for one person; the shapes are in `page.py`."""

    workspace: Workspace
    me: Actor

    def state(self) -> Json:
        """Return everything but the messages."""
        workspace = self.workspace
        channels = [c for c in workspace.channels.by_id.values() if self.me.can_see(c)]
        return {
            "me": person_json(self.me.person),
            "bot": person_json(workspace.bot),
            "team": {"id": workspace.team_id, "name": workspace.name, "url": workspace.url},
            "now": workspace.clock.now().isoformat(),
            "people": [person_json(person) for person in workspace.people.by_id.values()],
            "groups": [
                {"id": group.id, "handle": group.handle, "name": group.name, "members": list(group.members)}
                for group in workspace.people.groups.values()
                if not group.disabled
            ],
            "channels": [self.channel(channel) for channel in sorted(channels, key=lambda c: c.name)],
            "view": self.view(self.me.view()),
            "home": self.view(self.me.home()),
            "commands": list(workspace.app.commands),
            "shortcuts": list(workspace.app.shortcuts),
        }

    def messages(self, name: str) -> Json:
        """Return a channel with all that this person sees in it."""
        channel = self.me.place(name)
        shown = [self.message(channel, message) for message in self.me.messages(channel.id, system=True)]
        return {"channel": self.channel(channel), "messages": shown}

    def channel(self, channel: Channel) -> Json:
        """Return one channel, with what this person has not read."""
        last_read = channel.last_read.get(self.me.id, "0")
        member = self.me.id in channel.members
        unread = self._unread(channel, last_read) if member else []
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind.value,
            "topic": channel.topic.value,
            "purpose": channel.purpose.value,
            "archived": channel.archived,
            "is_member": member,
            "members": list(channel.members),
            "with": channel.other(self.me.id) if channel.kind is Kind.IM else None,
            "unread": len(unread),
            "mentions": sum(channel.is_direct or self._mentions_me(message) for message in unread),
            "last_read": last_read,
            "latest": next(reversed(channel.messages), None),
            "pins": [pin.ts for pin in channel.pins],
            "bookmarks": [
                {"id": mark.id, "title": mark.title, "link": mark.link, "emoji": mark.emoji}
                for mark in channel.bookmarks
            ],
        }

    def message(self, channel: Channel, message: Message) -> Json:
        """Return one message."""
        return {
            "channel": channel.id,
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "blocks": message.blocks,
            "attachments": message.attachments,
            "subtype": message.subtype,
            "bot": message.bot_id is not None,
            "username": message.username,
            "icon": message.icon,
            "thread_ts": message.thread_ts,
            "is_reply": message.is_reply,
            "in_channel": message.in_channel,
            "reply_count": len(channel.threads.get(message.ts, [])),
            "edited": message.edited_ts is not None,
            "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
            "files": [
                {
                    "id": file.id,
                    "name": file.name,
                    "title": file.title or file.name,
                    "mimetype": file.mimetype,
                    "size": file.length,
                    "url": f"/page/files/{file.id}?as={self.me.id}",
                }
                for file in message.files
            ],
            "pinned": any(pin.ts == message.ts for pin in channel.pins),
            "ephemeral": message.visible_to is not None,
            "system": message.is_system,
            "plain": self.workspace.text(message, viewer=self.me.id),
            "drawing": message.drawing,
        }

    def view(self, view: View | None) -> Json | None:
        """Return a modal or a home tab."""
        if view is None:
            return None
        return {
            "id": view.id,
            "type": view.body["type"],
            "title": view.title,
            "submit": (view.body.get("submit") or {}).get("text"),
            "close": (view.body.get("close") or {}).get("text"),
            "blocks": view.blocks,
            "callback_id": view.callback_id,
            "values": view.values,
            "errors": view.errors,
            "problem": view.problem,
            "depth": len(self.workspace.views.stacks.get(view.user, []))
            if view.body["type"] == "modal"
            else 1,
            "hash": view.hash,
        }

    def _unread(self, channel: Channel, last_read: str) -> list[Message]:
        unread: list[Message] = []
        for message in reversed(channel.messages.values()):
            if message.ts <= last_read:
                break
            if message.user != self.me.id and message.in_channel and not message.is_system:
                unread.append(message)
        return unread

    def _mentions_me(self, message: Message) -> bool:
        groups = [g for g in self.workspace.people.groups.values() if self.me.id in g.members]
        marks = [f"<@{self.me.id}", "<!channel", "<!here", *(f"<!subteam^{group.id}" for group in groups)]
        written = f"{message.text} {message.blocks}"
        return any(mark in written for mark in marks)


def person_json(person: Person) -> Json:
    """Return a person as the page shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "tz": person.tz,
        "is_bot": person.is_bot,
        "deleted": person.deleted,
        "is_guest": person.is_restricted or person.is_ultra_restricted,
        "is_stranger": person.is_stranger,
    }
