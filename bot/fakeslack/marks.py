"""Slack's marks in text (`<@U1>`, `<!date^…>`, `<https://…|label>`, `&amp;`) as a person reads them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.fakeslack.channels import Channel, Channels, Kind
from bot.fakeslack.people import People

_MARK = re.compile(r"<([^<>]+)>")
_TOKEN = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Marks:
    """Knows the names behind the ids."""

    people: People
    channels: Channels

    def read(self, text: str, *, zone: str = "UTC") -> str:
        """Return marked-up text as it reads, with dates in `zone`; entities are decoded last."""
        return html.unescape(_MARK.sub(lambda match: self.mark(match[1], zone=zone), text))

    def person(self, user: str) -> str:
        """Return the handle of a person."""
        found = self.people.by_id.get(user)
        return found.name if found else user

    def channel(self, channel: Channel) -> str:
        """Return the name of a channel, or who talks in a direct message."""
        if channel.kind in (Kind.PUBLIC, Kind.PRIVATE):
            return f"#{channel.name}"
        return " and ".join(sorted(self.person(member) for member in channel.members))

    def mark(self, inside: str, *, zone: str) -> str:
        """Return what stands for the inside of one pair of angle brackets."""
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            return f"@{self.person(target[1:])}"
        if target.startswith("#"):
            found = self.channels.by_id.get(target[1:])
            return self.channel(found) if found else f"#{label or target[1:]}"
        if target.startswith("!subteam^"):
            group = self.people.groups.get(target.removeprefix("!subteam^"))
            return f"@{group.handle}" if group else label
        if target.startswith("!date^"):
            return date(target.removeprefix("!date^"), fallback=label, zone=zone)
        return f"@{target[1:]}" if target.startswith("!") else label or target


def date(target: str, *, fallback: str, zone: str) -> str:
    """Draw a date mark such as `1700000000^{date_short_pretty} {time}` in somebody's zone."""
    number, _, form = target.partition("^")
    form = form.partition("^")[0]
    try:
        moment = datetime.fromtimestamp(int(number), ZoneInfo(zone))
    except (ValueError, OverflowError):
        return fallback
    return _TOKEN.sub(lambda match: _token(match, moment), form)


def _token(match: re.Match[str], moment: datetime) -> str:
    drawn = _TOKENS.get(match[1])
    return drawn(moment) if drawn else match[0]


def _short(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _middle(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"


def _long(moment: datetime) -> str:
    return f"{moment:%A}, {_middle(moment)}"


_TOKENS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda moment: f"{moment:%Y-%m-%d}",
    "date_slash": lambda moment: f"{moment:%m/%d/%Y}",
    "date": _middle,
    "date_pretty": _middle,
    "date_short": _short,
    "date_short_pretty": _short,
    "date_long": _long,
    "date_long_pretty": _long,
    "date_long_full": _long,
    "day_divider_pretty": _long,
    "time": lambda moment: f"{moment:%H:%M}",
    "time_secs": lambda moment: f"{moment:%H:%M:%S}",
    "ago": lambda moment: f"{moment:%Y-%m-%d %H:%M}",
}
