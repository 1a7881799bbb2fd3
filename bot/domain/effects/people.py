"""Who stands behind a name: to be called, or to be told."""

from dataclasses import dataclass

from bot.domain.effects.effect import Effect


@dataclass(frozen=True, kw_only=True)
class CallPeople(Effect):
    """Find out who stands behind the configured groups and call each of them.

    Args:
        refs: user groups and people as configured (`@oncall`, an id).
        reason: `declared`, `raised`, `no_commander` or `backup`.
        loud: False to tell them without calling (SEV3 and lower).
    """

    kind = "call_people"
    priority = 10
    refs: tuple[str, ...]
    reason: str
    loud: bool = True


@dataclass(frozen=True, kw_only=True)
class FindOwner(Effect):
    """Find out who looks after a runbook; who was found is told what was wrong in it by what follows.

    Args:
        refs: the owner as the document names them: a user group, a person, or a name.
        remark: the id of what was said.
    """

    kind = "find_owner"
    priority = 70
    refs: tuple[str, ...]
    remark: int
