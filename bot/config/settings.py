"""What only the environment says: secrets, the database, the Slack to talk to, and the log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from bot.config.errors import ConfigError

REAL_SLACK = "https://slack.com/api/"
DATABASE_FILE = "muster.sqlite3"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("json", "pretty")
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "DATABASE_URL")
"""The variables that hold secrets; none of them may stand in `config.yaml`."""

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
_URL = re.compile(r"(?P<scheme>[a-zA-Z0-9+]+)://(?P<rest>.*)", re.DOTALL)
_PASSWORD = re.compile(r"(://[^:/@]*):.*@", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment says. Printing it shows no secret.

    Args:
        slack_bot_token: `xoxb-…`; empty when it is not set.
        slack_signing_secret: proves that a request over HTTP comes from Slack; empty when it is not set.
        slack_app_token: `xapp-…` for Socket Mode; empty for HTTP.
        slack_api_url: where Slack's Web API is; ends in `/api/`.
        database_url: a SQLAlchemy URL with an async driver.
        log_level: one of `LOG_LEVELS`.
        log_format: `json` or `pretty`; None means pretty in a terminal only.
    """

    slack_bot_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_api_url: str = REAL_SLACK
    database_url: str
    log_level: str = "INFO"
    log_format: str | None = None

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over a web socket, without a public address of ours."""
        return bool(self.slack_app_token)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that may appear in no log and on no page."""
        values = (self.slack_bot_token, self.slack_signing_secret, self.slack_app_token)
        return tuple(value for value in values if value)

    def require_slack(self) -> None:
        """Check that everything is there that a real workspace needs.

        Raises:
            ConfigError: something is missing; it names each variable.
        """
        missing = []
        if not self.slack_bot_token:
            missing.append(
                "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions."
            )
        if not self.slack_app_token and not self.slack_signing_secret:
            missing.append(
                "SLACK_SIGNING_SECRET is not set: copy it from Basic Information. "
                "Or set SLACK_APP_TOKEN (xapp-…) to use Socket Mode, which needs none."
            )
        if missing:
            raise ConfigError(missing)

    def __repr__(self) -> str:
        """Say which secrets are set, never what they are."""
        shown = []
        for one in fields(self):
            value = getattr(self, one.name)
            if not one.repr:
                value = "set" if value else "not set"
            shown.append(f"{one.name}={without_password(value) if one.name == 'database_url' else value}")
        return f"Settings({', '.join(shown)})"


def load_settings(environment: Mapping[str, str], *, beside: Path) -> Settings:
    """Return what `environment` says.

    Args:
        environment: usually `os.environ`; an empty value counts as not set.
        beside: the configuration file; the default database is in its folder.

    Raises:
        ConfigError: a variable holds something that cannot be meant; it names each, without its value.
    """
    said = {name: value.strip() for name, value in environment.items() if value.strip()}
    mistakes: list[str] = []
    level = said.get("LOG_LEVEL", "INFO").upper()
    if level not in LOG_LEVELS:
        mistakes.append(f'LOG_LEVEL: found "{level}", expected one of {", ".join(LOG_LEVELS)}.')
    log_format = said.get("LOG_FORMAT")
    if log_format not in (*LOG_FORMATS, None):
        mistakes.append(f'LOG_FORMAT: found "{log_format}", expected one of {", ".join(LOG_FORMATS)}.')
    settings = Settings(
        slack_bot_token=_token(said, "SLACK_BOT_TOKEN", prefix="xoxb-", mistakes=mistakes),
        slack_signing_secret=_signing_secret(said, mistakes=mistakes),
        slack_app_token=_token(said, "SLACK_APP_TOKEN", prefix="xapp-", mistakes=mistakes),
        slack_api_url=_api_url(said.get("SLACK_API_URL", REAL_SLACK), mistakes=mistakes),
        database_url=_database_url(said.get("DATABASE_URL"), beside=beside, mistakes=mistakes),
        log_level=level,
        log_format=log_format,
    )
    if mistakes:
        raise ConfigError(mistakes)
    return settings


def without_password(url: str) -> str:
    """Return a database's URL as it may be shown."""
    return _PASSWORD.sub(r"\1:***@", url).partition("?")[0]


def _token(said: Mapping[str, str], name: str, *, prefix: str, mistakes: list[str]) -> str:
    value = said.get(name, "")
    # Slack's rotated bot tokens begin with xoxe.xoxb-.
    if value and not value.removeprefix("xoxe.").startswith(prefix):
        mistakes.append(f"{name}: this is another kind of secret; expected one that begins with {prefix}.")
    elif not value.isascii() or any(character.isspace() for character in value):
        mistakes.append(f"{name}: expected letters, digits and - without spaces.")
    return value


def _signing_secret(said: Mapping[str, str], *, mistakes: list[str]) -> str:
    value = said.get("SLACK_SIGNING_SECRET", "")
    if value.startswith(("xoxb-", "xapp-", "xoxp-")):
        mistakes.append("SLACK_SIGNING_SECRET: this is a token; expected the Signing Secret of the app.")
    return value


def _api_url(text: str, *, mistakes: list[str]) -> str:
    """Return the base address as slack_sdk wants it, with the slash at its end."""
    expected = f"expected an address such as {REAL_SLACK}"
    try:
        parts = urlsplit(text)
        known_port = parts.port != 0  # reading it also checks that it is a number
    except ValueError:
        mistakes.append(f"SLACK_API_URL: {expected}.")
        return text
    path = parts.path.rstrip("/") or "/api"
    if parts.scheme not in {"http", "https"} or not (parts.hostname and known_port):
        mistakes.append(f"SLACK_API_URL: {expected}.")
    elif not path.endswith("/api"):
        mistakes.append(f"SLACK_API_URL: the path must end in /api/; {expected}.")
    return f"{parts.scheme}://{parts.netloc}{path}/"


def _database_url(text: str | None, *, beside: Path, mistakes: list[str]) -> str:
    """Return a URL with our drivers; the password in it is never part of a mistake's sentence."""
    if text is None:
        return f"sqlite+aiosqlite:///{beside.resolve().parent / DATABASE_FILE}"
    match = _URL.fullmatch(text)
    driver = _DRIVERS.get(match["scheme"].lower()) if match else None
    if match is None or driver is None:
        found = f'found "{match["scheme"]}://"' if match else "this is no URL"
        mistakes.append(f"DATABASE_URL: {found}, expected postgresql://… or sqlite:///….")
        return ""
    rest = match["rest"]
    if driver.startswith("sqlite"):
        path = rest.removeprefix("/").partition("?")[0]
        if not rest.startswith("/"):
            mistakes.append("DATABASE_URL: a SQLite file needs three slashes: sqlite:///muster.sqlite3.")
        elif path in {"", ":memory:"}:
            mistakes.append("DATABASE_URL: a database in memory would forget every incident; name a file.")
    return f"{driver}://{rest}"
