"""Slack's rules for blocks and views (first version: counts only)."""

from __future__ import annotations

from typing import Any

from bot.fakeslack.errors import Json


def check_message(blocks: list[Any]) -> list[str]:
    """Return what is wrong with the blocks of a message, in Slack's words."""
    if len(blocks) > 50:
        return ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    return []


def check_view(view: Json, *, kind: str) -> list[str]:
    """Return what is wrong with a view of this kind."""
    if view.get("type") != kind:
        return [f"[ERROR] unsupported type: {view.get('type')} [json-pointer:/view/type]"]
    return []
