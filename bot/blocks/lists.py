"""Lists that a person asks for privately: incidents, the timeline, the times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.blocks import actions as names
from bot.blocks.actions import Origin
from bot.blocks.drawing import Block, Drawing, drawing, row, section, small_print
from bot.blocks.elements import Option, button, menu, overflow
from bot.blocks.wording import DOT, at, by, headline, line, room, until, who
from bot.domain.ids import incident_id
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.severity import Severity
from bot.domain.text import link
from bot.domain.times import NAMES, TITLES, WORDS
from bot.domain.views import EntryView, IncidentOutline, IncidentView, TimelinePage, TimeView

_ENTRY_TEXT: Final = 200  # twenty entries with their menus must fit one message
_TITLE: Final = 120
_TIMES_SHOWN: Final = 4


def told(view: IncidentOutline, *, now: datetime, block_id: str) -> Block:
    """Return one incident of a list, with a button that shows more of it."""
    first = f"*{headline(view)}*  {line(view.title, _TITLE)}"
    commander = f"IC {who(view.holder(INCIDENT_COMMANDER))}"
    facts = [room(view), commander if view.is_open else "", f"declared {at(view.declared_at, now)}"]
    due = view.next_update_due_at
    if view.is_open and due is not None:
        facts.append(f"update {'was due' if due < now else 'due'} {at(due, now)} ({until(due, now)})")
    more = button(
        "Info", action_id=names.SHOW_INFO, origin=Origin(incident=view.number, revision=view.revision)
    )
    return section(f"{first}\n{DOT.join(filter(None, facts))}", accessory=more, block_id=block_id)


def incident_list(
    views: Sequence[IncidentOutline],
    *,
    now: datetime,
    page: int,
    has_more: bool,
    choice: str,
    severities: Sequence[Severity],
) -> Drawing:
    """Return a page of incidents that a person may see.

    Args:
        page: from 1.
        has_more: there is a next page.
        choice: what was asked for (`all`, `SEV1`, `7d`, empty for the open ones); comes back with the paging.
        severities: all levels, worst first, to choose from.
    """
    asked = f" ({line(choice, 40)})" if choice else ""
    paging = _paging(
        names.LIST_NEWER,
        names.LIST_OLDER,
        page=page,
        has_older=has_more,
        origin=Origin(choice=choice),
        filters=_filters(severities),
    )
    if not views:
        text = f"No {'incidents' if choice else 'open incidents'} that you may see{asked}."
        return drawing(text, [section(text), paging])
    count = f"{len(views)} incident{'s' if len(views) > 1 else ''}"
    text = f"{count}{asked}: {', '.join(view.id for view in views)}"
    blocks = [told(view, now=now, block_id=f"list:{view.number}") for view in views]
    return drawing(text, [*blocks, paging])


def timeline(shown: TimelinePage, *, now: datetime) -> Drawing:
    """Return a page of the timeline, each entry with its menu."""
    name, where = incident_id(shown.number), f"page {shown.page} of {shown.pages}"
    if not shown.entries:
        text = f"The timeline of {name} is empty."
        return drawing(text, [section(text)])
    blocks = [_entry(shown.number, entry, now=now) for entry in shown.entries]
    paging = _paging(
        names.TIMELINE_NEWER,
        names.TIMELINE_OLDER,
        page=shown.page,
        has_older=shown.page < shown.pages,
        origin=Origin(incident=shown.number, revision=shown.revision),
    )
    head = section(f"*Timeline of {name}*{DOT}{where}")
    return drawing(f"Timeline of {name}, {where}", [head, *blocks, paging])


def entry_line(entry: EntryView, *, now: datetime, limit: int = _ENTRY_TEXT) -> str:
    """Return one entry as a line: when, who, what; hidden and redacted ones are shown as such."""
    if entry.redacted:
        text = "_redacted_"
    else:
        text = line(entry.text, limit)
        text = f"_hidden:_ ~{text.replace('~', '-')}~" if entry.hidden else text
    corrected = any(revision.kind in {"corrected", "edited"} for revision in entry.revisions)
    marks = [
        *(["_(corrected)_"] if corrected else []),
        *([link(entry.source, "message")] if entry.source and not entry.redacted else []),
    ]
    return " ".join([f"{at(entry.occurred_at, now)} {by(entry.actor)}: {text}", *marks])


def times(view: IncidentView, values: Sequence[TimeView], *, now: datetime, command: str) -> Drawing:
    """Return the incident's times, and for corrected ones what they were before."""
    rows = [_time(view, name, values, now=now) for name in NAMES]
    change = button(
        "Correct a time…",
        action_id=names.OPEN_TIMES,
        origin=Origin(incident=view.number, revision=view.revision),
    )
    hint = f"Or `{line(command, 40)} times {WORDS['impact_started_at']} 13:40 per graph`."
    return drawing(
        f"Times of {view.id}",
        [
            section("\n".join([f"*Times of {view.id}*", *rows])),
            row([change], block_id=f"times:{view.number}"),
            small_print(hint),
        ],
    )


def _time(view: IncidentView, name: str, values: Sequence[TimeView], *, now: datetime) -> str:
    value = view.times.get(name)
    shown = at(value, now) if value is not None else "not known"
    history = [one for one in values if one.name == name]
    if not history or history[-1].automatic:
        return f"*{TITLES[name]}*  {shown}"
    last = history[-1]
    why = f": {line(last.reason, 120)}" if last.reason else ""
    before = [at(one.value, now) if one.value else "not known" for one in history[:-1]][-_TIMES_SHOWN:]
    was = f"; before: {', '.join(before)}" if before else ""
    return f"*{TITLES[name]}*  {shown} (set by {by(last.set_by)}{why}{was})"


def _entry(number: int, entry: EntryView, *, now: datetime) -> Block:
    text = f"`{entry.number}` {entry_line(entry, now=now)}"
    block_id = f"entry:{number}:{entry.number}:{len(entry.revisions)}"
    if entry.redacted:
        return section(text, block_id=block_id)

    def option(label: str, choice: str) -> Option:
        origin = Origin(incident=number, revision=len(entry.revisions), subject=entry.number, choice=choice)
        return Option(label=label, value=origin)

    shown = option("Show again", names.ENTRY_SHOW) if entry.hidden else option("Hide…", names.ENTRY_HIDE)
    options = [option("Correct…", names.ENTRY_CORRECT), shown, option("Redact…", names.ENTRY_REDACT)]
    return section(text, accessory=overflow(options, action_id=names.ENTRY_MENU), block_id=block_id)


def _paging(
    newer: str, older: str, *, page: int, has_older: bool, origin: Origin, filters: Block | None = None
) -> Block | None:
    """Return buttons to the pages beside this one, behind the menu of what can be asked for."""

    def to(label: str, action_id: str, number: int) -> Block:
        return button(label, action_id=action_id, origin=replace(origin, page=number))

    return row(
        [
            filters,
            to("Newer", newer, page - 1) if page > 1 else None,
            to("Older", older, page + 1) if has_older else None,
        ],
        block_id=f"paging:{page}",
    )


def _filters(severities: Sequence[Severity]) -> Block | None:
    """Return the menu of what a list can be narrowed or widened to."""
    choices = [("Open", ""), ("All", "all"), *((one.name, one.name) for one in severities), ("7 days", "7d")]
    options = [Option(label=label, value=Origin(choice=choice)) for label, choice in choices]
    return menu("Show", options=options, action_id=names.LIST_FILTER)
