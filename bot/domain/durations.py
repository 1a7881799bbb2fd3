"""Durations as people type them (`20m`, `1h30m`, `90s`, `2d`) and as they are said back."""

import re
from datetime import timedelta

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DIGITS = r"(\d{1,5})"  # five digits of days still fit a datetime
_PARTS = re.compile(
    rf"(?:{_DIGITS}\s*d(?:ays?)?)?\s*(?:{_DIGITS}\s*h(?:(?:ou)?rs?)?)?\s*"
    rf"(?:{_DIGITS}\s*m(?:in(?:ute)?s?)?)?\s*(?:{_DIGITS}\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(r"\d{1,5}", re.ASCII)


def parse_duration(text: str, *, bare_minutes: bool = False) -> timedelta | None:
    """Return the duration that `text` names, or None when it names none.

    Units go from large to small, each once, with or without spaces: `1h30m`, `1h 30m`, `2d`, `90s`, `20 min`.

    Args:
        bare_minutes: whether a number without a unit means minutes.
    """
    word = text.strip()
    if not word or len(word) > 60:
        return None
    if _BARE.fullmatch(word):
        return timedelta(minutes=int(word)) if bare_minutes else None
    match = _PARTS.fullmatch(word)
    if match is None:
        return None
    pairs = zip(_UNITS.values(), match.groups(), strict=True)
    return timedelta(seconds=sum(unit * int(count) for unit, count in pairs if count))


def say(duration: timedelta) -> str:
    """Return `duration` as it is said in a sentence: `9 min`, `1 h 30 min`, `2 d 4 h`, `45 s`.

    At most two units, rounded to the smaller one; seconds are only said below two minutes. The sign is left
    to the sentence around it.
    """
    seconds = round(abs(duration.total_seconds()))
    if seconds < 120:
        return _join((seconds // 60, "min"), (seconds % 60, "s"))
    minutes = (seconds + 30) // 60
    if minutes < 24 * 60:
        return _join((minutes // 60, "h"), (minutes % 60, "min"))
    hours = (seconds + 1_800) // 3_600
    return _join((hours // 24, "d"), (hours % 24, "h"))


def _join(large: tuple[int, str], small: tuple[int, str]) -> str:
    said = [f"{count} {unit}" for count, unit in (large, small) if count]
    return " ".join(said) or f"0 {small[1]}"


def compact(duration: timedelta) -> str:
    """Return `duration` as it is typed: `1h30m`; exact to the second, and `parse_duration` reads it back.

    Raises:
        ValueError: `duration` is negative.
    """
    left = round(duration.total_seconds())
    if left < 0:
        raise ValueError("A negative duration cannot be typed.")
    typed = []
    for unit, size in _UNITS.items():
        count, left = divmod(left, size)
        if count:
            typed.append(f"{count}{unit}")
    return "".join(typed) or "0s"
