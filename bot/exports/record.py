"""One incident as its file holds it: what leaves in JSON, and all that an import needs to write it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.domain.ids import incident_id
from bot.domain.run_views import OfferView, RunRecord
from bot.domain.times import NAMES
from bot.domain.views import (
    CallView,
    Dossier,
    EntryView,
    HandoverView,
    HypothesisView,
    LinkView,
    PersonView,
    TermView,
    TimeView,
    UpdateView,
)
from bot.exports.redaction import without_redacted


@dataclass(frozen=True, kw_only=True)
class IncidentRecord:
    """An incident and all of its history; severities and roles are names, without a configuration.

    Args:
        severity: as somebody said it; None while nobody has.
        severity_in_force: the name of the level that its rules came from; None where the file does not say.
        highest_severity: the worst that it was said to be; None while nobody has said one.
        times: the current value of each of the incident's times, None where not known.
        time_history: every value that each time has had; the last one of a name is its current value.
        hypotheses, handovers, links, runs: their `id` is only their place in the file, from 1; the `data` of
            entries refers to them so (`refer`).
        metrics: seconds, as the exporting Muster reckoned them from `times`; kept, not trusted.
    """

    number: int
    title: str
    summary: str
    severity: str | None
    severity_in_force: str | None
    highest_severity: str | None
    status: str
    status_since: datetime
    private: bool
    drill: bool
    impact: str
    needs: str
    services: tuple[str, ...]
    declared_by: PersonView
    declared_at: datetime
    channel_id: str | None
    channel_name: str | None
    channel_is_ours: bool
    next_update_due_at: datetime | None
    no_change_streak: int
    nobody_called: bool
    merged_into: int | None
    status_before_merge: str | None
    times: Mapping[str, datetime | None]
    time_history: tuple[TimeView, ...]
    terms: tuple[TermView, ...]
    handovers: tuple[HandoverView, ...]
    calls: tuple[CallView, ...]
    updates: tuple[UpdateView, ...]
    entries: tuple[EntryView, ...]
    hypotheses: tuple[HypothesisView, ...]
    links: tuple[LinkView, ...]
    runs: tuple[RunRecord, ...]
    offers: tuple[OfferView, ...]
    metrics: Mapping[str, float | None]

    @property
    def id(self) -> str:
        """The name people use: `INC-42`."""
        return incident_id(self.number)


def record_of(dossier: Dossier) -> IncidentRecord:
    """Return what the file of an incident holds; texts that were redacted are not in it."""
    dossier = without_redacted(dossier)
    incident = dossier.incident
    said = incident.severity_is_set
    places = {
        "hypothesis": _places(one.id for one in incident.hypotheses),
        "handover": _places(one.id for one in dossier.handovers),
        "link": _places(one.id for one in incident.links),
        "run": _places(one.id for one in dossier.runs),
    }
    return IncidentRecord(
        number=incident.number,
        title=incident.title,
        summary=incident.summary,
        severity=incident.severity.name if said else None,
        severity_in_force=incident.severity.name,
        highest_severity=incident.highest_severity if said else None,
        status=incident.status,
        status_since=incident.status_since,
        private=incident.private,
        drill=incident.drill,
        impact=incident.impact,
        needs=incident.needs,
        services=incident.services,
        declared_by=incident.declared_by,
        declared_at=incident.declared_at,
        channel_id=incident.channel_id,
        channel_name=incident.channel_name,
        channel_is_ours=incident.channel_is_ours,
        next_update_due_at=incident.next_update_due_at,
        no_change_streak=incident.no_change_streak,
        nobody_called=incident.nobody_called,
        merged_into=incident.merged_into,
        status_before_merge=incident.status_before_merge,
        times={name: incident.times.get(name) for name in NAMES},
        time_history=dossier.times,
        terms=dossier.terms,
        handovers=tuple(replace(one, id=place) for place, one in enumerate(dossier.handovers, start=1)),
        calls=incident.calls,
        updates=dossier.updates,
        entries=tuple(_referring(one, ids=places) for one in dossier.entries),
        hypotheses=tuple(replace(one, id=place) for place, one in enumerate(incident.hypotheses, start=1)),
        links=tuple(replace(one, id=place) for place, one in enumerate(incident.links, start=1)),
        runs=tuple(_placed(one, place) for place, one in enumerate(dossier.runs, start=1)),
        offers=dossier.offers,
        metrics=dossier.metrics,
    )


def _placed(run: RunRecord, place: int) -> RunRecord:
    return replace(run, id=place, state={**run.state, "id": str(place)})


def _places(ids: Iterable[int]) -> dict[int, int]:
    return {one: place for place, one in enumerate(ids, start=1)}


def _referring(entry: EntryView, *, ids: Mapping[str, Mapping[int, int]]) -> EntryView:
    """Return an entry under whose data the places stand; most entries refer to nothing."""
    return replace(entry, data=refer(entry.data, ids=ids)) if ids.keys() & entry.data.keys() else entry


def refer(data: Mapping[str, Any], *, ids: Mapping[str, Mapping[int, int]]) -> dict[str, Any]:
    """Return an entry's data with what it refers to under other ids.

    Args:
        ids: by key (`hypothesis`, `handover`, `link`, `run`), the new id of each old one: on export the
            place in the file for the database's id, on import the other way round. What is in neither
            becomes null.
    """
    return {
        key: ids[key].get(value) if key in ids and isinstance(value, int) else value
        for key, value in data.items()
    }


def people_in(record: IncidentRecord) -> dict[str, str]:
    """Return everybody's name by Slack id, for those whom the importing Muster does not know yet."""
    groups: list[list[PersonView | None]] = [
        [record.declared_by],
        [one.set_by for one in record.time_history],
        [one.person for one in record.terms],
        [person for one in record.handovers for person in (one.from_person, one.to_person, one.asked_by)],
        [one.person for one in record.calls],
        [one.by for one in record.updates],
        [one.actor for one in record.entries],
        [change.by for one in record.entries for change in one.revisions],
        [one.by for one in record.hypotheses],
        [one.by for one in record.links],
        [one.started_by for one in record.runs],
        [vote.person for one in record.runs for vote in one.votes],
        [said.by for one in record.runs for said in one.remarks],
    ]
    return {person.slack_id: person.name for group in groups for person in group if person is not None}
