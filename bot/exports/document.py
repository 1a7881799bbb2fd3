"""The JSON export, schema `muster.incident/1`: complete, in a fixed order, the same bytes for one state.

When it was exported is deliberately not in it: import, then export, gives the same document.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.domain.metrics import SPANS
from bot.domain.run_views import OfferView, RunRecord
from bot.domain.views import (
    CallView,
    Dossier,
    EntryView,
    HandoverView,
    HypothesisView,
    LinkView,
    PersonView,
    RevisionView,
    TermView,
    TimeView,
    UpdateView,
)
from bot.exports.record import IncidentRecord, record_of

SCHEMA_NAME = "muster.incident/1"
"""What stands under `schema` in every document of this format."""

_JSON: TypeAdapter[Any] = TypeAdapter(Any)  # ten times as fast as the standard library's indented writer
_EXACT = 2**53  # up to here a float holds every whole number (IEEE 754)


def to_json(dossier: Dossier) -> bytes:
    """Return the JSON export of an incident: UTF-8, indented, ending in a line break."""
    return write_json(record_of(dossier))


def write_json(record: IncidentRecord) -> bytes:
    """Return `record` as the document that `read_json` reads back without loss."""
    return _JSON.dump_json(_document(record), indent=2) + b"\n"


def moment(value: datetime) -> str:
    """Return `value` in UTC as ISO 8601: `2026-11-20T14:05:00Z`, with microseconds where there are any."""
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _document(record: IncidentRecord) -> dict[str, Any]:
    return {
        "schema": SCHEMA_NAME,
        "id": record.id,
        "number": record.number,
        "title": record.title,
        "summary": record.summary,
        "severity": record.severity,
        "severity_in_force": record.severity_in_force,
        "highest_severity": record.highest_severity,
        "status": record.status,
        "status_since": moment(record.status_since),
        "private": record.private,
        "drill": record.drill,
        "impact": record.impact,
        "needs": record.needs,
        "services": list(record.services),
        "declared_by": _person(record.declared_by),
        "declared_at": moment(record.declared_at),
        "channel": {
            "id": record.channel_id,
            "name": record.channel_name,
            "is_ours": record.channel_is_ours,
        },
        "next_update_due_at": _moment(record.next_update_due_at),
        "no_change_streak": record.no_change_streak,
        "nobody_called": record.nobody_called,
        "merged_into": record.merged_into,
        "status_before_merge": record.status_before_merge,
        "times": {name: _moment(value) for name, value in record.times.items()},
        "time_history": [_time(one) for one in record.time_history],
        "roles": [_term(one) for one in record.terms],
        "handovers": [_handover(one) for one in record.handovers],
        "calls": [_call(one) for one in record.calls],
        "status_updates": [_update(one) for one in record.updates],
        "timeline": [_entry(one) for one in record.entries],
        "hypotheses": [_hypothesis(one) for one in record.hypotheses],
        "runbooks": [_run(one) for one in record.runs],
        "offers": [_offer(one) for one in record.offers],
        "action_items": [],
        "links": [_link(one) for one in record.links],
        "metrics": _metrics(record.metrics),
    }


def _moment(value: datetime | None) -> str | None:
    return None if value is None else moment(value)


def _person(person: PersonView) -> dict[str, Any]:
    return {"slack_id": person.slack_id, "name": person.name}


def _person_or_none(person: PersonView | None) -> dict[str, Any] | None:
    return None if person is None else _person(person)


def _metrics(metrics: Mapping[str, float | None]) -> dict[str, float | int | None]:
    """Return the metrics in the order in which an incident goes, those of other versions behind them."""
    known = {name: place for place, name in enumerate(SPANS)}
    names = sorted(metrics, key=lambda name: (known.get(name, len(known)), name))
    return {name: _seconds(metrics[name]) for name in names}


def _seconds(value: float | None) -> float | int | None:
    """Return whole seconds without a fraction: `312`, not `312.0`."""
    whole = value is not None and abs(value) < _EXACT and value == int(value)
    return int(value) if whole and value is not None else value


def _time(time: TimeView) -> dict[str, Any]:
    return {
        "name": time.name,
        "value": _moment(time.value),
        "automatic": time.automatic,
        "set_by": _person_or_none(time.set_by),
        "reason": time.reason,
        "recorded_at": moment(time.recorded_at),
    }


def _term(term: TermView) -> dict[str, Any]:
    return {
        "role": term.role,
        **_person(term.person),
        "from": moment(term.started_at),
        "to": _moment(term.ended_at),
    }


def _handover(handover: HandoverView) -> dict[str, Any]:
    return {
        "role": handover.role,
        "from": _person_or_none(handover.from_person),
        "to": _person(handover.to_person),
        "asked_by": _person(handover.asked_by),
        "asked_at": moment(handover.asked_at),
        "expires_at": moment(handover.expires_at),
        "state": handover.state,
    }


def _call(call: CallView) -> dict[str, Any]:
    return {
        "person": _person(call.person),
        "reason": call.reason,
        "called_for": call.called_for,
        "called_at": moment(call.called_at),
        "acknowledged_at": _moment(call.acknowledged_at),
    }


def _update(update: UpdateView) -> dict[str, Any]:
    return {
        "number": update.number,
        "at": moment(update.at),
        "by": _person(update.by),
        "status": update.status,
        "severity": update.severity,
        "text": update.text,
        "impact": update.impact,
        "needs": update.needs,
        "no_change": update.no_change,
        "next_due_at": _moment(update.next_due_at),
        "corrected_at": _moment(update.corrected_at),
        "redacted": update.redacted,
        "entry_number": update.entry_number,
    }


def _entry(entry: EntryView) -> dict[str, Any]:
    return {
        "number": entry.number,
        "occurred_at": moment(entry.occurred_at),
        "recorded_at": moment(entry.recorded_at),
        "kind": entry.kind,
        "actor": _person_or_none(entry.actor),
        "text": entry.text,
        "source": entry.source,
        "source_channel": entry.source_channel,
        "source_ts": entry.source_ts,
        "hidden": entry.hidden,
        "redacted": entry.redacted,
        "data": _ordered(entry.data),
        "revisions": [_revision(one) for one in entry.revisions],
    }


def _revision(revision: RevisionView) -> dict[str, Any]:
    return {
        "number": revision.number,
        "kind": revision.kind,
        "at": moment(revision.at),
        "by": _person_or_none(revision.by),
        "reason": revision.reason,
        "old_text": revision.old_text,
        "new_text": revision.new_text,
    }


def _hypothesis(hypothesis: HypothesisView) -> dict[str, Any]:
    return {
        "text": hypothesis.text,
        "state": hypothesis.state,
        "by": _person_or_none(hypothesis.by),
        "at": _moment(hypothesis.at),
        "entry_number": hypothesis.entry_number,
    }


def _link(link: LinkView) -> dict[str, Any]:
    return {"url": link.url, "title": link.title, "by": _person_or_none(link.by), "at": _moment(link.at)}


def _run(run: RunRecord) -> dict[str, Any]:
    return {
        "runbook": run.runbook,
        "title": run.title,
        "revision": run.revision,
        "version": run.version,
        "current": run.current,
        "started_by": _person(run.started_by),
        "started_at": moment(run.started_at),
        "ended_at": _moment(run.ended_at),
        "ending": run.ending,
        "state": _ordered(run.state),
        "votes": [
            {"person": _person(one.person), "helped": one.helped, "at": moment(one.at)} for one in run.votes
        ],
        "remarks": [
            {"by": _person(one.by), "at": moment(one.at), "owner": one.owner, "text": one.text}
            for one in run.remarks
        ],
        "document": run.document,
    }


def _offer(offer: OfferView) -> dict[str, Any]:
    return {
        "runbook": offer.runbook,
        "title": offer.title,
        "reasons": list(offer.reasons),
        "is_stale": offer.is_stale,
        "is_past": offer.is_past,
    }


def _ordered(value: Any) -> Any:
    """Return JSON with the keys of every object in order: a database may give them back in another one."""
    if isinstance(value, Mapping):
        return {str(key): _ordered(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    return value
