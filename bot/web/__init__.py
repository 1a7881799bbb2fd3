"""The aiohttp application: Slack's endpoint, Socket Mode, health."""
