"""The form that puts a message of another channel on an incident's timeline."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.actions import FORM_CAPTURE
from bot.blocks.drawing import section
from bot.blocks.elements import Option, field, menu
from bot.blocks.fields import CAPTURE_INTO
from bot.blocks.modals.frame import View, modal
from bot.blocks.modals.notice import notice
from bot.blocks.wording import DOT, line, status
from bot.domain.views import IncidentOutline

TITLE: Final = "Add to timeline"

_SHOWN: Final = 300  # enough of the message to recognise it
_PRIVATE: Final = (
    "*This message was written in a private place.* On the timeline of a public incident everybody can read"
    " it, and its later edits; on that of a private one, only the members of its war room."
)
_NOTHING: Final = (
    "There is no open incident that you can see, so there is no timeline to add the message to. To declare"
    " one, choose *Declare from message* in the message's menu."
)


def capture_form(text: str, *, incidents: Sequence[IncidentOutline], private: bool, metadata: str) -> View:
    """Return the form to choose the incident whose timeline a message goes on.

    Args:
        text: what the message says, as a person sees it.
        incidents: the open ones that the person may see.
        private: the message stands in a private channel or a direct message, and the form warns.
    """
    options = [
        Option(
            label=f"{one.id} {one.title}",
            value=str(one.number),
            description=DOT.join(
                [one.severity.name, status(one.status), "Private" if one.private else "Public"]
            ),
        )
        for one in incidents
    ]
    only = str(incidents[0].number) if len(incidents) == 1 else None
    choice = menu("Incident", options=options, initial=only)
    if choice is None:
        return notice(TITLE, _NOTHING)
    return modal(
        TITLE,
        callback_id=FORM_CAPTURE,
        blocks=[
            section(f"&gt; {line(text, _SHOWN)}"),
            section(_PRIVATE) if private else None,
            field(
                CAPTURE_INTO,
                "On which incident's timeline?",
                element=choice,
                hint="It is entered at the time at which it was written.",
            ),
        ],
        submit="Add",
        metadata=metadata,
    )
