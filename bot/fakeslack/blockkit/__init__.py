"""Slack's rules for blocks and views."""

from bot.fakeslack.blockkit.check import check_message, check_view
from bot.fakeslack.blockkit.text import text_length, with_ids

__all__ = ["check_message", "check_view", "text_length", "with_ids"]
