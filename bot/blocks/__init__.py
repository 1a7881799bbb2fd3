"""Block Kit drawing: views in, JSON out. Nothing here reads a clock, a database or Slack."""
