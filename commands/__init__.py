"""Slack in: every listener parses, calls one use-case and replies."""
