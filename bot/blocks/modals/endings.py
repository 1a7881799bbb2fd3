"""The forms that end something or take it away: "sure?", merge, export."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.actions import FORM_CONFIRM, FORM_EXPORT, FORM_MERGE
from bot.blocks.confirmations import ending
from bot.blocks.drawing import section, small_print
from bot.blocks.elements import Option, checkboxes, field, menu, text_input
from bot.blocks.fields import CONFIRM_WORDS, EXPORT_FORMATS, MERGE_INTO
from bot.blocks.modals.frame import View, modal
from bot.blocks.modals.notice import notice
from bot.blocks.wording import DOT, name, status
from bot.domain.views import IncidentView, NeighbourView

FORMATS: Final = (
    ("md", "Markdown", "To paste into a document"),
    ("html", "HTML", "One file to read or print"),
    ("csv", "CSV", "One row per timeline entry"),
    ("json", "JSON", "Everything; can be imported again"),
)


def confirm_form(view: IncidentView, *, to: str, metadata: str) -> View:
    """Return the "sure?" of a menu's choice that ends the incident, with room for a last word."""
    question, meaning, yes = ending(view, to)
    words = text_input(multiline=True, placeholder="Error rate back to normal")
    return modal(
        question,
        callback_id=FORM_CONFIRM,
        blocks=[
            section(f"*{name(view)}*\n{meaning}"),
            field(
                CONFIRM_WORDS,
                "Anything to say?",
                element=words,
                optional=True,
                hint="Words here are posted as a status update.",
            ),
        ],
        submit=yes,
        close="Not now",
        metadata=metadata,
    )


def merge_form(view: IncidentView, *, others: Sequence[NeighbourView], metadata: str) -> View:
    """Return the form to end this incident inside another open one that the person may see."""
    title = f"Merge {view.id}"
    options = [
        Option(
            label=f"INC-{other.number} {other.title}",
            value=str(other.number),
            description=f"{other.severity}{DOT}{status(other.status)}",
        )
        for other in others
        if other.number != view.number
    ]
    choice = menu("Incident", options=options)
    if choice is None:
        return notice(title, "There is no other open incident to merge it into.")
    return modal(
        title,
        callback_id=FORM_MERGE,
        blocks=[
            section(f"*{name(view)}* ends, and work goes on in the other incident. It can be undone."),
            field(MERGE_INTO, "Into which incident?", element=choice),
        ],
        submit="Merge",
        metadata=metadata,
    )


def export_form(view: IncidentView, *, metadata: str) -> View:
    """Return the form to get the timeline as files, privately."""
    options = [Option(label=label, value=key, description=use) for key, label, use in FORMATS]
    boxes = checkboxes(options, initial=["md"])
    return modal(
        f"Export {view.id}",
        callback_id=FORM_EXPORT,
        blocks=[
            small_print("The files come to you by direct message."),
            field(EXPORT_FORMATS, "Formats", element=boxes),
        ],
        submit="Export",
        metadata=metadata,
    )
