"""The lifecycle: which statuses there are, and which moves lead from one to another."""

from bot.domain.errors import MoveRefused
from bot.domain.ids import incident_id

TRIAGE = "triage"
INVESTIGATING = "investigating"
IDENTIFIED = "identified"
MONITORING = "monitoring"
RESOLVED = "resolved"
CLOSED = "closed"
CANCELLED = "cancelled"
MERGED = "merged"

OPEN = (TRIAGE, INVESTIGATING, IDENTIFIED, MONITORING)
"""Statuses in which the incident is worked on, in order; updates are due and reminders run."""

PATH = (*OPEN, RESOLVED)
"""Between these any jump is allowed, forward and back."""

STATUSES = (*PATH, CLOSED, CANCELLED, MERGED)
"""All statuses in order."""

TITLES = {status: status.capitalize() for status in STATUSES}
"""How a status is written where it stands alone, on the card or a button."""

MEANINGS = {
    TRIAGE: "is it one?",
    INVESTIGATING: "cause unknown",
    IDENTIFIED: "cause known, fix under way",
    MONITORING: "mitigated: customers no longer hurt, not yet confirmed",
    RESOLVED: "service confirmed restored",
    CLOSED: "follow-up handed over, timeline exported",
    CANCELLED: "false alarm",
    MERGED: "went on in another incident",
}
"""What each status says, in a few words for menus and help."""

VERBS = {
    INVESTIGATING: "investigating",
    IDENTIFIED: "identified",
    MONITORING: "monitoring",
    RESOLVED: "resolve",
    CLOSED: "close",
    CANCELLED: "cancel",
    MERGED: "merge",
}
"""The `/incident` verb that leads to each status; `triage` is only gone back to by the status menu."""

_CONFIRMED = frozenset({RESOLVED, CLOSED, CANCELLED, MERGED})


def is_open(status: str) -> bool:
    """Tell whether an incident of this status is still worked on."""
    return status in OPEN


def allowed_moves(status: str) -> tuple[str, ...]:
    """Return the statuses that can follow `status`, in order; unmerging is not among them.

    Raises:
        KeyError: there is no such status.
    """
    if status in OPEN:
        return (*(other for other in PATH if other != status), CANCELLED, MERGED)
    return {
        RESOLVED: (*OPEN, CLOSED),
        CLOSED: (INVESTIGATING,),
        CANCELLED: (),
        MERGED: (),
    }[status]


def check_move(current: str, to: str, *, incident: int) -> None:
    """Let the move from status `current` to `to` pass.

    Args:
        incident: its number, for the sentence.

    Raises:
        MoveRefused: the lifecycle does not lead there; the sentence names the moves that it allows.
    """
    if to in allowed_moves(current):
        return
    raise MoveRefused(_refusal(current, to, incident_id(incident)))


def check_reopen(current: str, *, incident: int) -> None:
    """Let `reopen` pass, which leads to *investigating*.

    Raises:
        MoveRefused: it is neither resolved nor closed.
    """
    if current in (RESOLVED, CLOSED):
        return
    name = incident_id(incident)
    if current in OPEN:
        raise MoveRefused(
            f"{name} is *{current}*, so it is open; only a resolved or closed incident can be reopened. "
            f"{_from_here(current)}"
        )
    raise MoveRefused(_refusal(current, INVESTIGATING, name))


def check_unmerge(current: str, *, incident: int) -> None:
    """Let `unmerge` pass.

    Raises:
        MoveRefused: it is not merged.
    """
    if current == MERGED:
        return
    raise MoveRefused(f"{incident_id(incident)} is *{current}*, not merged; there is nothing to take apart.")


def needs_confirmation(to: str) -> bool:
    """Tell whether a button that leads to status `to` asks "sure?" first; a typed command never does."""
    return to in _CONFIRMED


def _refusal(current: str, to: str, name: str) -> str:
    is_now = f"{name} is *{current}*"
    if current == to:
        return f"{name} is already *{current}*; nothing was changed. {_from_here(current)}"
    if current in OPEN and to == CLOSED:
        return f"{is_now}; it can be closed once it is *resolved*. {_way_on(current)}"
    if current == RESOLVED:
        return f"{is_now}; only an open incident can be {TITLES[to].lower()}. {_way_on(current)}"
    if current == CLOSED:
        return f"{is_now}, and its follow-up is handed over. {_way_on(current)}"
    if current == CANCELLED:
        return f"{is_now}, and that is final. {_way_on(current)}"
    return f"{is_now} into another incident, where the work goes on. {_way_on(current)}"


def _way_on(current: str) -> str:
    return {
        RESOLVED: "Say `close` when the follow-up is handed over, or `reopen` if it is not over.",
        CLOSED: "Say `reopen` if it is not over; it is *investigating* then.",
        CANCELLED: "If it is real after all, `declare` it again.",
        MERGED: "Say `unmerge` if it is a matter of its own.",
    }.get(current, "Say `resolve`, or `cancel` if it was a false alarm.")


def _from_here(current: str) -> str:
    if current not in OPEN:
        return _way_on(current)
    verbs = [f"`{VERBS[status]}`" for status in allowed_moves(current) if status != TRIAGE]
    return f"From here: {', '.join(verbs[:-1])} or {verbs[-1]}."
