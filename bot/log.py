"""The log: one line per event, a constant name with fields, and neither a secret nor anybody's words in it.

At INFO a line is written when the bot starts, listens and stops, for each command, each reminder that fired
and each effect that failed; the rest is DEBUG. Lines name incidents by number and people by id: titles and
texts are left to the database, so a private incident's words are in no log, whoever reads it.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

NOT_LOGGED = "(not logged)"
SECRET = "(secret)"  # noqa: S105 - what stands in a secret's place

_WORDS = frozenset("blocks body form impact needs payload summary text title view words".split())
"""Names of fields that would hold what people wrote."""

_SECRET_FIELD = re.compile(r"(?i)token|secret|password|authorization|response_url|trigger_id|ticket|cookie")

_LIBRARIES = ("aiohttp", "aiosqlite", "alembic", "asyncio", "slack_bolt", "slack_sdk", "sqlalchemy")
"""They log bodies and SQL parameters below WARNING, so LOG_LEVEL does not reach them."""

# Each begins with something fixed and goes on with one class of characters: linear on hostile text.
_SECRETS = (
    (re.compile(r"(?:xox[a-z](?:\.xox[a-z])?|xapp|xwfp)-[\w-]+"), SECRET),
    (re.compile(r"https?://hooks\.slack(?:-gov)?\.com/[^\s\"'<>\\]+"), SECRET),
    (re.compile(r"(?i)([?&](?:ticket|token|code|password)=)[^\s\"'&<>\\]+"), rf"\1{SECRET}"),
    (re.compile(r"(?i)\b(bearer|basic) +(?!information\b)[\w.~+/=-]{6,}"), rf"\1 {SECRET}"),
    (re.compile(r"(?i)\b(authorization[\"']?[:=]) *[\"']?(?!bearer |basic )[^\s\"',}]+"), rf"\1 {SECRET}"),
    (re.compile(r"(?i)(signing_secret[\"']?[:=]) *[\"']?[^\s\"',}]+"), rf"\1 {SECRET}"),
    (re.compile(r"v0=[0-9a-f]{64}"), SECRET),
    (re.compile(r"(://[^\s:/@\"']{0,100}:)[^\s@\"']{1,300}@"), rf"\1{SECRET}@"),
    (re.compile(r"\[parameters: [^\n]*"), f"[parameters: {NOT_LOGGED}]"),
)

_ROWS = re.compile(r"\n(?:DETAIL|CONTEXT|HINT|LINE \d+):")
"""Where a server begins to add to an error, and may show whole rows of people's words."""

_AFTER_ROWS = re.compile(r"\n\[SQL: |\n\n(?:The above exception was|During handling of the above)")
"""What comes next in a traceback; an empty line alone may stand in somebody's words."""


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of the module `name`; it may be asked for before the log is set up."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def set_up_log(
    *, level: str = "INFO", pretty: bool = False, secrets: tuple[str, ...] = (), stream: TextIO | None = None
) -> None:
    """Send every log line of the process, ours and the libraries', to one place in one form.

    Args:
        level: the lowest level of our own lines (`DEBUG`, `INFO`, `WARNING`, `ERROR`).
        pretty: for people at a terminal; otherwise one JSON object a line.
        secrets: values that never appear, besides everything that looks like a secret.
        stream: where to; None for standard output.
    """
    stream = stream or sys.stdout
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                Redaction(secrets),
                *_renderers(stream, pretty=pretty),
            ],
        )
    )
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared[:2],
            structlog.stdlib.PositionalArgumentsFormatter(),
            shared[-1],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def without_rows(text: str) -> str:
    """Return `text` without what PostgreSQL has added to an error: it repeats whole rows there."""
    kept, at = [], 0
    while begins := _ROWS.search(text, at):
        kept += [text[at : begins.start()], f"\n{NOT_LOGGED}"]
        ends = _AFTER_ROWS.search(text, begins.end())
        at = ends.start() if ends else len(text)
    return "".join([*kept, text[at:]])


class Redaction:
    """A processor that takes secrets and people's words out of every field, tracebacks included."""

    def __init__(self, secrets: tuple[str, ...] = ()) -> None:
        """Take out `secrets` literally, besides everything that looks like one."""
        # A short value would blacken ordinary words; real secrets are long.
        self._literal = tuple(sorted((value for value in secrets if len(value) >= 8), key=len, reverse=True))

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> EventDict:
        """Return `event` as it may be written."""
        return {key: self._field(key, value) for key, value in event.items()}

    def text(self, text: str) -> str:
        """Return `text` without secrets, and without people's words in an error of the database."""
        text = without_rows(text)
        for value in self._literal:
            text = text.replace(value, SECRET)
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
        return text

    def _field(self, key: str, value: Any) -> Any:
        if key in _WORDS:
            return NOT_LOGGED
        if value and _SECRET_FIELD.search(key):
            return SECRET
        return self._value(value)

    def _value(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, dict):
            return {str(key): self._field(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(inner) for inner in value]
        return self.text(value if isinstance(value, str) else repr(value))


def _renderers(stream: TextIO, *, pretty: bool) -> list[Processor]:
    if pretty:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain)]
    return [_in_reading_order, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _in_reading_order(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: event[key] for key in ("at", "level", "event") if key in event} | dict(event)
