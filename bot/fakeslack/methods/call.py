"""One call of the Web API: who asks, with what, of which workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.installation import Token, TokenKind
from bot.fakeslack.messages import Message
from bot.fakeslack.methods.args import Args

if TYPE_CHECKING:
    from bot.fakeslack.workspace import Workspace

_PREFIX = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.IM: "im", Kind.MPIM: "mpim"}


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API.

    `scopes`: any one of them is enough (none: no scope needed). `tier`: Slack's rate tier, 0 for special.
    `kinds`: the tokens it takes.
    """

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tier: int = 3
    kinds: tuple[TokenKind, ...] = (TokenKind.BOT, TokenKind.USER)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is authenticated and under way."""

    workspace: Workspace
    args: Args
    token: Token
    base_url: str

    @property
    def user(self) -> str:
        """Return who is speaking: the bot user, or the person of a user token."""
        return self.token.user

    @property
    def is_bot(self) -> bool:
        """Is it the app's own token?"""
        return self.token.kind is TokenKind.BOT

    def need_scope(self, *any_of: str) -> None:
        """Raise `missing_scope` unless one of these is granted; people's own tokens may do anything."""
        granted = self.workspace.app.scopes
        if self.is_bot and any_of and granted.isdisjoint(any_of):
            raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(granted)))

    def need_scope_in(self, channel: Channel, *rights: str) -> None:
        """Raise `missing_scope` unless a right (`read`, `write`, …) is granted for this kind of channel."""
        prefix = _PREFIX[channel.kind]
        self.need_scope(*(f"{prefix}:{right}" for right in rights))

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel that an argument names; raise `channel_not_found` also when it is hidden."""
        found = self.workspace.channels.by_id.get(self.args.need(name))
        if found is None or not self.may_see(found):
            raise SlackError("channel_not_found")
        return found

    def may_see(self, channel: Channel) -> bool:
        """Is the channel public, or is the caller in it?"""
        return not channel.is_private or self.user in channel.members

    def own_channel(self, name: str = "channel", *, archived: str = "is_archived") -> Channel:
        """Return an open channel that the caller is in; raise `not_in_channel` or the `archived` code."""
        channel = self.channel(name)
        if channel.archived:
            raise SlackError(archived)
        if self.user not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str) -> Message:
        """Return the message whose time stamp an argument holds; raise `message_not_found`."""
        found = channel.messages.get(self.args.need(name))
        if found is None or found.subtype == "tombstone":
            raise SlackError("message_not_found")
        return found


def ok(**body: object) -> Json:
    """Return an answer that says yes."""
    return {"ok": True, **body}
