"""What a form shows in the moment before the database has answered."""

from bot.blocks.actions import LOADING
from bot.blocks.drawing import section
from bot.blocks.modals.frame import View, modal


def loading(title: str) -> View:
    """Return the form `title` while it is still empty."""
    return modal(title, callback_id=LOADING, blocks=[section("One moment…")], close="Close")
