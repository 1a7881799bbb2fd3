"""What came of an action that the bot carried out."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Ending = Literal["succeeded", "failed", "timed_out", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a call or command ended.

    Args:
        ending: `failed` is certain; after `timed_out` and `unknown` some or all of it may have happened.
        said: completes "It …" for people: “ended with code 1”.
        output: what it wrote or answered, without secrets and what cannot be seen.
        left_out: how many bytes of that were not kept.
    """

    ending: Ending
    said: str
    output: str = ""
    left_out: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)
