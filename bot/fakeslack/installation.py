"""The app as it is installed in the local workspace: its identity, credentials, scopes and subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.fakeslack.chance import secret
from bot.fakeslack.errors import Json

SCOPES = frozenset(
    "app_mentions:read bookmarks:read bookmarks:write channels:history channels:join channels:manage "
    "channels:read chat:write chat:write.customize chat:write.public commands files:read files:write "
    "groups:history groups:read groups:write im:history im:read im:write mpim:history mpim:read mpim:write "
    "pins:read pins:write reactions:read reactions:write team:read "
    "usergroups:read users:read users:read.email".split()
)
EVENTS = frozenset(
    "app_home_opened app_mention message.channels message.groups message.im message.mpim reaction_added "
    "reaction_removed pin_added pin_removed member_joined_channel member_left_channel channel_archive "
    "channel_unarchive channel_rename group_archive group_unarchive group_rename user_change team_join "
    "subteam_created subteam_updated subteam_members_changed tokens_revoked app_uninstalled".split()
)


class TokenKind(StrEnum):
    """Whom a token speaks for."""

    BOT = "bot"
    USER = "user"
    APP = "app"


@dataclass(slots=True)
class Token:
    """A credential of the Web API."""

    value: str = field(repr=False)
    kind: TokenKind
    user: str
    revoked: bool = False


@dataclass(slots=True)
class Installation:
    """Everything the workspace knows about the one app that is installed.

    `events` are names of the manifest's bot_events, `commands` and `shortcuts` its entries of these names;
    `scopes` are the granted ones. `should_escape` and `home_enabled` are the manifest's switches for mentions
    in commands and for the Home tab.
    """

    app_id: str
    bot_id: str
    bot_user: str
    bot_token: str = field(default_factory=lambda: secret("xoxb"), repr=False)
    app_token: str = field(default_factory=lambda: secret("xapp"), repr=False)
    signing_secret: str = field(default_factory=lambda: secret("sign"), repr=False)
    verification_token: str = field(default_factory=lambda: secret("verify"), repr=False)
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)
    should_escape: bool = True
    home_enabled: bool = True
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Make the two tokens of the app valid."""
        self._register()

    def use_credentials(
        self, *, bot_token: str | None = None, app_token: str | None = None, signing_secret: str | None = None
    ) -> None:
        """Take these in place of the random ones; None keeps what is there."""
        del self.tokens[self.bot_token], self.tokens[self.app_token]
        self.bot_token = bot_token or self.bot_token
        self.app_token = app_token or self.app_token
        self.signing_secret = signing_secret or self.signing_secret
        self._register()

    def _register(self) -> None:
        self.tokens[self.bot_token] = Token(self.bot_token, TokenKind.BOT, self.bot_user)
        self.tokens[self.app_token] = Token(self.app_token, TokenKind.APP, "")

    def use_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Install the app as its manifest says: scopes, subscriptions, commands, shortcuts, Home tab."""
        features = manifest.get("features", {})
        self.commands = list(features.get("slash_commands", []))
        self.shortcuts = list(features.get("shortcuts", []))
        self.should_escape = all(command.get("should_escape", False) for command in self.commands)
        self.home_enabled = bool(features.get("app_home", {}).get("home_tab_enabled", False))
        self.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        self.events = set(subscriptions.get("bot_events", []))

    def user_token(self, user: str) -> str:
        """Return a new token that speaks for a person."""
        token = Token(secret("xoxp"), TokenKind.USER, user)
        self.tokens[token.value] = token
        return token.value

    def revoke(self) -> None:
        """Make the bot's token worthless, as an uninstall does."""
        self.tokens[self.bot_token].revoked = True

    def restore(self) -> None:
        """Make the bot's token valid again."""
        self.tokens[self.bot_token].revoked = False
