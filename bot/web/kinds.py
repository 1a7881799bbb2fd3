"""Kinds of values in a request: small checks that are put together to the shape of a whole body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

Check = Callable[[Any], bool]
"""Tells whether a value is one of its kind."""

LATEST_S: Final = 9_999_999_999
"""The last moment that Slack's pickers send (they hold ten digits); it is in the year 2286."""


def is_text(value: Any) -> bool:
    """Tell whether it is words of any length."""
    return isinstance(value, str)


def is_id(value: Any) -> bool:
    """Tell whether it is as short as the ids, names and time stamps that Slack gives."""
    return isinstance(value, str) and len(value) <= 255


def is_address(value: Any) -> bool:
    """Tell whether it is an address that can be called."""
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        return False
    try:
        return bool(urlsplit(value).hostname)
    except ValueError:
        return False


def is_moment(value: Any) -> bool:
    """Tell whether it is a number of seconds since 1970 that a date can be made of."""
    return type(value) is int and 0 <= value <= LATEST_S


def either(*checks: Check) -> Check:
    """Return the check that one of several is enough for."""
    return lambda value: any(check(value) for check in checks)


def list_of(check: Check, *, least: int = 0, most: int | None = None) -> Check:
    """Return the check of a list whose items are all of one kind."""
    return lambda value: (
        isinstance(value, list)
        and least <= len(value)
        and (most is None or len(value) <= most)
        and all(map(check, value))
    )


def values_of(check: Check) -> Check:
    """Return the check of a mapping, whatever its keys, whose values are all of one kind."""
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


@dataclass(frozen=True, kw_only=True)
class Record:
    """The check of a mapping with certain keys; keys that are not named may hold anything.

    Args:
        needs: what must be there.
        may: what may also be missing or null.
    """

    needs: Mapping[str, Check] = field(default_factory=dict)
    may: Mapping[str, Check] = field(default_factory=dict)

    def __call__(self, value: Any) -> bool:
        """Tell whether `value` is one."""
        return (
            isinstance(value, dict)
            and all(check(value.get(key)) for key, check in self.needs.items())
            and all(value.get(key) is None or check(value[key]) for key, check in self.may.items())
        )
