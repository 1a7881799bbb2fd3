"""A person in the local workspace: what somebody in Slack can see and do, commands and forms included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.fakeslack import payloads
from bot.fakeslack.changes import Change
from bot.fakeslack.choosing import pick, report
from bot.fakeslack.deliver import Answer
from bot.fakeslack.errors import Json
from bot.fakeslack.eyes import NotPossible
from bot.fakeslack.hands import Hands
from bot.fakeslack.inputs import STATEFUL, elements
from bot.fakeslack.messages import Message
from bot.fakeslack.views import View


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a person sees at once after a command: the answer (or Slack's error) and the form that opened.

    `error` is empty, operation_timeout, dispatch_failed, http_<status> or invalid_command_response (…);
    `sent` is what was delivered.
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


class Actor(Hands):
    """Somebody who uses the app: commands, buttons, forms, shortcuts and its Home tab."""

    async def command(self, channel: str, line: str) -> CommandResult:
        """Type a slash command, for example `/incident declare sev1 checkout is down`."""
        place = self.place(channel)
        before = self.view()
        error, message, sent = await self._interactions.command(self.person, place, line=line)
        modal = self.view()
        return CommandResult(
            error=error,
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
        seen: list[Json] | None = None,
    ) -> ClickResult:
        """Press a button or choose in a select of a message, the open form or the home tab.

        Args:
            on: the message or the view.
            target: the action_id, or the label of a button, or an option's label in an overflow.
            value: what to choose in a select: option label or value, person, channel, date; or a list.
            confirm: the answer to the element's "are you sure?", if it asks.
            block_id: which block, when the same action_id stands in several.
            seen: the blocks as they were when the person looked, for a click that comes late.

        Raises:
            LookupError: there is no such element or option.
        """
        blocks = seen or self._seen_blocks(on)
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
        if element["type"].endswith("external_select") and value and block["block_id"] not in form.offered:
            await self.options(target, value if isinstance(value, str) else "", view=form)
        offered = form.offered.get(block["block_id"], [])
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
        return on.blocks_of(None)

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
    """Return the element with this action_id, button text or overflow option, and its block."""
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
