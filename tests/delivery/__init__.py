"""The outbox, and what delivery makes of Slack's answers."""
