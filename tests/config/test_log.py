"""The log: one line per event, and nothing in it that may not be there."""

import io
import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.log import NOT_LOGGED, SECRET, Redaction, get_logger, set_up_log

# Made so that neither is a whole secret in this file.
BOT_TOKEN = "xoxb-" + "1234567890-abcdefABCDEF"
APP_TOKEN = "xapp-" + "1-A0123-456-abcdef"
HOOK = "https://hooks.slack.com/" + "commands/T0/123/abc"


@pytest.fixture(autouse=True)
def _log_left_as_it_was() -> Iterator[None]:
    """Give the process its own logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def out() -> io.StringIO:
    """What the log wrote."""
    return io.StringIO()


def _lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(out: io.StringIO) -> None:
    """With its time in UTC, its level, its constant name and its fields."""
    set_up_log(stream=out)
    get_logger("bot.test").info("command", verb="declare", ms=12)
    (line,) = _lines(out)
    assert list(line)[:3] == ["at", "level", "event"]
    assert line["at"].endswith("Z")
    assert (line["level"], line["event"], line["verb"], line["ms"]) == ("info", "command", "declare", 12)
    assert line["logger"] == "bot.test"


def test_a_logger_made_before_the_set_up_obeys_it(out: io.StringIO) -> None:
    """Modules make theirs when they are imported."""
    early = get_logger("bot.test")
    set_up_log(stream=out, level="WARNING")
    early.info("quiet")
    early.warning("loud")
    assert [line["event"] for line in _lines(out)] == ["loud"]


def test_the_libraries_lines_take_the_same_form(out: io.StringIO) -> None:
    """Whatever a library warns of is one line of JSON too, without secrets."""
    set_up_log(stream=out)
    logging.getLogger("slack_sdk").warning("Failed with %s", BOT_TOKEN)
    (line,) = _lines(out)
    assert (line["event"], line["logger"], line["level"]) == (f"Failed with {SECRET}", "slack_sdk", "warning")


def test_libraries_stay_quiet_even_when_we_are_not(out: io.StringIO) -> None:
    """Their debug lines carry tokens, bodies and titles."""
    set_up_log(stream=out, level="DEBUG")
    for name in ("slack_sdk.web", "slack_bolt.AsyncApp", "sqlalchemy.engine", "aiohttp.access", "aiosqlite"):
        logging.getLogger(name).info("everything")
    get_logger("bot.test").debug("ours")
    assert [line["event"] for line in _lines(out)] == ["ours"]


def test_what_people_wrote_is_never_logged(out: io.StringIO) -> None:
    """A private incident's title is in no log, even if somebody passes it."""
    set_up_log(stream=out)
    get_logger("bot.test").info("x", title="Merger leaked", effect={"text": "Merger leaked", "kind": "card"})
    (line,) = _lines(out)
    assert "Merger" not in out.getvalue()
    assert line["title"] == NOT_LOGGED
    assert line["effect"] == {"text": NOT_LOGGED, "kind": "card"}


@pytest.mark.parametrize(
    "secret",
    [
        BOT_TOKEN,
        APP_TOKEN,
        "xoxe.xoxb-" + "1-abcdef",
        HOOK,
        "wss://wss.example.com/link?ticket=" + "abc-def",
        "Authorization: Bearer " + "abcdefgh",
        "{'Authorization': 'Basic " + "abcdefgh'}",
        'authorization="' + "abcdefgh",
        "signing_secret=" + "0123456789abcdef",
        "v0=" + "0a" * 32,
        "postgresql+psycopg://muster:" + "hunter2@db/m",
        "[SQL: INSERT INTO incident] [parameters: ('Merger " + "leaked',)]",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(secret: str, out: io.StringIO) -> None:
    """From fields, from nested values and from what objects look like."""
    set_up_log(stream=out)
    get_logger("bot.test").error("failed", reason=f"said {secret} twice", where=[{"reason": (secret,)}])
    _ = _lines(out)
    for part in ("abcdef", "abc-def", "T0/123", "0a0a", "hunter2", "leaked"):
        assert part not in out.getvalue()


def test_what_a_database_adds_to_an_error_is_cut_off(out: io.StringIO) -> None:
    """Up to the statement, or to the next traceback: rows may hold empty lines. What is around it stays."""
    set_up_log(stream=out)
    error = (
        "psycopg.errors.NotNullViolation: null value in column\nDETAIL:  Failing row (Merger\n\nleaked)."
        "\nCONTEXT:  leaked\n\nThe above exception was the direct cause of the following exception:\n\n"
        "IntegrityError: null value in column\nLINE 1: leaked\n[SQL: INSERT INTO incident]\n(Background: …)"
    )
    get_logger("bot.test").error("listener_broke", reason=error)
    (line,) = _lines(out)
    assert line["reason"] == (
        f"psycopg.errors.NotNullViolation: null value in column\n{NOT_LOGGED}"
        "\n\nThe above exception was the direct cause of the following exception:\n\n"
        f"IntegrityError: null value in column\n{NOT_LOGGED}\n[SQL: INSERT INTO incident]\n(Background: …)"
    )


@pytest.mark.parametrize("pretty", [True, False])
def test_a_traceback_holds_no_secret(*, pretty: bool, out: io.StringIO) -> None:
    """Neither in the exception, nor in the one it was raised from; local variables are not shown at all."""
    set_up_log(stream=out, pretty=pretty, secrets=("plain-signing-secret",))
    local = "plain-" + "signing-secret"
    try:
        try:
            raise ValueError("Bearer " + BOT_TOKEN)
        except ValueError as error:
            raise RuntimeError(local) from error
    except RuntimeError:
        get_logger("bot.test").exception("broke")
    written = out.getvalue()
    assert "RuntimeError" in written
    assert "ValueError" in written
    assert "Traceback" in written
    assert "abcdefABCDEF" not in written
    assert local not in written


def test_fields_named_for_secrets_are_never_written(out: io.StringIO) -> None:
    """Whatever they hold."""
    set_up_log(stream=out)
    get_logger("bot.test").info(
        "x", response_url="short", bot_token="t", password="p", trigger_id="1.2.3", token=None
    )
    (line,) = _lines(out)
    assert [line[name] for name in ("response_url", "bot_token", "password", "trigger_id")] == [SECRET] * 4
    assert line["token"] is None


def test_an_ordinary_line_is_left_alone() -> None:
    """Addresses, ids, times and Slack's error words stay readable."""
    clear = Redaction(("0123456789abcdef",)).text
    for text in (
        "https://muster.example.com/healthz",
        "C0123456789 is_archived 1700000000.000100",
        "basic auth is off",
        "copy it from Basic Information",
        "host:5432 at 14:05, mail a@b.example.com",
        "authorization failed",
    ):
        assert clear(text) == text


def test_the_pretty_form_is_for_people(out: io.StringIO) -> None:
    """No JSON, no colours when it is no terminal."""
    set_up_log(stream=out, pretty=True)
    get_logger("bot.test").info("started", port=3000)
    assert "started" in out.getvalue()
    assert "port=3000" in out.getvalue()
    assert "{" not in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_setting_up_twice_writes_each_line_once(out: io.StringIO) -> None:
    """The last set-up counts."""
    set_up_log(stream=io.StringIO())
    set_up_log(stream=out)
    get_logger("bot.test").info("once")
    assert len(_lines(out)) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "xoxb-" * 8000,
        "://a:" * 8000,
        "Authorization:" * 3000,
        "bearer " * 6000,
        "?token=" * 6000,
        "\nDETAIL:" * 5000,
        "\nDETAIL:\n[SQL: " * 2500,
        "a" * 40000,
        "://" + "a" * 40000,
    ],
)
def test_hostile_text_is_cleared_in_good_time(hostile: str) -> None:
    """40 kB of anything takes milliseconds; an unbounded pattern would take seconds."""
    started = time.process_time()
    Redaction().text(hostile)
    assert time.process_time() - started < 0.5
