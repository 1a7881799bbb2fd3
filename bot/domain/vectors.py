"""Argument vectors with `{name}` in them: where a value may go, and what it becomes there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

PLACE: Final = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
"""One `{name}`; other braces (`jsonpath={.items}`) are themselves."""

# These read a text again as a program, where a value would be more than a value.
_SHELLS = frozenset("sh bash dash zsh ksh fish busybox csh tcsh".split())
_INTERPRETERS = frozenset("python perl ruby node php lua psql mysql sqlite3 awk gawk mawk sed jq yq".split())
_PASS_ON = frozenset("ssh su watch eval xargs parallel".split())
_PROGRAM_FOLLOWS = re.compile(r"-[a-zA-Z]*[ceE]|--(?:command|eval|execute|expression)")


def names(argv: Sequence[str]) -> Iterator[str]:
    """Yield the name of every place in `argv`."""
    for element in argv:
        yield from PLACE.findall(element)


def filled(argv: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """Return `argv` with its places filled in: every value stays inside its one element.

    Raises:
        KeyError: a value is missing.
    """
    return tuple(PLACE.sub(lambda place: values[place[1]], element) for element in argv)


def begins_with(argv: Sequence[str]) -> frozenset[str]:
    """Return the names whose value begins an element, where a leading “-” would make it an option."""
    firsts = (PLACE.match(element) for element in argv)
    return frozenset(first[1] for first in firsts if first is not None)


def read_again(argv: Sequence[str]) -> str | None:
    """Return the program of `argv` that would read a value as part of a program, or None."""
    for at, element in enumerate(argv):
        program = re.sub(r"[\d.]+$", "", PurePosixPath(element).name)
        rest = argv[at + 1 :]
        if program in _PASS_ON and any(PLACE.search(one) for one in rest):
            return program
        if program in _SHELLS | _INTERPRETERS and _holds_program(rest):
            return program
    return None


def _holds_program(rest: Sequence[str]) -> bool:
    """Tell whether a value stands in what an interpreter takes for its program."""
    follows = False
    for element in rest:
        if PLACE.search(element) and (follows or _PROGRAM_FOLLOWS.match(element)):
            return True
        follows = _PROGRAM_FOLLOWS.fullmatch(element) is not None
    first = next((one for one in rest if not one.startswith("-")), "")
    return PLACE.search(first) is not None
