"""Read a JSON export back, or say everything that is wrong with it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from pydantic import ValidationError

from bot.domain.errors import Refusal
from bot.domain.text import cut, escape
from bot.domain.times import NAMES
from bot.domain.views import TimeView
from bot.exports.document import SCHEMA_NAME
from bot.exports.record import IncidentRecord
from bot.exports.schema import IncidentDocument
from bot.exports.wording import line

MAX_FINDINGS = 20
"""How many mistakes are told at once; the rest is counted."""

MAX_DIGITS = 1_000
"""Of a whole number; reading longer ones takes time that grows with their square."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_EXPECTED = {
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "string_unicode": "text in Unicode",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number that a computer can hold",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "too_long": "an empty list: Muster keeps none yet, they would be lost",
}
_PREFIX = re.compile("Input should be |Value error, ")


class ImportRefused(Refusal):
    """The file is no incident that Muster can read; `findings` says all that is wrong, one sentence each."""

    def __init__(self, findings: Iterable[str]) -> None:
        """Carry the sentences (plain text), in the order of the file."""
        self.findings = tuple(findings)
        listed = "\n".join(f"• {escape(finding)}" for finding in self.findings)
        super().__init__(f"Nothing was imported. The file is no {SCHEMA_NAME} document:\n{listed}")


def read_json(content: bytes) -> IncidentRecord:
    """Return the incident that a JSON export holds.

    Raises:
        ImportRefused: it is not JSON, not of this schema, or holds mistakes; every one is named by its path,
            with what was found and what was expected. A key that this version does not know is one of them:
            it would be lost.
    """
    raw = _parsed(content)
    _check_name(raw)
    try:
        document = IncidentDocument.model_validate(raw)
    except ValidationError as error:
        raise ImportRefused(_limited([_finding(one) for one in error.errors(include_url=False)])) from None
    record = _record(document)
    contradictions = list(_contradictions(document, record))
    if b"\\u" in content:  # what cannot be stored cannot stand in a file but as an escape
        contradictions.extend(_unstorable(raw))
    if contradictions:
        raise ImportRefused(_limited(contradictions))
    return record


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_unique, parse_int=_integer, parse_constant=_no_number)
    except ValueError as error:
        raise ImportRefused([f"It cannot be read as JSON in UTF-8: {error}."]) from None
    except RecursionError:
        raise ImportRefused(["It cannot be read as JSON in UTF-8: it is nested too deeply."]) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; of two values under one key, one would be lost."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {_shown(twice)} stands twice in one object")
    return made


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number has {len(digits)} digits")
    return int(digits)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _check_name(raw: Any) -> None:
    if not isinstance(raw, dict):
        raise ImportRefused([f"Found {_shown(raw)}, expected an object with the key schema."])
    name = raw.get("schema")
    if name == SCHEMA_NAME:
        return
    newer = isinstance(name, str) and name.startswith("muster.incident/")
    advice = " A newer Muster wrote it; import it with that version." if newer else ""
    found = _shown(name) if "schema" in raw else "nothing"
    raise ImportRefused([f"schema: found {found}, expected {_shown(SCHEMA_NAME)}.{advice}"])


def _record(document: IncidentDocument) -> IncidentRecord:
    times = {name: getattr(document.times, name) for name in NAMES}
    declared_at = document.declared_at or document.times.declared_at
    if declared_at is None:
        raise ImportRefused(
            ["times.declared_at: found null, expected a time, as declared_at has none either."]
        )
    return IncidentRecord(
        number=document.number,
        title=document.title,
        summary=document.summary,
        severity=document.severity,
        severity_in_force=document.severity_in_force or document.severity,
        highest_severity=document.highest_severity,
        status=document.status,
        status_since=document.status_since or declared_at,
        private=document.private,
        drill=document.drill,
        impact=document.impact,
        needs=document.needs,
        services=tuple(document.services),
        declared_by=document.declared_by.view(),
        declared_at=declared_at,
        channel_id=document.channel.id,
        channel_name=document.channel.name,
        channel_is_ours=document.channel.is_ours,
        next_update_due_at=document.next_update_due_at,
        no_change_streak=document.no_change_streak,
        nobody_called=document.nobody_called,
        merged_into=document.merged_into,
        status_before_merge=document.status_before_merge,
        times=times,
        time_history=_history(document),
        terms=tuple(one.view() for one in document.roles),
        handovers=tuple(one.view(place) for place, one in enumerate(document.handovers, start=1)),
        calls=tuple(one.view() for one in document.calls),
        updates=tuple(one.view(place) for place, one in enumerate(document.status_updates, start=1)),
        entries=tuple(one.view() for one in document.timeline),
        hypotheses=tuple(one.view(place) for place, one in enumerate(document.hypotheses, start=1)),
        links=tuple(one.view(place) for place, one in enumerate(document.links, start=1)),
        runs=tuple(one.view(place) for place, one in enumerate(document.runbooks, start=1)),
        offers=tuple(one.view() for one in document.offers),
        metrics=dict(document.metrics),
    )


def _history(document: IncidentDocument) -> tuple[TimeView, ...]:
    """Return the history of the times; a time that has none gets its value as the automatic one."""
    told = tuple(one.view() for one in document.time_history)
    names = {one.name for one in told}
    bare = [(name, getattr(document.times, name)) for name in NAMES if name not in names]
    return told + tuple(
        TimeView(name=name, value=value, automatic=True, set_by=None, reason="", recorded_at=value)
        for name, value in bare
        if value is not None
    )


def _contradictions(document: IncidentDocument, record: IncidentRecord) -> Iterator[str]:
    """Yield what every part allows and the whole forbids."""
    if document.id != record.id:
        yield f"id: found {_shown(document.id)}, expected {_shown(record.id)} as number is {record.number}."
    if document.merged_into == record.number:
        yield f"merged_into: found {record.number}, expected the number of another incident."
    yield from _repeated("status_updates", (one.number for one in record.updates))
    yield from _repeated("timeline", (one.number for one in record.entries))
    for place, entry in enumerate(record.entries):
        yield from _repeated(f"timeline[{place}].revisions", (one.number for one in entry.revisions))
    called = Counter(one.person.slack_id for one in record.calls)
    yield from (
        f"calls: {_shown(one)} is there {n} times, expected once." for one, n in called.items() if n > 1
    )
    current = {one.name: one.value for one in record.time_history}
    for name, value in current.items():
        if record.times[name] != value:
            yield f"times.{name}: is not the last value that time_history gives it."


def _repeated(path: str, numbers: Iterable[int]) -> Iterator[str]:
    for number, count in Counter(numbers).items():
        if count > 1:
            yield f"{path}: number {number} is there {count} times, expected once."


def _unstorable(value: Any, path: str = "") -> Iterator[str]:
    """Yield where text holds U+0000, which PostgreSQL cannot store, or half a character: nothing can."""
    if isinstance(value, str) and (found := _UNSTORABLE.search(value)):
        yield f"{line(path)}: found the character U+{ord(found[0]):04X}, expected text without it."
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _unstorable(key, f"a key in {path}")
            yield from _unstorable(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _unstorable(one, f"{path}[{place}]")


def _finding(error: Mapping[str, Any]) -> str:
    steps = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in error["loc"])
    path = cut(line("".join(steps).removeprefix(".")), 120)
    if error["type"] == "missing":
        return f"{path}: is missing."
    if error["type"] == "extra_forbidden":
        return f"{path}: this version of Muster does not know this key, and would lose it."
    expected = _EXPECTED.get(error["type"]) or _PREFIX.sub("", error["msg"])
    return f"{path}: found {_shown(error['input'])}, expected {expected}."


def _shown(value: Any) -> str:
    """Return a value as its kind of JSON, short."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    shown = cut(line(str(value)), 60)
    return f'"{shown}"' if isinstance(value, str) else shown


def _limited(findings: list[str]) -> list[str]:
    rest = len(findings) - MAX_FINDINGS
    return findings if rest <= 0 else [*findings[:MAX_FINDINGS], f"And {rest} more."]
