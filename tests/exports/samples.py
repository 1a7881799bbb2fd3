"""One incident as a team would have lived it."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.domain.metrics import metrics
from bot.domain.severity import Severity
from bot.domain.times import NAMES
from bot.domain.views import (
    CallView,
    Dossier,
    EntryView,
    HandoverView,
    HypothesisView,
    IncidentView,
    LinkView,
    PersonView,
    RevisionView,
    RoleView,
    TermView,
    TimeView,
    UpdateView,
)

ANA: Final = PersonView(slack_id="U0ANA", name="ana")
BO: Final = PersonView(slack_id="U0BO", name="bo")
CY: Final = PersonView(slack_id="U0CY", name="cy")
DECLARED: Final = datetime(2026, 11, 20, 13, 52, 7, tzinfo=UTC)
EXPORTED: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SEV1: Final = Severity(name="SEV1", rank=1)
REDACTED: Final = "hunter2-the-password"


def at(minutes: float) -> datetime:
    """Return the moment so many minutes after the incident was declared."""
    return DECLARED + timedelta(minutes=minutes)


def entry(number: int, minutes: float, kind: str, text: str, **more: Any) -> EntryView:
    """Return a timeline entry by ana, written down at once."""
    values: dict[str, Any] = {"occurred_at": at(minutes), "recorded_at": at(minutes), "actor": ANA, **more}
    return EntryView(number=number, kind=kind, text=text, **values)


def revision(
    number: int, minutes: float, kind: str, reason: str, *, old: str = "", new: str = ""
) -> RevisionView:
    """Return a revision by bo."""
    return RevisionView(
        number=number, kind=kind, at=at(minutes), by=BO, reason=reason, old_text=old, new_text=new
    )


def _entries() -> tuple[EntryView, ...]:
    link = "https://example.slack.com/archives/C042/p1763647200000100"
    return (
        entry(1, 0, "declared", "Declared as SEV1: Checkout returns 500s", data={"severity": "SEV1"}),
        entry(2, 0.1, "person_called", "Called @bo for @oncall", actor=None),
        entry(
            3,
            1.5,
            "role_assigned",
            "@bo is incident commander",
            actor=BO,
            data={"role": "incident_commander"},
        ),
        entry(4, 2, "status_changed", "triage → investigating", actor=BO),
        entry(
            5,
            4,
            "message_captured",
            "Error rate is up everywhere:\n- checkout 12 %\n- cart < 1 %\nsee https://grafana.example.com/d/abc_1?a=1&b=2.",
            actor=CY,
            source=link,
            source_channel="C042",
            source_ts="1763647200.000100",
        ),
        entry(
            6,
            -3,
            "note",
            "deploy 4.2 went out",
            actor=CY,
            recorded_at=at(5),
            revisions=(
                revision(
                    1,
                    6,
                    "corrected",
                    "it was 4.2, not 4.1",
                    old="deploy 4.1 went out",
                    new="deploy 4.2 went out",
                ),
            ),
        ),
        entry(7, 6.5, "hypothesis", "cache stampede", actor=BO),
        entry(
            8,
            7,
            "note",
            "",
            actor=CY,
            redacted=True,
            revisions=(revision(1, 8, "redacted", "pasted a password"),),
        ),
        entry(9, 8, "update_posted", "Rolling back to 4.1", actor=CY, data={"update": 1}),
        entry(10, 9, "decision", "Roll back 4.2; undo: redeploy", actor=BO),
        entry(
            11,
            10,
            "note",
            "lunch is here",
            actor=CY,
            hidden=True,
            revisions=(
                revision(1, 11, "hidden", "not about the incident", old="lunch is here", new="lunch is here"),
            ),
        ),
        entry(12, 38, "status_changed", "investigating → monitoring", actor=BO),
        entry(13, 618, "status_changed", "monitoring → resolved", actor=BO),
    )


def _updates() -> tuple[UpdateView, ...]:
    return (
        UpdateView(
            number=1,
            at=at(8),
            by=CY,
            status="investigating",
            severity="SEV1",
            impact="12 % of EU checkouts fail",
            text="Rolling back to 4.1",
            needs="somebody who knows the payment gateway",
            no_change=False,
            next_due_at=at(23),
            corrected_at=at(9),
            entry_number=9,
        ),
        UpdateView(
            number=2,
            at=at(23),
            by=CY,
            status="investigating",
            severity="SEV1",
            impact="12 % of EU checkouts fail",
            text="",
            needs="",
            no_change=True,
            next_due_at=at(38),
        ),
    )


def _times() -> tuple[TimeView, ...]:
    def automatic(name: str, minutes: float) -> TimeView:
        return TimeView(
            name=name, value=at(minutes), automatic=True, set_by=None, reason="", recorded_at=at(minutes)
        )

    return (
        automatic("declared_at", 0),
        automatic("impact_started_at", 0),
        automatic("acknowledged_at", 1.5),
        automatic("mitigated_at", 38),
        TimeView(
            name="impact_started_at",
            value=at(-12),
            automatic=False,
            set_by=BO,
            reason="per graph",
            recorded_at=at(60),
        ),
        automatic("resolved_at", 618),
    )


def checkout() -> Dossier:
    """Return INC-42: checkout returned 500s, was rolled back, and is resolved."""
    times = _times()
    current = {name: next((one.value for one in reversed(times) if one.name == name), None) for name in NAMES}
    incident = IncidentView(
        number=42,
        revision=17,
        title="Checkout returns 500s",
        summary="A deploy emptied the cache.\nEvery checkout then asked the database.",
        severity=SEV1,
        severity_is_set=True,
        highest_severity="SEV1",
        status="resolved",
        is_open=False,
        private=False,
        drill=False,
        impact="Nothing any more",
        needs="",
        services=("checkout", "cart"),
        declared_by=ANA,
        declared_at=DECLARED,
        status_since=at(618),
        channel_id="C042",
        channel_name="inc-42-checkout-returns-500s",
        next_update_due_at=None,
        no_change_streak=1,
        nobody_called=False,
        merged_into=None,
        roles=(
            RoleView(key="incident_commander", verb="ic", title="incident commander", label="IC", holder=BO),
            RoleView(key="scribe", verb="scribe", title="scribe", label="Scribe", holder=CY),
        ),
        times=current,
        hypotheses=(
            HypothesisView(id=7, text="cache stampede", state="confirmed", by=BO, at=at(6.5), entry_number=7),
            HypothesisView(id=9, text="the payment gateway is slow", state="ruled_out", by=CY, at=at(7)),
        ),
        links=(
            LinkView(url="https://grafana.example.com/d/abc_1", title="Grafana [EU]", by=CY, at=at(4)),
            LinkView(url="javascript:alert(1)", title="not an address", by=CY, at=at(4)),
        ),
        calls=(
            CallView(
                person=BO, reason="declared", called_for="@oncall", called_at=at(0.1), acknowledged_at=at(1.5)
            ),
        ),
    )
    return Dossier(
        incident=incident,
        updates=_updates(),
        entries=tuple(sorted(_entries(), key=lambda one: (one.occurred_at, one.number))),
        terms=(
            TermView(role="incident_commander", person=BO, started_at=at(1.5), ended_at=at(30)),
            TermView(role="incident_commander", person=ANA, started_at=at(30), ended_at=None),
            TermView(role="scribe", person=CY, started_at=at(3), ended_at=None),
        ),
        times=times,
        metrics=metrics(current),
        handovers=(
            HandoverView(
                id=3,
                role="incident_commander",
                from_person=BO,
                to_person=ANA,
                asked_by=BO,
                asked_at=at(28),
                expires_at=at(33),
                state="accepted",
            ),
        ),
    )
