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
    "approve": "approve",
    "approved": "approve",
    "decline": "decline",
    "reject": "decline",
    "withdraw": "withdraw",
    "takeback": "withdraw",
    "take-back": "withdraw",
    "happened": "happened",
    "nothappened": "not_happened",
    "not-happened": "not_happened",
    "again": "again",
    "rerun": "again",
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

_SENTENCES: Final = (
    (re.compile(r"it\s+happened(?=\s|$)", re.IGNORECASE), "happened"),
    (
        re.compile(r"(?:(?:it\s+)?did(?:n'?t|\s+not)(?:\s+happen)?|not\s+happened)(?=\s|$)", re.IGNORECASE),
        "not-happened",
    ),
    (re.compile(r"run\s+(?:it\s+)?again(?=\s|$)", re.IGNORECASE), "again"),
    (re.compile(r"take\s+(?:it\s+)?back(?=\s|$)", re.IGNORECASE), "withdraw"),
)
"""What people say in several words, as the buttons have it, with the one word for it."""

_REQUEST: Final = re.compile(
    r"(?:#(?P<number>\d{1,9})|(?P<shown>\d{1,9})-(?P<code>[0-9a-f]{1,64})|(?P<alone>\d{1,9})$)(?=\s|$)",
    re.IGNORECASE | re.ASCII,
)
_ABOUT_REQUESTS: Final = frozenset({"approve", "decline", "withdraw", "happened", "not_happened", "again"})


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed.

    Args:
        does: what the subverb means; empty for none, `search` for words that are none.
        runbook: the id that was named; empty for none.
        step: the number that was named.
        words: all else.
        values: of parameters.
        request: the number of the request for an action that was named.
        code: what was typed of that action's call, to approve it.
    """

    does: str
    runbook: str = ""
    step: int | None = None
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    request: int | None = None
    code: str = ""


def read(text: str, *, known: Collection[str]) -> Typed:
    """Return what `text` says; whatever cannot be anything else is words to search for.

    Args:
        known: ids of runbooks, those of runs included.
    """
    first, _, rest = _as_one_word(text.strip()).partition(" ")
    does = SUBVERBS.get(first.casefold(), "")
    if not does:
        return Typed(does="search" if text.strip() else "", words=text.strip())
    if does in {"list", "search", "reset", "break_glass"}:
        return Typed(does=does, words=rest.strip())
    if does in {"start", "set"}:
        return _with_values(does, rest, known=known)
    runbook, rest = _leading_runbook(rest, known=known)
    if does in _ABOUT_REQUESTS:
        return _about_request(does, rest, runbook=runbook)
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


def _as_one_word(text: str) -> str:
    """Put the one word for what `text` says at its beginning in several."""
    plain = text.translate(_QUOTES)
    for sentence, word in _SENTENCES:
        if match := sentence.match(plain):
            return f"{word} {text[match.end() :].strip()}"
    return text


def _about_request(does: str, text: str, *, runbook: str) -> Typed:
    """Read a request's number, perhaps with its call's code, and the reason behind it."""
    plain = text.strip().replace("`", "")
    match = _REQUEST.match(plain)
    if match is None:
        return Typed(does=does, runbook=runbook, words=text.strip())
    number = match["number"] or match["shown"] or match["alone"]
    return Typed(
        does=does,
        runbook=runbook,
        request=int(number),
        code=(match["code"] or "").lower(),
        words=plain[match.end() :].strip(),
    )


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
