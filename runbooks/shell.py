"""Where in a shell command a `{{parameter}}` stands: only between words and quotes can it be quoted for sure.

Follows the shell's own order of quoting (POSIX.1-2024, XCU 2.2). Where it is not certain what will read a
value, the answer is `nested`, and only plain characters may go there.
"""

import re
from collections.abc import Iterator
from typing import Literal

from runbooks.placeholders import Placeholder, placeholders

Context = Literal["word", "start", "nested", "command"]
"""`word`: inside an unquoted word; `start`: such a word begins with it; `command`: it would name the program;
`nested`: in quotes, comments, here-documents, or read a second time by another program."""

# These read their arguments again: as a command line, as a program of their own, or as arithmetic (which runs
# what is in a subscript).
_READ_TWICE = re.compile(
    r"(?<![\w-])(?:eval|ssh|su|watch|xargs|parallel|trap|source|let|(?:ba|da|k|z)?sh\s+-\w*c"
    r"|[gm]?awk|sed|jq|yq|perl|python[\d.]*|ruby|node|psql|mysql|sqlite3)(?![\w-])|\(\(|\[\["
)
_HERE_DOCUMENT = re.compile(r"<<-?\s*[\"'\\]?\w")
_SEPARATORS = "\n;|&("
_PREFIXES = frozenset("if then else elif while until do ! time sudo env exec command nohup {".split())
_NEVER = "to the end"


def contexts(text: str) -> Iterator[tuple[Placeholder, Context]]:
    """Yield every placeholder of the shell command `text`, and where it stands."""
    is_nested = _READ_TWICE.search(text) is not None
    here = _HERE_DOCUMENT.search(text)
    state, at = "", 0
    for place in placeholders(text):
        state = _state(text[at : place.start], state=state, before=text[at - 1 : at])
        at = place.end
        # \{{x}} would escape the first quote, and ${{x}} give the quotes another meaning.
        is_odd = text[place.start - 1 : place.start] in {"\\", "$"}
        if state or is_nested or is_odd or (here is not None and place.start > here.start()):
            yield place, "nested"
        else:
            yield place, _unquoted(text[: place.start])


def _unquoted(before: str) -> Context:
    if before and before[-1] not in " \t\n;|&(":
        return "word"
    words = re.split(rf"[{re.escape(_SEPARATORS)}]", before.replace("\\\n", " "))[-1].split()
    if all(word in _PREFIXES or re.fullmatch(r"\w+=\S*", word) for word in words):
        return "command"
    return "start"


def _state(piece: str, *, state: str, before: str) -> str:
    """Return the quotation that is open after `piece`: `'`, `"`, a backtick, `#` for a comment, or none.

    Args:
        state: what was open before it.
        before: the character before it.
    """
    at = 0
    while at < len(piece):
        one = piece[at]
        if state == "#":
            state = "" if one == "\n" else state
        elif one == "\\" and state != "'":
            at += 1
        elif state:
            state = "" if one == state else state
        elif one in "'\"`":
            # $'…' has escapes that '…' has not: what follows it is never certain again.
            state = _NEVER if one == "'" and piece[max(0, at - 1) : at] == "$" else one
        elif one == "#" and (piece[at - 1] if at else before or "\n").isspace():
            state = "#"
        at += 1
    return state
