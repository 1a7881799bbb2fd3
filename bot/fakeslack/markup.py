"""What Slack makes of typed text: entities for `& < >`, mentions and links in angle brackets."""

from __future__ import annotations

import re

from bot.fakeslack.channels import Kind
from bot.fakeslack.workspace import Workspace

_WORD = re.compile(
    r"(?P<link>https?://[^\s<>|]+)|(?P<at>(?<![\w@])@[\w.-]+)|(?P<hash>(?<![\w#&])#[a-z0-9_-]+)"
)
_BROADCASTS = ("channel", "here", "everyone")


def typed(text: str, workspace: Workspace, *, labels: bool = False, mentions: bool = True) -> str:
    """Return typed text as Slack stores it.

    Args:
        text: what the person typed.
        workspace: where names are looked up.
        labels: write `<@U1|ana>` as in commands, rather than `<@U1>` as in messages.
        mentions: turn @names, #channels and links into marks (a command without should_escape does not).
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not mentions:
        return escaped
    return _WORD.sub(lambda match: _mark(match, workspace, labels=labels), escaped)


def _mark(match: re.Match[str], workspace: Workspace, *, labels: bool) -> str:
    word = match[0]
    if match["link"]:
        return f"<{word}>"
    if match["hash"]:
        channel = workspace.channels.named(word)
        if channel is None:
            return word
        return f"<#{channel.id}|{'' if channel.kind is Kind.PRIVATE else channel.name}>"
    bare = word[1:].rstrip(".")
    rest = word[1 + len(bare) :]
    if bare in _BROADCASTS:
        return f"<!{bare}>{rest}"
    group = workspace.people.find_group(bare)
    if group is not None:
        return f"<!subteam^{group.id}|@{group.handle}>{rest}" if labels else f"<!subteam^{group.id}>{rest}"
    person = workspace.people.find(bare)
    if person is None:
        return word
    return f"<@{person.id}|{person.name}>{rest}" if labels else f"<@{person.id}>{rest}"
