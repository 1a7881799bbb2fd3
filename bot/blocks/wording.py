"""The phrases that several drawings share: people, times, severity, and the words of users made safe."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.domain.durations import say
from bot.domain.lifecycle import TITLES
from bot.domain.text import channel_mention, group_mention, mention, one_line, safe, slack_date
from bot.domain.views import IncidentOutline, IncidentView, PersonView

DOT: Final = " · "
_OPENS_ROOM: Final = ("open_war_room", "join_war_room")
_FAR: Final = timedelta(hours=12)
_ADDRESS: Final = re.compile(r"https?://(?:(?!&lt;|&gt;)[^\s|])+")
_TRAILING: Final = ".,;:!?)'\"*_~`"
_PERSON: Final = re.compile(r"[UW][A-Z0-9]{2,20}")
_GROUP: Final = re.compile(r"S[A-Z0-9]{2,20}")


def line(text: str, limit: int) -> str:
    """Return user text as one line of mrkdwn of about `limit` characters; no break fakes a line of ours."""
    return safe(one_line(text), limit)


def prose(text: str, limit: int) -> str:
    """Return user text as mrkdwn of about `limit` characters, its addresses made clickable."""
    return _ADDRESS.sub(_link, safe(text.strip(), limit))


def _link(match: re.Match[str]) -> str:
    address = match[0].rstrip(_TRAILING)
    return f"<{address}>{match[0][len(address) :]}"


def who(person: PersonView | None, nobody: str = "nobody yet") -> str:
    """Return a mention of `person`, or `nobody`."""
    return mention(person.slack_id) if person is not None else nobody


def by(person: PersonView | None) -> str:
    """Return who did something, by name: a mention would notify people of their own words.

    What nobody did, Muster did.
    """
    if person is None:
        return "Muster"
    return f"@{line(person.name, 60)}" if person.name.strip() else mention(person.slack_id)


def somebody(ref: str) -> str:
    """Return a mention of a person's or user group's id; anything else as plain words."""
    if _GROUP.fullmatch(ref):
        return group_mention(ref)
    return mention(ref) if _PERSON.fullmatch(ref) else line(ref, 80)


def everybody(refs: Iterable[str]) -> str:
    """Return mentions of several people and groups, each once."""
    return " ".join(somebody(ref) for ref in dict.fromkeys(refs))


def at(moment: datetime, now: datetime) -> str:
    """Return a moment in the reader's own zone; with its day where that is not plain."""
    return slack_date(moment, with_day=abs(now - moment) >= _FAR)


def until(moment: datetime, now: datetime) -> str:
    """Return how far away a moment is; Slack keeps it true while the message stands."""
    away = moment - now
    words = f"in {say(away)}" if away >= timedelta(0) else f"{say(-away)} ago"
    return f"<!date^{int(moment.timestamp())}^{{ago}}|{words}>"


def status(name: str) -> str:
    """Return a status as it begins a line."""
    return TITLES.get(name, name.capitalize())


def level(view: IncidentOutline) -> str:
    """Return the severity, or honestly that nobody has said it."""
    name = line(view.severity.name, 40)
    return name if view.severity_is_set else f"severity not set (treated as {name})"


def headline(view: IncidentOutline) -> str:
    """Return `INC-42 · SEV1 · Investigating`, with the marks of a drill and of a private incident."""
    marks = [*(["DRILL"] if view.drill else []), view.id, level(view), status(view.status)]
    return DOT.join([*marks, *(["Private"] if view.private else [])])


def name(view: IncidentOutline, *, limit: int = 150) -> str:
    """Return the incident with its title, for those who may read it."""
    return f"{view.id} {line(view.title, limit)}"


def nobody_called(view: IncidentOutline) -> str:
    """Return the sentence for an incident that should have called somebody."""
    severity = line(view.severity.name, 40)
    return (
        f"*Nobody was called*: nobody is configured or could be found for {severity}. Call people yourself."
    )


def room(view: IncidentOutline) -> str:
    """Return the war room as a link, or empty while there is none."""
    return channel_mention(view.channel_id) if view.channel_id else ""


def lacks_room(view: IncidentView) -> bool:
    """Tell whether there is no war room because it could not be opened, rather than not yet."""
    return view.channel_id is None and any(one.blocked and one.kind in _OPENS_ROOM for one in view.pending)


def every(view: IncidentOutline) -> str:
    """Return `SEV1: every 15 min`."""
    cadence = view.severity.update_every
    told = line(view.severity.name, 40)
    return f"{told}: every {say(cadence)}" if cadence else told
