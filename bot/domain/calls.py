"""The exact call that an action makes: to be shown, approved, kept and carried out as it is.

A call is compared by its digest: whoever approves one approves this method, address,
body or argument vector, under this entry of the allow-list, and nothing else.
"""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Final

from bot.domain.allowed import APPROVALS, Actions, Host, Kind, Program, Risk, Webhook
from bot.domain.durations import say
from bot.domain.text import escape

JSON_TYPE: Final = "application/json"

LONGEST_SHOWN: Final = 2_800
"""Characters of a call, escaped for Slack, for which a block of a message has room."""


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


def can_be_approved(call: Call, *, allowed: Actions) -> bool:
    """Tell whether whoever must approve a call can be shown all of it; what is safe nobody approves."""
    return APPROVALS[call.risk] == 0 or len(escape(shown(call, allowed=allowed))) <= LONGEST_SHOWN


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
