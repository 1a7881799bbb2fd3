"""Incidents as they stand: their rows gathered in a bounded number of queries, then put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.config import Config
from bot.domain import times as time_rules
from bot.domain.models import (
    Call,
    Effect,
    Hypothesis,
    Incident,
    IncidentTime,
    Link,
    RoleAssignment,
    StatusUpdate,
)
from bot.domain.run_views import RunView
from bot.domain.severity import Severity
from bot.domain.views import IncidentView, NeighbourView, RoleView
from bot.store import incidents, outbox, people, reading
from bot.store.database import Session
from bot.usecases.numbers import number_of
from bot.usecases.queries import following
from bot.usecases.queries import rows as as_view
from bot.usecases.queries.rows import Names

R = TypeVar("R", RoleAssignment, IncidentTime, StatusUpdate, Hypothesis, Link, Call)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything beside the incident's own row that its view is made from."""

    held: Sequence[RoleAssignment]
    times: Sequence[IncidentTime]
    update: StatusUpdate | None
    update_redacted: bool
    hypotheses: Sequence[Hypothesis]
    links: Sequence[Link]
    calls: Sequence[Call]
    troubled: Sequence[Effect]
    neighbours: Sequence[Incident]
    runs: tuple[RunView, ...]


async def views(
    session: Session, found: Sequence[Incident], *, config: Config, alone: bool = False
) -> tuple[IncidentView, ...]:
    """Return the view of each incident, in the order given.

    Args:
        alone: whether it is about one incident, and its troubles and merge candidates are wanted too.
    """
    if not found:
        return ()
    parts = await _parts(session, found, config=config, alone=alone)
    names = await people.names(session, _people(found, parts.values()))
    return tuple(view(row, parts[number_of(row)], names=names, config=config) for row in found)


async def _parts(
    session: Session, found: Sequence[Incident], *, config: Config, alone: bool
) -> dict[int, Parts]:
    numbers = [number_of(row) for row in found]
    held = await reading.held_roles(session, numbers)
    times = await reading.times(session, numbers)
    updates = {row.incident_id: row for row in await reading.last_updates(session, numbers)}
    hypotheses = await reading.hypotheses(session, numbers)
    links = await reading.links(session, numbers)
    calls = await reading.calls(session, numbers)
    redacted = await reading.redacted_updates(session, list(updates.values()))
    troubled: Sequence[Effect] = ()
    neighbours: Sequence[Incident] = ()
    runs: tuple[RunView, ...] = ()
    if alone:
        troubled = await outbox.troubled(session, numbers[0])
        neighbours = await _neighbours(session, found[0], config=config)
        runs = await following.of_incident(session, numbers[0])
    return {
        number: Parts(
            held=_of(number, held),
            times=_of(number, times),
            update=updates.get(number),
            update_redacted=number in updates and (number, updates[number].entry_number) in redacted,
            hypotheses=_of(number, hypotheses),
            links=_of(number, links),
            calls=_of(number, calls),
            troubled=troubled,
            neighbours=neighbours,
            runs=runs,
        )
        for number in numbers
    }


async def _neighbours(session: Session, row: Incident, *, config: Config) -> Sequence[Incident]:
    """Return merge candidates; a private incident has none: no card may tell of another."""
    if not row.is_open or row.private:
        return ()
    since = row.declared_at - config.merge_window
    return await incidents.declared_near(session, number=number_of(row), since=since)


def view(row: Incident, parts: Parts, *, names: Names, config: Config) -> IncidentView:
    """Return an incident from its rows."""
    in_force = severity(row.severity, config=config)
    last = parts.update
    return IncidentView(
        number=number_of(row),
        revision=row.revision,
        title=row.title,
        summary=row.summary,
        severity=in_force,
        severity_is_set=row.severity is not None,
        highest_severity=row.highest_severity or in_force.name,
        status=row.status,
        is_open=row.is_open,
        private=row.private,
        drill=row.drill,
        impact=row.impact,
        needs=row.needs,
        services=tuple(row.services),
        declared_by=as_view.person(row.declared_by, names=names),
        declared_at=row.declared_at,
        status_since=row.status_since,
        channel_id=row.channel_id,
        channel_name=row.channel_name,
        next_update_due_at=row.next_update_due_at,
        no_change_streak=row.no_change_streak,
        nobody_called=row.nobody_called,
        merged_into=row.merged_into,
        roles=roles(parts.held, names=names, config=config),
        times=current_times(parts.times),
        last_update=as_view.update(last, names=names, redacted=parts.update_redacted) if last else None,
        hypotheses=tuple(as_view.hypothesis(one, names=names) for one in parts.hypotheses),
        links=tuple(as_view.link(one, names=names) for one in parts.links),
        calls=tuple(as_view.call(one, names=names) for one in parts.calls),
        pending=as_view.troubles(parts.troubled),
        status_before_merge=row.status_before_merge,
        channel_is_ours=row.channel_is_ours,
        neighbours=tuple(neighbour(one, config=config) for one in parts.neighbours),
        offers=as_view.offers(row.offers),
        runs=parts.runs,
    )


def severity(name: str | None, *, config: Config) -> Severity:
    """Return the level in force; one no longer configured keeps its name and follows the default's rules."""
    level = config.severity(name)
    if name is None or level.name == name:
        return level
    return replace(level, name=name, meaning="", emoji="white_circle")


def roles(held: Sequence[RoleAssignment], *, names: Names, config: Config) -> tuple[RoleView, ...]:
    """Return every configured role with its holder."""
    holders = {row.role: row for row in held}
    return tuple(
        RoleView(
            key=role.key,
            verb=role.verb,
            title=role.title,
            label=role.label,
            duties=role.duties,
            holder=as_view.person(holders[role.key].person_id, names=names) if role.key in holders else None,
            since=holders[role.key].started_at if role.key in holders else None,
        )
        for role in config.roles.values()
    )


def current_times(history: Sequence[IncidentTime]) -> dict[str, datetime | None]:
    """Return the value of each time that counts: the last one it was given."""
    values = {row.name: row.value for row in history}
    return {name: values.get(name) for name in time_rules.NAMES}


def neighbour(row: Incident, *, config: Config) -> NeighbourView:
    """Return another incident for a list or a merge button."""
    return as_view.neighbour(row, severity=severity(row.severity, config=config).name)


def _of(number: int, found: Sequence[R]) -> list[R]:
    return [row for row in found if row.incident_id == number]


def _people(found: Sequence[Incident], parts: Iterable[Parts]) -> set[str]:
    ids: set[str | None] = {row.declared_by for row in found}
    for part in parts:
        ids.update(row.person_id for row in part.held)
        ids.update(row.by for row in part.hypotheses)
        ids.update(row.by for row in part.links)
        ids.update(row.person_id for row in part.calls)
        ids.add(part.update.by if part.update else None)
    return {one for one in ids if one}
