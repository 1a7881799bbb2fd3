"""The report of an incident: what a person reads in Markdown and in HTML, in words, not yet drawn.

Nothing in it is escaped: that is for the drawing, which knows what is dangerous where.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from bot.domain import lifecycle, timeline
from bot.domain.ids import incident_id
from bot.domain.times import NAMES, TITLES
from bot.domain.views import (
    CallView,
    Dossier,
    EntryView,
    IncidentView,
    RevisionView,
    TermView,
    TimeView,
    UpdateView,
)
from bot.exports.redaction import without_redacted
from bot.exports.wording import (
    NOT_KNOWN,
    address,
    clock_of,
    day_of,
    entry_text,
    line,
    seconds,
    stamp,
    title,
    update_text,
    visible,
    who,
    words,
)

DOT: Final = " · "
_LATE: Final = timedelta(minutes=1)
_STATES: Final = {"ruled_out": "ruled out"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A labelled line; `notes` explain it."""

    label: str
    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Update:
    """A status update: one line of circumstances, then what it said."""

    number: int
    at: str
    who: str
    state: str
    said: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A later change of a happening, and the text before it."""

    what: str
    before: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """A timeline entry; `source` is an address that may be followed, or None."""

    number: int
    clock: str
    stamp: str
    kind: str
    who: str
    text: str
    redacted: bool
    recorded: str | None
    source: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The happenings of one day in UTC."""

    date: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A link; `address` is None where it may not be followed, and only shown then."""

    title: str
    shown: str
    address: str | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a person reads of an incident, in order."""

    id: str
    title: str
    state: str
    is_open: bool
    marks: tuple[str, ...]
    facts: tuple[Fact, ...]
    summary: str
    times: tuple[Fact, ...]
    durations: tuple[Fact, ...]
    roles: tuple[Fact, ...]
    calls: tuple[Fact, ...]
    updates: tuple[Update, ...]
    days: tuple[Day, ...]
    decisions: tuple[Happening, ...]
    hypotheses: tuple[Fact, ...]
    links: tuple[Reference, ...]
    closing: tuple[str, ...]


def report(dossier: Dossier, *, exported_at: datetime) -> Report:
    """Return what a person reads of an incident; redacted and hidden texts are not in it."""
    dossier = without_redacted(dossier)
    view = dossier.incident
    shown = [(entry, _happening(entry)) for entry in dossier.entries if not entry.hidden]
    severity = line(view.severity.name) if view.severity_is_set else "severity not set"
    status = lifecycle.TITLES.get(view.status, title(view.status))
    return Report(
        id=view.id,
        title=line(view.title),
        state=DOT.join((severity, status)),
        is_open=view.is_open,
        marks=_marks(view),
        facts=tuple(_facts(view)),
        summary=visible(view.summary),
        times=tuple(_time(name, dossier) for name in NAMES),
        durations=tuple(
            Fact(label=title(name), value=seconds(value)) for name, value in dossier.metrics.items()
        ),
        roles=tuple(
            _term(one, titles={role.key: role.title for role in view.roles}) for one in dossier.terms
        ),
        calls=tuple(_call(one) for one in view.calls),
        updates=tuple(_update(one) for one in dossier.updates),
        days=tuple(
            Day(date=date, happenings=tuple(happening for _, happening in pairs))
            for date, pairs in groupby(shown, key=lambda pair: day_of(pair[1].stamp))
        ),
        decisions=tuple(happening for entry, happening in shown if entry.kind == timeline.DECISION),
        hypotheses=tuple(
            Fact(label=_STATES.get(one.state, words(one.state)), value=visible(one.text) or "[redacted]")
            for one in view.hypotheses
        ),
        links=tuple(
            Reference(title=line(one.title), shown=line(one.url), address=address(one.url))
            for one in view.links
        ),
        closing=(*_left_out(dossier), f"Exported at {stamp(exported_at)} by Muster. All times are UTC."),
    )


def _marks(view: IncidentView) -> tuple[str, ...]:
    private = ("Private: for the members of its channel only.",) if view.private else ()
    drill = ("Drill: an exercise, not a real incident.",) if view.drill else ()
    return (*private, *drill)


def _facts(view: IncidentView) -> Iterator[Fact]:
    yield Fact(label="Status", value=f"{words(view.status)} since {stamp(view.status_since)}")
    if view.merged_into is not None:
        yield Fact(label="Merged into", value=incident_id(view.merged_into))
    if view.severity_is_set:
        worst = f" (highest: {line(view.highest_severity)})"
        is_worst = view.highest_severity == view.severity.name
        yield Fact(label="Severity", value=line(view.severity.name) + ("" if is_worst else worst))
    else:
        yield Fact(label="Severity", value=f"not set (treated as {line(view.severity.name)})")
    yield from (
        Fact(label=label, value=said)
        for label, said in (
            ("Customers see", visible(view.impact)),
            ("Needs", visible(view.needs)),
            ("Services", ", ".join(line(service) for service in view.services)),
        )
        if said
    )
    yield Fact(label="Declared by", value=who(view.declared_by))
    if view.channel_name:
        yield Fact(label="War room", value=f"#{line(view.channel_name)}")
    if view.nobody_called:
        yield Fact(label="Calls", value="Nobody was called")
    if view.is_open and view.next_update_due_at is not None:
        yield Fact(label="Next update", value=f"due {stamp(view.next_update_due_at)}")


def _moment(value: datetime | None) -> str:
    return NOT_KNOWN if value is None else stamp(value)


def _time(name: str, dossier: Dossier) -> Fact:
    history = [one for one in dossier.times if one.name == name]
    plain = all(one.automatic for one in history)
    return Fact(
        label=TITLES[name],
        value=_moment(dossier.incident.times.get(name)),
        notes=() if plain else tuple(_had(one) for one in history),
    )


def _had(time: TimeView) -> str:
    if time.automatic:
        return f"automatic: {_moment(time.value)}"
    reason = line(time.reason)
    said = f"corrected to {_moment(time.value)} by {who(time.set_by)} at {stamp(time.recorded_at)}"
    return f"{said}: {reason}" if reason else said


def _term(term: TermView, *, titles: dict[str, str]) -> Fact:
    since = stamp(term.started_at)
    when = f"since {since}" if term.ended_at is None else f"{since} to {stamp(term.ended_at)}"
    return Fact(label=title(titles.get(term.role, term.role)), value=f"{who(term.person)}, {when}")


def _call(call: CallView) -> Fact:
    came = f"acknowledged {stamp(call.acknowledged_at)}" if call.acknowledged_at else "not acknowledged"
    why = f" ({words(call.reason)})" if call.reason else ""
    behind = line(call.called_for)
    for_whom = f" for {behind}" if behind and behind != call.person.slack_id else ""
    return Fact(label=who(call.person), value=f"called {stamp(call.called_at)}{for_whom}{why}, {came}")


def _update(update: UpdateView) -> Update:
    said = (
        ("", update_text(update)),
        ("Customers see", visible(update.impact)),
        ("Needs", visible(update.needs)),
        ("Next update due", stamp(update.next_due_at) if update.next_due_at else ""),
        ("Corrected", stamp(update.corrected_at) if update.corrected_at else ""),
    )
    level = (line(update.severity),) if update.severity else ()
    return Update(
        number=update.number,
        at=stamp(update.at),
        who=who(update.by),
        state=DOT.join((*level, words(update.status))),
        said=tuple(Fact(label=label, value=value) for label, value in said if value),
    )


def _happening(entry: EntryView) -> Happening:
    late = entry.recorded_at - entry.occurred_at >= _LATE
    at = stamp(entry.occurred_at)
    return Happening(
        number=entry.number,
        clock=clock_of(at),
        stamp=at,
        kind=line(timeline.title(entry.kind)),
        who=who(entry.actor),
        text=entry_text(entry),
        redacted=entry.redacted,
        recorded=stamp(entry.recorded_at) if late else None,
        source=address(entry.source),
        changes=tuple(_change(one) for one in entry.revisions if one.kind != timeline.REDACTED),
    )


def _change(revision: RevisionView) -> Change:
    reason = line(revision.reason)
    said = f"{words(revision.kind)} by {who(revision.by)} at {stamp(revision.at)}"
    differs = revision.old_text != revision.new_text
    return Change(
        what=f"{said}: {reason}" if reason else said,
        before=visible(revision.old_text) if differs else "",
    )


def _left_out(dossier: Dossier) -> Iterator[str]:
    hidden = [entry.number for entry in dossier.entries if entry.hidden]
    if len(hidden) == 1:
        yield "One timeline entry is hidden and left out here; the JSON export holds it."
    elif hidden:
        yield f"{len(hidden)} timeline entries are hidden and left out here; the JSON export holds them."
