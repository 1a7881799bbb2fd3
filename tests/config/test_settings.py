"""What the environment says, and what is never shown of it."""

from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, load_settings

BESIDE = Path("/srv/muster/config.yaml")


def _read(**environment: str) -> Settings:
    return load_settings(environment, beside=BESIDE)


def _findings(**environment: str) -> str:
    with pytest.raises(ConfigError) as caught:
        _read(**environment)
    return str(caught.value)


def test_an_empty_environment_is_the_real_slack_and_a_file_beside_the_configuration() -> None:
    """An empty value counts as not set."""
    settings = _read(SLACK_APP_TOKEN=" ", DATABASE_URL="")
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite+aiosqlite:////srv/muster/muster.sqlite3"
    assert (settings.log_level, settings.log_format, settings.socket_mode) == ("INFO", None, False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u@db/m", "postgresql+psycopg://u@db/m"),
        ("postgresql://u@db/m?sslmode=require", "postgresql+psycopg://u@db/m?sslmode=require"),
        ("postgresql+psycopg://u@db/m", "postgresql+psycopg://u@db/m"),
        ("sqlite:///data/muster.db", "sqlite+aiosqlite:///data/muster.db"),
        ("sqlite:////data/muster.db", "sqlite+aiosqlite:////data/muster.db"),
        ("sqlite+aiosqlite:///muster.db", "sqlite+aiosqlite:///muster.db"),
    ],
)
def test_a_database_gets_the_driver_it_needs(written: str, meant: str) -> None:
    """Whichever common form an operator's platform hands out."""
    assert _read(DATABASE_URL=written).database_url == meant


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("mysql://root:hunter2@db/m", 'found "mysql://", expected postgresql://… or sqlite:///….'),
        ("postgresql+asyncpg://u:hunter2@db/m", 'found "postgresql+asyncpg://"'),
        ("hunter2", "this is no URL"),
        ("sqlite://hunter2.db", "three slashes"),
        ("sqlite:///:memory:", "would forget every incident"),
        ("sqlite:///", "would forget every incident"),
    ],
)
def test_a_database_that_cannot_be_used_is_refused_without_its_password(written: str, sentence: str) -> None:
    """The sentence goes to a terminal or a log; the value may not."""
    found = _findings(DATABASE_URL=written)
    assert sentence in found
    assert "hunter2" not in found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/api/"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/api/"),
        ("https://slack.example.com/api", "https://slack.example.com/api/"),
        ("https://slack.example.com/api/", "https://slack.example.com/api/"),
        ("https://example.com/slack/api", "https://example.com/slack/api/"),
    ],
)
def test_another_slack_is_addressed_as_the_sdk_wants_it(written: str, meant: str) -> None:
    """The address ends in /api/, however it was written."""
    assert _read(SLACK_API_URL=written).slack_api_url == meant


@pytest.mark.parametrize(
    "written", ["slack.com/api/", "ftp://x/api/", "https://", "http://h:x/api/", "http://h:0"]
)
def test_an_address_that_is_none_is_refused(written: str) -> None:
    """The sentence shows what an address looks like."""
    assert "expected an address such as https://slack.com/api/" in _findings(SLACK_API_URL=written)


def test_an_address_of_something_else_is_refused() -> None:
    """A path that is not Slack's would answer every call with a 404."""
    assert "the path must end in /api/" in _findings(SLACK_API_URL="https://example.com/hooks")


def test_every_mistake_of_the_environment_is_told_at_once_without_its_value() -> None:
    """Tokens in each other's places are the usual slip."""
    found = _findings(
        SLACK_BOT_TOKEN="xapp-1-A-hunter2",
        SLACK_APP_TOKEN="xoxb-hunter2",
        SLACK_SIGNING_SECRET="xoxb-hunter2",
        LOG_LEVEL="LOUD",
        LOG_FORMAT="xml",
    )
    assert len(found.splitlines()) == 5
    assert "SLACK_BOT_TOKEN: this is another kind of secret; expected one that begins with xoxb-." in found
    assert "SLACK_APP_TOKEN: this is another kind of secret; expected one that begins with xapp-." in found
    assert "SLACK_SIGNING_SECRET: this is a token" in found
    assert 'LOG_LEVEL: found "LOUD", expected one of DEBUG, INFO, WARNING, ERROR.' in found
    assert 'LOG_FORMAT: found "xml", expected one of json, pretty.' in found
    assert "hunter2" not in found


def test_a_token_with_a_line_break_in_it_is_refused() -> None:
    """It would break the header it is sent in."""
    assert "without spaces" in _findings(SLACK_BOT_TOKEN="xoxb-1\nxoxb-2")


def test_what_a_workspace_needs_is_named_when_it_is_missing() -> None:
    """Each variable with where to find its value."""
    with pytest.raises(ConfigError) as caught:
        _read().require_slack()
    bot, signing = caught.value.findings
    assert bot.startswith("SLACK_BOT_TOKEN is not set: ")
    assert signing.startswith("SLACK_SIGNING_SECRET is not set: ")


@pytest.mark.parametrize("proof", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_either_way_to_reach_slack_is_enough(proof: str) -> None:
    """Socket Mode needs no signing secret, HTTP no app token."""
    settings = _read(SLACK_BOT_TOKEN="xoxb-1", **{proof: "xapp-1" if proof == "SLACK_APP_TOKEN" else "0a1b"})
    settings.require_slack()
    assert settings.socket_mode is (proof == "SLACK_APP_TOKEN")


def test_no_secret_is_in_what_settings_look_like() -> None:
    """A repr ends in logs, tracebacks and test reports."""
    settings = _read(
        SLACK_BOT_TOKEN="xoxb-hunter2",
        SLACK_APP_TOKEN="xapp-hunter2",
        SLACK_SIGNING_SECRET="hunter2hunter2",
        DATABASE_URL="postgresql://muster:hunter2@p:hunter2@db.example.com/m?password=hunter2",
    )
    assert "hunter2" not in repr(settings) + str(settings) + f"{settings}"
    assert "slack_bot_token=set" in repr(settings)
    assert "postgresql+psycopg://muster:***@db.example.com/m" in repr(settings)
    assert settings.slack_bot_token == "xoxb-hunter2"
