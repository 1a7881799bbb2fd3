"""One incident as product.md tells it, and hostile words to fill it with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.blocks.context import DrawContext
from bot.domain.cadence import Reminders
from bot.domain.run_views import OfferView
from bot.domain.severity import Severity
from bot.domain.views import (
    CallView,
    EntryView,
    HandoverView,
    HypothesisView,
    IncidentView,
    LinkView,
    NeighbourView,
    PendingView,
    PersonView,
    RevisionView,
    RoleView,
    TimelinePage,
    UpdateView,
)

NOW = datetime(2026, 11, 21, 14, 6, tzinfo=UTC)
ANA = PersonView(slack_id="U0ANA", name="ana")
BO = PersonView(slack_id="U0BO", name="bo")
CY = PersonView(slack_id="U0CY", name="cy")

SEV1 = Severity(
    name="SEV1",
    rank=1,
    meaning="most customers cannot use a core function; data loss or breach; revenue stops",
    update_every=timedelta(minutes=15),
    call=("@oncall",),
    reminders=Reminders(
        due_soon=timedelta(minutes=5),
        overdue=timedelta(minutes=10),
        no_commander=timedelta(minutes=2),
        call_for_commander=timedelta(minutes=5),
        no_activity=timedelta(minutes=20),
    ),
    emoji="red_circle",
)
SEV2 = Severity(
    name="SEV2",
    rank=2,
    meaning="many customers degraded, or a core function only with a workaround",
    update_every=timedelta(minutes=30),
    call=("S0ONCALL",),
    emoji="large_orange_circle",
)
SEV3 = Severity(name="SEV3", rank=3, meaning="a small part of customers", tell=("S0ONCALL",))
SEVERITIES = (SEV1, SEV2, SEV3)

ROLES = (
    RoleView(
        key="incident_commander",
        verb="ic",
        title="incident commander",
        label="IC",
        duties=("Coordinate and decide.", "Ask for a status update whenever one is due."),
        holder=ANA,
        since=NOW - timedelta(minutes=20),
    ),
    RoleView(key="tech_lead", verb="tech", title="tech lead", label="Tech", holder=BO),
    RoleView(key="comms_lead", verb="comms", title="comms lead", label="Comms"),
    RoleView(key="scribe", verb="scribe", title="scribe", label="Scribe", holder=CY),
)

UPDATE = UpdateView(
    number=3,
    at=NOW - timedelta(minutes=6),
    by=CY,
    status="investigating",
    severity="SEV1",
    impact="12 % of EU checkouts fail",
    text="rollback at 50 %, errors falling",
    needs="",
    no_change=False,
    next_due_at=NOW + timedelta(minutes=9),
)
NEIGHBOUR = NeighbourView(
    number=41,
    title="Payments slow",
    status="merged",
    severity="SEV2",
    declared_at=NOW - timedelta(minutes=30),
    channel_id="C0WAR41",
)
HANDOVER = HandoverView(
    id=7,
    role="incident_commander",
    from_person=ANA,
    to_person=BO,
    asked_by=ANA,
    asked_at=NOW,
    expires_at=NOW + timedelta(minutes=5),
    state="open",
)
ENTRY = EntryView(
    number=17,
    occurred_at=NOW - timedelta(minutes=3),
    recorded_at=NOW,
    kind="decision",
    actor=ANA,
    text="roll back 4.2",
    data={"undo": "redeploy"},
    source="https://example.com/archives/C0WAR42/p1",
)
HYPOTHESIS = HypothesisView(id=5, text="cache stampede", state="open", by=BO)
REMINDED = {"fired_at": NOW.isoformat(), "due_at": (NOW + timedelta(minutes=9)).isoformat(), "generation": 4}


def timeline_page(entries: Sequence[EntryView], *, page: int = 1, pages: int = 1) -> TimelinePage:
    """Return a page of the timeline of INC-42."""
    return TimelinePage(number=42, revision=9, entries=tuple(entries), page=page, pages=pages)


def incident(**changes: Any) -> IncidentView:
    """Return INC-42 as the card in product.md shows it, with `changes`."""
    view = IncidentView(
        number=42,
        revision=17,
        title="Checkout returns 500s",
        summary="",
        severity=SEV1,
        severity_is_set=True,
        highest_severity="SEV1",
        status="investigating",
        is_open=True,
        private=False,
        drill=False,
        impact="12 % of EU checkouts fail",
        needs="",
        services=(),
        declared_by=CY,
        declared_at=NOW - timedelta(minutes=21),
        status_since=NOW - timedelta(minutes=18),
        channel_id="C0WAR42",
        channel_name="inc-42-checkout-returns-500s",
        next_update_due_at=NOW + timedelta(minutes=9),
        no_change_streak=0,
        nobody_called=False,
        merged_into=None,
        roles=ROLES,
        times={},
        last_update=UPDATE,
        hypotheses=(HYPOTHESIS, HypothesisView(id=6, text="deploy 4.2", state="ruled_out")),
    )
    return replace(view, **changes)


def surroundings(**changes: Any) -> DrawContext:
    """Return what every drawing may ask for, with `changes`."""
    context = DrawContext(
        now=NOW,
        bot="U0MUSTER",
        announcements="C0ANN",
        severities=SEVERITIES,
        update=UPDATE,
        handover=HANDOVER,
        hypothesis=HYPOTHESIS,
        entry=ENTRY,
        other=NEIGHBOUR,
    )
    return replace(context, **changes)


# ---------------------------------------------------------------- hostile words

_SHARP = (
    "<!channel>",
    "<!here|x>",
    "<!subteam^S0EVIL>",
    "<@U0EVIL>",
    "<#C0EVIL>",
    "@channel",
    "<https://evil.example|x>",
    "https://example.com/?a=<!here>&b=1",
    "&lt;!channel&gt;",
    "&",
    "*",
    "`",
    "~",
    "\n",
    "> ",
    "{bot}",
    "%s",
    "🙂",
    "e\u0301",
    "\u202e",
    "",
    " ",
)
_LONG = (5_000, 299, 3_000)

hostile = st.one_of(
    st.lists(st.one_of(st.sampled_from(_SHARP), st.text(max_size=12)), max_size=12).map("".join),
    st.sampled_from(_SHARP).flatmap(lambda bit: st.sampled_from(_LONG).map(lambda n: ((bit or "x") * n)[:n])),
)
"""Text as a careless or malicious person would type it, short and very long."""

moments = st.integers(-90_000, 90_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
_maybe_moment = st.none() | moments


@st.composite
def people(draw: st.DrawFn) -> PersonView:
    """A person whose name is hostile; their id is Slack's."""
    return PersonView(slack_id=draw(st.sampled_from(["U0ANA", "U0BO", "W0CY"])), name=draw(hostile))


@st.composite
def updates(draw: st.DrawFn) -> UpdateView:
    """A status update with hostile words."""
    return UpdateView(
        number=draw(st.integers(1, 999)),
        at=draw(moments),
        by=draw(people()),
        status=draw(st.sampled_from(["triage", "identified", "resolved"])),
        severity=draw(st.sampled_from([None, "SEV1"])),
        impact=draw(hostile),
        text=draw(hostile),
        needs=draw(hostile),
        no_change=draw(st.booleans()),
        next_due_at=draw(_maybe_moment),
        corrected_at=draw(_maybe_moment),
        redacted=draw(st.booleans()),
    )


@st.composite
def entries(draw: st.DrawFn) -> EntryView:
    """A timeline entry with hostile words."""
    revision = RevisionView(
        number=1, kind="corrected", at=NOW, by=ANA, reason=draw(hostile), old_text="", new_text=""
    )
    return EntryView(
        number=draw(st.integers(1, 99_999)),
        occurred_at=draw(moments),
        recorded_at=NOW,
        kind="note",
        actor=draw(st.none() | people()),
        text=draw(hostile),
        source=draw(st.none() | hostile | st.just("https://example.com/archives/C1/p1")),
        hidden=draw(st.booleans()),
        redacted=draw(st.booleans()),
        data={"undo": draw(hostile)},
        revisions=(revision,) * draw(st.integers(0, 2)),
    )


@st.composite
def neighbours(draw: st.DrawFn) -> NeighbourView:
    """Another incident with a hostile title."""
    return NeighbourView(
        number=draw(st.integers(43, 99_999)),
        title=draw(hostile),
        status="triage",
        severity="SEV2",
        declared_at=draw(moments),
        channel_id=draw(st.sampled_from([None, "C0WAR41"])),
    )


_REASONS = (
    "",
    "ratelimited",
    "no_answer",
    "http_503",
    "not_in_channel",
    "missing_scope:pins:write",
    "restricted_action_read_only_channel",
    "a mistake in Muster, see its log",
    "<!channel>`x`",
)
_KINDS = ("invite_people", "refresh_topic", "post_message", "refresh_message", "open_war_room", "unheard_of")


@st.composite
def pendings(draw: st.DrawFn) -> PendingView:
    """Something undone, for any reason."""
    return PendingView(
        effect_id=1,
        kind=draw(st.sampled_from(_KINDS)),
        what=draw(st.sampled_from(["", "announcement", "unheard_of"])),
        blocked=draw(st.booleans()),
        reason=draw(st.sampled_from(_REASONS)),
        retry_at=draw(_maybe_moment),
        count=draw(st.integers(0, 300)),
    )


_offers = st.builds(
    OfferView,
    runbook=st.sampled_from(["replication-lag", "alert-storm", "x" * 60]),
    title=hostile,
    reasons=st.lists(hostile, max_size=3).map(tuple),
    is_stale=st.booleans(),
)


@st.composite
def incidents(draw: st.DrawFn, *, private: bool | None = None) -> IncidentView:
    """Any incident: every status, hostile words everywhere, more of everything than fits."""
    status = draw(
        st.sampled_from(
            [
                "triage",
                "investigating",
                "identified",
                "monitoring",
                "resolved",
                "closed",
                "cancelled",
                "merged",
            ]
        )
    )
    severity = replace(
        SEV1, call=draw(st.sampled_from([(), ("@oncall",), ("<!channel>",)])), meaning=draw(hostile)
    )
    return IncidentView(
        number=draw(st.integers(1, 42)),
        revision=draw(st.integers(0, 10**9)),
        title=draw(hostile),
        summary=draw(hostile),
        severity=severity,
        severity_is_set=draw(st.booleans()),
        highest_severity="SEV1",
        status=status,
        is_open=status in {"triage", "investigating", "identified", "monitoring"},
        private=draw(st.booleans()) if private is None else private,
        drill=draw(st.booleans()),
        impact=draw(hostile),
        needs=draw(hostile),
        services=tuple(draw(st.lists(hostile, max_size=3))),
        declared_by=draw(people()),
        declared_at=NOW - timedelta(minutes=draw(st.integers(0, 9_000))),
        status_since=draw(moments),
        channel_id=draw(st.sampled_from([None, "C0WAR42"])),
        channel_name=None,
        next_update_due_at=draw(_maybe_moment),
        no_change_streak=0,
        nobody_called=draw(st.booleans()),
        merged_into=41 if status == "merged" else None,
        roles=tuple(
            replace(
                role, holder=draw(st.none() | people()), duties=tuple(draw(st.lists(hostile, max_size=2)))
            )
            for role in ROLES
        ),
        times={"impact_started_at": draw(_maybe_moment), "resolved_at": draw(_maybe_moment)},
        last_update=draw(st.none() | updates()),
        hypotheses=tuple(
            HypothesisView(id=number, text=text, state=state, by=ANA)
            for number, (text, state) in enumerate(
                draw(
                    st.lists(
                        st.tuples(hostile, st.sampled_from(["open", "confirmed", "ruled_out"])), max_size=8
                    )
                )
            )
        ),
        links=tuple(
            LinkView(url=url, title=title)
            for url, title in draw(
                st.lists(st.tuples(st.just("https://example.com/a|b") | hostile, hostile), max_size=7)
            )
        ),
        calls=tuple(
            CallView(
                person=person,
                reason="declared",
                called_for=called_for,
                called_at=NOW,
                acknowledged_at=draw(_maybe_moment),
            )
            for person, called_for in draw(st.lists(st.tuples(people(), hostile), max_size=3))
        ),
        pending=tuple(draw(st.lists(pendings(), max_size=7))),
        neighbours=tuple(draw(st.lists(neighbours(), max_size=4, unique_by=lambda one: one.number))),
        offers=tuple(draw(st.lists(_offers, max_size=3, unique_by=lambda one: one.runbook))),
    )


@st.composite
def contexts(draw: st.DrawFn) -> DrawContext:
    """Surroundings with hostile words."""
    from tests.blocks.acts import accesses, acts, offers  # noqa: PLC0415 (they are made of these samples)
    from tests.blocks.runs import remarks, runs  # noqa: PLC0415

    return surroundings(
        run=draw(runs()),
        offer=draw(st.none() | offers()),
        remark=draw(remarks),
        action=draw(acts()),
        access=draw(accesses()),
        update=draw(updates()),
        entry=draw(entries()),
        other=draw(st.none() | neighbours()),
        hypothesis=replace(
            HYPOTHESIS, text=draw(hostile), state=draw(st.sampled_from(["open", "confirmed", "ruled_out"]))
        ),
        handover=replace(
            HANDOVER,
            role=draw(st.sampled_from(["incident_commander", "unheard_of"])),
            state=draw(st.sampled_from(["open", "accepted", "declined", "lapsed", "overtaken"])),
        ),
        mentions=draw(st.sampled_from([(), ("S0ONCALL", "U0ANA", "<!channel>")])),
    )


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """What an effect or a reminder carries along, with hostile words."""
    late = {"late_since": (NOW - timedelta(hours=2)).isoformat(), "skipped": ["due_soon", draw(hostile)]}
    return {
        **REMINDED,
        **draw(st.sampled_from([{}, late])),
        "people": draw(st.sampled_from([[], ["U0ANA", "U0BO"], ["<!channel>"]])),
        "reason": draw(st.sampled_from(["declared", "raised", "backup", "<!here>"])),
        "role": draw(st.sampled_from(["incident_commander", "tech_lead", "<!here>"])),
        "by": draw(st.sampled_from(["", "U0ANA", "<!here>"])),
        "status": draw(st.sampled_from(["", "resolved", "closed", "cancelled"])),
        "source": draw(hostile),
        "step": 1,
        "person": draw(st.sampled_from(["U0ANA", "<!here>"])),
    }
