"""The kinds of values that `config.yaml` holds: how each is written, and read."""

import re
from collections.abc import Iterable
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.config.nodes import Kind, Wrong, suggestion
from bot.domain.durations import compact, parse_duration

_LONGEST = timedelta(days=366)
_TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_HANDLE = re.compile(r"@[\w][\w.-]{0,79}")
_GROUP_OR_PERSON_ID = re.compile(r"[SUW][A-Z0-9]{6,20}")
_CHANNEL_NAME = re.compile(r"#[^\s#@!:;,.?()\[\]{}<>\"'`/\\&+*=|~^%$A-Z]{1,80}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,20}")
_COMMAND = re.compile(r"/[a-z0-9][a-z0-9_-]{0,30}")
_WAR_ROOM = re.compile(r"(?:[a-z0-9_-]|\{number\}|\{slug\}){1,60}")
_VERB = re.compile(r"[a-z][a-z0-9-]{0,19}")
_EMOJI = re.compile(r":?([a-z0-9_+'-]{1,100}):?")
_URL = re.compile(r"https?://[^\s/<>|]+[^\s<>|]*")
_BROADCASTS = {"@channel", "@here", "@everyone"}


def written(duration: timedelta | None) -> str:
    """Return `duration` as the file writes it: `15m`, `1h30m`, `never`."""
    return "never" if duration is None else compact(duration)


def one_of(words: Iterable[str]) -> Kind[str]:
    """Return the kind whose values are exactly `words`."""
    known = tuple(words)

    def read(text: str) -> str:
        if text in known:
            return text
        close = suggestion(text, among=known)
        raise Wrong(close if close.startswith("did you mean") else "")

    return Kind(expected=f"one of {', '.join(known)}", read=read)


def text_of(limit: int) -> Kind[str]:
    """Return the kind of a text of at most `limit` characters that is not empty."""

    def read(text: str) -> str:
        stripped = text.strip()
        if not stripped:
            raise Wrong
        if len(stripped) > limit:
            raise Wrong(f"this one has {len(stripped)}")
        return stripped

    return Kind(expected=f"a text of at most {limit} characters", read=read)


def _definite_duration(text: str) -> timedelta:
    if text == "never":
        raise Wrong("never is not possible here")
    duration = parse_duration(text)
    if duration is None:
        raise Wrong(f"add the unit, as in {text}m" if text.isdecimal() and len(text) < 5 else "")
    if not duration:
        raise Wrong("it must be more than zero")
    if duration > _LONGEST:
        raise Wrong("a year is the longest")
    return duration


def _duration_or_never(text: str) -> timedelta | None:
    return None if text == "never" else _definite_duration(text)


def _switch(text: str) -> bool:
    word = text.casefold()
    if word in {"true", "yes", "on"}:
        return True
    if word in {"false", "no", "off"}:
        return False
    raise Wrong


def _time_of_day(text: str) -> time:
    match = _TIME_OF_DAY.fullmatch(text)
    if not match:
        raise Wrong
    return time(int(match[1]), int(match[2]))


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        names = {name.casefold(): name for name in available_timezones()}
        close = suggestion(text, among=names)
        if text.casefold() in names:
            close = f"did you mean {names[text.casefold()]}?"
        elif close.startswith("did you mean "):
            close = f"did you mean {names[close.removeprefix('did you mean ').removesuffix('?')]}?"
        else:
            close = ""
        raise Wrong(close) from error


def _reference(text: str) -> str:
    if text.casefold() in _BROADCASTS:
        raise Wrong("it would ping a whole channel; name a group of people")
    if _HANDLE.fullmatch(text) or _GROUP_OR_PERSON_ID.fullmatch(text):
        return text
    raise Wrong(f'did you mean "@{text}"?' if _HANDLE.fullmatch("@" + text) else "")


def _channel(text: str) -> str:
    if _CHANNEL_NAME.fullmatch(text) or _CHANNEL_ID.fullmatch(text):
        return text
    lowered = "#" + text.lstrip("#").casefold()
    raise Wrong(f'did you mean "{lowered}"?' if _CHANNEL_NAME.fullmatch(lowered) else "")


def _channel_or_none(text: str) -> str | None:
    return None if text == "none" else _channel(text)


def _command(text: str) -> str:
    if _COMMAND.fullmatch(text):
        return text
    raise Wrong(f"did you mean /{text}?" if _COMMAND.fullmatch("/" + text) else "")


def _war_room(text: str) -> str:
    if not _WAR_ROOM.fullmatch(text):
        raise Wrong
    if "{number}" not in text:
        raise Wrong("without {number} two incidents of one title would have the same name")
    return text


def _verb(text: str) -> str:
    if not _VERB.fullmatch(text):
        raise Wrong
    return text


def _emoji(text: str) -> str:
    match = _EMOJI.fullmatch(text)
    if not match:
        raise Wrong
    return match[1]


def _url(text: str) -> str:
    if not _URL.fullmatch(text):
        raise Wrong
    if re.search(r"[{}]", text.replace("{number}", "")):
        raise Wrong("{number} is the only thing that is filled in")
    return text


def _folder(text: str) -> Path:
    folder = Path(text)
    if folder.is_dir():
        return folder
    raise Wrong("there is no such folder" if not folder.exists() else "it is a file")


FOLDER = Kind(expected="a folder that is there, seen from where Muster is started", read=_folder)
DURATION_OR_NEVER = Kind(expected="a duration such as 15m, 2h or never", read=_duration_or_never)
DURATION = Kind(expected="a duration such as 15m or 2h", read=_definite_duration)
SWITCH = Kind(expected="true or false", read=_switch)
TIME_OF_DAY = Kind(expected='a time of day such as "22:00"', read=_time_of_day)
ZONE = Kind(expected="a time zone such as Europe/Berlin or UTC", read=_zone)
REFERENCE = Kind(expected='a user group or person: "@oncall", or an id such as S0123456789', read=_reference)
CHANNEL = Kind(expected='a channel\'s name such as "#incidents", or its id', read=_channel)
CHANNEL_OR_NONE = Kind(
    expected='a channel\'s name such as "#muster-operators", its id, or none', read=_channel_or_none
)
COMMAND = Kind(expected="a command such as /incident, in small letters", read=_command)
WAR_ROOM = Kind(
    expected="a channel name of small letters, digits, - and _, with {number} and {slug} in it",
    read=_war_room,
)
VERB = Kind(expected="one word of small letters, digits and -", read=_verb)
EMOJI = Kind(expected="an emoji's name such as red_circle", read=_emoji)
URL = Kind(expected="an address that begins with https:// or http://", read=_url)
