"""The Markdown of runbooks as Slack's own notation: bold, links, points and code; all else as it is."""

import re
from typing import Final

from bot.domain.text import cut, escape, link

_PIECES: Final = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<address>[^()\s]{1,2000})\)"
    r"|\*\*(?P<bold>[^*\n]{1,500})\*\*"
)
_POINT: Final = re.compile(r"^[-*+] ", re.MULTILINE)
_FENCE: Final = 8
"""Characters that a fence takes at both ends, with its line breaks."""


def mrkdwn_of(text: str, limit: int) -> str:
    """Return Markdown as mrkdwn of at most `limit` characters; a link within the document is its words."""
    shown = _POINT.sub("• ", text.strip())
    told, at = [], 0
    for match in _PIECES.finditer(shown):
        told += [escape(shown[at : match.start()]), _piece(match)]
        at = match.end()
    return cut("".join([*told, escape(shown[at:])]), limit)


def _piece(match: re.Match[str]) -> str:
    if match["code"]:
        return escape(match["code"])
    if match["bold"]:
        return f"*{escape(match['bold'])}*"
    address = match["address"]
    return link(address, match["words"]) if "://" in address else escape(match["words"])


def code_block(text: str, limit: int) -> str:
    """Return code as Slack shows it, of at most `limit` characters; nothing in it ends the block."""
    safe = escape(text.replace("```", "'''"))
    return f"```\n{cut(safe, limit - _FENCE)}\n```"
