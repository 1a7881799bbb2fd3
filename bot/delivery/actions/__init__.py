"""Carrying out what a runbook's step may do: one attempt each, bounded in time and size, never by a shell."""

from bot.delivery.actions.perform import perform

__all__ = ["perform"]
