"""Slack's refusals, as Slack words them on the wire."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A method said no: the code and whatever Slack puts beside it."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **detail: Any) -> None:
        """Remember the code, the lines of `response_metadata.messages`, and more keys of the answer."""
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.detail = detail

    def as_json(self) -> Json:
        """Return the body of the answer."""
        body: Json = {"ok": False, "error": self.code, **self.detail}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
