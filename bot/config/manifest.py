"""The Slack app's manifest for a configuration, and the one table of what the bot asks Slack to allow.

Names and limits are those of Slack's manifest schema (slackapi/manifest-schema); scopes those of the page
that each method and event has in Slack's reference.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import yaml

from bot.config.errors import ConfigError
from bot.config.model import Config

SLACK_PATH = "/slack/events"
"""The one path of ours that Slack sends commands, clicks, forms and events to."""

DECLARE_SHORTCUT = "declare_incident"
DECLARE_FROM_MESSAGE_SHORTCUT = "declare_from_message"
ADD_TO_TIMELINE_SHORTCUT = "add_to_timeline"

_MANAGE = ("channels:manage", "groups:write")
_READ = ("channels:read", "groups:read")
_HISTORY = ("channels:history", "groups:history", "im:history")

METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "auth.test": (),
        "bookmarks.add": ("bookmarks:write",),
        "bookmarks.list": ("bookmarks:read",),
        "chat.delete": ("chat:write",),
        "chat.getPermalink": (),
        "chat.postMessage": ("chat:write", "chat:write.public"),
        "chat.update": ("chat:write",),
        "conversations.archive": _MANAGE,
        "conversations.create": _MANAGE,
        "conversations.history": _HISTORY,
        "conversations.info": _READ,
        "conversations.invite": _MANAGE,
        "conversations.join": ("channels:join",),
        "conversations.list": _READ,
        "conversations.members": _READ,
        "conversations.open": ("im:write",),
        "conversations.replies": _HISTORY,
        "conversations.setTopic": _MANAGE,
        "files.completeUploadExternal": ("files:write",),
        "files.getUploadURLExternal": ("files:write",),
        "files.info": ("files:read",),
        "pins.add": ("pins:write",),
        "reactions.add": ("reactions:write",),
        "usergroups.list": ("usergroups:read",),
        "usergroups.users.list": ("usergroups:read",),
        "users.conversations": _READ,
        "users.info": ("users:read",),
        "users.list": ("users:read",),
        "views.open": (),
        "views.publish": (),
        "views.update": (),
    }
)
"""Every Web API method the bot calls with its bot token, and the scopes it needs for it."""

EVENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "app_home_opened": (),
        "channel_archive": ("channels:read",),
        "channel_deleted": ("channels:read",),
        "channel_id_changed": (),
        "channel_rename": ("channels:read",),
        "channel_unarchive": ("channels:read",),
        "group_archive": ("groups:read",),
        "group_deleted": ("groups:read",),
        "group_rename": ("groups:read",),
        "group_unarchive": ("groups:read",),
        "member_joined_channel": _READ,
        "member_left_channel": _READ,
        "message.channels": ("channels:history",),
        "message.groups": ("groups:history",),
        "reaction_added": ("reactions:read",),
        "reaction_removed": ("reactions:read",),
        "team_join": ("users:read",),
        "user_change": ("users:read",),
    }
)
"""Every event the bot listens to, and the scopes that Slack sends it for."""

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "bookmarks:read": "not to add a bookmark twice",
        "bookmarks:write": "put the video bridge, dashboards and links into the war room's bookmark bar",
        "channels:history": "take messages onto the timeline; find an own one again after a lost answer",
        "channels:join": "enter a public channel that `declare here` makes the war room",
        "channels:manage": "open war rooms, invite people, set topics, archive at close",
        "channels:read": "notice who is in a war room and when it is renamed or archived",
        "chat:write": "post and edit the card, updates and reminders",
        "chat:write.public": "announce incidents in a channel nobody has invited the bot to",
        "commands": "the slash command and the shortcuts",
        "files:read": "make sure that an export was not uploaded twice",
        "files:write": "upload the timeline at close",
        "groups:history": "as channels:history, in private war rooms",
        "groups:read": "as channels:read, in private war rooms",
        "groups:write": "as channels:manage, for private incidents",
        "im:history": "find an own direct message again after a lost answer",
        "im:write": "call people, and send reminders and handovers to them alone",
        "pins:write": "pin the card",
        "reactions:read": "take messages marked with :pushpin: onto the timeline",
        "reactions:write": "answer a :pushpin: with a check mark",
        "usergroups:read": "find out who stands behind @oncall",
        "users:read": "names, time zones, and who is a guest, a bot or gone",
    }
)
"""Every scope of the bot's token, and what it is for."""


def manifest(
    config: Config, *, request_url: str | None = None, socket_mode: bool | None = None
) -> dict[str, Any]:
    """Return the app's manifest, as Slack takes it under "Create app, from a manifest".

    Args:
        config: it names the command.
        request_url: where Slack reaches the bot over HTTPS; the path may be left out.
        socket_mode: whether the bot connects to Slack instead; None for "when there is no URL".

    Raises:
        ConfigError: the URL cannot be used, or there is neither a URL nor Socket Mode.
    """
    if socket_mode is None:
        socket_mode = request_url is None
    url = None if request_url is None else endpoint(request_url)
    if url is None and not socket_mode:
        raise ConfigError(["Without Socket Mode Slack needs an address of the bot: add --url."])
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Muster",
            "description": "Runs incidents: war room, status updates, reminders and the complete timeline.",
            "background_color": "#7a1f1f",
        },
        "features": _features(config, url),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**_at("request_url", url), "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **_at("request_url", url)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(values: Mapping[str, Any]) -> str:
    """Return the manifest as YAML, in the order in which Slack shows it."""
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=100)


def endpoint(url: str) -> str:
    """Return where Slack sends requests to, given the bot's public address with or without its path.

    Raises:
        ConfigError: Slack would not take it.
    """
    wrong = ConfigError(
        [f'Slack cannot use the address "{url}"; expected https://muster.example.com or the like.']
    )
    try:
        parts = urlsplit(url.strip())
    except ValueError as error:
        raise wrong from error
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise wrong
    path = parts.path.rstrip("/")
    return f"https://{parts.netloc}{path if path.endswith(SLACK_PATH) else path + SLACK_PATH}"


def _features(config: Config, url: str | None) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "muster", "always_online": True},
        "shortcuts": [
            {
                "name": "Declare incident",
                "type": "global",
                "callback_id": DECLARE_SHORTCUT,
                "description": "Opens the form that declares an incident",
            },
            {
                # Slack allows a shortcut's name 24 characters; the whole sentence is its description.
                "name": "Declare from message",
                "type": "message",
                "callback_id": DECLARE_FROM_MESSAGE_SHORTCUT,
                "description": "Declare incident from this message",
            },
            {
                "name": "Add to timeline",
                "type": "message",
                "callback_id": ADD_TO_TIMELINE_SHORTCUT,
                "description": "Puts this message on the incident's timeline, at the time it was written",
            },
        ],
        "slash_commands": [
            {
                "command": config.command,
                **_at("url", url),
                "description": "Declare and run incidents",
                "usage_hint": "declare sev1 checkout returns 500s | update … | resolve … | help",
                "should_escape": True,
            }
        ],
    }


def _at(key: str, url: str | None) -> dict[str, str]:
    return {} if url is None else {key: url}
