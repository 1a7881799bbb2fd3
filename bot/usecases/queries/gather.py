"""Incidents as they stand: their rows gathered in a bounded number of queries, then put together."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

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
from bot.domain.views import IncidentOutline, IncidentView, NeighbourView, RoleView
from bot.store import incidents, outbox, people, reading
from bot.store.database import Session
from bot.usecases.numbers import number_of
from bot.usecases.queries import following
from bot.usecases.queries import rows as as_view
from bot.usecases.queries.rows import Names


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


async def outlines(
    session: Session, found: Sequence[Incident], *, config: Config
) -> tuple[IncidentOutline, ...]:
    """Return as much of each incident as a list says, in the order given: two queries, however many."""
    if not found:
        return ()
    held: dict[int, list[RoleAssignment]] = {number_of(row): [] for row in found}
    for role in await reading.held_roles(session, list(held)):
        held[role.incident_id].append(role)
    people_named = {row.declared_by for row in found}
    people_named.update(role.person_id for one in held.values() for role in one)
    names = await people.names(session, people_named)
    return tuple(outline(row, held[number_of(row)], names=names, config=config) for row in found)


async def incident(session: Session, row: Incident, *, config: Config) -> IncidentView:
    """Return an incident as it stands, with its troubles and merge candidates."""
    parts = await _parts(session, row, config=config)
    names = await people.names(session, _people(row, parts))
    return view(row, parts, names=names, config=config)


async def _parts(session: Session, row: Incident, *, config: Config) -> Parts:
    number = number_of(row)
    near = row.declared_at - config.merge_window
    there_are = await reading.presence(session, number, near=near)
    update, redacted = None, False
    if there_are.updates and (last := await reading.last_update(session, number)) is not None:
        update, redacted = last
    return Parts(
        held=await reading.held_roles(session, [number]),
        times=await incidents.times(session, number),
        update=update,
        update_redacted=redacted,
        hypotheses=await incidents.hypotheses(session, number) if there_are.hypotheses else (),
        links=await incidents.links(session, number) if there_are.links else (),
        calls=await incidents.calls(session, number) if there_are.calls else (),
        troubled=await outbox.troubled(session, number) if there_are.troubles else (),
        neighbours=await _neighbours(session, row, near=near) if there_are.neighbours else (),
        runs=await following.of_incident(session, number) if there_are.runs else (),
    )


async def _neighbours(session: Session, row: Incident, *, near: datetime) -> Sequence[Incident]:
    """Return merge candidates; a private incident has none: no card may tell of another."""
    if not row.is_open or row.private:
        return ()
    return await incidents.declared_near(session, number=number_of(row), since=near)


def outline(
    row: Incident, held: Sequence[RoleAssignment], *, names: Names, config: Config
) -> IncidentOutline:
    """Return as much of an incident as its own row and the terms of its roles say."""
    in_force = severity(row.severity, config=config)
    return IncidentOutline(
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
        roles=roles(held, names=names, config=config),
        status_before_merge=row.status_before_merge,
        channel_is_ours=row.channel_is_ours,
        offers=as_view.offers(row.offers),
    )


def view(row: Incident, parts: Parts, *, names: Names, config: Config) -> IncidentView:
    """Return an incident from its rows."""
    known = outline(row, parts.held, names=names, config=config)
    last = parts.update
    return IncidentView(
        **{one.name: getattr(known, one.name) for one in fields(known)},
        times=current_times(parts.times),
        last_update=as_view.update(last, names=names, redacted=parts.update_redacted) if last else None,
        hypotheses=tuple(as_view.hypothesis(one, names=names) for one in parts.hypotheses),
        links=tuple(as_view.link(one, names=names) for one in parts.links),
        calls=tuple(as_view.call(one, names=names) for one in parts.calls),
        pending=as_view.troubles(parts.troubled),
        neighbours=tuple(neighbour(one, config=config) for one in parts.neighbours),
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


def _people(row: Incident, parts: Parts) -> set[str]:
    ids: set[str | None] = {row.declared_by, parts.update.by if parts.update else None}
    ids.update(one.person_id for one in parts.held)
    ids.update(one.by for one in parts.hypotheses)
    ids.update(one.by for one in parts.links)
    ids.update(one.person_id for one in parts.calls)
    return {one for one in ids if one}
