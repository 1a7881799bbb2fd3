"""From an action to the exact call that it makes, or to why it may not be made; nothing is called here."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from bot.domain import vectors
from bot.domain.allowed import RISKS, Actions, Entry, Program, Risk, Webhook
from bot.domain.calls import Call
from bot.domain.patterns import LONGEST_VALUE, fits
from runbooks.model import Action
from runbooks.values import Problem

# Only what cannot be read in two ways: no user, no fragment, no backslash, nothing outside ASCII.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_LONGEST_URL = 2_000
_LONGEST_BODY = 20_000


def resolve(action: Action, *, risk: Risk, allowed: Actions) -> Call | tuple[Problem, ...]:
    """Return the call that a filled action makes, or why the allow-list does not let it.

    Args:
        action: from `runbooks.filling.fill_action`.
        risk: of its step.
    """
    match action.kind:
        case "http":
            return _http(action, risk=risk, allowed=allowed)
        case "webhook":
            webhook = allowed.webhooks.get(action.name)
            return _unknown(action) if webhook is None else _webhook(action, webhook, risk=risk)
        case "command":
            program = allowed.commands.get(action.name)
            return _unknown(action) if program is None else _command(action, program, risk=risk)


# ---------------------------------------------------------------- the three kinds


def _http(action: Action, *, risk: Risk, allowed: Actions) -> Call | tuple[Problem, ...]:
    parts = _URL.fullmatch(action.url) if len(action.url) <= _LONGEST_URL else None
    if parts is None:
        return _no(
            "The address is not one that can be called: it needs http or https, a host, and plain "
            "characters, without user, password or fragment."
        )
    host = parts["host"].lower().strip("[]")
    port = int(parts["port"] or {"http": 80, "https": 443}[parts["scheme"]])
    path = parts["path"] or "/"
    entry = next(
        (
            one
            for one in allowed.hosts.values()
            if (one.scheme, one.host, one.port) == (parts["scheme"], host, port)
            and any(path.startswith(prefix) for prefix in one.paths)
        ),
        None,
    )
    if entry is None:
        return _no(f"{parts['scheme']}://{parts['host']}:{port} is not on the allow-list for {path}.")
    if action.name not in entry.methods:
        return _no(f"{action.name} is not allowed there; only {', '.join(entry.methods)}.")
    if _leaves(path):
        return _no("The address leads out of its folder.")
    if action.body and (len(action.body) > _LONGEST_BODY or not _is_json(action.body)):
        return _no(f"The body is not JSON of at most {_LONGEST_BODY} characters.")
    url = entry.address + path + (parts["query"] or "")
    return Call(
        kind="http", **_common(action, entry, risk=risk), method=action.name, url=url, body=action.body
    )


def _webhook(action: Action, entry: Webhook, *, risk: Risk) -> Call | tuple[Problem, ...]:
    values = dict(action.arguments)
    problems = _check(values, entry.arguments)
    body = json.dumps(values, ensure_ascii=False)
    return problems or Call(
        kind="webhook", **_common(action, entry, risk=risk), method=entry.method, body=body
    )


def _command(action: Action, entry: Program, *, risk: Risk) -> Call | tuple[Problem, ...]:
    values = dict(action.arguments)
    problems = _check(values, entry.arguments)
    for name in sorted(vectors.begins_with((*entry.argv, *entry.dry_run))):
        if values.get(name, "").startswith("-"):
            sentence = f"The value of “{name}” may not begin with “-”, or it would be read as an option."
            problems = (*problems, Problem(name=name, sentence=sentence))
    return problems or Call(
        kind="command",
        **_common(action, entry, risk=risk),
        argv=vectors.filled(entry.argv, values),
        dry_run=vectors.filled(entry.dry_run, values),
    )


def _common(action: Action, entry: Entry, *, risk: Risk) -> dict[str, Any]:
    return {
        "name": entry.name,
        "entry": entry.fingerprint,
        "risk": max(risk, entry.risk, key=RISKS.index),
        "break_glass": action.break_glass or entry.break_glass,
        "time_limit": min(action.time_limit or entry.time_limit, entry.time_limit),
    }


def _check(values: Mapping[str, str], arguments: tuple[tuple[str, str], ...]) -> tuple[Problem, ...]:
    patterns = dict(arguments)
    problems = [
        Problem(name=name, sentence=f"“{name}” is no argument of it.")
        for name in values
        if name not in patterns
    ]
    for name, pattern in patterns.items():
        value = values.get(name)
        if not value:
            problems.append(Problem(name=name, sentence=f"“{name}” needs a value."))
        elif len(value) > LONGEST_VALUE or not value.isprintable():
            sentence = f"The value of “{name}” is too long, or holds a character that cannot be seen."
            problems.append(Problem(name=name, sentence=sentence))
        elif not fits(value, pattern):
            problems.append(Problem(name=name, sentence=f"The value of “{name}” must match {pattern}."))
    return tuple(problems)


def _leaves(path: str) -> bool:
    """Tell whether a server could read `path` as one outside its folder, decoded once or twice."""
    decoded = unquote(unquote(path))
    return "\\" in decoded or bool({".", ".."} & set(decoded.split("/"))) or not decoded.isprintable()


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _unknown(action: Action) -> tuple[Problem, ...]:
    return _no(f"The {action.kind} “{action.name}” is not on the allow-list (actions.{action.kind}s).")


def _no(sentence: str) -> tuple[Problem, ...]:
    return (Problem(name="", sentence=sentence),)
