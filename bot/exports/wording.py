"""The phrases that the files for people share: people, moments, durations, and text that hides nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.durations import say
from bot.domain.text import one_line, read_url
from bot.domain.timeline import DECISION
from bot.domain.views import EntryView, PersonView, UpdateView
from bot.exports.redaction import redaction_of

NOT_KNOWN: Final = "not known"
BOT: Final = "Muster"

_URL = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_TRAILING = ".,;:!?)'\"*_~`]"
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` with one kind of line break, and without what is unseen or turns the reading around."""
    if text.isprintable():  # as most lines are: nothing to look for
        return text.strip()
    return _UNSEEN.sub("", _BREAKS.sub("\n", text)).strip()


def line(text: str) -> str:
    """Return `text` as one visible line."""
    return one_line(visible(text))


def who(person: PersonView | None) -> str:
    """Return a person as `@ana`; what nobody did, Muster did."""
    if person is None:
        return BOT
    return f"@{line(person.name).removeprefix('@') or line(person.slack_id)}"


def stamp(value: datetime) -> str:
    """Return a moment in UTC to the second, as ISO 8601: `2026-11-20T14:05:00Z`."""
    return f"{value.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


def day_of(moment: str) -> str:
    """Return the day of what `stamp` gave: `2026-11-20`."""
    return moment[:10]


def clock_of(moment: str) -> str:
    """Return the time of day of what `stamp` gave: `14:05:00Z`."""
    return moment[11:]


def seconds(value: float | None) -> str:
    """Return a duration for people: `12 min`; what is not known says so."""
    if value is None:
        return NOT_KNOWN
    said = say(timedelta(seconds=value))
    return f"−{said}" if value < 0 else said


def words(name: str) -> str:
    """Return a name of ours as words: `status changed` for `status_changed`."""
    return line(name.replace("_", " "))


def title(name: str) -> str:
    """Return a name of ours as a heading: `Time to acknowledge` for `time_to_acknowledge_s`."""
    said = words(name.removesuffix("_s"))
    return said[:1].upper() + said[1:]


def pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """Yield `text` in pieces, each with the address that it is, or with None for words between addresses."""
    done = 0
    for match in _URL.finditer(text):
        shown = match[0].rstrip(_TRAILING)
        target = address(shown)
        if target is None:
            continue
        yield text[done : match.start()], None
        yield shown, target
        done = match.start() + len(shown)
    yield text[done:], None


def address(url: str | None) -> str | None:
    """Return `url` if it is one that a reader may safely follow (http or https), else None."""
    if url is None or url.lstrip().startswith("<") or read_url(url) is None:
        return None  # what stands in angles would be Slack's own notation
    return url.strip()


def entry_text(entry: EntryView) -> str:
    """Return an entry's text, or in its place who removed it and why; of a decision also how to undo it."""
    if not entry.redacted:
        undo = entry.data.get("undo") if entry.kind == DECISION else None
        return visible(f"{entry.text}\nUndo: {undo}" if undo else entry.text)
    by = redaction_of(entry.revisions)
    if by is None:
        return "[redacted]"
    reason = line(by.reason)
    return f"[redacted by {who(by.by)}{f': {reason}' if reason else ''}]"


def update_text(update: UpdateView) -> str:
    """Return what an update said."""
    if update.redacted:
        return "[redacted]"
    said = visible(update.text)
    return said or ("No change." if update.no_change else "")
