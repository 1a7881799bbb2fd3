"""What the shapes of the JSON document have in common, and the values that they are made of.

A key of the first promise (docs: the export format) is required; every other one has a default, so that a
file of an older Muster stays readable when keys are added.
"""

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

MAX_NUMBER: Final = 999_999_999
"""The highest number of an incident or an entry: nine digits, as `INC-…` is read everywhere."""

MAX_DEPTH: Final = 50
"""How deep an entry's data may be nested, in layers; Muster itself needs two."""

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _read_moment(value: Any) -> datetime:
    """Return what an ISO 8601 string with a zone means, in UTC."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("a time in ISO 8601 with its zone, such as 2026-11-20T14:05:00Z")


def _writable(value: dict[str, Any]) -> dict[str, Any]:
    """Let JSON pass that can be written again: `1e999` reads as infinity, which JSON has no word for."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, float) and not math.isfinite(one):
            raise ValueError("numbers that a computer can hold")
        if depth > MAX_DEPTH:
            raise ValueError(f"objects and lists in at most {MAX_DEPTH} layers")
        inside = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting.extend((each, depth + 1) for each in inside)
    return value


Moment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": f"^{_MOMENT.pattern}$"}),
]
Number = Annotated[int, Field(ge=1, le=MAX_NUMBER)]
Count = Annotated[int, Field(ge=0, le=MAX_NUMBER)]
Word = Annotated[str, Field(min_length=1)]
Facts = Annotated[dict[str, Any], AfterValidator(_writable)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]


class Shape(BaseModel):
    """The common part: exact types, no key that would be lost, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
