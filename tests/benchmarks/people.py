"""Who is in the benchmarks' workspace, and what the bot is told about it."""

DECLARERS = tuple(f"ana_{letter}" for letter in "abcdefghijklmnopqrst")
"""Engineers who type commands; several, so that ten can declare at once."""

CALLED = ("dee", "eve")
"""Whom an incident calls."""

GROUP = "oncall"
ANNOUNCEMENTS = "incidents"

CONFIG = f"""\
announcements: {{channel: "#{ANNOUNCEMENTS}"}}
severities:
  SEV1: {{call: ["@{GROUP}"]}}
"""
"""The configuration of every process: one severity calls, everything else is as delivered."""
