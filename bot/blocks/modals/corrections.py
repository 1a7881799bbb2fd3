"""The forms that correct what was said: an update, a timeline entry, a time."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.actions import (
    FORM_CORRECT_UPDATE,
    FORM_ENTRY_CORRECT,
    FORM_ENTRY_HIDE,
    FORM_ENTRY_REDACT,
    FORM_TIMES,
)
from bot.blocks.drawing import section, small_print
from bot.blocks.elements import Option, field, menu, moment_input, text_input
from bot.blocks.fields import (
    CORRECT_TEXT,
    ENTRY_REASON,
    ENTRY_TEXT,
    TIMES_NAME,
    TIMES_REASON,
    TIMES_VALUE,
)
from bot.blocks.modals.frame import View, modal
from bot.blocks.wording import at, by, prose
from bot.domain.times import NAMES, TITLES
from bot.domain.views import EntryView, IncidentView, UpdateView


def correct_form(view: IncidentView, update: UpdateView, *, metadata: str) -> View:
    """Return the form to correct the last status update everywhere it went."""
    return modal(
        f"Correct update {update.number}",
        callback_id=FORM_CORRECT_UPDATE,
        blocks=[
            small_print(f"It is corrected wherever it went; the timeline of {view.id} keeps what it said."),
            field(
                CORRECT_TEXT, "What are we doing?", element=text_input(initial=update.text, multiline=True)
            ),
        ],
        submit="Correct",
        metadata=metadata,
    )


def entry_correct_form(entry: EntryView, *, metadata: str) -> View:
    """Return the form to correct a timeline entry."""
    text = text_input(initial=entry.text, multiline=True)
    return modal(
        f"Correct entry {entry.number}",
        callback_id=FORM_ENTRY_CORRECT,
        blocks=[
            field(ENTRY_TEXT, "What happened?", element=text),
            field(ENTRY_REASON, "Why is it corrected?", element=text_input(), optional=True),
        ],
        submit="Correct",
        metadata=metadata,
    )


def entry_hide_form(entry: EntryView, *, now: datetime, metadata: str) -> View:
    """Return the form to hide a timeline entry; it can be shown again."""
    return modal(
        f"Hide entry {entry.number}",
        callback_id=FORM_ENTRY_HIDE,
        blocks=[
            section(_told(entry, now=now)),
            small_print("It is kept and can be shown again."),
            field(ENTRY_REASON, "Why is it hidden?", element=text_input(), optional=True),
        ],
        submit="Hide",
        metadata=metadata,
    )


def entry_redact_form(entry: EntryView, *, now: datetime, metadata: str) -> View:
    """Return the form to redact a timeline entry; this removes its text for good."""
    return modal(
        f"Redact entry {entry.number}",
        callback_id=FORM_ENTRY_REDACT,
        blocks=[
            section(_told(entry, now=now)),
            small_print(
                "Its text is removed for good, from earlier revisions and from the bot's own messages too."
                " That it was redacted, by whom and why is kept. What people wrote themselves, they delete"
                " themselves."
            ),
            field(ENTRY_REASON, "Why is it redacted?", element=text_input(placeholder="Pasted a key")),
        ],
        submit="Redact",
        metadata=metadata,
    )


def times_form(
    view: IncidentView, *, metadata: str, names: Sequence[str] = NAMES, chosen: str | None = None
) -> View:
    """Return the form to correct one of the incident's times; the automatic value is kept beside it."""
    options = [Option(label=TITLES.get(name, name), value=name) for name in names]
    choice = menu("Time", options=options, initial=chosen)
    known = view.times.get(chosen) if chosen else None
    return modal(
        f"Times of {view.id}",
        callback_id=FORM_TIMES,
        blocks=[
            field(TIMES_NAME, "Which time?", element=choice) if choice else None,
            field(
                TIMES_VALUE,
                "When was it?",
                element=moment_input(initial=known),
                hint="In your own time zone.",
            ),
            field(TIMES_REASON, "How do we know?", element=text_input(placeholder="Per graph")),
        ],
        submit="Correct",
        metadata=metadata,
    )


def _told(entry: EntryView, *, now: datetime) -> str:
    text = "_redacted_" if entry.redacted else prose(entry.text, 1_500)
    return f"{at(entry.occurred_at, now)} {by(entry.actor)}\n{text}"
