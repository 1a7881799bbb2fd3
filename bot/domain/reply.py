"""What a person is told, privately, when what they asked for has been done."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A private answer.

    Args:
        text: mrkdwn, user text already escaped.
        incident: the number of the incident it is about, or None.
    """

    text: str
    incident: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept for a repeated request."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Reply":
        """Return the reply that was kept."""
        return cls(text=values.get("text", ""), incident=values.get("incident"))
