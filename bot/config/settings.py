"""What only the environment may say: secrets, the database and the log."""

SECRET_NAMES = ("slack_bot_token", "slack_signing_secret", "slack_app_token", "database_url")
"""The variables that hold secrets, in small letters."""
