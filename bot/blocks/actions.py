"""The names of everything that can be clicked, and what a click carries.

Slack hands back an `action_id`, a `callback_id` and a `value`; drawings and listeners share them from here.
The ids of form fields stand in `bot/blocks/fields.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.domain.text import storable

# ---------------------------------------------------------------- buttons and menus that act at once
NO_CHANGE: Final = "no_change"
SNOOZE: Final = "snooze_15"  # value: `due_at` as shown, `generation`
STATUS_MENU: Final = "set_status"  # option's value: `choice` = the status to go to; endings open FORM_CONFIRM
SEVERITY_MENU: Final = "set_severity"  # option's value: `choice` = the severity's name
ROLES_MENU: Final = "roles_menu"  # option's value: `choice` = a role's key (I take it), ASSIGN or HANDOVER
TAKE_ROLE: Final = "take_role"  # value: `choice` = the role's key
MERGE_WITH: Final = "merge_with"  # value: `subject` = the other incident's number
UNMERGE: Final = "unmerge"
HYPOTHESIS_CONFIRM: Final = "hypothesis_confirm"  # value: `subject` = the hypothesis's id
HYPOTHESIS_RULE_OUT: Final = "hypothesis_rule_out"
HANDOVER_ACCEPT: Final = "handover_accept"  # value: `subject` = the handover's id
HANDOVER_DECLINE: Final = "handover_decline"
STILL_ON_IT: Final = "still_on_it"  # value: `generation`
STILL_MONITORING: Final = "still_monitoring"  # "confirm resolved?" answered with "not yet"
CLOSE_LATER: Final = "close_later"
TIMELINE_NEWER: Final = "timeline_newer"  # value: `page` = the one to show
TIMELINE_OLDER: Final = "timeline_older"
ENTRY_MENU: Final = "entry_menu"  # option's value: `subject` = the entry, `choice` = of ENTRY_CHOICES
LIST_NEWER: Final = "list_newer"  # value: `page` = the one to show, `choice` = what was asked for
LIST_OLDER: Final = "list_older"
LIST_FILTER: Final = "list_filter"  # option's value: `choice` = what is asked for

RUN_CLAIM: Final = "run_claim"  # value: `subject` = the run's id, `step`, `revision` = of the run
RUN_DONE: Final = "run_done"
RUN_FAILED: Final = "run_failed"
RUN_UNDO: Final = "run_undo"
RUN_DECIDE: Final = "run_decide"  # value: also `choice` = the place among the step's ways on, from 0
RUN_MENU: Final = "run_menu"  # option's value: `choice` = of RUN_CHOICES
RUN_VOTE: Final = "run_vote"  # value: `subject` = the run's id, `choice` = yes, partly or no
OPEN_RUN_REMARK: Final = "open_run_remark"  # value: `subject` = the run's id
ACTION_RUN: Final = "action_run"  # value: as of RUN_CLAIM
ACTION_DRY: Final = "action_dry"
ACTION_APPROVE: Final = "action_approve"  # value: `subject` = the request's id, `choice` = the call's seal
ACTION_DECLINE: Final = "action_decline"
ACTION_WITHDRAW: Final = "action_withdraw"
ACTION_HAPPENED: Final = "action_happened"  # value: `subject` = the request's id
ACTION_NOT_HAPPENED: Final = "action_not_happened"
ACTION_AGAIN: Final = "action_again"
ACCESS_END: Final = "access_end"
START_RUNBOOK: Final = "start_runbook"  # value: `choice` = the runbook's id

STATUS_PREFIX: Final = "status_"
"""`status_<to>`: a button that moves to one status, with a dialog where the move ends something."""

# ---------------------------------------------------------------- buttons that open a form or a view
OPEN_DECLARE: Final = "open_declare"
OPEN_UPDATE: Final = "open_update"
OPEN_PANEL: Final = "open_panel"
OPEN_ROLES: Final = "open_roles"
OPEN_HANDOVER: Final = "open_handover"
OPEN_NOTE: Final = "open_note"
OPEN_SEVERITY: Final = "open_severity"
OPEN_DECIDE: Final = "open_decide"
OPEN_HYPOTHESIS: Final = "open_hypothesis"
OPEN_CORRECT: Final = "open_correct"
OPEN_NEXT: Final = "open_next"
OPEN_TIMES: Final = "open_times"
OPEN_LINK: Final = "open_link"
OPEN_MERGE: Final = "open_merge"
OPEN_EXPORT: Final = "open_export"
OPEN_BREAK_GLASS: Final = "open_break_glass"
OPEN_RUN_SKIP: Final = "open_run_skip"  # value: as of RUN_CLAIM

# ---------------------------------------------------------------- buttons that show something privately
SHOW_INFO: Final = "show_info"
SHOW_LIST: Final = "show_list"
SHOW_TIMELINE: Final = "show_timeline"
SHOW_TIMES: Final = "show_times"
SHOW_CATCHUP: Final = "show_catchup"
SHOW_HELP: Final = "show_help"
SHOW_RUNBOOKS: Final = "show_runbooks"
REDACT_LAST: Final = "redact_last"

# ---------------------------------------------------------------- choices inside menus
ASSIGN: Final = "assign"
HANDOVER: Final = "handover"
ENTRY_CORRECT: Final = "correct"
ENTRY_HIDE: Final = "hide"
ENTRY_SHOW: Final = "show"
ENTRY_REDACT: Final = "redact"
ENTRY_CHOICES: Final = (ENTRY_CORRECT, ENTRY_HIDE, ENTRY_SHOW, ENTRY_REDACT)
RUN_SHOW: Final = "show"
RUN_VALUES: Final = "values"
RUN_SKIP: Final = "skip"
RUN_GO_TO: Final = "go_to"
RUN_STOP: Final = "stop"
RUN_CHOICES: Final = (RUN_SHOW, RUN_VALUES, RUN_GO_TO, RUN_STOP)
NOT_SURE: Final = "not_sure"
"""The severity option for "not sure yet"."""

# ---------------------------------------------------------------- forms and shortcuts (callback ids)
LOADING: Final = "loading"
NOTICE: Final = "notice"
FORM_DECLARE: Final = "declare"
FORM_UPDATE: Final = "update"
FORM_SEVERITY: Final = "severity"
FORM_ROLES: Final = "roles"
FORM_HANDOVER: Final = "handover"
FORM_NOTE: Final = "note"
FORM_DECIDE: Final = "decide"
FORM_HYPOTHESIS: Final = "hypothesis"
FORM_CORRECT_UPDATE: Final = "correct_update"
FORM_ENTRY_CORRECT: Final = "entry_correct"
FORM_ENTRY_HIDE: Final = "entry_hide"
FORM_ENTRY_REDACT: Final = "entry_redact"
FORM_TIMES: Final = "times"
FORM_LINK: Final = "link"
FORM_MERGE: Final = "merge"
FORM_NEXT: Final = "next"
FORM_EXPORT: Final = "export"
FORM_BREAK_GLASS: Final = "break_glass"
FORM_CONFIRM: Final = "confirm"
FORM_START_RUNBOOK: Final = "start_runbook"
FORM_RUN: Final = "run"
FORM_RUN_REMARK: Final = "run_remark"
FORM_RUN_VALUES: Final = "run_values"
FORM_CAPTURE: Final = "capture"

SHORTCUT_DECLARE: Final = "declare_incident"
SHORTCUT_DECLARE_FROM_MESSAGE: Final = "declare_from_message"
SHORTCUT_ADD_TO_TIMELINE: Final = "add_to_timeline"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LAST: Final = 2**53
"""More than any database counts to, and less than either of them can compare with."""


def status_action(to: str) -> str:
    """Return the action id of the button that moves to status `to`."""
    return STATUS_PREFIX + to


def status_of(action_id: str) -> str | None:
    """Return the status that a `status_<to>` button moves to, or None for another action."""
    if not action_id.startswith(STATUS_PREFIX):
        return None
    return action_id.removeprefix(STATUS_PREFIX) or None


def vote_action(helped: str) -> str:
    """Return the action id of the button that says whether a runbook helped."""
    return f"{RUN_VOTE}_{helped}"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a button was drawn from; a click on an old drawing is told by it.

    Args:
        incident: the incident's number; None for a button of no incident (the list's paging).
        revision: of the incident, when the button was drawn; on the card of a run the run's.
        generation: of the timer whose reminder it stands in.
        subject: a handover's, hypothesis's or run's id, an entry's or another incident's number.
        choice: what the click chooses: a status, a severity, a role's key, a filter, a runbook's id.
        step: of a run.
        page: of a paged list, from 1.
        due_at: the due time that was shown: "+15 min" is relative to it.
    """

    incident: int | None = None
    revision: int | None = None
    generation: int | None = None
    subject: int | None = None
    choice: str = ""
    page: int | None = None
    step: int | None = None
    due_at: datetime | None = None


_NUMBERS: Final = {
    "i": "incident",
    "r": "revision",
    "g": "generation",
    "s": "subject",
    "p": "page",
    "t": "step",
}


def encode(origin: Origin) -> str:
    """Return `origin` as compact JSON for a button's or option's value.

    Options hold 150 characters (Slack's limit), of which the numbers and the due time take at most 110.
    """
    values: dict[str, Any] = {
        key: number for key, name in _NUMBERS.items() if (number := getattr(origin, name)) is not None
    }
    if origin.choice:
        values["c"] = origin.choice
    if origin.due_at is not None:
        values["d"] = (origin.due_at - _EPOCH) // _MICROSECOND
    return json.dumps(values, separators=(",", ":"))


def decode(value: str | None) -> Origin | None:
    """Return what `encode` wrote, or None when `value` is not of its making."""
    try:
        values = json.loads(value or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, Mapping):
        return None
    numbers = {name: values[key] for key, name in _NUMBERS.items() if key in values}
    choice, due = values.get("c", ""), values.get("d")
    if (
        not isinstance(choice, str)
        or storable(choice) != choice
        or not all(map(_is_counted, numbers.values()))
    ):
        return None
    if due is None:
        return Origin(choice=choice, **numbers)
    if type(due) is not int:
        return None
    try:
        return Origin(choice=choice, due_at=_EPOCH + due * _MICROSECOND, **numbers)
    except OverflowError:
        return None


def _is_counted(number: Any) -> bool:
    return type(number) is int and 0 <= number <= _LAST
