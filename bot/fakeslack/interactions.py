"""One person's interactions with the app: build the payload, deliver it, carry out the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.fakeslack import payloads
from bot.fakeslack.answers import Answers
from bot.fakeslack.channels import Channel
from bot.fakeslack.choosing import missing
from bot.fakeslack.deliver import Answer, Deliverer
from bot.fakeslack.errors import Json
from bot.fakeslack.inputs import inputs
from bot.fakeslack.markup import typed
from bot.fakeslack.messages import Message
from bot.fakeslack.people import Person
from bot.fakeslack.views import View
from bot.fakeslack.workspace import Workspace


@dataclass(slots=True)
class Interactions:
    """The road from a person's hands to the app and back."""

    workspace: Workspace
    deliverer: Deliverer
    answers: Answers

    def response_url(self, person: Person, channel: Channel, message: Message | None = None) -> str:
        """Return a new response address."""
        ticket = self.workspace.triggers.new_ticket(person.id, channel=channel.id, message=message)
        return f"{self.workspace.posting.base_url}response/{ticket}"

    async def command(
        self, person: Person, channel: Channel, *, line: str
    ) -> tuple[str, Message | None, Json]:
        """Send a slash command; return the error, the message it shows at once, and what was sent."""
        name, _, text = line.strip().partition(" ")
        app = self.workspace.app
        text = typed(text.strip(), self.workspace, labels=True, mentions=app.should_escape)
        url = self.response_url(person, channel)
        form = payloads.command(self.workspace, person, channel, name=name, text=text, url=url)
        answer = await self.deliverer.command(form)
        error, message = self.answers.to_command(answer, name=name, channel=channel, user=person.id)
        return error, message, form

    async def act_on_message(
        self, person: Person, channel: Channel, message: Message, *, action: Json
    ) -> Answer:
        """Send a click in a message."""
        url = self.response_url(person, channel, message)
        payload = payloads.message_action(self.workspace, person, channel, message, action=action, url=url)
        return await self.deliverer.interactive(payload)

    async def act_on_view(self, person: Person, view: View, *, action: Json) -> Answer:
        """Send a click in a modal or a home tab."""
        return await self.deliverer.interactive(
            payloads.view_action(self.workspace, person, view, action=action)
        )

    async def submit(self, person: Person, view: View) -> tuple[Answer | None, dict[str, str]]:
        """Send a form; return the answer (None if Slack's own checks stop it) and complaints by block id."""
        complaints = self._incomplete(view)
        if complaints:
            view.errors = complaints
            self.workspace.views.touch(view)
            return None, complaints
        urls = self._response_urls(person, view)
        payload = payloads.submission(self.workspace, person, view, response_urls=urls)
        answer = await self.deliverer.interactive(payload)
        return answer, self.answers.to_submission(answer, view)

    async def close(self, person: Person, view: View) -> None:
        """Close a form, and tell the app of each closed one that asked for it."""
        whole = bool(view.body.get("clear_on_close"))
        for closed in self.workspace.views.close(view):
            if closed.body.get("notify_on_close"):
                await self.deliverer.interactive(
                    payloads.closed(self.workspace, person, closed, cleared=whole)
                )

    async def options(
        self, person: Person, view: View, *, block_id: str, element: Json, query: str
    ) -> list[Json]:
        """Ask the app for the options of an external select; groups are flattened."""
        payload = payloads.suggestion(
            self.workspace, person, view=view, element=element, block_id=block_id, value=query
        )
        answer = await self.deliverer.interactive(payload)
        body: Any = answer.body if isinstance(answer.body, dict) else {}
        grouped = [option for group in body.get("option_groups", []) for option in group["options"]]
        offered = [*body.get("options", []), *grouped][:100]
        view.offered.setdefault(block_id, []).extend(offered)
        return offered

    async def shortcut(self, person: Person, *, callback_id: str) -> Answer:
        """Run a global shortcut."""
        payload = payloads.global_shortcut(self.workspace, person, callback_id=callback_id)
        return await self.deliverer.interactive(payload)

    async def shortcut_on(
        self, person: Person, channel: Channel, message: Message, *, callback_id: str
    ) -> Answer:
        """Run a message shortcut."""
        url = self.response_url(person, channel)
        payload = payloads.message_shortcut(
            self.workspace, person, channel, message, callback_id=callback_id, url=url
        )
        return await self.deliverer.interactive(payload)

    def _incomplete(self, view: View) -> dict[str, str]:
        complaints: dict[str, str] = {}
        for block in view.blocks:
            if block["type"] != "input":
                continue
            entry = view.values[block["block_id"]][block["element"]["action_id"]]
            complaint = missing(block, entry, label=block["label"]["text"])
            if complaint:
                complaints[block["block_id"]] = complaint
        return complaints

    def _response_urls(self, person: Person, view: View) -> list[Json]:
        urls: list[Json] = []
        for block_id, action_id, element in inputs(view.blocks):
            entry = view.values[block_id][action_id]
            chosen = entry.get("selected_conversation") or entry.get("selected_channel")
            if element.get("response_url_enabled") and chosen in self.workspace.channels.by_id:
                channel = self.workspace.channels.by_id[chosen]
                url = self.response_url(person, channel)
                urls.append(
                    {"block_id": block_id, "action_id": action_id, "channel_id": chosen, "response_url": url}
                )
        return urls
