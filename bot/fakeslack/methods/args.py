"""The arguments of a call, however they came: query, form or JSON."""

from __future__ import annotations

import json
from typing import Any

from bot.fakeslack.errors import Json, SlackError


class Args:
    """Typed reading of arguments, with Slack's complaints."""

    def __init__(self, raw: Json) -> None:
        """Take the merged arguments."""
        self.raw = raw

    def has(self, name: str) -> bool:
        """Was it given, and not as null?"""
        return self.raw.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.raw.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """Return an argument that must not be missing or empty; raise `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an argument as yes or no: true, "true", 1 and "1" are yes."""
        value = self.raw.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def number(self, name: str, default: int, *, error: str = "invalid_arguments") -> int:
        """Return an argument as a whole number; raise `error` when it is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError(error) from None

    def names(self, name: str) -> list[str]:
        """Return a comma-separated (or JSON) list."""
        value = self.raw.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part for part in (piece.strip() for piece in self.text(name).split(",")) if part]

    def json(self, name: str, *, error: str) -> Any:
        """Return an argument that may come as JSON text, or None; raise `error` if it does not parse."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None
