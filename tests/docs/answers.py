"""Every private answer with the values of one incident, and every refusal of a rule."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.defaults import DEFAULT_ROLES
from bot.domain import cadence, lifecycle, permissions, redaction, timeline, times, words
from bot.domain.errors import Refusal
from bot.domain.models import Person
from tests.blocks.runs import FIGURES
from tests.blocks.samples import ANA, ENTRY, NOW, SEV1
from tests.docs.plain_words import as_read

_COMMANDER = DEFAULT_ROLES["incident_commander"]
_VALUES: Mapping[str, Any] = {
    "number": 42,
    "into": 41,
    "target": 41,
    "entry": 17,
    "entries": 31,
    "command": "/incident",
    "channel_id": "C0WAR42",
    "into_channel": "C0WAR41",
    "called": ["<!subteam^S0ONCALL> (3 people)"],
    "nobody_called": False,
    "in_command": False,
    "calling": True,
    "private": False,
    "title": "Grafana",
    "text": "cache stampede",
    "state": "ruled_out",
    "status": "closed",
    "old": "identified",
    "severity": "SEV1",
    "treated_as": "SEV2",
    "role": _COMMANDER.title,
    "duties": _COMMANDER.duties,
    "verb": "ic",
    "verbs": [role.verb for role in DEFAULT_ROLES.values()],
    "holder": "U0ANA",
    "by": "U0BO",
    "to": "U0BO",
    "expires_in": timedelta(minutes=5),
    "next_due": NOW + timedelta(minutes=9),
    "due": NOW + timedelta(minutes=9),
    "than": NOW + timedelta(minutes=15),
    "moment": NOW + timedelta(hours=5),
    "at": NOW - timedelta(minutes=21),
    "now": NOW,
    "zone": ZoneInfo("Europe/Berlin"),
    "said": "15:15 CET",
    "time": "Impact started",
    "warning": None,
    "what": "its roles stay as they were",
    "mark": "white_check_mark",
    "formats": ("md", "html", "csv", "json"),
    "names": ("SEV1", "SEV2", "SEV3", "SEV4"),
    "word": "xyzzy",
    "known": ("declare", "update", "resolve"),
    "example": "note 14:05 flipped flag checkout_v2 off",
    "manual_procedure": "Do it by hand: open a channel inc-…, call the on-call by phone, write times down.",
}
"""What stands where a sentence has a place for something, by the name of the parameter."""

_RUN: Mapping[str, Any] = {"title": "Replication lag", "number": 3, "steps": 9, "runbook": ""}
_RUNBOOKS: Mapping[str, Any] = {"known": ("alert-storm", "replication-lag")}

_ACTION: Mapping[str, Any] = {
    "title": "Roll back",
    "name": "command rollout-undo",
    "step": 2,
    "shown": "/usr/bin/kubectl rollout undo deployment/checkout",
    "exact": "/usr/bin/kubectl rollout undo deployment/checkout",
    "approvers": "the incident commander or the tech lead",
    "since": NOW,
    "until": NOW + timedelta(minutes=30),
    "ends_at": NOW + timedelta(minutes=30),
    "failures": 3,
    "within": timedelta(minutes=30),
    "said": "ended with code 1",
    "why": "not now",
    "reason": "the vault is sealed",
    "output": "deployment not found",
    "left_out": 0,
    "needed": 1,
    "dry": False,
    "by_rule": False,
}

_OTHERWISE: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "declared": [{}, {"channel_id": None}, {"called": [], "nobody_called": True}, {"in_command": True}],
    "status_changed": [{"to": to} for to in ("monitoring", "resolved", "closed", "cancelled")],
    "severity_changed": [{"to": "SEV1", "old": "SEV2"}, {"to": "SEV3", "old": None, "calling": False}],
    "status_holds": [{"status": "monitoring"}],
    "message_added": [{"exposed": False}, {"exposed": True}],
    "unmerged": [{"status": "identified"}],
    "merge_into_ended": [{"status": "resolved"}],
    "update_posted": [
        {"has_room": True},
        {"has_room": True, "private": True, "next_due": None},
        {"has_room": False},
        {"has_room": False, "private": True},
    ],
    "update_cannot_end": [{"status": "cancelled", "verb": "cancel"}],
    "next_update_moved_before": [{}, {"due": None}],
    "handover_declined": [{"holder": "U0ANA"}, {"holder": None}],
    "handover_over": [{"state": "lapsed"}],
    "role_holder": [{"title": _COMMANDER.title}, {"title": _COMMANDER.title, "holder": None}],
    "role_left": [{}, {"by": None}],
    "role_taken": [{}],
    "noted": [{}, {"at": None}],
    "time_corrected": [{}],
    "import_goes_on": [{"status": "investigating"}],
    "is_over": [{"status": status} for status in ("closed", "cancelled", "merged")],
    "severity_stays": [{"status": "merged"}],
    "bad_time_name": [{"names": tuple(times.WORDS.values())}],
    "did_you_mean": [{"word": "resolv"}, {}],
    "needs_words": [{"verb": "note"}],
    "not_in_war_room": [{"verb": "update"}],
    "which_incident": [{"verb": "info"}],
    "no_such_runbook": [{**_RUNBOOKS, "name": "replication-lagg"}, {**_RUNBOOKS, "name": "xyzzy"}],
    "run_started": [_RUN],
    "run_goes_on": [_RUN],
    "run_step": [{**_RUN, "state": state} for state in ("claimed", "done", "failed", "skipped", "undone")],
    "run_next_step": [_RUN],
    "run_waits": [{"can_be_undone": True}, {"can_be_undone": False}],
    "run_counts": [{"figures": one} for one in FIGURES.runbooks],
    "runs_resolved_with": [{"share": 0.5, "resolved": 4}, {"share": None, "resolved": 0}],
    "runs_carried_out": [{"share": 0.95, "count": 20}, {"share": None, "count": 0}],
    "run_ended": [{**_RUN, "kind": "finished", "runbook": "alert-storm"}, {**_RUN, "kind": "stopped"}],
    "which_run": [{"names": ("replication-lag", "alert-storm"), "verb": "done"}],
    "not_followed": [{"name": "alert-storm"}],
    "remarked": [{"owner": "@oncall"}, {"owner": "@oncall", "private": True}, {"owner": ""}],
    "import_run_broken": [_RUN],
    "values_changed": [{"text": "pid = 4711"}],
    "runbook_values_wrong": [
        {"runbook": "replication-lag", "sentences": ("“primary” needs a value: Host of the primary.",)}
    ],
    "step_taken_by": [{"person": "U0BO"}],
    "action_not_possible": [{"sentences": ("The command “rollout-undo” is not on the allow-list.",)}],
    "action_open": [{"state": state} for state in ("asked", "running", "in_doubt")],
    "action_starts": [{"dry": False}, {"dry": True}],
    "action_waits": [{**_ACTION, "needed": 1, "available": 1}, {**_ACTION, "needed": 2, "available": 0}],
    "action_stopped": [_ACTION],
    "action_approved": [{"needed": 1}, {"needed": 0}],
    "may_run_again": [_ACTION],
    "request_named": [{**_ACTION, "number": 7}],
    "which_request": [
        {"names": ("#7 `http deploy` of step 2", "#8 `command drain` of step 1"), "example": "decline #7"}
    ],
    "which_breaker": [{"names": ("command rollout-undo", "http deploy")}, {"names": ()}],
    "doubt_answered": [{"happened": True}, {"happened": False}],
    "emergency_needed": [{"is_possible": True}, {"is_possible": False}],
    **{
        name: [_ACTION]
        for name in (
            "reset_needs",
            "would_be_called",
            "no_action",
            "emergency_until",
        )
    },
}


def answers() -> Iterator[tuple[str, str, list[str]]]:
    """Yield subject, name and sentences of every private answer."""
    for name in words.__all__:
        function = getattr(words, name)
        if name in ("listed", "people", "quoted"):
            continue
        subject = (inspect.getdoc(inspect.getmodule(function)) or "").splitlines()[0]
        yield subject, name, [_said(function, **other) for other in _OTHERWISE.get(name, [{}])]


def _said(function: Callable[..., str], **other: Any) -> str:
    given = {name: other.get(name, _VALUES.get(name)) for name in inspect.signature(function).parameters}
    return as_read(function(**given))


def refusals() -> Iterator[tuple[str, list[str]]]:
    """Yield what each rule refuses, and how it says so."""
    yield "Moves that the lifecycle does not allow", list(_moves())
    yield "People who may not", list(_people())
    yield "The next update", list(_cadence())
    yield "Times and timeline entries", list(_entries())
    yield "A secret on the timeline", [redaction.warning("password=hunter2-hunter2") or ""]


def _moves() -> Iterator[str]:
    for current in lifecycle.STATUSES:
        for to in lifecycle.STATUSES:
            yield from _refused(lambda: lifecycle.check_move(current, to, incident=42))  # noqa: B023
        yield from _refused(lambda: lifecycle.check_reopen(current, incident=42))  # noqa: B023
    yield from _refused(lambda: lifecycle.check_unmerge("resolved", incident=42))


def _people() -> Iterator[str]:
    def person(**marks: Any) -> Person:
        return Person(slack_id="U0BO", name="bo", refreshed_at=NOW, **marks)

    kinds = [{"is_guest": True}, {"is_stranger": True}, {"is_bot": True}, {"is_deactivated": True}]
    for check in (
        permissions.check_may_declare,
        permissions.check_may_list,
        permissions.check_may_look_up,
        permissions.check_may_export,
        permissions.check_may_run_actions,
    ):
        for marks in kinds:
            yield from _refused(lambda: check(person(**marks)))  # noqa: B023
    yield from _refused(
        lambda: permissions.check_may_act(person(is_bot=True), number=42, private=False, is_member=True)
    )
    for who in (None, *(person(**marks) for marks in kinds)):
        yield from _refused(
            lambda: permissions.check_may_be_assigned(
                who,  # noqa: B023
                slack_id="U0BO",
                role=_COMMANDER.title,
                is_member=False,
            )
        )


def _cadence() -> Iterator[str]:
    for minutes, is_commander in ((45, False), (45, True), (0, False)):
        yield from _refused(
            lambda: cadence.snooze(
                NOW,
                by=timedelta(minutes=minutes),  # noqa: B023
                severity=SEV1,
                is_commander=is_commander,  # noqa: B023
            )
        )


def _entries() -> Iterator[str]:
    later = NOW + timedelta(hours=2)
    yield from _refused(lambda: times.check_correction("resolved_at", later, now=NOW, known={}))
    odd = {"declared_at": NOW - timedelta(minutes=5)}
    warned = times.check_correction("resolved_at", NOW - timedelta(minutes=9), now=NOW, known=odd)
    yield as_read(warned or "")
    gone = timeline.redacted(ENTRY, by=ANA, at=NOW).entry
    hidden = timeline.hidden(ENTRY, by=ANA, at=NOW).entry
    for what in (
        lambda: timeline.corrected(ENTRY, text=" ", by=ANA, at=NOW),
        lambda: timeline.corrected(ENTRY, text=ENTRY.text, by=ANA, at=NOW),
        lambda: timeline.hidden(hidden, by=ANA, at=NOW),
        lambda: timeline.shown(ENTRY, by=ANA, at=NOW),
        lambda: timeline.redacted(gone, by=ANA, at=NOW),
    ):
        yield from _refused(what)


def _refused(what: Callable[[], object]) -> Iterator[str]:
    try:
        what()
    except Refusal as refusal:
        yield as_read(refusal.sentence)
