"""The forms that change how bad it is, and when the next status update is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.blocks.actions import FORM_NEXT, FORM_SEVERITY
from bot.blocks.drawing import section, small_print
from bot.blocks.elements import field, menu, text_input
from bot.blocks.fields import NEXT_DELAY, NEXT_REASON, SEVERITY_LEVEL, SEVERITY_WORDS
from bot.blocks.modals.choices import severities as levels
from bot.blocks.modals.choices import spans
from bot.blocks.modals.frame import View, modal
from bot.blocks.wording import at, level, line
from bot.domain.durations import say
from bot.domain.severity import Severity
from bot.domain.views import IncidentView


def severity_form(view: IncidentView, *, severities: Sequence[Severity], metadata: str) -> View:
    """Return the form to say how bad it is; `severities` holds all levels, worst first."""
    known = view.severity.name if view.severity_is_set else None
    choice = menu("Severity", options=levels(severities), initial=known)
    words = text_input(multiline=True, placeholder="Only the EU is affected")
    return modal(
        f"Severity of {view.id}",
        callback_id=FORM_SEVERITY,
        blocks=[
            small_print(
                f"Now: {level(view)}. Raising it calls people and brings the next update forward; lowering it"
                " keeps the update's due time."
            ),
            field(SEVERITY_LEVEL, "Severity", element=choice) if choice else None,
            field(
                SEVERITY_WORDS,
                "Why?",
                element=words,
                optional=True,
                hint="Words here are posted as a status update.",
            ),
        ],
        submit="Set severity",
        metadata=metadata,
    )


def next_form(view: IncidentView, *, longest: timedelta, now: datetime, metadata: str) -> View:
    """Return the form to move the next update's due time, by at most `longest` from now."""
    due = view.next_update_due_at
    stands = f"Due at {at(due, now)} now." if due else "No update is due now."
    choice = menu("When", options=spans(longest))
    reason = text_input(placeholder="Waiting for the vendor")
    return modal(
        "Next update",
        callback_id=FORM_NEXT,
        blocks=[
            section(f"{stands} {line(view.severity.name, 40)} lets it be moved by at most {say(longest)}."),
            field(NEXT_DELAY, "Next update due", element=choice) if choice else None,
            field(NEXT_REASON, "Why?", element=reason, optional=True),
        ],
        submit="Move it",
        metadata=metadata,
    )
