"""Slack's rules for whole messages and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.fakeslack.blockkit.blocks import IN_HOME, IN_MESSAGE, IN_MODAL
from bot.fakeslack.blockkit.checks import Check, boolean, choice, items, problem, record, string
from bot.fakeslack.blockkit.objects import plain
from bot.fakeslack.errors import Json

_MESSAGE_BLOCKS = items(IN_MESSAGE, least=0, most=50)
_MARKDOWN = 12_000
"""Characters in all markdown blocks of one message together."""
_COMMON: dict[str, Check] = {
    "type": choice("modal", "home"),
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_VIEW = {
    "modal": record(
        _COMMON
        | {
            "title": plain(24),
            "submit": plain(24),
            "close": plain(24),
            "blocks": items(IN_MODAL, least=1, most=100),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        needs=("title", "blocks"),
    ),
    "home": record(_COMMON | {"blocks": items(IN_HOME, least=1, most=100)}, needs=("blocks",)),
}


def check_message(blocks: list[Any]) -> list[str]:
    """Return what is wrong with the blocks of a message, in Slack's words."""
    found = list(_MESSAGE_BLOCKS(blocks, "/blocks"))
    return found or [*_names(blocks, "/blocks"), *_once_per_message(blocks)]


def check_view(view: Json, *, kind: str) -> list[str]:
    """Return what is wrong with a view that should be a `modal` or a `home`, in Slack's words."""
    if view.get("type") != kind:
        return [problem(f"unsupported type: {view.get('type')}", "/view/type")]
    found = list(_VIEW[kind](view, "/view"))
    if found:
        return found
    blocks = view["blocks"]
    found = [*_names(blocks, "/view/blocks"), *_focus(blocks)]
    if kind == "modal" and any(block["type"] == "input" for block in blocks) and not view.get("submit"):
        found.append(problem("missing required field: submit", "/view"))
    return found


def _names(blocks: list[Json], path: str) -> Iterator[str]:
    """Check that block ids differ in the surface and action ids within a block."""
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        name = block.get("block_id")
        if name and name in seen:
            yield problem("`block_id` must be unique", f"{path}/{place}/block_id")
        seen.add(name or "")
        actions = [item["action_id"] for item in _elements(block) if item.get("action_id")]
        if len(actions) != len(set(actions)):
            yield problem("`action_id` must be unique within a block", f"{path}/{place}")


def _focus(blocks: list[Json]) -> Iterator[str]:
    focused = [item for block in blocks for item in _elements(block) if item.get("focus_on_load")]
    if len(focused) > 1:
        yield problem("only one element may have `focus_on_load`", "/view/blocks")


def _once_per_message(blocks: list[Json]) -> Iterator[str]:
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield problem("only one table allowed", "/blocks")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > _MARKDOWN:
        yield problem(f"markdown must be less than {_MARKDOWN + 1} characters in total", "/blocks")


def _elements(block: Json) -> list[Json]:
    if block["type"] == "rich_text":
        return []
    single = [block[name] for name in ("accessory", "element") if block.get(name)]
    return [*single, *block.get("elements", [])]
