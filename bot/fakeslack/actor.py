"""A person's hands and eyes in the local workspace: what somebody in Slack can do and see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.fakeslack import payloads
from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.choosing import pick, report
from bot.fakeslack.clock import seconds
from bot.fakeslack.deliver import Answer
from bot.fakeslack.errors import Json
from bot.fakeslack.files import File
from bot.fakeslack.inputs import STATEFUL, elements
from bot.fakeslack.interactions import Interactions
from bot.fakeslack.markup import typed
from bot.fakeslack.messages import Message
from bot.fakeslack.people import Person
from bot.fakeslack.views import View


class NotPossible(Exception):
    """Slack's own client would not let the person do this."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a person sees at once after a command: the answer (or Slack's error) and the form that opened.

    `error` is empty, operation_timeout, dispatch_failed or http_<status>; `sent` is what was delivered.
    """

    error: str
    text: str
    blocks: list[Json]
    message: Message | None
    modal: View | None
    sent: Json


@dataclass(frozen=True, slots=True)
class ClickResult:
    """What came of a click or a shortcut: an error as above, and the form that is open now."""

    error: str
    modal: View | None


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """What came of a form: complaints by block id, Slack's own problem, and the form that is open now."""

    error: str
    errors: dict[str, str]
    problem: str
    modal: View | None


class Actor:
    """Somebody in the workspace. Channels are named by id, by name, or by a person's name for a direct message."""

    def __init__(self, user: str, interactions: Interactions) -> None:
        """Take the person with this id."""
        self.id = user
        self._interactions = interactions
        self._workspace = interactions.workspace

    @property
    def person(self) -> Person:
        """Return who this is."""
        return self._workspace.people.get(self.id)

    # Commands, forms and buttons

    async def command(self, channel: str, line: str) -> CommandResult:
        """Type a slash command, for example `/incident declare sev1 checkout is down`."""
        place = self.place(channel)
        before = self.view()
        answer, message, sent = await self._interactions.command(self.person, place, line=line)
        modal = self.view()
        return CommandResult(
            error=answer.error,
            text=self._workspace.text(message, viewer=self.id) if message else "",
            blocks=message.blocks if message else [],
            message=message,
            modal=modal if modal is not before else None,
            sent=sent,
        )

    async def click(
        self,
        on: Message | View,
        target: str,
        *,
        value: Any = None,
        confirm: bool = True,
        block_id: str | None = None,
    ) -> ClickResult:
        """Press a button or choose in a select of a message, the open form or the home tab.

        Args:
            on: the message or the view.
            target: the action_id, or the label of a button, or an option's label in an overflow.
            value: for selects what to choose: option label or value, person, channel, date; a list for several.
            confirm: the answer to the element's "are you sure?", if it asks.
            block_id: which block, when the same action_id stands in several.

        Raises:
            LookupError: there is no such element or option.
        """
        blocks = self._seen_blocks(on)
        block, element = find_element(blocks, target, block_id=block_id)
        if "confirm" in element and not confirm:
            return ClickResult("", self.view())
        chosen = self._chosen(element, target, value)
        at = self._workspace.posting.stamp()
        action = payloads.action(element, block_id=block["block_id"], at=at, **chosen)
        if isinstance(on, View):
            if element["type"] in STATEFUL:
                on.values[block["block_id"]][element["action_id"]] = {"type": element["type"], **chosen}
            answer = await self._interactions.act_on_view(self.person, on, action=action)
        else:
            answer = await self._interactions.act_on_message(self.person, self._of(on), on, action=action)
        return ClickResult(answer.error, self.view())

    async def fill(self, target: str, value: Any, *, view: View | None = None) -> ClickResult:
        """Give an input of the open form a value, by block_id, action_id or label.

        An input with `dispatch_action` tells the app at once.
        """
        form = self._form(view)
        block = _input_block(form, target)
        element = block["element"]
        offered: list[Json] = []
        if element["type"].endswith("external_select") and value is not None:
            offered = await self.options(target, str(value), view=form)
        entry = report(element, value, self._workspace, offered=offered)
        form.values[block["block_id"]][element["action_id"]] = entry
        form.errors.pop(block["block_id"], None)
        self._workspace.views.touch(form)
        if not block.get("dispatch_action"):
            return ClickResult("", self.view())
        at = self._workspace.posting.stamp()
        chosen = {name: item for name, item in entry.items() if name != "type"}
        action = payloads.action(element, block_id=block["block_id"], at=at, **chosen)
        answer = await self._interactions.act_on_view(self.person, form, action=action)
        return ClickResult(answer.error, self.view())

    async def options(self, target: str, query: str = "", *, view: View | None = None) -> list[Json]:
        """Return what an external select of the open form offers for some typed letters."""
        form = self._form(view)
        block = _input_block(form, target)
        return await self._interactions.options(
            self.person, form, block_id=block["block_id"], element=block["element"], query=query
        )

    async def submit(self, view: View | None = None, values: Mapping[str, Any] | None = None) -> SubmitResult:
        """Fill in a form (the open one by default) by block_id, action_id or label, and send it."""
        form = self._form(view)
        for target, value in (values or {}).items():
            await self.fill(target, value, view=form)
        answer, errors = await self._interactions.submit(self.person, form)
        return SubmitResult(answer.error if answer else "", errors, form.problem, self.view())

    async def close(self, view: View | None = None) -> None:
        """Close a form without sending it."""
        await self._interactions.close(self.person, self._form(view))

    async def global_shortcut(self, callback_id: str) -> ClickResult:
        """Run a global shortcut."""
        answer = await self._interactions.shortcut(self.person, callback_id=callback_id)
        return ClickResult(answer.error, self.view())

    async def message_shortcut(self, message: Message, callback_id: str) -> ClickResult:
        """Run a shortcut on a message."""
        answer: Answer = await self._interactions.shortcut_on(
            self.person, self._of(message), message, callback_id=callback_id
        )
        return ClickResult(answer.error, self.view())

    async def open_home(self, *, tab: str = "home") -> View | None:
        """Open the app's Home tab and return what it shows once the app has answered the event."""
        change = Change("home_opened", user=self.id, detail={"tab": tab})
        await self._do(lambda: self._workspace.changes.publish(change))
        return self.home()

    # Messages

    async def post(
        self, channel: str, text: str, *, thread_ts: str | None = None, broadcast: bool = False
    ) -> Message:
        """Write a message, and wait until the app has answered the event."""
        place = self._open_place(channel)
        person = self.person
        message: Message = await self._do(
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
        return message

    async def edit(self, message: Message, text: str) -> Message:
        """Change one's own message."""
        self._need_own(message)
        channel = self._of(message)
        edited: Message = await self._do(
            lambda: self._workspace.posting.edit(
                channel, message, by=self.id, mark=True, text=typed(text, self._workspace)
            )
        )
        return edited

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

    # Channels

    async def create_channel(self, name: str, *, private: bool = False) -> Channel:
        """Create a channel with oneself in it."""
        if self._workspace.channels.named(name) is not None:
            raise NotPossible(f"#{name} is taken")
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        channel: Channel = await self._do(
            lambda: self._workspace.channels.create(name, creator=self.id, kind=kind)
        )
        return channel

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

    # Seeing

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

    # Inner workings

    async def _do(self, act: Any) -> Any:
        return await self._interactions.deliverer.causing(act)

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

    def _open_place(self, name: str) -> Channel:
        channel = self.place(name)
        if channel.archived or self.id not in channel.members:
            raise NotPossible(f"{self.person.name} is not in {name}, or it is archived")
        return channel

    def _of(self, message: Message) -> Channel:
        channel = self._workspace.channels.by_id[message.channel]
        if not self.can_see(channel) or message.visible_to not in (None, self.id):
            raise NotPossible(f"{self.person.name} cannot see this message")
        return channel

    def _member_of(self, message: Message) -> Channel:
        self._of(message)
        return self._open_place(message.channel)

    def _need_own(self, message: Message) -> None:
        if message.user != self.id:
            raise NotPossible(f"this message is not by {self.person.name}")

    def _form(self, view: View | None) -> View:
        form = view or self.view()
        if form is None:
            raise NotPossible(f"{self.person.name} has no form open")
        return form

    def _seen_blocks(self, on: Message | View) -> list[Json]:
        if isinstance(on, View):
            if on not in (self.view(), self.home()):
                raise NotPossible(f"{self.person.name} does not have {on.title!r} before them")
            return on.blocks
        self._of(on)
        extra = [block for attachment in on.attachments for block in attachment.get("blocks", [])]
        return [*on.blocks, *extra]

    def _chosen(self, element: Json, target: str, value: Any) -> Json:
        kind = element["type"]
        if kind == "overflow":
            wanted = target if value is None else str(value)
            return {"selected_option": pick(element, wanted)}
        if kind in STATEFUL:
            return {
                name: item for name, item in report(element, value, self._workspace).items() if name != "type"
            }
        return {}


def find_element(blocks: list[Json], target: str, *, block_id: str | None = None) -> tuple[Json, Json]:
    """Return the element with this action_id or label (a button's text, an overflow's option), and its block."""
    candidates = [(b, e) for b, e in elements(blocks) if block_id in (None, b["block_id"])]
    for block, element in candidates:
        if element.get("action_id") == target:
            return block, element
    for block, element in candidates:
        labels = [element["text"]["text"]] if element["type"] == "button" else []
        if element["type"] == "overflow":
            labels = [option["text"]["text"] for option in element["options"]]
        if target in labels:
            return block, element
    there = [f"{e.get('action_id')} {e.get('text', {}).get('text', '')!r}" for _, e in candidates]
    raise LookupError(f"nothing called {target!r} to click; there is {', '.join(there) or 'nothing'}")


def _input_block(view: View, target: str) -> Json:
    blocks = [block for block in view.blocks if block["type"] == "input"]
    for block in blocks:
        if target in (block["block_id"], block["element"]["action_id"], block["label"]["text"]):
            return block
    there = [f"{block['block_id']} ({block['label']['text']})" for block in blocks]
    raise LookupError(f"the form has no input {target!r}; it has {', '.join(there) or 'none'}")
