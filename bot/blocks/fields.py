"""The fields of every form: where a submission's value stands, and of which kind it is.

A parser asks for `state.values[field.block_id][field.action_id]` and knows by `field.kind` what is there.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "choice", "choices", "person", "moment"]
"""text: `value` · choice: `selected_option.value` · choices: `selected_options[].value` ·
person: `selected_user` · moment: `selected_date_time`, seconds since 1970."""

ACTION: Final = "value"
"""Every field's action id: its block id names it, and inputs send no clicks of their own."""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One input of a form."""

    block_id: str
    kind: Kind
    action_id: str = ACTION


# ---------------------------------------------------------------- declare
DECLARE_TITLE: Final = FormField(block_id="title", kind="text")
DECLARE_SEVERITY: Final = FormField(block_id="severity", kind="choice")  # a name, or actions.NOT_SURE
DECLARE_IMPACT: Final = FormField(block_id="impact", kind="text")
DECLARE_SERVICES: Final = FormField(block_id="services", kind="text")  # separated by commas
DECLARE_STARTED_AT: Final = FormField(block_id="started_at", kind="moment")
DECLARE_ROLE: Final = FormField(block_id="role", kind="choice")  # COMMAND or REPORT
DECLARE_PRIVATE: Final = FormField(block_id="private", kind="choices")  # holds YES when private

COMMAND: Final = "command"
REPORT: Final = "report"
YES: Final = "yes"

# ---------------------------------------------------------------- status update
UPDATE_STATUS: Final = FormField(block_id="status", kind="choice")
UPDATE_SEVERITY: Final = FormField(block_id="severity", kind="choice")
UPDATE_IMPACT: Final = FormField(block_id="impact", kind="text")
UPDATE_TEXT: Final = FormField(block_id="text", kind="text")
UPDATE_NEEDS: Final = FormField(block_id="needs", kind="text")
UPDATE_NEXT: Final = FormField(block_id="next", kind="choice")  # seconds from now, or PRESET

PRESET: Final = "preset"
"""The option that leaves the next update's due time to the severity."""

# ---------------------------------------------------------------- the smaller forms
SEVERITY_LEVEL: Final = FormField(block_id="severity", kind="choice")
SEVERITY_WORDS: Final = FormField(block_id="words", kind="text")

HANDOVER_ROLE: Final = FormField(block_id="role", kind="choice")
HANDOVER_TO: Final = FormField(block_id="to", kind="person")

NOTE_TEXT: Final = FormField(block_id="text", kind="text")
NOTE_AT: Final = FormField(block_id="at", kind="moment")

DECIDE_TEXT: Final = FormField(block_id="text", kind="text")
DECIDE_UNDO: Final = FormField(block_id="undo", kind="text")

HYPOTHESIS_TEXT: Final = FormField(block_id="text", kind="text")

CORRECT_TEXT: Final = FormField(block_id="text", kind="text")

ENTRY_TEXT: Final = FormField(block_id="text", kind="text")
ENTRY_REASON: Final = FormField(block_id="reason", kind="text")

TIMES_NAME: Final = FormField(block_id="name", kind="choice")
TIMES_VALUE: Final = FormField(block_id="at", kind="moment")
TIMES_REASON: Final = FormField(block_id="reason", kind="text")

LINK_URL: Final = FormField(block_id="url", kind="text")
LINK_TITLE: Final = FormField(block_id="title", kind="text")

MERGE_INTO: Final = FormField(block_id="into", kind="choice")  # the other incident's number

CAPTURE_INTO: Final = FormField(block_id="into", kind="choice")  # the incident's number

NEXT_DELAY: Final = FormField(block_id="delay", kind="choice")  # seconds from now
NEXT_REASON: Final = FormField(block_id="reason", kind="text")

BREAK_GLASS_REASON: Final = FormField(block_id="reason", kind="text")

EXPORT_FORMATS: Final = FormField(block_id="formats", kind="choices")  # md, html, csv, json

CONFIRM_WORDS: Final = FormField(block_id="words", kind="text")

RUN_WHY: Final = FormField(block_id="why", kind="text")
RUN_STEP: Final = FormField(block_id="step", kind="choice")  # the step's number

_VALUE: Final = "value:"


def value_field(name: str) -> FormField:
    """Return the field that holds the value of a runbook's parameter."""
    return FormField(block_id=f"{_VALUE}{name}", kind="text")


def parameter_of(block_id: str) -> str | None:
    """Return the name of the parameter whose value stands in a block, or None for another field."""
    return block_id.removeprefix(_VALUE) if block_id.startswith(_VALUE) else None


def role_field(role: str) -> FormField:
    """Return the field of the roles form that holds who takes `role` (its key)."""
    return FormField(block_id=f"role:{role}", kind="person")
