"""The sections of `config.yaml`, each turned into its value; what is not written keeps its default."""

from dataclasses import fields, replace
from datetime import timedelta

from bot.config.defaults import default_quiet_hours
from bot.config.kinds import (
    CHANNEL,
    CHANNEL_OR_NONE,
    DURATION_OR_NEVER,
    EMOJI,
    FOLDER,
    SWITCH,
    TIME_OF_DAY,
    URL,
    WAR_ROOM,
    ZONE,
    one_of,
    text_of,
)
from bot.config.model import Announcements, Bookmark, Operators, Runbooks, WarRoom
from bot.config.nodes import Section
from bot.domain.cadence import QuietHours, Reminders
from bot.domain.severity import Severities

_TITLE = text_of(75)
_MOST_BOOKMARKS = 20


def read_announcements(section: Section, *, default: Announcements) -> Announcements:
    """Return where incidents are announced."""
    channel = section.take("channel", CHANNEL, default.channel)
    section.finish()
    return Announcements(channel=channel)


def read_operators(section: Section, *, default: Operators) -> Operators:
    """Return where those who run Muster are told of its own troubles."""
    channel = section.take("channel", CHANNEL_OR_NONE, default.channel)
    section.finish()
    return Operators(channel=channel)


def read_runbooks(section: Section, *, default: Runbooks) -> Runbooks:
    """Return which runbooks can be followed."""
    found = Runbooks(
        folders=section.take_list("folders", FOLDER, default.folders),
        shipped=section.take("shipped", SWITCH, default.shipped),
    )
    section.finish()
    return found


def read_war_room(section: Section, *, default: WarRoom) -> WarRoom:
    """Return how an incident's channel is made."""
    room = WarRoom(
        name=section.take("name", WAR_ROOM, default.name),
        archive_on_close=section.take("archive_on_close", SWITCH, default.archive_on_close),
        bookmarks=_bookmarks(section, default=default.bookmarks),
    )
    section.finish()
    return room


def read_reminders(section: Section, *, default: Reminders) -> Reminders:
    """Return the rungs of one severity's ladders."""
    rungs: dict[str, timedelta | None] = {
        rung.name: section.take(rung.name, DURATION_OR_NEVER, getattr(default, rung.name))
        for rung in fields(Reminders)
    }
    section.finish()
    return replace(default, **rungs)


def read_quiet_hours(
    parent: Section, *, severities: Severities, key: str = "quiet_hours"
) -> QuietHours | None:
    """Return the nightly window in which minor reminders wait, or None when the file says `never`."""
    if parent.says(key, "never"):
        return None
    section = parent.take_section(key)
    usual = default_quiet_hours()
    minor = tuple(name for name, level in severities.items() if level.rank > 2)
    hours = QuietHours(
        start=section.take("from", TIME_OF_DAY, usual.start),
        end=section.take("to", TIME_OF_DAY, usual.end),
        zone=section.take("zone", ZONE, usual.zone),
        severities=frozenset(section.take_list("severities", one_of(severities), minor)),
    )
    if hours.start == hours.end:
        section.mistake("from and to are the same; write quiet_hours: never for none")
    section.finish()
    return hours


def _bookmarks(section: Section, *, default: tuple[Bookmark, ...]) -> tuple[Bookmark, ...]:
    entries = section.take_sections("bookmarks")
    if entries is None:
        return default
    if len(entries) > _MOST_BOOKMARKS:
        section.mistake(
            f"found {len(entries)} bookmarks, expected at most {_MOST_BOOKMARKS}", key="bookmarks"
        )
    return tuple(_bookmark(entry) for entry in entries)


def _bookmark(entry: Section) -> Bookmark:
    for needed in ("title", "url"):
        if needed not in entry:
            entry.mistake("missing; a bookmark needs a title and a url", key=needed)
    bookmark = Bookmark(
        title=entry.take("title", _TITLE, ""),
        url=entry.take("url", URL, ""),
        emoji=entry.take("emoji", EMOJI, "") or None,
    )
    entry.finish()
    return bookmark
