"""What is typed after `runbook`, read: a subverb, which runbook, which step, values and words."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})
_VALUE: Final = re.compile(r"""(?<!\S)([A-Za-z][A-Za-z0-9_]{0,39})\s?=\s?(?:"([^"]*)"|'([^']*)'|(\S*))""")
_STEP: Final = re.compile(r"(?:step\s+)?#?(\d{1,3})[.:,]?(?=\s|$)", re.IGNORECASE | re.ASCII)

SUBVERBS: Final[Mapping[str, str]] = {
    "list": "list",
    "ls": "list",
    "search": "search",
    "find": "search",
    "stats": "stats",
    "figures": "stats",
    "start": "start",
    "follow": "start",
    "run": "run",
    "dryrun": "dry_run",
    "dry-run": "dry_run",
    "reset": "reset",
    "breakglass": "break_glass",
    "break-glass": "break_glass",
    "show": "show",
    "info": "show",
    "take": "claim",
    "claim": "claim",
    "mine": "claim",
    "done": "done",
    "ok": "done",
    "failed": "fail",
    "fail": "fail",
    "skip": "skip",
    "undo": "undo",
    "undone": "undo",
    "choose": "decide",
    "decide": "decide",
    "step": "go_to",
    "go": "go_to",
    "goto": "go_to",
    "set": "set",
    "stop": "stop",
    "end": "stop",
    "abort": "stop",
}
"""Every word that may follow `runbook`, with what it means."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed.

    Args:
        does: what the subverb means; empty for none, `search` for words that are none.
        runbook: the id that was named; empty for none.
        step: the number that was named.
        words: all else.
        values: of parameters.
    """

    does: str
    runbook: str = ""
    step: int | None = None
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def read(text: str, *, known: Collection[str]) -> Typed:
    """Return what `text` says; whatever cannot be anything else is words to search for.

    Args:
        known: ids of runbooks, those of runs included.
    """
    first, _, rest = text.strip().partition(" ")
    does = SUBVERBS.get(first.casefold(), "")
    if not does:
        return Typed(does="search" if text.strip() else "", words=text.strip())
    if does in {"list", "search", "reset", "break_glass"}:
        return Typed(does=does, words=rest.strip())
    if does in {"start", "set"}:
        return _with_values(does, rest, known=known)
    runbook, rest = _leading_runbook(rest, known=known)
    match = _STEP.match(rest) if does not in {"stop", "show"} else None
    if match is None:
        return Typed(does=does, runbook=runbook, words=rest.strip())
    words = rest[match.end() :].strip().removeprefix("to ").strip()
    return Typed(does=does, runbook=runbook, step=int(match[1]), words=words)


def read_values(text: str) -> tuple[dict[str, str], str]:
    """Return the `name=value` pairs in `text`, and what is left; a value with spaces stands in quotes."""
    plain = text.translate(_QUOTES)
    values = {
        match[1].lower(): next((one for one in match.groups()[1:] if one is not None), "")
        for match in _VALUE.finditer(plain)
    }
    return values, _VALUE.sub(" ", plain).strip()


def _with_values(does: str, text: str, *, known: Collection[str]) -> Typed:
    """Read an id, also one that is written with spaces, and values behind it."""
    values, left = read_values(text)
    runbook, rest = _leading_runbook(left, known=known)
    if runbook:
        return Typed(does=does, runbook=runbook, words=rest, values=values)
    return Typed(does=does, runbook="-".join(left.lower().split()), values=values)


def _leading_runbook(text: str, *, known: Collection[str]) -> tuple[str, str]:
    """Split off the id that `text` begins with, also one that is written with spaces; the longest counts."""
    words = text.split()
    for count in range(min(len(words), 12), 0, -1):
        name = "-".join(words[:count]).lower().strip("`.,:").removesuffix(".md")
        if name in known:
            return name, " ".join(words[count:])
    return "", " ".join(words)
