"""Drawings and the blocks they are laid out in, each kept within Slack's limits by cutting.

Limits: Slack's Block Kit reference. That a message as a whole is refused (`msg_blocks_too_long`) above some
12,000 characters of text over all blocks, and that blocks count too: slackapi/bolt-js#2509 and #2867.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.text import cut

Block = dict[str, Any]
"""One block, element or composition object as Slack takes it."""

MAX_TEXT: Final = 4_000  # chat.update refuses more
MAX_BLOCKS: Final = 50
MAX_MESSAGE: Final = 10_000  # characters over all blocks, as `size` counts them
_BLOCK_ITSELF: Final = 50
MAX_SECTION: Final = 3_000
MAX_HEADER: Final = 150
MAX_CONTEXT: Final = 2_000
MAX_CONTEXT_ELEMENTS: Final = 10
MAX_ACTIONS: Final = 25
MAX_BLOCK_ID: Final = 255

_NOTHING: Final = "–"  # Slack refuses empty strings
_MARKUP_IN_PLAIN: Final = re.compile(r"<(?=[!@#])")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One message: its blocks, and the text for notifications and screen readers (mrkdwn, at most 4,000).

    Args:
        is_moot: its question is answered already; where it does not stand yet, nobody needs it.
    """

    text: str
    blocks: list[Block]
    is_moot: bool = False


def drawing(text: str, blocks: Iterable[Block | None]) -> Drawing:
    """Return a message of `blocks` (None is left out), shortened at its end when Slack would refuse it."""
    return Drawing(text=cut(text, MAX_TEXT), blocks=_within_message([b for b in blocks if b is not None]))


def _within_message(blocks: list[Block]) -> list[Block]:
    """Drop from the end what is too much, and say so; a last row of buttons is kept."""
    sizes = [size(block) for block in blocks]
    if sum(sizes) <= MAX_MESSAGE and len(blocks) <= MAX_BLOCKS:
        return blocks
    tail = blocks[-1:] if blocks[-1]["type"] == "actions" else []
    note = small_print("… There is more than one message can show.")
    room = MAX_MESSAGE - size(note) - sum(sizes[len(blocks) - len(tail) :])
    head: list[Block] = []
    for block, weight in zip(blocks[: len(blocks) - len(tail)], sizes, strict=False):
        room -= weight
        if room < 0 or len(head) >= MAX_BLOCKS - 2:
            break
        head.append(block)
    return [*head, note, *tail]


def size(block: Block) -> int:
    """Return what a block counts towards a message: the characters of its texts, and some for itself."""
    return _BLOCK_ITSELF + _texts(block)


def _texts(node: Any) -> int:
    if isinstance(node, list):
        return sum(_texts(item) for item in node)
    if not isinstance(node, dict):
        return 0
    return sum(
        len(value) if key == "text" and isinstance(value, str) else _texts(value)
        for key, value in node.items()
    )


def mrkdwn(text: str, *, limit: int = MAX_SECTION) -> Block:
    """Return a formatted text; `verbatim`: no bare `@here` or channel name is turned into a mention."""
    return {"type": "mrkdwn", "text": cut(text.strip() or _NOTHING, limit), "verbatim": True}


def plain(text: str, *, limit: int) -> Block:
    """Return an unformatted text. User text is shown as it is, but nothing in it looks like a mention."""
    words = _MARKUP_IN_PLAIN.sub("\u2039", text).strip() or _NOTHING
    return {
        "type": "plain_text",
        "text": words if len(words) <= limit else words[: limit - 1].rstrip() + "…",
        "emoji": True,
    }


def section(text: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    """Return a paragraph, with at most one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return _named(block, block_id=block_id)


def small_print(*texts: str) -> Block:
    """Return small print."""
    elements = [mrkdwn(text, limit=MAX_CONTEXT) for text in texts if text.strip()][:MAX_CONTEXT_ELEMENTS]
    return {"type": "context", "elements": elements or [mrkdwn(_NOTHING)]}


def header(text: str) -> Block:
    """Return a headline."""
    return {"type": "header", "text": plain(text, limit=MAX_HEADER)}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def row(elements: Sequence[Block | None], *, block_id: str | None = None) -> Block | None:
    """Return a row of buttons and menus; None when there is none to show."""
    present = [element for element in elements if element is not None][:MAX_ACTIONS]
    return _named({"type": "actions", "elements": present}, block_id=block_id) if present else None


def _named(block: Block, *, block_id: str | None) -> Block:
    if block_id is not None:
        block["block_id"] = block_id[:MAX_BLOCK_ID]
    return block
