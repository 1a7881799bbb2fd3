"""Configuration: `config.yaml` and the environment, read once at the start into frozen values."""

from bot.config.errors import ConfigError
from bot.config.model import Announcements, Bookmark, Config, Operators, Runbooks, WarRoom
from bot.config.reading import load, parse
from bot.config.settings import Settings, load_settings

__all__ = [
    "Announcements",
    "Bookmark",
    "Config",
    "ConfigError",
    "Operators",
    "Runbooks",
    "Settings",
    "WarRoom",
    "load",
    "load_settings",
    "parse",
]
