"""One value put into one place, quoted as that place needs it; what cannot be quoted for sure is refused.

Every place has its own rule, because a value that is harmless in a sentence is a program in a shell:

- `shell`: one word, quoted by `shlex.quote`; inside quotes, and where another program reads it again, only
  plain characters; never the name of the program, and never an option of its own (a word with `-` in front).
- `url`: percent-encoded (RFC 3986), in path and query only.
- `json`: a JSON string, with its quotes unless the template has them.
- `argument`: one element of an argument vector, as it is; never an option of its own.
- `plain`: any other language (SQL, PromQL, YAML): plain characters alone.
- `text`: as it is; who shows it escapes it.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import quote

from runbooks.model import SHELLS
from runbooks.placeholders import Placeholder, placeholders
from runbooks.shell import Context, contexts

Place = Literal["shell", "url", "json", "argument", "plain", "text"]
Quote = Callable[[str], str]

_PLAIN = re.compile(r"[A-Za-z0-9_.:/@](?:-?[A-Za-z0-9_.:/@])*-?", re.ASCII)  # no "--": SQL's comment
_PLAIN_SAID = (
    "may only hold letters, digits and single _ . : / @ - here, because it stands where it cannot be quoted"
)
_HOST = re.compile(r"[a-z]+://[^/?#]*[/?#]")


class Unquotable(Exception):
    """A value that cannot go where it should; the text completes "the value of x …"."""


def place_of(language: str) -> Place:
    """Return the rule for code blocks of this language."""
    if language in SHELLS:
        return "shell"
    return "json" if language == "json" else "text" if language in {"text", "markdown"} else "plain"


def places(template: str, *, place: Place) -> Iterator[tuple[Placeholder, Quote]]:
    """Yield every placeholder of `template` with the function that quotes a value for it.

    That function raises `Unquotable` for a value that cannot go there.
    """
    match place:
        case "shell":
            yield from ((one, _SHELL[context]) for one, context in contexts(template))
        case "json":
            yield from _json_places(template)
        case "url":
            yield from _url_places(template)
        case "argument":
            for one in placeholders(template):
                yield one, _as_start if one.start == 0 else _as_is
        case "plain":
            yield from ((one, _plain) for one in placeholders(template))
        case "text":
            yield from ((one, str) for one in placeholders(template))


def check_whole(text: str, *, place: Place) -> None:
    """Look at a text that has been filled in as a whole.

    Raises:
        Unquotable: it is an address that leads out of its folder.
    """
    if place == "url" and {".", ".."} & set(text.partition("?")[0].split("/")):
        raise Unquotable("may not be “.” or “..” in an address")


def _shown(value: str) -> str:
    """Return `value`, which has to be something that a person can see.

    Raises:
        Unquotable: it is empty or holds control characters, which a terminal obeys even inside quotes.
    """
    if not value:
        raise Unquotable("is empty")
    if not value.isprintable():
        raise Unquotable("holds a line break or another character that cannot be seen")
    return value


def _as_is(value: str) -> str:
    return _shown(value)


def _as_start(value: str) -> str:
    if _shown(value).startswith("-"):
        raise Unquotable("may not begin with “-”, or it would be read as an option")
    return value


def _plain(value: str) -> str:
    if _PLAIN.fullmatch(_shown(value)) is None:
        raise Unquotable(_PLAIN_SAID)
    return value


def _word(value: str) -> str:
    return shlex.quote(_shown(value))


def _start(value: str) -> str:
    return shlex.quote(_as_start(value))


def _program(value: str) -> str:
    raise Unquotable("would be the program that is run; write the program into the runbook")


_SHELL: dict[Context, Quote] = {"word": _word, "start": _start, "nested": _plain, "command": _program}


def _json_places(template: str) -> Iterator[tuple[Placeholder, Quote]]:
    is_inside, at = False, 0
    for one in placeholders(template):
        # Outside strings JSON knows no backslash; inside, a pair of characters is one escape.
        for mark in re.findall(r'\\.|"', template[at : one.start], re.DOTALL):
            is_inside = is_inside != (mark == '"')
        at = one.end
        yield one, _inside_json if is_inside else json.dumps


def _inside_json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _url_places(template: str) -> Iterator[tuple[Placeholder, Quote]]:
    host = _HOST.match(template)
    for one in placeholders(template):
        yield one, _encoded if host is not None and one.start >= host.end() else _host


def _encoded(value: str) -> str:
    return quote(_shown(value), safe="")


def _host(value: str) -> str:
    raise Unquotable("would decide which host is called; write the host into the runbook")
