"""The forms that add to the timeline: a note, a decision, a hypothesis, a link."""

from bot.blocks.actions import FORM_DECIDE, FORM_HYPOTHESIS, FORM_LINK, FORM_NOTE
from bot.blocks.elements import field, moment_input, text_input
from bot.blocks.fields import (
    DECIDE_TEXT,
    DECIDE_UNDO,
    HYPOTHESIS_TEXT,
    LINK_TITLE,
    LINK_URL,
    NOTE_AT,
    NOTE_TEXT,
)
from bot.blocks.modals.frame import View, modal
from bot.domain.views import IncidentView


def note_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form of a note; a time given backdates it."""
    text = text_input(multiline=True, placeholder="Flipped flag checkout_v2 off")
    return modal(
        f"Note in {view.id}",
        callback_id=FORM_NOTE,
        blocks=[
            field(NOTE_TEXT, "What happened?", element=text),
            field(NOTE_AT, "When?", element=moment_input(), optional=True, hint="Left empty: now."),
        ],
        submit="Add to timeline",
        metadata=metadata,
    )


def decide_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form of a decision and how it could be undone."""
    text = text_input(multiline=True, placeholder="Roll back 4.2")
    undo = text_input(placeholder="Deploy 4.2 again")
    return modal(
        f"Decision in {view.id}",
        callback_id=FORM_DECIDE,
        blocks=[
            field(DECIDE_TEXT, "What is decided?", element=text),
            field(DECIDE_UNDO, "How can it be undone?", element=undo, optional=True),
        ],
        submit="Decide",
        metadata=metadata,
    )


def hypothesis_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form of a suspected cause."""
    text = text_input(multiline=True, placeholder="Cache stampede")
    return modal(
        f"Hypothesis in {view.id}",
        callback_id=FORM_HYPOTHESIS,
        blocks=[field(HYPOTHESIS_TEXT, "What could be the cause?", element=text)],
        submit="Add hypothesis",
        metadata=metadata,
    )


def link_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form of a link worth keeping."""
    url = text_input(placeholder="https://grafana.example.com/d/checkout")
    title = text_input(placeholder="Checkout dashboard", max_length=150)
    return modal(
        f"Link in {view.id}",
        callback_id=FORM_LINK,
        blocks=[
            field(LINK_URL, "Address", element=url),
            field(LINK_TITLE, "What is it?", element=title, optional=True),
        ],
        submit="Keep link",
        metadata=metadata,
    )
