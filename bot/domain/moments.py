"""Moments as people type them (`14:05`, `yesterday 23:10`, `10m ago`) and as they are said back.

Clock times are read in the person's own zone. Where a clock jumps forward, a time that never existed means
the same distance after the jump (02:30 is read as 03:30). Where it is set back, a time that existed twice
means the one nearest to now in the direction asked for.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.durations import parse_duration

Towards = Literal["past", "future"]

TOLERANCE = timedelta(minutes=2)
"""How far a person's clock may be ahead of ours before "14:05" means yesterday's."""

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?(?:\s?(?P<half>[ap]m)\b)?"
# A numeric offset needs a date before it: "14:05-14:20 outage" is a span.
_OFFSET = r"(?:(?P<offset>\s?(?:Z|UTC)|(?(date)[+-]\d{2}:?\d{2}|(?!)))(?![\w:]))?"
_DAY = r"(?:(?P<day>today|yesterday|tomorrow)\s+(?:at\s+)?|(?P<date>\d{4}-\d{2}-\d{2})(?:T|\s+))?"
_MOMENT = re.compile(rf"(?:at\s+)?{_DAY}{_CLOCK}{_OFFSET}", re.IGNORECASE | re.ASCII)
_SPAN = r"\d[\dA-Za-z ]{0,38}[A-Za-z]"
_AGO = re.compile(rf"(?P<span>{_SPAN})\s+ago", re.IGNORECASE | re.ASCII)
_IN = re.compile(rf"in\s+(?P<span>{_SPAN})", re.IGNORECASE | re.ASCII)
_NEXT = re.compile(
    rf"(?:(?<!\bthe)[\s,;]|\A)next\s+(?:update\s+)?(?:in\s+)?(?P<span>{_SPAN})\.?\Z", re.IGNORECASE | re.ASCII
)
_LEAD = re.compile(r"\Z|[,:]?\s+(?:[-–—]\s+)?|[,:]\Z")
_LOOKS = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[ap]m)?", re.IGNORECASE | re.ASCII)
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_moment(text: str, *, now: datetime, zone: ZoneInfo, towards: Towards = "past") -> datetime | None:
    """Return the moment that `text` names, in UTC, or None when it names none.

    Reads `14:05`, `14:05:30`, `2:05 pm`, `14:05 UTC`, `yesterday 23:10`, `2026-11-20 14:05`, ISO 8601 with an
    offset, `now`, `10m ago` and `in 10m`. A clock time alone is its last occurrence (up to `TOLERANCE` from
    now), or with `towards="future"` its next one; a day that is named is taken at its word.

    Args:
        zone: of the person who typed it.
    """
    word = " ".join(text.split())
    if word.lower() == "now":
        return now.astimezone(UTC)
    if (match := _AGO.fullmatch(word)) is not None:
        return _shift(now, match["span"], sign=-1)
    if (match := _IN.fullmatch(word)) is not None:
        return _shift(now, match["span"], sign=1)
    match = _MOMENT.fullmatch(word)
    return None if match is None else _resolve(match, now=now, zone=zone, towards=towards)


def split_leading_moment(
    text: str, *, now: datetime, zone: ZoneInfo, towards: Towards = "past"
) -> tuple[datetime | None, str]:
    """Return the moment that `text` starts with, or None, and the rest.

    `14:05 flipped flag` is 14:05 and `flipped flag`. What is no time of day stays where it is: `404 errors`,
    `10:1 ratio`, `14:05-14:20 outage`.
    """
    stripped = text.strip()
    for pattern in (_MOMENT, _AGO):
        match = pattern.match(stripped)
        if match is None or not _LEAD.match(stripped[match.end() :]):
            continue
        moment = read_moment(match[0], now=now, zone=zone, towards=towards)
        if moment is not None:
            return moment, _LEAD.sub("", stripped[match.end() :], count=1)
    return None, stripped


def looks_like_clock(word: str) -> bool:
    """Tell whether a word is written like a clock time, whether there is such a time or not (`25:99`)."""
    return _LOOKS.fullmatch(word) is not None


def split_next(text: str) -> tuple[str, timedelta | None]:
    """Return an update's text without a trailing `next 20m`, and that duration, or None.

    `next update in 20m` is read as well; `for the next 20m` is prose and stays.
    """
    stripped = text.strip()
    match = _NEXT.search(stripped)
    duration = parse_duration(match["span"]) if match is not None else None
    if match is None or not duration:
        return stripped, None
    return stripped[: match.start()].rstrip(" \t\n,;"), duration


def say_moment(moment: datetime, *, zone: tzinfo, now: datetime | None = None) -> str:
    """Return `moment` as `14:05 CET`; with the day (`20 Nov 14:05 CET`) when that is not the day of `now`."""
    local = moment.astimezone(zone)
    name = local.tzname() or ""
    said = f"{local:%H:%M} {name if name[:1].isalpha() else 'UTC' + name}"
    if now is None or now.astimezone(zone).date() == local.date():
        return said
    return f"{say_day(local)} {said}"


def say_day(moment: datetime) -> str:
    """Return the day of `moment` in its own zone: `20 Nov`."""
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def _shift(now: datetime, span: str, *, sign: int) -> datetime | None:
    duration = parse_duration(span)
    try:
        return None if duration is None else (now + sign * duration).astimezone(UTC)
    except OverflowError:
        return None


def _resolve(match: re.Match[str], *, now: datetime, zone: ZoneInfo, towards: Towards) -> datetime | None:
    try:
        clock = _clock(match)
        offset = match["offset"]
        where: tzinfo = zone if offset is None else datetime.strptime(_numeric(offset), "%z").tzinfo or UTC
        today = now.astimezone(where).date()
        if match["date"]:
            days = [date.fromisoformat(match["date"])]
        elif match["day"]:
            days = [today + timedelta(days=_DAYS[match["day"].lower()])]
        else:
            days = [today + timedelta(days=n) for n in (-1, 0, 1)]
        moments = sorted({moment for day in days for moment in _readings(day, clock, where)})
    except (ValueError, OverflowError):
        return None
    return _pick(moments, now=now, towards=towards)


def _clock(match: re.Match[str]) -> time:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    return time(hour, int(match["minute"]), int(match["second"] or 0))


def _numeric(offset: str) -> str:
    return "+0000" if offset.strip().upper() in ("Z", "UTC") else offset.replace(":", "")


def _readings(day: date, clock: time, zone: tzinfo) -> Iterator[datetime]:
    """Yield the moments at which the clock of `zone` showed that: two where it was set back."""
    first = datetime.combine(day, clock, zone)
    second = first.replace(fold=1)
    yield first.astimezone(UTC)
    if second.utcoffset() != first.utcoffset() and second.astimezone(UTC).astimezone(zone).time() == clock:
        yield second.astimezone(UTC)


def _pick(moments: list[datetime], *, now: datetime, towards: Towards) -> datetime:
    if towards == "past":
        fitting = [moment for moment in moments if moment <= now + TOLERANCE]
        return fitting[-1] if fitting else moments[0]
    fitting = [moment for moment in moments if moment > now]
    return fitting[0] if fitting else moments[-1]
