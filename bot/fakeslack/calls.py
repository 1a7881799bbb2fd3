"""The record of what the app asked of the Web API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.fakeslack.errors import Json


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of a method. `answer` is None when the caller got none (a broken connection)."""

    method: str
    args: Json
    token_kind: str
    at: datetime
    answer: Json | None
    status: int

    @property
    def ok(self) -> bool:
        """Did Slack say yes?"""
        return self.answer is not None and bool(self.answer.get("ok"))


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One attempt to hand something to the app.

    `kind` is command, interactive or event; `name` the command, the interaction's type or the event's type;
    `error` is empty, operation_timeout, dispatch_failed or http_<status>.
    """

    kind: str
    name: str
    body: Json
    at: datetime
    status: int
    error: str
    seconds: float
    attempt: int = 0
