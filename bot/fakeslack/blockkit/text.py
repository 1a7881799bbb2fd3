"""Walking through blocks: how much text they hold, and names for what came without one."""

from __future__ import annotations

from typing import Any

from bot.fakeslack.errors import Json
from bot.fakeslack.ids import Ids


def text_length(node: Any) -> int:
    """Return how many characters of text stand in blocks, all levels together."""
    if isinstance(node, list):
        return sum(text_length(item) for item in node)
    if not isinstance(node, dict):
        return 0
    own = len(node["text"]) if isinstance(node.get("text"), str) else 0
    return own + sum(text_length(value) for value in node.values() if isinstance(value, (dict, list)))


def with_ids(blocks: list[Json], ids: Ids) -> list[Json]:
    """Return the blocks with a block_id each and an action_id for each interactive element."""
    return [_named_block(block, ids) for block in blocks]


def _named_block(block: Json, ids: Ids) -> Json:
    named = block if block.get("block_id") else {**block, "block_id": ids.next("b")}
    kind = block["type"]
    if kind == "actions":
        named = {**named, "elements": [_named(element, ids) for element in block["elements"]]}
    elif kind == "input":
        named = {**named, "element": _named(block["element"], ids)}
    elif kind == "section" and (block.get("accessory") or {}).get("type") not in (None, "image"):
        named = {**named, "accessory": _named(block["accessory"], ids)}
    return named


def _named(element: Json, ids: Ids) -> Json:
    return element if element.get("action_id") else {**element, "action_id": ids.next("a")}
