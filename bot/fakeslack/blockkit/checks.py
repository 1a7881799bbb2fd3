"""The small checks that Slack's rules are made of: each yields Slack's lines about what is wrong.

A check takes a value and the JSON pointer of its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def problem(words: str, path: str) -> str:
    """Return one line of `response_metadata.messages`."""
    return f"[ERROR] {words} [json-pointer:{path}]"


def string(most: int, *, least: int = 1, pattern: str = "", hint: str = "") -> Check:
    """Check a text of `least` to `most` characters, with a pattern that `hint` explains."""
    form = re.compile(pattern)

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield problem("must provide a string", path)
        elif len(value) < least:
            yield problem(f"must be more than {least - 1} characters", path)
        elif len(value) > most:
            yield problem(f"must be less than {most + 1} characters", path)
        elif pattern and not form.fullmatch(value):
            yield problem(hint, path)

    return check


def number(least: int, most: int) -> Check:
    """Check a whole number."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield problem("must provide a number", path)
        elif not least <= value <= most:
            yield problem(f"must be between {least} and {most}", path)

    return check


def boolean(value: Any, path: str) -> Iterator[str]:
    """Check a yes or no."""
    if not isinstance(value, bool):
        yield problem("must provide a boolean", path)


def choice(*allowed: str | int) -> Check:
    """Check that a value is one of a few."""

    def check(value: Any, path: str) -> Iterator[str]:
        if value not in allowed:
            yield problem(f"must be one of: {', '.join(map(str, allowed))}", path)

    return check


def items(each: Check, *, least: int, most: int) -> Check:
    """Check a list of `least` to `most` items."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield problem("must provide an array", path)
            return
        if len(value) < least:
            yield problem(f"must provide at least {least} items", path)
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", path)
        for place, item in enumerate(value):
            yield from each(item, f"{path}/{place}")

    return check


def record(
    fields: Mapping[str, Check],
    *,
    needs: tuple[str, ...] = (),
    one_of: tuple[str, ...] = (),
    some_of: tuple[str, ...] = (),
) -> Check:
    """Check an object: known fields only, all of `needs`, exactly one of `one_of`, at least one of `some_of`.

    A field that is null counts as left out; a block's own `type` is always allowed.
    """

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", path)
            return
        given = {name for name, item in value.items() if item is not None}
        for name in needs:
            if name not in given:
                yield problem(f"missing required field: {name}", path)
        if one_of and len(given & set(one_of)) != 1:
            yield problem(f"must provide exactly one of: {', '.join(one_of)}", path)
        if some_of and not given & set(some_of):
            yield problem(f"must provide at least one of: {', '.join(some_of)}", path)
        for name in sorted(given - {"type"}):
            if name not in fields:
                yield problem(f"invalid additional property: {name}", path)
            else:
                yield from fields[name](value[name], f"{path}/{name}")

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """Check an object by what its `type` asks for."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield problem("must provide an object", path)
        elif "type" not in value:
            yield problem("missing required field: type", path)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield problem(f"unsupported type: {value['type']}", f"{path}/type")
        else:
            yield from kinds[value["type"]](value, path)

    return check
