"""The form by which somebody gets emergency access: the reason is all that it asks."""

from datetime import timedelta

from bot.blocks.actions import FORM_BREAK_GLASS
from bot.blocks.drawing import section
from bot.blocks.elements import field, text_input
from bot.blocks.fields import BREAK_GLASS_REASON
from bot.blocks.modals.frame import View, modal
from bot.domain.durations import say
from bot.domain.views import IncidentView


def break_glass_form(view: IncidentView, *, lasts: timedelta, metadata: str) -> View:
    """Return the form.

    Args:
        lasts: how long the access lasts.
    """
    reason = text_input(multiline=True, placeholder="The vault is sealed, and customers cannot pay")
    return modal(
        "Emergency access",
        callback_id=FORM_BREAK_GLASS,
        blocks=[
            section(
                f"For {say(lasts)} you may run what is marked as needing emergency access in {view.id}; "
                "approvals are needed all the same. Security is told, and all of it is kept."
            ),
            field(BREAK_GLASS_REASON, "Why can it not wait?", element=reason),
        ],
        submit="Get access",
        metadata=metadata,
    )
