"""Forms: what Slack takes, and fields that stand where their names say."""

# ruff: noqa: E501 (sentences stand here as they are read)

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.blocks import fields
from bot.blocks.fields import FormField, role_field
from bot.blocks.modals import corrections, endings, notes, people
from bot.blocks.modals.capture import capture_form
from bot.blocks.modals.declare import Draft, declare_form
from bot.blocks.modals.frame import modal
from bot.blocks.modals.loading import loading
from bot.blocks.modals.notice import notice
from bot.blocks.modals.severity import next_form, severity_form
from bot.blocks.modals.update import update_form
from bot.domain.text import escape
from bot.domain.views import EntryView, IncidentView, NeighbourView, UpdateView
from tests.blocks.aloud import read
from tests.blocks.limits import mistakes_of_view
from tests.blocks.samples import (
    ENTRY,
    NEIGHBOUR,
    NOW,
    ROLES,
    SEV2,
    SEVERITIES,
    UPDATE,
    entries,
    hostile,
    incident,
    incidents,
    neighbours,
    updates,
)

View = dict[str, Any]
Given = tuple[IncidentView, EntryView, UpdateView, NeighbourView, str]

_ELEMENTS = {
    "text": {"plain_text_input"},
    "choice": {"static_select", "radio_buttons"},
    "choices": {"checkboxes"},
    "person": {"users_select"},
    "moment": {"datetimepicker"},
}

_FORMS: dict[str, tuple[Callable[[Given], View], tuple[FormField, ...]]] = {
    "declare": (
        lambda given: declare_form(
            Draft(title=given[4], severity=given[4], impact=given[4], services=given[4], started_at=NOW),
            severities=[given[0].severity, *SEVERITIES],
            default=SEV2,
            announced_in=given[4],
            metadata="",
        ),
        (
            fields.DECLARE_TITLE,
            fields.DECLARE_SEVERITY,
            fields.DECLARE_IMPACT,
            fields.DECLARE_SERVICES,
            fields.DECLARE_STARTED_AT,
            fields.DECLARE_ROLE,
            fields.DECLARE_PRIVATE,
        ),
    ),
    "update": (
        lambda given: update_form(
            given[0],
            severities=SEVERITIES,
            longest=timedelta(minutes=7),
            metadata="",
            text=given[4],
            note=escape(given[4]),
        ),
        (
            fields.UPDATE_TEXT,
            fields.UPDATE_IMPACT,
            fields.UPDATE_NEEDS,
            fields.UPDATE_STATUS,
            fields.UPDATE_SEVERITY,
            fields.UPDATE_NEXT,
        ),
    ),
    "severity": (
        lambda given: severity_form(given[0], severities=SEVERITIES, metadata=""),
        (fields.SEVERITY_LEVEL, fields.SEVERITY_WORDS),
    ),
    "next": (
        lambda given: next_form(given[0], longest=timedelta(hours=30), now=NOW, metadata=""),
        (fields.NEXT_DELAY, fields.NEXT_REASON),
    ),
    "roles": (
        lambda given: people.roles_form(given[0], metadata=""),
        tuple(role_field(role.key) for role in ROLES),
    ),
    "handover": (
        lambda given: people.handover_form(given[0], metadata="", role="tech_lead"),
        (fields.HANDOVER_ROLE, fields.HANDOVER_TO),
    ),
    "note": (lambda given: notes.note_form(given[0], metadata=""), (fields.NOTE_TEXT, fields.NOTE_AT)),
    "decide": (
        lambda given: notes.decide_form(given[0], metadata=""),
        (fields.DECIDE_TEXT, fields.DECIDE_UNDO),
    ),
    "hypothesis": (lambda given: notes.hypothesis_form(given[0], metadata=""), (fields.HYPOTHESIS_TEXT,)),
    "link": (lambda given: notes.link_form(given[0], metadata=""), (fields.LINK_URL, fields.LINK_TITLE)),
    "correct update": (
        lambda given: corrections.correct_form(given[0], given[2], metadata=""),
        (fields.CORRECT_TEXT,),
    ),
    "correct entry": (
        lambda given: corrections.entry_correct_form(given[1], metadata=""),
        (fields.ENTRY_TEXT, fields.ENTRY_REASON),
    ),
    "hide entry": (
        lambda given: corrections.entry_hide_form(given[1], now=NOW, metadata=""),
        (fields.ENTRY_REASON,),
    ),
    "redact entry": (
        lambda given: corrections.entry_redact_form(given[1], now=NOW, metadata=""),
        (fields.ENTRY_REASON,),
    ),
    "times": (
        lambda given: corrections.times_form(given[0], metadata="", chosen="resolved_at"),
        (fields.TIMES_NAME, fields.TIMES_VALUE, fields.TIMES_REASON),
    ),
    "merge": (
        lambda given: endings.merge_form(given[0], others=[given[3]] * 120, metadata=""),
        (fields.MERGE_INTO,),
    ),
    "add a message": (
        lambda given: capture_form(given[4], incidents=[given[0]] * 120, private=True, metadata=""),
        (fields.CAPTURE_INTO,),
    ),
    "export": (lambda given: endings.export_form(given[0], metadata=""), (fields.EXPORT_FORMATS,)),
    "confirm": (
        lambda given: endings.confirm_form(given[0], to="cancelled", metadata=""),
        (fields.CONFIRM_WORDS,),
    ),
    "loading": (lambda _: loading("Declare an incident in this workspace"), ()),
    "notice": (lambda given: notice("Merge", escape(given[4])), ()),
}


@pytest.mark.parametrize("which", sorted(_FORMS))
def test_every_form_is_one_that_slack_takes(which: str) -> None:
    """Whatever stands in it already, a form stays within Slack's limits and mentions nobody."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(incidents(), entries(), updates(), neighbours(), hostile))
    def check(given: Given) -> None:
        assert mistakes_of_view(_FORMS[which][0](given)) == []

    check()


@pytest.mark.parametrize("which", sorted(_FORMS))
def test_every_field_stands_where_its_name_says(which: str) -> None:
    """A form holds exactly the inputs that `fields` names, each of its kind."""
    draw, named = _FORMS[which]
    view = draw((incident(), ENTRY, UPDATE, NEIGHBOUR, "SEV1"))
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert set(inputs) == {one.block_id for one in named}
    for one in named:
        assert inputs[one.block_id]["action_id"] == one.action_id
        assert inputs[one.block_id]["type"] in _ELEMENTS[one.kind]


def test_metadata_is_never_cut() -> None:
    """Cut metadata would be other metadata: too much of it is refused."""
    with pytest.raises(ValueError, match="3000"):
        modal("Note", callback_id="note", blocks=[], metadata="x" * 3_001)


def test_without_another_incident_the_merge_form_says_so() -> None:
    """Nothing to merge into is a sentence, not an empty menu."""
    view = endings.merge_form(incident(), others=[], metadata="")
    assert "submit" not in view
    assert read(view["blocks"]) == snapshot("There is no other open incident to merge it into.")


def test_the_form_of_a_message_from_a_private_place_says_who_could_read_it() -> None:
    """Whoever adds it is told before; one from a public channel needs no warning."""
    told = incident(number=7, private=True)
    view = capture_form("keys are in a log", incidents=[incident(), told], private=True, metadata="")
    assert (view["title"]["text"], view["submit"]["text"]) == ("Add to timeline", "Add")
    assert read(view["blocks"]) == snapshot("""\
&gt; keys are in a log
*This message was written in a private place.* On the timeline of a public incident everybody can read it, and its later edits; on that of a private one, only the members of its war room.
On which incident's timeline?: [Incident ▾: INC-42 Checkout returns 500s, INC-7 Checkout returns 500s]  (It is entered at the time at which it was written.)\
""")
    harmless = capture_form("keys are in a log", incidents=[told], private=False, metadata="")
    assert read(harmless["blocks"]) == snapshot("""\
&gt; keys are in a log
On which incident's timeline?: [Incident ▾: >INC-7 Checkout returns 500s]  (It is entered at the time at which it was written.)\
""")


def test_without_an_open_incident_there_is_no_timeline_to_add_to() -> None:
    """The form says so, and what to do instead."""
    view = capture_form("error rate at 12 %", incidents=[], private=False, metadata="")
    assert "submit" not in view
    assert read(view["blocks"]) == snapshot(
        "There is no open incident that you can see, so there is no timeline to add the message to. To declare one, choose *Declare from message* in the message's menu."
    )


def test_the_declare_form_asks_for_a_title_and_says_who_is_called() -> None:
    """The form in words: only the title must be filled in."""
    view = declare_form(
        Draft(), severities=SEVERITIES, default=SEV2, announced_in="#incidents", metadata='{"nonce":"n"}'
    )
    assert (view["title"]["text"], view["submit"]["text"]) == ("Declare an incident", "Declare")
    assert view["private_metadata"] == '{"nonce":"n"}'
    assert read(view["blocks"]) == snapshot("""\
What is happening?: «»
Severity: [Severity ▾: SEV1, SEV2, SEV3, >Not sure yet]  (By customer impact. When in doubt declare higher; lowering it later is easy.)
What do customers see? (optional): «»
Affected services (optional): «»
Started at (optional): «»  (In your own time zone.)
Your part: [… ▾: >I am just reporting, I am incident commander]
Who may know (optional): [… ▾: Private]
(*Called at once*  SEV1 @oncall · SEV2 <!subteam^S0ONCALL> · SEV3 nobody (<!subteam^S0ONCALL> told) | *Announced in*  #incidents, unless it is private)\
""")


def test_a_draft_stands_in_the_declare_form() -> None:
    """What was typed or came from a message is filled in, and private is ticked where it must be."""
    view = declare_form(
        Draft(title="DB down", severity="SEV1", private=True, in_command=True),
        severities=SEVERITIES,
        default=SEV2,
        announced_in="C0ANN",
        metadata="",
    )
    by_id = {block.get("block_id"): block.get("element", {}) for block in view["blocks"]}
    assert by_id["title"]["initial_value"] == "DB down"
    assert by_id["severity"]["initial_option"]["value"] == "SEV1"
    assert by_id["private"]["initial_options"][0]["value"] == fields.YES
    assert by_id["role"]["initial_option"]["value"] == fields.COMMAND


def test_the_update_form_holds_what_is_known() -> None:
    """Status, severity and what customers see are filled in; only what we do is asked for."""
    view = update_form(incident(), severities=SEVERITIES, longest=timedelta(minutes=30), metadata="")
    assert read(view["blocks"]) == snapshot("""\
(INC-42 · SEV1 · Investigating)
What are we doing?: «»  (Nothing new is news too.)
What do customers see now? (optional): «12 % of EU checkouts fail»
What do we need? (optional): «»
Status: [Status ▾: Triage, >Investigating, Identified, Monitoring, Resolved]
Severity: [Not sure yet ▾: >SEV1, SEV2, SEV3]
Next update due: [Next update ▾: >As the severity asks, in 5 min, in 10 min, in 15 min, in 20 min, in 30 min]\
""")
