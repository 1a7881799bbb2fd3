"""Actions of runbooks."""

from dataclasses import dataclass

from bot.domain.effects.effect import Effect


@dataclass(frozen=True, kw_only=True)
class RunAction(Effect):
    """Make the call of an approved request; what was cut off is asked about, never made again by itself."""

    kind = "run_action"
    priority = 25
    request_id: int
