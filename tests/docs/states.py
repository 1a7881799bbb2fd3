"""The states in which each message is worth reading; one that is not named here has a single one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from bot.blocks.context import DrawContext
from bot.domain.views import IncidentView, PendingView
from tests.blocks import acts
from tests.blocks.runs import ENDED, OFFER, REMARK, RUN, STOPPED
from tests.blocks.samples import (
    BO,
    HANDOVER,
    HYPOTHESIS,
    NEIGHBOUR,
    NOW,
    REMINDED,
    SEV1,
    UPDATE,
    incident,
    surroundings,
)

_DUE: Final = {**REMINDED, "due_at": NOW.isoformat()}
_FACTS: Final = {**_DUE, "people": ["S0ONCALL"], "reason": "declared", "role": "incident_commander"}
_LATE: Final = {"late_since": (NOW - timedelta(hours=2)).isoformat(), "skipped": ["due_soon"]}
_LATER: Final = NOW + timedelta(minutes=12)


@dataclass(frozen=True, kw_only=True)
class State:
    """One state: what differs from a SEV1 that is being investigated, due for an update in nine minutes."""

    name: str = ""
    view: IncidentView = field(default_factory=incident)
    facts: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_facts(self) -> dict[str, Any]:
        """What the effect carries."""
        return {**_FACTS, **self.facts}

    @property
    def surroundings(self) -> DrawContext:
        """What the drawing may ask for."""
        return surroundings(**self.context)


def ended(status: str) -> IncidentView:
    """Return the incident as it ended."""
    return incident(
        status=status,
        is_open=False,
        next_update_due_at=None,
        status_since=NOW,
        times={
            "impact_started_at": NOW - timedelta(minutes=30),
            "mitigated_at": NOW - timedelta(minutes=4),
            "resolved_at": NOW if status in ("resolved", "closed") else None,
        },
        merged_into=41 if status == "merged" else None,
    )


def pending(reason: str, *, kind: str = "refresh_topic", blocked: bool = True, what: str = "") -> PendingView:
    """Return a step that is not done."""
    retry_at = None if blocked else NOW + timedelta(minutes=1)
    return PendingView(
        effect_id=1, kind=kind, what=what, blocked=blocked, reason=reason, retry_at=retry_at, count=3
    )


_TROUBLED: Final = incident(
    nobody_called=True,
    pending=(pending("ratelimited", kind="invite_people", blocked=False), pending("not_in_channel")),
    neighbours=(replace(NEIGHBOUR, status="triage"),),
)
_LIVE: Final = incident(next_update_due_at=NOW)
_NOBODY: Final = incident(roles=tuple(replace(one, holder=None) for one in incident().roles))
_LONG: Final = incident(
    severity=replace(SEV1, reminders=replace(SEV1.reminders, handover_after=timedelta(hours=4))),
    roles=(replace(incident().roles[0], since=NOW - timedelta(hours=4)),),
)
_REASONS: Final = ("declared", "raised", "no_commander", "backup")
_HANDOVERS: Final = tuple(
    State(name=state, context={"handover": replace(HANDOVER, state=state)})
    for state in ("open", "accepted", "declined", "lapsed", "overtaken")
)
_UPDATES: Final = (
    State(),
    State(name="no change", context={"update": replace(UPDATE, text="", no_change=True)}),
    State(name="corrected", context={"update": replace(UPDATE, corrected_at=NOW)}),
    State(name="redacted", context={"update": replace(UPDATE, redacted=True)}),
)
_REMINDERS: Final = (
    State(view=_LIVE),
    State(name="late", view=_LIVE, facts=_LATE, context={"now": _LATER}),
    State(name="settled"),
)

_FAILED: Final = replace(
    RUN, steps=(RUN.steps[0], replace(RUN.steps[1], state="failed", why="no such pid", ways=()), RUN.steps[2])
)

STATES: Final[Mapping[str, Sequence[State]]] = {
    "card": (
        State(),
        State(name="with trouble", view=_TROUBLED),
        State(name="offering runbooks", view=incident(offers=(OFFER, replace(OFFER, is_stale=True)))),
        State(name="following a runbook", view=incident(runs=(RUN,), offers=(OFFER,))),
        *(State(name=one, view=ended(one)) for one in ("resolved", "closed", "cancelled", "merged")),
    ),
    "card_ended": (State(view=replace(incident(), private=True)),),
    "announcement": (
        State(context={"mentions": ("S0ONCALL",)}),
        State(name="resolved", view=ended("resolved")),
    ),
    "raised": (State(context={"mentions": ("S0ONCALL",)}),),
    "call": (
        *(State(name=one, view=_NOBODY, facts={"reason": one}) for one in _REASONS),
        State(name="private", view=replace(_NOBODY, private=True)),
    ),
    "called": (
        *(State(name=one, facts={"reason": one}) for one in _REASONS),
        State(name="nobody", facts={"people": []}),
    ),
    "hypothesis": (
        State(),
        State(name="ruled out", context={"hypothesis": replace(HYPOTHESIS, state="ruled_out")}),
    ),
    "handover_brief": _HANDOVERS,
    "handover_outcome": _HANDOVERS,
    "stand_down": (State(view=ended("cancelled")),),
    "merged_into": (State(view=ended("merged")),),
    "displaced": (State(facts={"by": "U0BO"}),),
    "confirm_resolved": (
        State(view=incident(status="monitoring")),
        State(name="settled", view=ended("resolved")),
    ),
    "close_question": (
        State(view=replace(ended("resolved"), status_since=NOW - timedelta(hours=24))),
        State(name="settled", view=ended("closed")),
    ),
    "room_link": (
        State(view=_NOBODY),
        State(name="nobody called", view=replace(_NOBODY, nobody_called=True)),
    ),
    "no_commander": (State(view=_NOBODY), State(name="settled")),
    "severity_unset": (State(view=incident(severity_is_set=False)), State(name="settled")),
    "offer_handover": (State(view=_LONG),),
    "still_active": (State(view=incident(last_update=None)), State(name="settled", view=ended("resolved"))),
    "update_soon": (State(context={"now": NOW - timedelta(minutes=5)}, view=_LIVE), *_REMINDERS[2:]),
    "reminder": _REMINDERS,
    "reminder_overdue": (State(view=_LIVE, context={"now": _LATER}), *_REMINDERS[1:]),
    "update": _UPDATES,
    "step_overdue": (
        State(context={"run": RUN}, facts={"step": 2, "person": "U0BO"}),
        State(name="settled", context={"run": RUN}, facts={"step": 1, "person": "U0ANA"}),
    ),
    "runbook": (
        State(context={"run": RUN}),
        State(name="with an action", context={"run": RUN, "offer": acts.OFFER}),
        State(
            name="with an action that failed",
            context={"run": RUN, "offer": replace(acts.OFFER, latest=acts.FAILED)},
        ),
        State(name="with an action that may not run", context={"run": RUN, "offer": acts.REFUSED}),
        State(name="failed", context={"run": _FAILED}),
        State(name="finished", context={"run": ENDED}),
        State(name="stopped", context={"run": STOPPED}),
    ),
    "announced_update": _UPDATES,
    "remark": (State(context={"remark": REMARK}),),
    "action": (
        State(context={"action": acts.ASKED}),
        State(name="running", context={"action": acts.RUNNING}),
        State(name="succeeded", context={"action": acts.SUCCEEDED}),
        State(name="failed", context={"action": acts.FAILED}),
        State(name="lapsed", context={"action": acts.LAPSED}),
        State(
            name="a dry run by a rule", context={"action": replace(acts.SUCCEEDED, dry=True, asked_by=None)}
        ),
    ),
    "action_doubt": (
        State(context={"action": acts.IN_DOUBT}),
        State(name="answered", context={"action": acts.ANSWERED}),
    ),
    "emergency": (
        State(context={"access": acts.ACCESS}),
        State(name="ended by itself", context={"access": replace(acts.ACCESS, ended_at=NOW)}),
        State(name="ended by somebody", context={"access": replace(acts.ACCESS, ended_at=NOW, ended_by=BO)}),
    ),
}
