"""The bodies of commands, clicks, forms and shortcuts, in Slack's shape (no request is sent here)."""

from __future__ import annotations

from typing import Any

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json
from bot.fakeslack.inputs import initial_values
from bot.fakeslack.messages import Message
from bot.fakeslack.people import Person
from bot.fakeslack.posting import thread_facts
from bot.fakeslack.views import View
from bot.fakeslack.workspace import Workspace


def command(
    workspace: Workspace, person: Person, channel: Channel, *, name: str, text: str, url: str
) -> Json:
    """Return the form of a slash command; `url` is the response address."""
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": workspace.triggers.new_trigger(person.id),
    }


def shown_name(channel: Channel) -> str:
    """Return the channel name that payloads carry: private ones and direct messages are not named."""
    return {Kind.IM: "directmessage", Kind.PRIVATE: "privategroup"}.get(channel.kind, channel.name)


def message_action(
    workspace: Workspace, person: Person, channel: Channel, message: Message, *, action: Json, url: str
) -> Json:
    """Return the payload of a click in a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.visible_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = _common(workspace, person, "block_actions") | {
        "container": container,
        "trigger_id": workspace.triggers.new_trigger(person.id),
        "channel": {"id": channel.id, "name": shown_name(channel)},
        "state": {"values": _message_state(message, action)},
        "response_url": url,
        "actions": [action],
    }
    if not message.visible_to:
        body["message"] = _shown(workspace, channel, message)
    return body


def view_action(workspace: Workspace, person: Person, view: View, *, action: Json) -> Json:
    """Return the payload of a click in a modal or a home tab."""
    return _common(workspace, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.new_trigger(person.id, view=view.id),
        "view": _view(workspace, view),
        "actions": [action],
    }


def submission(workspace: Workspace, person: Person, view: View, *, response_urls: list[Json]) -> Json:
    """Return the payload of a submitted form."""
    return _common(workspace, person, "view_submission") | {
        "trigger_id": workspace.triggers.new_trigger(person.id, view=view.id),
        "view": _view(workspace, view),
        "response_urls": response_urls,
    }


def closed(workspace: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    """Return the payload of a form that was closed without submitting."""
    return _common(workspace, person, "view_closed") | {"view": _view(workspace, view), "is_cleared": cleared}


def global_shortcut(workspace: Workspace, person: Person, *, callback_id: str) -> Json:
    """Return the payload of a shortcut that belongs to no message."""
    return _common(workspace, person, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.new_trigger(person.id),
        "action_ts": workspace.posting.stamp(),
    }


def message_shortcut(
    workspace: Workspace, person: Person, channel: Channel, message: Message, *, callback_id: str, url: str
) -> Json:
    """Return the payload of a shortcut on a message."""
    return _common(workspace, person, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.new_trigger(person.id),
        "action_ts": workspace.posting.stamp(),
        "message_ts": message.ts,
        "response_url": url,
        "channel": {"id": channel.id, "name": shown_name(channel)},
        "message": _shown(workspace, channel, message),
    }


def suggestion(
    workspace: Workspace, person: Person, *, view: View, element: Json, block_id: str, value: str
) -> Json:
    """Return the payload that asks the app for the options of an external select."""
    return _common(workspace, person, "block_suggestion") | {
        "container": {"type": "view", "view_id": view.id},
        "view": _view(workspace, view),
        "action_id": element["action_id"],
        "block_id": block_id,
        "value": value,
    }


def action(element: Json, *, block_id: str, at: str, **chosen: Any) -> Json:
    """Return one entry of `actions`: which element, and what was chosen."""
    body: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": at,
        **chosen,
    }
    if element["type"] == "button":
        body["text"] = element["text"]
        if "value" in element:
            body["value"] = element["value"]
        if "style" in element:
            body["style"] = element["style"]
    return body


def _common(workspace: Workspace, person: Person, kind: str) -> Json:
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": workspace.app.app_id,
        "token": workspace.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _view(workspace: Workspace, view: View) -> Json:
    return view.as_json(app_id=workspace.app.app_id, bot_id=workspace.app.bot_id)


def _shown(workspace: Workspace, channel: Channel, message: Message) -> Json:
    return message.as_json(base_url=workspace.posting.base_url) | thread_facts(channel, message)


def _message_state(message: Message, action: Json) -> dict[str, dict[str, Json]]:
    values = initial_values(message.blocks)
    chosen = values.get(action["block_id"], {}).get(action["action_id"])
    if chosen is not None:
        values[action["block_id"]][action["action_id"]] = {
            name: action.get(name, value) for name, value in chosen.items()
        }
    return values
