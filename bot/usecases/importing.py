"""An exported incident as rows again: all of it, under the number that it had."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import lifecycle, words
from bot.domain.errors import NotUnderstood
from bot.domain.models import (
    Call,
    Handover,
    Hypothesis,
    Incident,
    IncidentTime,
    Link,
    Person,
    RoleAssignment,
    RunbookRemark,
    RunbookRun,
    RunbookVote,
    StatusUpdate,
    TimelineEntry,
    TimelineRevision,
)
from bot.domain.roles import INCIDENT_COMMANDER
from bot.domain.run_views import OfferView, RunRecord
from bot.domain.views import EntryView, PersonView
from bot.exports.record import IncidentRecord, people_in, refer
from bot.store import people, sequences
from bot.store.database import Session
from runbooks.saving import from_json


async def write(session: Session, record: IncidentRecord, *, now: datetime) -> None:
    """Write every row of an incident; people who are new here get the names that the file gives them."""
    named = people_in(record)
    known = await people.names(session, named)
    for slack_id, name in named.items():
        if slack_id not in known:
            await people.save(session, Person(slack_id=slack_id, name=name, refreshed_at=now))
    session.add(_incident(record))
    await session.flush()  # everything else refers to it
    await sequences.catch_up(session)
    _write_people(session, record)
    ids = await _write_subjects(session, record)
    _write_updates(session, record)
    await _write_entries(session, record, ids=ids)


def _incident(record: IncidentRecord) -> Incident:
    commander = [term for term in record.terms if term.role == INCIDENT_COMMANDER]
    present = next((term for term in commander if term.ended_at is None), None)
    left = [term.ended_at for term in commander if term.ended_at is not None]
    return Incident(
        id=record.number,
        title=record.title,
        summary=record.summary,
        severity=record.severity,
        highest_severity=record.highest_severity,
        status=record.status,
        is_open=lifecycle.is_open(record.status),
        private=record.private,
        drill=record.drill,
        impact=record.impact,
        needs=record.needs,
        services=list(record.services),
        declared_by=record.declared_by.slack_id,
        declared_at=record.declared_at,
        status_since=record.status_since,
        last_activity_at=max((entry.recorded_at for entry in record.entries), default=record.declared_at),
        commander_since=present.started_at if present is not None else None,
        commander_missing_since=None if present is not None else max(left, default=record.declared_at),
        next_update_due_at=record.next_update_due_at,
        no_change_streak=record.no_change_streak,
        nobody_called=record.nobody_called,
        merged_into=record.merged_into,
        status_before_merge=record.status_before_merge,
        channel_id=record.channel_id,
        channel_name=record.channel_name,
        channel_is_ours=record.channel_is_ours,
        offers=[_offer(one) for one in record.offers] or None,
        entry_count=max((entry.number for entry in record.entries), default=0),
    )


def _offer(offer: OfferView) -> dict[str, Any]:
    """Return an offer as it is kept; only those of the past say so."""
    kept: dict[str, Any] = {
        "runbook": offer.runbook,
        "title": offer.title,
        "reasons": list(offer.reasons),
        "is_stale": offer.is_stale,
    }
    return {**kept, "is_past": True} if offer.is_past else kept


def _write_people(session: Session, record: IncidentRecord) -> None:
    number = record.number
    for term in record.terms:
        session.add(
            RoleAssignment(
                incident_id=number,
                role=term.role,
                person_id=term.person.slack_id,
                started_at=term.started_at,
                ended_at=term.ended_at,
            )
        )
    for call in record.calls:
        session.add(
            Call(
                incident_id=number,
                person_id=call.person.slack_id,
                reason=call.reason,
                called_for=call.called_for,
                called_at=call.called_at,
                acknowledged_at=call.acknowledged_at,
            )
        )
    for time in record.time_history:
        session.add(
            IncidentTime(
                incident_id=number,
                name=time.name,
                value=time.value,
                automatic=time.automatic,
                set_by=_id(time.set_by),
                reason=time.reason,
                recorded_at=time.recorded_at,
            )
        )


async def _write_subjects(session: Session, record: IncidentRecord) -> Mapping[str, Mapping[int, int]]:
    """Write what timeline entries refer to, and return its new ids by its places in the file."""
    number = record.number
    hypotheses = {
        one.id: Hypothesis(
            incident_id=number,
            text=one.text,
            state=one.state,
            by=_id(one.by) or "",
            at=one.at or record.declared_at,
            entry_number=one.entry_number or 0,
        )
        for one in record.hypotheses
    }
    handovers = {
        one.id: Handover(
            incident_id=number,
            role=one.role,
            from_person=_id(one.from_person),
            to_person=one.to_person.slack_id,
            asked_by=one.asked_by.slack_id,
            asked_at=one.asked_at,
            expires_at=one.expires_at,
            state=one.state,
        )
        for one in record.handovers
    }
    links = {
        one.id: Link(
            incident_id=number, url=one.url, title=one.title, by=_id(one.by), at=one.at or record.declared_at
        )
        for one in record.links
    }
    runs = {one.id: _run(number, one) for one in record.runs}
    session.add_all([*hypotheses.values(), *handovers.values(), *links.values(), *runs.values()])
    await session.flush()  # their ids go into the entries' data
    return {
        "hypothesis": {place: row.id for place, row in hypotheses.items() if row.id is not None},
        "handover": {place: row.id for place, row in handovers.items() if row.id is not None},
        "link": {place: row.id for place, row in links.items() if row.id is not None},
        "run": _numbered(session, record, runs),
    }


def _run(number: int, run: RunRecord) -> RunbookRun:
    """Return the row of a run.

    Raises:
        NotUnderstood: its state is none that could be followed.
    """
    try:
        from_json(run.state)
    except ValueError as error:
        raise NotUnderstood(words.import_run_broken(run.title)) from error
    return RunbookRun(
        incident_id=number,
        runbook=run.runbook,
        revision=run.revision,
        title=run.title,
        document=run.document,
        state=dict(run.state),
        version=run.version,
        current=run.current,
        started_by=run.started_by.slack_id,
        started_at=run.started_at,
        ended_at=run.ended_at,
        ending=run.ending,
    )


def _numbered(session: Session, record: IncidentRecord, runs: Mapping[int, RunbookRun]) -> dict[int, int]:
    """Tell runs their new ids, write what people said of them, and return the ids by place in the file."""
    ids = {}
    for one in record.runs:
        row = runs[one.id]
        if row.id is None:
            raise ValueError("The run is not in the database yet.")
        row.state = {**row.state, "id": str(row.id)}
        ids[one.id] = row.id
        _write_said(session, one, number=record.number, run_id=row.id)
    return ids


def _write_said(session: Session, run: RunRecord, *, number: int, run_id: int) -> None:
    """Write what people said of a run; who looks after the runbook has been told before."""
    for vote in run.votes:
        session.add(
            RunbookVote(run_id=run_id, person_id=vote.person.slack_id, helped=vote.helped, at=vote.at)
        )
    for said in run.remarks:
        session.add(
            RunbookRemark(
                run_id=run_id,
                incident_id=number,
                runbook=run.runbook,
                revision=run.revision,
                owner=said.owner,
                by=said.by.slack_id,
                at=said.at,
                text=said.text,
            )
        )


def _write_updates(session: Session, record: IncidentRecord) -> None:
    for update in record.updates:
        session.add(
            StatusUpdate(
                incident_id=record.number,
                number=update.number,
                at=update.at,
                by=update.by.slack_id,
                status=update.status,
                severity=update.severity,
                impact=update.impact,
                text=update.text,
                needs=update.needs,
                no_change=update.no_change,
                next_due_at=update.next_due_at,
                corrected_at=update.corrected_at,
                entry_number=update.entry_number or 0,
            )
        )


async def _write_entries(
    session: Session, record: IncidentRecord, *, ids: Mapping[str, Mapping[int, int]]
) -> None:
    rows = [(entry, _entry(record.number, entry, ids=ids)) for entry in record.entries]
    session.add_all([row for _, row in rows])
    await session.flush()  # revisions refer to them
    for entry, row in rows:
        if row.id is None:
            raise ValueError("The entry is not in the database yet.")
        for change in entry.revisions:
            session.add(
                TimelineRevision(
                    entry_id=row.id,
                    number=change.number,
                    kind=change.kind,
                    at=change.at,
                    by=_id(change.by),
                    reason=change.reason,
                    old_text=change.old_text,
                    new_text=change.new_text,
                )
            )


def _entry(number: int, entry: EntryView, *, ids: Mapping[str, Mapping[int, int]]) -> TimelineEntry:
    return TimelineEntry(
        incident_id=number,
        number=entry.number,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        kind=entry.kind,
        actor=_id(entry.actor),
        text=entry.text,
        data=refer(entry.data, ids=ids),
        source=entry.source,
        source_channel=entry.source_channel,
        source_ts=entry.source_ts,
        hidden=entry.hidden,
        redacted=entry.redacted,
    )


def _id(person: PersonView | None) -> str | None:
    return person.slack_id if person is not None else None
