"""Word to those outside the incidents."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.effects.effect import Effect


@dataclass(frozen=True, kw_only=True)
class TellOperators(Effect):
    """Tell those who run Muster what has broken since the last checkup, and what was mended.

    Args:
        channel: as configured: a name with its #, or an id.
        broke, mended: findings as JSON.
    """

    kind = "tell_operators"
    priority = 70
    looks_first = True
    channel: str
    broke: tuple[Mapping[str, str], ...]
    mended: tuple[Mapping[str, str], ...]

    def lane(self) -> str | None:
        """What broke is told before it is told to be mended."""
        return "operators"


@dataclass(frozen=True, kw_only=True)
class TellSecurity(Effect):
    """Tell security of emergency access.

    Args:
        channel: as configured: a name with its #, or an id.
        facts: what may be told there; of a private incident no word of its own.
    """

    kind = "tell_security"
    priority = 20
    looks_first = True
    channel: str
    facts: Mapping[str, str]

    def lane(self) -> str | None:
        """What was granted is told before it is told to have ended."""
        return "security"
