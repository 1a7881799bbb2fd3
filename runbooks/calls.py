"""From an action to the exact call that would be made, or to why it may not be: nothing here calls anything.

A call is compared by its digest: whoever approves one approves this method, address,
body or argument vector, under this entry of the allow-list, and nothing else.
"""

import hashlib
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote

from bot.domain import vectors
from bot.domain.allowed import RISKS, Actions, Entry, Host, Program, Risk, Webhook
from bot.domain.durations import say
from bot.domain.patterns import LONGEST_VALUE, fits
from runbooks.model import Action, Kind
from runbooks.values import Problem

JSON_TYPE: Final = "application/json"

# Only what cannot be read in two ways: no user, no fragment, no backslash, nothing outside ASCII.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?"
)
_LONGEST_URL = 2_000
_LONGEST_BODY = 20_000


@dataclass(frozen=True, kw_only=True)
class Call:
    """Exactly what would be done.

    Args:
        name: of the entry on the allow-list; what the circuit breaker counts.
        entry: the entry's fingerprint: another entry under that name would be another call.
        risk: the greater one of the step's and the entry's.
        time_limit: the shorter one of the action's and the entry's.
        method, url: for `http`; a webhook's address is kept out, because it is often a secret.
        body: what is sent, empty for nothing.
        argv: for a command.
        dry_run: its variant that changes nothing; empty without one.
    """

    kind: Kind
    name: str
    entry: str
    risk: Risk
    break_glass: bool
    time_limit: timedelta
    method: str = ""
    url: str = ""
    body: str = ""
    argv: tuple[str, ...] = ()
    dry_run: tuple[str, ...] = ()

    def digest(self, *, bound_to: str = "") -> str:
        """Identify the call; `bound_to` is where it belongs: the run, its document and the step."""
        written = json.dumps([self.to_json(), bound_to], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {**asdict(self), "time_limit": self.time_limit.total_seconds()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Call":
        """Return the call that `to_json` wrote."""
        known = {one.name for one in fields(cls)}
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
            if name in known
        }
        return cls(**{**given, "time_limit": timedelta(seconds=given["time_limit"])})


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


def shown(call: Call, *, allowed: Actions, dry: bool = False) -> str:
    """Return what whoever approves a call reads: all of it, as plain text for a block of code.

    Args:
        dry: show the variant that changes nothing.
    """
    entry = entry_of(call, allowed=allowed)
    lines: list[str] = []
    if isinstance(entry, Program):
        argv = call.dry_run if dry else call.argv
        lines.append(shlex.join(argv))
        passed = f", with {', '.join(entry.environment)}" if entry.environment else ""
        lines.append(f"# in {entry.folder}{passed}")
    else:
        where = call.url
        if isinstance(entry, Webhook):
            kept = "the file" if entry.is_file else "the variable"
            where = f"(webhook {call.name}: the address in {kept} {entry.url_from})"
        lines.append(f"{call.method} {where}")
        headers = () if entry is None else entry.headers
        lines += [f"{name}: (from the variable {variable})" for name, variable in headers]
        if call.body:
            lines += [f"Content-Type: {JSON_TYPE}", "", call.body]
    lines.append(f"# at most {say(call.time_limit)}")
    odd = sorted({letter for line in lines for letter in line if not letter.isascii()})
    if odd:
        named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in odd[:10])
        lines.append(f"# look closely, not plain ASCII: {named}")
    return "\n".join(lines)


def entry_of(call: Call, *, allowed: Actions) -> Host | Webhook | Program | None:
    """Return the entry that allows `call`; None if it is gone or says something else by now."""
    entry: Host | Webhook | Program | None
    match call.kind:
        case "http":
            entry = allowed.hosts.get(call.name)
        case "webhook":
            entry = allowed.webhooks.get(call.name)
        case "command":
            entry = allowed.commands.get(call.name)
    return entry if entry is not None and entry.fingerprint == call.entry else None


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
