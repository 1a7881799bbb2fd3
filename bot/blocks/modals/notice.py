"""A form that cannot be filled in, and says why."""

from bot.blocks.actions import NOTICE
from bot.blocks.drawing import section
from bot.blocks.modals.frame import View, modal


def notice(title: str, sentence: str) -> View:
    """Return the form `title` with `sentence` (mrkdwn, user text already escaped) in place of its fields."""
    return modal(title, callback_id=NOTICE, blocks=[section(sentence)], close="Close")
