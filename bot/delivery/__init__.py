"""The outbox worker: claims effects, draws them, carries them out in Slack and settles what came of it."""
