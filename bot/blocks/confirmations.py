"""The "sure?" dialogs: what a click ends, in words, before it counts."""

from collections.abc import Sequence

from bot.blocks.drawing import Block
from bot.blocks.elements import sure
from bot.blocks.wording import line
from bot.domain.severity import Severity
from bot.domain.views import IncidentView, NeighbourView

_ENDINGS = {
    "resolved": ("Resolve", "The service is confirmed restored. Update reminders stop."),
    "closed": ("Close", "Follow-up is handed over. The timeline is exported to the war room."),
    "cancelled": ("Cancel", "It was a false alarm. Everyone who was called is told to stand down."),
}


def ending(view: IncidentView, to: str) -> tuple[str, str, str]:
    """Return question, explanation and button of going to status `to`.

    Raises:
        KeyError: going to `to` needs no asking.
    """
    verb, meaning = _ENDINGS[to]
    return f"{verb} {view.id}?", meaning, f"{verb} {view.id}"


def sure_to(view: IncidentView, to: str) -> Block | None:
    """Return the dialog of a button that goes to status `to`, or None where none is needed."""
    if to not in _ENDINGS:
        return None
    title, text, yes = ending(view, to)
    return sure(title, text, yes=yes)


def sure_to_merge(view: IncidentView, other: NeighbourView) -> Block:
    """Return the dialog of a button that merges `view` into `other`."""
    return sure(
        f"Merge {view.id} into INC-{other.number}?",
        f"{view.id} ends, and work goes on in INC-{other.number}: {line(other.title, 120)}.",
        yes=f"Merge into INC-{other.number}",
    )


def is_worst(view: IncidentView, *, severities: Sequence[Severity]) -> bool:
    """Tell whether the severity is the worst there is: leaving it by a click asks "sure?" first."""
    return view.severity_is_set and all(view.severity.rank <= one.rank for one in severities)


def sure_to_lower(view: IncidentView) -> Block:
    """Return the dialog of a menu whose every other choice lowers the severity."""
    return sure(
        f"Lower the severity of {view.id}?",
        f"It is {line(view.severity.name, 40)} now. Fewer people follow a lower severity, and updates come"
        " less often.",
        yes="Lower it",
    )
