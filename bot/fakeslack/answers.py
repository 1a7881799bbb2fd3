"""What the app's answers do: to the channel after a command, to the form after a submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.fakeslack.blockkit import with_ids
from bot.fakeslack.channels import Channel
from bot.fakeslack.deliver import Answer
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.ids import Ids
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.args import Args
from bot.fakeslack.methods.content import read_content
from bot.fakeslack.methods.views import check_view_json
from bot.fakeslack.triggers import ResponseTicket
from bot.fakeslack.views import View
from bot.fakeslack.workspace import Workspace

SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Answers:
    """Carries out the answers of the app."""

    workspace: Workspace

    def to_command(
        self, answer: Answer, *, name: str, channel: Channel, user: str
    ) -> tuple[str, Message | None]:
        """Show the answer to a command, or Slack's own sentence when it failed.

        Returns the error (with `invalid_command_response` for an answer that breaks a rule) and the message.
        """
        if answer.error:
            shown = "dispatch_failed" if answer.error.startswith("http_") else answer.error
            return answer.error, self._failed(shown, name=name, channel=channel, user=user)
        body = answer.body
        if isinstance(body, str) and body.strip():
            body = {"text": body}
        if not isinstance(body, dict) or not body:
            return "", None
        try:
            return "", self._show(body, channel=channel, user=user)
        except SlackError as refused:
            why = "; ".join([refused.code, *refused.messages])
            error = f"invalid_command_response ({why})"
            return error, self._failed("invalid_command_response", name=name, channel=channel, user=user)

    def to_response_url(self, ticket: ResponseTicket, body: Any) -> None:
        """Carry out a message that came to a response address; raise SlackError when it breaks a rule."""
        if not isinstance(body, dict):
            raise SlackError("invalid_payload")
        channel = self.workspace.channels.by_id[ticket.channel]
        bot = self.workspace.app.bot_user
        original = ticket.message
        if original is not None and body.get("delete_original"):
            if self._exists(channel, original):
                self.workspace.posting.delete(channel, original, by=bot)
            return
        if original is not None and body.get("replace_original") and self._exists(channel, original):
            content = read_content(Args(body), self.workspace.ids)
            if content.is_empty:
                raise SlackError("no_text")
            self.workspace.posting.edit(
                channel, original, by=bot, mark=False, text=content.text, blocks=content.blocks
            )
            return
        self._show(body, channel=channel, user=ticket.user)

    def to_submission(self, answer: Answer, view: View) -> dict[str, str]:
        """Carry out the answer to a form and return the complaints it shows, by block id.

        A failed or malformed answer leaves the form open with a problem, as Slack does.
        """
        views = self.workspace.views
        view.errors, view.problem = {}, ""
        if answer.error:
            return self._trouble(view, "We had some trouble connecting. Try again?")
        body = answer.body if isinstance(answer.body, dict) else {}
        action = body.get("response_action")
        if action == "errors":
            errors = {str(key): str(value) for key, value in body.get("errors", {}).items()}
            known = {block.get("block_id") for block in view.blocks if block["type"] == "input"}
            if not errors or not errors.keys() <= known:
                return self._trouble(view, f"The app's errors name no input of this form: {sorted(errors)}")
            view.errors = errors
            views.touch(view)
            return errors
        try:
            if action == "update":
                views.update(view, checked_modal(body.get("view"), self.workspace.ids))
            elif action == "push":
                views.push(view.user, checked_modal(body.get("view"), self.workspace.ids))
            else:
                views.close(view, whole=action == "clear")
        except SlackError as refused:
            return self._trouble(view, f"{refused.code}: {'; '.join(refused.messages)}")
        return {}

    def _failed(self, error: str, *, name: str, channel: Channel, user: str) -> Message:
        text = f'{name} failed with the error "{error}"'
        return self.workspace.posting.whisper(channel, to=user, text=text, user=SLACKBOT)

    def _trouble(self, view: View, problem: str) -> dict[str, str]:
        view.problem = problem
        self.workspace.views.touch(view)
        return {}

    def _exists(self, channel: Channel, message: Message) -> bool:
        return message in channel.ephemerals if message.visible_to else message.ts in channel.messages

    def _show(self, body: Json, *, channel: Channel, user: str) -> Message:
        content = read_content(Args(body), self.workspace.ids)
        if content.is_empty:
            raise SlackError("no_text")
        app = self.workspace.app
        fields: Json = {
            "blocks": content.blocks,
            "attachments": content.attachments,
            "thread_ts": body.get("thread_ts"),
            "bot_id": app.bot_id,
            "app_id": app.app_id,
        }
        posting = self.workspace.posting
        if body.get("response_type") == "in_channel":
            return posting.post(channel, user=app.bot_user, text=content.text, **fields)
        return posting.whisper(channel, to=user, text=content.text, user=app.bot_user, **fields)


def checked_modal(body: Any, ids: Ids) -> Json:
    """Return a modal with all names filled in; raise `invalid_arguments` when it breaks a rule."""
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view"])
    check_view_json(body, kind="modal")
    return {**body, "blocks": with_ids(body["blocks"], ids)}
