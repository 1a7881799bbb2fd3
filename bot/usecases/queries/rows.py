"""Rows as values: one function for each kind of row that people get to see."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.models import (
    Call,
    Effect,
    Handover,
    Hypothesis,
    Incident,
    IncidentTime,
    Link,
    RoleAssignment,
    RunbookRemark,
    StatusUpdate,
    TimelineEntry,
    TimelineRevision,
)
from bot.domain.run_views import OfferView, RemarkView
from bot.domain.views import (
    CallView,
    EntryView,
    HandoverView,
    HypothesisView,
    LinkView,
    NeighbourView,
    PendingView,
    PersonView,
    RevisionView,
    TermView,
    TimeView,
    UpdateView,
)

Names = Mapping[str, str]
"""People's names by Slack id; who is not in it is shown by id."""


def person(slack_id: str, *, names: Names) -> PersonView:
    """Return a person by id, with the name that is known."""
    return PersonView(slack_id=slack_id, name=names.get(slack_id) or slack_id)


def person_or_none(slack_id: str | None, *, names: Names) -> PersonView | None:
    """Return a person, or None for nobody."""
    return person(slack_id, names=names) if slack_id else None


def update(row: StatusUpdate, *, names: Names, redacted: bool) -> UpdateView:
    """Return a status update."""
    return UpdateView(
        number=row.number,
        at=row.at,
        by=person(row.by, names=names),
        status=row.status,
        severity=row.severity,
        impact=row.impact,
        text=row.text,
        needs=row.needs,
        no_change=row.no_change,
        next_due_at=row.next_due_at,
        corrected_at=row.corrected_at,
        redacted=redacted,
        entry_number=row.entry_number or None,
    )


def entry(row: TimelineEntry, *, revisions: Sequence[TimelineRevision], names: Names) -> EntryView:
    """Return a timeline entry in its present form."""
    return EntryView(
        number=row.number,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        kind=row.kind,
        actor=person_or_none(row.actor, names=names),
        text=row.text,
        source=row.source,
        hidden=row.hidden,
        redacted=row.redacted,
        data=row.data,
        source_channel=row.source_channel,
        source_ts=row.source_ts,
        revisions=tuple(revision(one, names=names) for one in revisions),
    )


def revision(row: TimelineRevision, *, names: Names) -> RevisionView:
    """Return one change of an entry."""
    return RevisionView(
        number=row.number,
        kind=row.kind,
        at=row.at,
        by=person_or_none(row.by, names=names),
        reason=row.reason,
        old_text=row.old_text,
        new_text=row.new_text,
    )


def term(row: RoleAssignment, *, names: Names) -> TermView:
    """Return one person's term in a role."""
    return TermView(
        role=row.role,
        person=person(row.person_id, names=names),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def hypothesis(row: Hypothesis, *, names: Names) -> HypothesisView:
    """Return a suspected cause."""
    return HypothesisView(
        id=_id(row.id),
        text=row.text,
        state=row.state,
        by=person_or_none(row.by, names=names),
        at=row.at,
        entry_number=row.entry_number or None,
    )


def link(row: Link, *, names: Names) -> LinkView:
    """Return a link."""
    return LinkView(
        id=_id(row.id), url=row.url, title=row.title, by=person_or_none(row.by, names=names), at=row.at
    )


def time(row: IncidentTime, *, names: Names) -> TimeView:
    """Return one value that a time has had."""
    return TimeView(
        name=row.name,
        value=row.value,
        automatic=row.automatic,
        set_by=person_or_none(row.set_by, names=names),
        reason=row.reason,
        recorded_at=row.recorded_at,
    )


def call(row: Call, *, names: Names) -> CallView:
    """Return one call."""
    return CallView(
        person=person(row.person_id, names=names),
        reason=row.reason,
        called_for=row.called_for,
        called_at=row.called_at,
        acknowledged_at=row.acknowledged_at,
    )


def handover(row: Handover, *, names: Names) -> HandoverView:
    """Return a handover."""
    return HandoverView(
        id=_id(row.id),
        role=row.role,
        from_person=person_or_none(row.from_person, names=names),
        to_person=person(row.to_person, names=names),
        asked_by=person(row.asked_by, names=names),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=row.state,
    )


def offers(kept: Sequence[Mapping[str, Any]] | None, *, past: bool = False) -> tuple[OfferView, ...]:
    """Return the runbooks that an incident is offered now, and with `past` those of before as well."""
    return tuple(
        OfferView(
            runbook=str(one["runbook"]),
            title=str(one["title"]),
            reasons=tuple(one.get("reasons", ())),
            is_stale=bool(one.get("is_stale")),
            is_past=bool(one.get("is_past")),
        )
        for one in kept or ()
        if past or not one.get("is_past")
    )


def remark(row: RunbookRemark, *, private: bool, names: Names) -> RemarkView:
    """Return a remark about a runbook; the words of a private incident stay with its members."""
    return RemarkView(
        incident=row.incident_id,
        runbook=row.runbook,
        revision=row.revision,
        owner=row.owner,
        at=row.at,
        by=None if private else person(row.by, names=names),
        text="" if private else row.text,
    )


def neighbour(row: Incident, *, severity: str) -> NeighbourView:
    """Return as much of another incident as a list needs.

    Args:
        severity: the name of the level in force.
    """
    return NeighbourView(
        number=_id(row.id),
        title=row.title,
        status=row.status,
        severity=severity,
        declared_at=row.declared_at,
        channel_id=row.channel_id,
    )


def troubles(rows: Sequence[Effect]) -> tuple[PendingView, ...]:
    """Return what the bot is still trying to do or could not do, without what only waits for one of these."""
    causes = {row.id for row in rows if row.state == "blocked"}
    return tuple(pending(row) for row in rows if not (row.state == "blocked" and row.waits_for in causes))


def pending(row: Effect) -> PendingView:
    """Return one effect that had trouble."""
    blocked = row.state == "blocked"
    counted = next((row.payload[key] for key in ("people", "refs", "formats") if key in row.payload), ())
    return PendingView(
        effect_id=_id(row.id),
        kind=row.kind,
        what=str(row.payload.get("what", "")),
        blocked=blocked,
        reason=row.reason,
        retry_at=None if blocked else row.not_before,
        count=len(counted),
    )


def grouped(rows: Iterable[TimelineRevision]) -> dict[int, list[TimelineRevision]]:
    """Return revisions by the entry that they change."""
    by_entry: dict[int, list[TimelineRevision]] = {}
    for row in rows:
        by_entry.setdefault(row.entry_id, []).append(row)
    return by_entry


def people_of_handovers(rows: Sequence[Handover]) -> set[str]:
    """Return the ids of everybody named in some handovers."""
    ids = {one for row in rows for one in (row.from_person, row.to_person, row.asked_by)}
    return {one for one in ids if one}


def people_of_entries(rows: Sequence[TimelineEntry], changes: Sequence[TimelineRevision]) -> set[str]:
    """Return the ids of everybody who acted in some entries and their revisions."""
    ids = {row.actor for row in rows} | {change.by for change in changes}
    return {one for one in ids if one}


def _id(value: int | None) -> int:
    if value is None:
        raise ValueError("The row is not in the database yet.")
    return value
