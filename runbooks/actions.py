"""The YAML under a step's `**Action:**`: what the bot itself may do, by name, never a string for a shell."""

import re

from bot.domain.allowed import Kind
from bot.domain.durations import parse_duration
from runbooks.mistakes import Mistakes, quoted
from runbooks.model import Action
from runbooks.yaml_nodes import Fields, read_fields

_KINDS: tuple[Kind, ...] = ("command", "webhook", "http")
_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_CALL = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(https?://\S+)")
_LONGEST_NAME = 60
_EXPECTED = "one of command, webhook and http"


def read_action(text: str, *, line: int, mistakes: Mistakes) -> Action | None:
    """Return the action that `text` (YAML) describes, or None after recording what is wrong.

    Args:
        line: the document's line in which `text` begins.
    """
    fields = read_fields(text, first=line, mistakes=mistakes)
    if fields is None:
        return None
    kinds = [kind for kind in _KINDS if kind in fields]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "no kind of action"
        mistakes.add(line, f"found {found}, expected {_EXPECTED}")
        return None
    kind = kinds[0]
    action = _http(fields, line=line) if kind == "http" else _named(fields, kind, line=line)
    fields.finish()
    return action


def _named(fields: Fields, kind: Kind, *, line: int) -> Action | None:
    expected = "a name on the allow-list: small letters, digits, - _ and ."
    name = fields.text(kind, expected=expected)
    if name is not None and (_NAME.fullmatch(name) is None or len(name) > _LONGEST_NAME):
        fields.wrong(kind, f"found {quoted(name)}, expected {expected}")
    given = fields.fields("arguments")
    arguments = [
        (key, given.text(key, expected='a text; a value with {{…}} must stand in quotes: "{{name}}"'))
        for key in given
    ]
    return Action(
        kind=kind,
        name=name or "",
        arguments=tuple((key, value) for key, value in arguments if value is not None),
        time_limit=parse_duration(_time_limit(fields)),
        break_glass=_break_glass(fields),
        line=line,
    )


def _http(fields: Fields, *, line: int) -> Action | None:
    expected = "a method and an address such as POST https://deploy.example.com/rollback/{{service}}"
    written = fields.text("http", expected=expected)
    call = None if written is None else _CALL.fullmatch(written)
    if written is not None and call is None:
        fields.wrong("http", f"found {quoted(written)}, expected {expected}")
    body = fields.text("body", expected="JSON as a text; write it behind a |") if "body" in fields else ""
    return Action(
        kind="http",
        name="" if call is None else call[1],
        url="" if call is None else call[2],
        body=body or "",
        time_limit=parse_duration(_time_limit(fields)),
        break_glass=_break_glass(fields),
        line=line,
    )


def _time_limit(fields: Fields) -> str:
    expected = "a duration such as 30s, longer than none"
    written = fields.text("time_limit", expected=expected) or ""
    if written and not parse_duration(written):
        fields.wrong("time_limit", f"found {quoted(written)}, expected {expected}")
    return written


def _break_glass(fields: Fields) -> bool:
    expected = "true or false"
    written = fields.text("break_glass", expected=expected)
    if written not in {None, "true", "false"}:
        fields.wrong("break_glass", f"found {quoted(written or '')}, expected {expected}")
    return written == "true"
