"""Configuration: `config.yaml` and the environment, read once at the start into frozen values."""

from bot.config.errors import ConfigError
from bot.config.model import Announcements, Bookmark, Config, WarRoom
from bot.config.reading import load, parse

__all__ = [
    "Announcements",
    "Bookmark",
    "Config",
    "ConfigError",
    "WarRoom",
    "load",
    "parse",
]
