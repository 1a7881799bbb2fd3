"""The YAML front matter of a runbook: what it is for, who owns it, when it was reviewed, what it asks for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from bot.domain.durations import parse_duration
from bot.domain.patterns import EXPECTED, LONGEST_VALUE, fits, is_pattern
from runbooks.mistakes import quoted
from runbooks.model import Matcher, Parameter
from runbooks.placeholders import BUILT_IN, NAME
from runbooks.yaml_nodes import Fields

T = TypeVar("T")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_ID = 60
_LONGEST_TEXT = 150  # fits a Slack header and a line of a list
_LONGEST_LIST = 30
_EXAMPLE_REVIEW = "a number of days such as 180d"


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the front matter says; the arguments are those of `Runbook`."""

    id: str
    title: str
    owner: str
    last_reviewed: date
    review_every: timedelta
    services: tuple[str, ...]
    severities: tuple[str, ...]
    alerts: tuple[Matcher, ...]
    symptoms: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    lines: tuple[tuple[str, int], ...]


def read_header(fields: Fields, *, stem: str) -> Header:
    """Return what the front matter says; where it is wrong, something that stands in until it is right.

    Args:
        stem: the file's name without its ending, which is the id unless one is written.
    """
    header = Header(
        id=_id(fields, stem=stem),
        title=_required(fields, "title", _short, "a title of at most 150 characters", ""),
        owner=_required(fields, "owner", _short, 'a person or group such as "@oncall"', ""),
        last_reviewed=_required(fields, "last_reviewed", _day, "a day such as 2026-11-20", date.min),
        review_every=_required(fields, "review_every", _span, _EXAMPLE_REVIEW, timedelta.max),
        services=_words(fields, "services", "the name of a service"),
        severities=_words(fields, "severities", "the name of a severity such as SEV1"),
        alerts=_alerts(fields),
        symptoms=_words(fields, "symptoms", "a few words that people would use"),
        parameters=_parameters(fields),
        lines=tuple(fields.lines.items()),
    )
    fields.finish()
    return header


def _id(fields: Fields, *, stem: str) -> str:
    expected = 'small letters, digits and single "-", at most 60, such as replication-lag'
    written = fields.text("id", expected=expected)
    name = stem if written is None else written
    if _ID.fullmatch(name) is None or len(name) > _LONGEST_ID:
        place = "the file's name" if written is None else quoted(name)
        fields.wrong("id", f"found {place}, expected {expected}")
    return name


def _required(fields: Fields, key: str, read: Callable[[str], T | None], expected: str, stand_in: T) -> T:
    written = fields.text(key, expected=expected)
    if written is None:
        if key not in fields:
            fields.wrong(key, f"found nothing, expected {expected}")
        return stand_in
    value = read(written)
    if value is None:
        fields.wrong(key, f"found {quoted(written)}, expected {expected}")
        return stand_in
    return value


def _short(text: str) -> str | None:
    return text if len(text) <= _LONGEST_TEXT and text.isprintable() else None


def _day(text: str) -> date | None:
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(text: str) -> timedelta | None:
    span = parse_duration(text)
    return span if span is not None and span >= timedelta(days=1) else None


def _words(fields: Fields, key: str, expected: str) -> tuple[str, ...]:
    words = fields.texts(key, expected=expected)
    long = next((word for word in words if _short(word) is None), None)
    if long is not None:
        fields.wrong(key, f"found {quoted(long)}, expected {expected}, on one line")
    twice = next((word for at, word in enumerate(words) if word in words[:at]), None)
    if twice is not None:
        fields.wrong(key, f"found {quoted(twice)} twice; keep one")
    if len(words) > _LONGEST_LIST:
        fields.wrong(key, f"found {len(words)} items, expected at most {_LONGEST_LIST}")
    return words


def _alerts(fields: Fields) -> tuple[Matcher, ...]:
    expected = "the name of an alert, or labels that must all match such as {alertname: DiskFull, env: prod}"
    found: list[Matcher] = []
    for node in fields.items("alerts", expected=expected):
        item = fields.item(node, key="alerts", expected=expected)
        labels = _labels(item) if isinstance(item, Fields) else (("alertname", item),) if item else ()
        if labels:
            found.append(Matcher(labels=labels))
    return tuple(found)


def _labels(fields: Fields) -> tuple[tuple[str, str], ...]:
    read = [(key, fields.text(key, expected="the value of a label")) for key in fields]
    return tuple((key, value) for key, value in read if value is not None)


def _parameters(fields: Fields) -> tuple[Parameter, ...]:
    declared = fields.fields("parameters")
    found: list[Parameter] = []
    for name in declared:
        if NAME.fullmatch(name) is None or name in BUILT_IN:
            declared.wrong(
                name, f"found {quoted(name)}, expected small letters, digits and _ that name nothing built in"
            )
        inner = declared.fields(name)
        found.append(_parameter(inner, name=name, line=declared.line_of(name)))
        inner.finish()
    return tuple(found)


def _parameter(fields: Fields, *, name: str, line: int) -> Parameter:
    pattern = fields.text("pattern", expected=f"a pattern of {EXPECTED}") or ""
    if pattern and not is_pattern(pattern):
        fields.wrong("pattern", f"found {quoted(pattern)}, expected a pattern of {EXPECTED}")
        pattern = ""
    default = fields.text("default", expected="a value; leave the key out for none")
    if default is not None and (len(default) > LONGEST_VALUE or not fits(default, pattern)):
        fields.wrong("default", f"found {quoted(default)}, expected a value that matches the pattern")
    return Parameter(
        name=name,
        description=_required(fields, "description", _short, "what to enter, on one line", ""),
        default=default,
        pattern=pattern,
        line=line,
    )
