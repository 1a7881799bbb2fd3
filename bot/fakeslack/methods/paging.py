"""Cursors: pages over a list, in Slack's opaque form."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.fakeslack.errors import SlackError
from bot.fakeslack.methods.args import Args

Item = TypeVar("Item")


def page(items: Sequence[Item], args: Args, *, default: int, most: int = 1000) -> tuple[Sequence[Item], str]:
    """Return one page and the cursor of the next one (empty at the end).

    Raises:
        SlackError: `invalid_limit` or `invalid_cursor`.
    """
    limit = args.number("limit", default, error="invalid_limit") or default
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    start = _decode(args.text("cursor"))
    if start > len(items):
        raise SlackError("invalid_cursor")
    end = start + limit
    return items[start:end], _encode(end) if end < len(items) else ""


def _encode(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise SlackError("invalid_cursor")
