"""The timeline: the kinds of entries, and the revisions that are the only way to change one."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.errors import NotUnderstood
from bot.domain.views import EntryView, PersonView, RevisionView

DECLARED: Final = "declared"
PEOPLE_CALLED: Final = "people_called"
CALL_ACKNOWLEDGED: Final = "call_acknowledged"
STOOD_DOWN: Final = "stood_down"
WAR_ROOM_OPENED: Final = "war_room_opened"
WAR_ROOM_ARCHIVED: Final = "war_room_archived"
ROLE_ASSIGNED: Final = "role_assigned"
ROLE_ENDED: Final = "role_ended"
HANDOVER_ASKED: Final = "handover_asked"
HANDOVER_ACCEPTED: Final = "handover_accepted"
HANDOVER_DECLINED: Final = "handover_declined"
HANDOVER_LAPSED: Final = "handover_lapsed"
SEVERITY_CHANGED: Final = "severity_changed"
STATUS_CHANGED: Final = "status_changed"
DETAILS_CHANGED: Final = "details_changed"
UPDATE_POSTED: Final = "update_posted"
UPDATE_CORRECTED: Final = "update_corrected"
UPDATE_DUE_MOVED: Final = "update_due_moved"
REMINDER_FIRED: Final = "reminder_fired"
NOTE: Final = "note"
DECISION: Final = "decision"
HYPOTHESIS: Final = "hypothesis"
HYPOTHESIS_CONFIRMED: Final = "hypothesis_confirmed"
HYPOTHESIS_RULED_OUT: Final = "hypothesis_ruled_out"
MESSAGE_CAPTURED: Final = "message_captured"
FILE: Final = "file"
LINK_ADDED: Final = "link_added"
TIME_CORRECTED: Final = "time_corrected"
MERGED: Final = "merged"
UNMERGED: Final = "unmerged"
EXPORTED: Final = "exported"
ALERT_ATTACHED: Final = "alert_attached"
RUNBOOK_STARTED: Final = "runbook_started"
STEP_CLAIMED: Final = "step_claimed"
STEP_DONE: Final = "step_done"
STEP_FAILED: Final = "step_failed"
STEP_SKIPPED: Final = "step_skipped"
STEP_UNDONE: Final = "step_undone"
STEP_DECIDED: Final = "step_decided"
STEP_GONE_TO: Final = "step_gone_to"
RUNBOOK_VALUES: Final = "runbook_values"
RUNBOOK_STOPPED: Final = "runbook_stopped"
ACTION_ASKED: Final = "action_asked"
ACTION_APPROVED: Final = "action_approved"
ACTION_DECLINED: Final = "action_declined"
ACTION_WITHDRAWN: Final = "action_withdrawn"
ACTION_LAPSED: Final = "action_lapsed"
ACTION_STARTED: Final = "action_started"
ACTION_SUCCEEDED: Final = "action_succeeded"
ACTION_FAILED: Final = "action_failed"
ACTION_IN_DOUBT: Final = "action_in_doubt"
ACTION_SETTLED: Final = "action_settled"
BREAKER_OPENED: Final = "breaker_opened"
BREAKER_RESET: Final = "breaker_reset"
EMERGENCY_GRANTED: Final = "emergency_granted"
EMERGENCY_ENDED: Final = "emergency_ended"
DELIVERY_FAILED: Final = "delivery_failed"

TITLES: Final = {
    DECLARED: "Declared",
    PEOPLE_CALLED: "People called",
    CALL_ACKNOWLEDGED: "Call acknowledged",
    STOOD_DOWN: "Told to stand down",
    WAR_ROOM_OPENED: "War room opened",
    WAR_ROOM_ARCHIVED: "War room archived",
    ROLE_ASSIGNED: "Role assigned",
    ROLE_ENDED: "Role ended",
    HANDOVER_ASKED: "Handover asked for",
    HANDOVER_ACCEPTED: "Handover accepted",
    HANDOVER_DECLINED: "Handover declined",
    HANDOVER_LAPSED: "Handover lapsed",
    SEVERITY_CHANGED: "Severity changed",
    STATUS_CHANGED: "Status changed",
    DETAILS_CHANGED: "Details changed",
    UPDATE_POSTED: "Status update",
    UPDATE_CORRECTED: "Status update corrected",
    UPDATE_DUE_MOVED: "Next update moved",
    REMINDER_FIRED: "Reminder",
    NOTE: "Note",
    DECISION: "Decision",
    HYPOTHESIS: "Hypothesis",
    HYPOTHESIS_CONFIRMED: "Hypothesis confirmed",
    HYPOTHESIS_RULED_OUT: "Hypothesis ruled out",
    MESSAGE_CAPTURED: "Message",
    FILE: "File",
    LINK_ADDED: "Link added",
    TIME_CORRECTED: "Time corrected",
    MERGED: "Merged",
    UNMERGED: "Unmerged",
    EXPORTED: "Timeline exported",
    ALERT_ATTACHED: "Alert attached",
    RUNBOOK_STARTED: "Runbook started",
    STEP_CLAIMED: "Step taken",
    STEP_DONE: "Step done",
    STEP_FAILED: "Step failed",
    STEP_SKIPPED: "Step skipped",
    STEP_UNDONE: "Step undone",
    STEP_DECIDED: "Step decided",
    STEP_GONE_TO: "Step chosen",
    RUNBOOK_VALUES: "Runbook's values changed",
    RUNBOOK_STOPPED: "Runbook stopped",
    ACTION_ASKED: "Action asked for",
    ACTION_APPROVED: "Action approved",
    ACTION_DECLINED: "Action declined",
    ACTION_WITHDRAWN: "Action taken back",
    ACTION_LAPSED: "Action not run",
    ACTION_STARTED: "Action started",
    ACTION_SUCCEEDED: "Action succeeded",
    ACTION_FAILED: "Action failed",
    ACTION_IN_DOUBT: "Action in doubt",
    ACTION_SETTLED: "Action no longer in doubt",
    BREAKER_OPENED: "Action stopped",
    BREAKER_RESET: "Action allowed again",
    EMERGENCY_GRANTED: "Emergency access",
    EMERGENCY_ENDED: "Emergency access ended",
    DELIVERY_FAILED: "Could not be done",
}
"""The kinds of entries, in words."""

OF_RUNS: Final = (
    RUNBOOK_STARTED,
    STEP_CLAIMED,
    STEP_DONE,
    STEP_FAILED,
    STEP_SKIPPED,
    STEP_UNDONE,
    STEP_DECIDED,
    STEP_GONE_TO,
    RUNBOOK_VALUES,
    RUNBOOK_STOPPED,
)
"""What happens to runbooks that are followed; such an entry's `data` names the run and the step."""

# Kinds of revisions.
CORRECTED: Final = "corrected"
EDITED: Final = "edited"  # a captured message was edited in Slack
HIDDEN: Final = "hidden"
SHOWN: Final = "shown"
REDACTED: Final = "redacted"

GONE: Final = "(redacted)"
"""What stands in files and messages where a redacted text was."""


def title(kind: str) -> str:
    """Return the words for a kind of entry; a kind that is not known here is spelled out."""
    return TITLES.get(kind, kind.replace("_", " ").capitalize())


@dataclass(frozen=True, kw_only=True)
class Change:
    """One revision, and the entry as it is then, with all revisions including this one."""

    entry: EntryView
    revision: RevisionView


def corrected(
    entry: EntryView,
    *,
    text: str,
    by: PersonView | None,
    at: datetime,
    reason: str = "",
    edited: bool = False,
) -> Change:
    """Give an entry another text; what it said before stays readable in the revision.

    Args:
        edited: the change came from Slack, where the captured message was edited.

    Raises:
        NotUnderstood: the text is empty, unchanged, or was redacted before.
    """
    _check_not_redacted(entry)
    if not text.strip():
        raise NotUnderstood("A correction needs words. To take an entry out of sight, hide or redact it.")
    if text == entry.text:
        raise NotUnderstood(f"Entry {entry.number} says that already; nothing was changed.")
    return _changed(entry, kind=EDITED if edited else CORRECTED, new_text=text, by=by, at=at, reason=reason)


def hidden(entry: EntryView, *, by: PersonView | None, at: datetime, reason: str = "") -> Change:
    """Take an entry out of the timeline as shown; it stays in the record.

    Raises:
        NotUnderstood: it is hidden already.
    """
    if entry.hidden:
        raise NotUnderstood(f"Entry {entry.number} is hidden already; nothing was changed.")
    return _changed(
        replace(entry, hidden=True), kind=HIDDEN, new_text=entry.text, by=by, at=at, reason=reason
    )


def shown(entry: EntryView, *, by: PersonView | None, at: datetime, reason: str = "") -> Change:
    """Put a hidden entry back.

    Raises:
        NotUnderstood: it is not hidden.
    """
    if not entry.hidden:
        raise NotUnderstood(f"Entry {entry.number} is not hidden; nothing was changed.")
    return _changed(
        replace(entry, hidden=False), kind=SHOWN, new_text=entry.text, by=by, at=at, reason=reason
    )


def redacted(entry: EntryView, *, by: PersonView | None, at: datetime, reason: str = "") -> Change:
    """Remove an entry's text for good, from earlier revisions and its data too; the fact, who and why stay.

    The permalink stays too, so that whoever wrote the message can find and delete it. The reasons of earlier
    revisions are kept: they say why, not what.

    Raises:
        NotUnderstood: it was redacted before.
    """
    _check_not_redacted(entry)
    emptied = replace(
        entry,
        text="",
        redacted=True,
        data={key: value for key, value in entry.data.items() if isinstance(value, int | float)},
        revisions=tuple(replace(one, old_text="", new_text="") for one in entry.revisions),
    )
    return _changed(emptied, kind=REDACTED, new_text="", by=by, at=at, reason=reason)


def _check_not_redacted(entry: EntryView) -> None:
    if entry.redacted:
        raise NotUnderstood(f"Entry {entry.number} was redacted; its text is gone and stays gone.")


def _changed(
    entry: EntryView, *, kind: str, new_text: str, by: PersonView | None, at: datetime, reason: str
) -> Change:
    revision = RevisionView(
        number=max((one.number for one in entry.revisions), default=0) + 1,
        kind=kind,
        at=at,
        by=by,
        reason=reason,
        old_text=entry.text,
        new_text=new_text,
    )
    return Change(
        entry=replace(entry, text=new_text, revisions=(*entry.revisions, revision)), revision=revision
    )
