"""Reminders, calls, handovers and endings, read aloud; private words stay private."""

# ruff: noqa: E501 (sentences stand here as they are read)

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from inline_snapshot import snapshot

from bot.blocks.actions import Origin, decode
from bot.blocks.registry import WHAT, draw
from bot.domain.views import CallView, IncidentView
from tests.blocks.aloud import read
from tests.blocks.samples import ANA, BO, HANDOVER, NOW, REMINDED, ROLES, UPDATE, incident, surroundings

_DUE = NOW + timedelta(minutes=9)


def _told(what: str, view: IncidentView, facts: dict[str, Any] | None = None, **context: Any) -> str:
    return read(draw(what, view=view, facts=facts or {}, context=surroundings(**context)).blocks)


# ---------------------------------------------------------------- the update's ladder


def test_the_reminder_says_that_nothing_new_is_news_too() -> None:
    """At its due time the reminder speaks to the comms lead, else to the IC."""
    assert _told("reminder", incident(), REMINDED, now=_DUE) == snapshot("""\
<@U0ANA> *Update due now* (SEV1: every 15 min). Nothing new is news too.
[Update now] [No change] [+15 min]\
""")
    assert _told("reminder", incident(roles=()), REMINDED, now=_DUE).startswith("*Update due now*")


def test_the_private_notice_says_when_the_update_is_due() -> None:
    """Some minutes before, by direct message."""
    assert _told("update_soon", incident(), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): the next update is due at 14:15 UTC (SEV1: every 15 min).
[Update now] [No change] [+15 min]\
""")


def test_an_overdue_update_mentions_ic_and_comms_lead_once_each() -> None:
    """Who holds both roles is mentioned once."""
    both = tuple(replace(role, holder=ANA) for role in ROLES)
    told = _told("reminder_overdue", incident(roles=both), REMINDED, now=_DUE + timedelta(minutes=10))
    assert told == snapshot("""\
<@U0ANA> *The update of INC-42 is overdue*: it was due at 14:15 UTC (10 min ago). “No change” is enough.
[Update now] [No change] [+15 min]\
""")


def test_a_late_reminder_says_how_late_and_what_it_replaces() -> None:
    """After downtime one reminder names the rungs that it skipped."""
    late = {
        **REMINDED,
        "late_since": (NOW - timedelta(minutes=22)).isoformat(),
        "skipped": ["due_soon", "due"],
    }
    assert _told("reminder_overdue", incident(), late, now=_DUE).splitlines()[1] == snapshot(
        "(Muster was away; this should have come at 13:44 UTC, 22 min ago. Left out meanwhile: update due soon, update due.)"
    )


@pytest.mark.parametrize("what", ["update_soon", "reminder", "reminder_overdue"])
def test_an_answered_reminder_falls_silent(what: str) -> None:
    """After an update, a snooze or an end it is one line without buttons."""
    later = _DUE + timedelta(minutes=15)
    updated = incident(last_update=replace(UPDATE, at=NOW + timedelta(minutes=1)), next_update_due_at=later)
    assert _told(what, updated, REMINDED) == "(INC-42 was updated at 14:07 UTC by <@U0CY>.)"
    moved = incident(next_update_due_at=later)
    assert _told(what, moved, REMINDED) == "(The next update of INC-42 is due at 14:30 UTC instead.)"
    ended = incident(status="resolved", is_open=False, next_update_due_at=None)
    assert _told(what, ended, REMINDED) == "(INC-42 is resolved; no update is due.)"


def test_a_reminders_buttons_carry_the_due_time_shown() -> None:
    """Moving the update by 15 min is relative to the due time that the person read."""
    drawn = draw("reminder", view=incident(), facts=REMINDED, context=surroundings())
    row = next(block for block in drawn.blocks if block["type"] == "actions")
    assert [decode(element["value"]) for element in row["elements"]] == [
        Origin(incident=42, revision=17, generation=4, due_at=_DUE)
    ] * 3


# ---------------------------------------------------------------- the other ladders


@pytest.mark.parametrize(
    ("what", "asks", "settled_by"),
    [
        ("no_commander", {"roles": tuple(replace(role, holder=None) for role in ROLES)}, {}),
        ("severity_unset", {"severity_is_set": False}, {}),
        ("still_active", {}, {"last_update": replace(UPDATE, at=NOW + timedelta(minutes=1))}),
        ("confirm_resolved", {"status": "monitoring"}, {}),
        ("offer_handover", {}, {"roles": (replace(ROLES[0], holder=BO, since=NOW + timedelta(minutes=1)),)}),
        ("close_question", {"status": "resolved", "is_open": False}, {}),
    ],
)
def test_a_question_has_buttons_until_it_is_settled(
    what: str, asks: dict[str, Any], settled_by: dict[str, Any]
) -> None:
    """Each question stands with its buttons, and loses them once the incident answers it."""
    assert "[" in _told(what, incident(**asks), REMINDED)
    assert "[" not in _told(what, incident(**settled_by), REMINDED)


def test_the_questions_are_short_and_calm() -> None:
    """Each in its own words."""
    nobody = incident(roles=tuple(replace(role, holder=None) for role in ROLES))
    assert _told("no_commander", nobody, REMINDED) == snapshot("""\
*INC-42 has no incident commander.* Who coordinates? If nobody does, people are called in 3 min.
[I take command] [Assign somebody…]\
""")
    assert _told("severity_unset", incident(severity_is_set=False), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): how bad is it for customers? Until somebody says, it is treated as SEV1.
[Severity ▾: SEV1, SEV2, SEV3]\
""")
    assert _told("still_active", incident(), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): nothing has been heard for 20 min. Still active?
[Still on it] [Mitigated] [Resolve?]\
""")
    assert _told("confirm_resolved", incident(status="monitoring"), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): monitoring for 18 min. Is the service confirmed restored?
[Resolve?] [Not yet]\
""")
    assert _told("offer_handover", incident(), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): <@U0ANA> has been in command for 20 min. A fresh head helps. Hand over?
[Hand over…]\
""")
    assert _told("close_question", incident(status="resolved", is_open=False), REMINDED) == snapshot("""\
INC-42 Checkout returns 500s (<#C0WAR42>): resolved 18 min ago. Is follow-up handed over? Then close it.
[Close?] [Later]\
""")


# ---------------------------------------------------------------- calls


def _called(view: IncidentView) -> IncidentView:
    calls = tuple(
        CallView(person=person, reason="declared", called_for="@oncall", called_at=NOW, acknowledged_at=None)
        for person in (ANA, BO)
    )
    return replace(view, calls=calls)


def test_the_declarer_reads_where_the_war_room_is_and_who_was_called() -> None:
    """The sentence of product.md."""
    nobody = _called(incident(roles=tuple(replace(role, holder=None) for role in ROLES)))
    assert _told("room_link", nobody) == snapshot(
        "*INC-42* is open in <#C0WAR42>. Called: @oncall (2 people). Take command with `/incident ic me`."
    )
    assert "*Nobody was called*" in _told("room_link", incident(nobody_called=True))


def test_a_call_says_how_bad_it_is_and_where_to_go() -> None:
    """The direct message to somebody called; the link follows when it is there."""
    nobody = incident(roles=tuple(replace(role, holder=None) for role in ROLES))
    assert _told("call", nobody, {"reason": "declared"}) == snapshot("""\
:rotating_light: You are called to *INC-42* (SEV1).
*Checkout returns 500s*
Customers see: 12 % of EU checkouts fail
Open <#C0WAR42>.
[I take command]\
""")
    assert "its link will stand here" in _told("call", incident(channel_id=None))


def test_people_called_are_mentioned_in_the_war_room() -> None:
    """One message mentions them all; nobody reached is said as plainly."""
    assert _told("called", incident(), {"people": ["U0ANA", "U0BO"], "reason": "backup"}) == snapshot(
        "<@U0ANA> <@U0BO>: you are called as backup, updates are overdue."
    )
    assert "*Nobody was called*" in _told("called", incident(), {"people": []})


@pytest.mark.parametrize(
    "what",
    sorted(
        {
            "call",
            "told",
            "stand_down",
            "handover_brief",
            "handover_outcome",
            "duties",
            "displaced",
            "room_link",
        }
        | {"update_soon", "severity_unset", "still_active", "offer_handover", "capture_failed"}
    ),
)
def test_a_private_incidents_words_stay_out_of_direct_messages(what: str) -> None:
    """Title, impact and update text of a private incident are in none of them."""
    assert what in WHAT
    view = incident(private=True, severity_is_set=what != "severity_unset", needs="the vendor")
    drawn = draw(what, view=view, facts={**REMINDED, "role": "tech_lead"}, context=surroundings())
    for words in ("Checkout", "checkouts", "rollback", "stampede", "vendor"):
        assert words not in drawn.text + read(drawn.blocks)


# ---------------------------------------------------------------- roles, findings, endings


def test_a_handover_brief_tells_what_must_be_known() -> None:
    """State, impact, last update, suspects and the next due time, with Accept and Decline."""
    assert _told("handover_brief", incident()) == snapshot("""\
<@U0ANA> offers you *incident commander* of INC-42 Checkout returns 500s (<#C0WAR42>), until 14:11 UTC.
*State*  SEV1 · Investigating · since 13:48 UTC
*Customers see*  12 % of EU checkouts fail
*Last update*  14:00 UTC @cy: rollback at 50 %, errors falling
*Suspects*  cache stampede (open) · deploy 4.2 (ruled out)
*Next update*  due 14:15 UTC (in 9 min)
[Accept] [Decline]\
""")


@pytest.mark.parametrize("state", ["accepted", "declined", "lapsed", "overtaken"])
def test_an_answered_handover_has_no_buttons(state: str) -> None:
    """Once it is answered, the brief is one line."""
    told = _told("handover_brief", incident(), handover=replace(HANDOVER, state=state))
    assert "[" not in told
    assert "<@U0BO>" in told


def test_who_takes_a_role_gets_its_duties_and_who_loses_it_is_told() -> None:
    """Two private messages around one assignment."""
    assert _told("duties", incident(), {"role": "incident_commander"}) == snapshot("""\
You are *incident commander* of INC-42 Checkout returns 500s (<#C0WAR42>).
•  Coordinate and decide.
•  Ask for a status update whenever one is due.\
""")
    assert _told("displaced", incident(), {"role": "incident_commander", "by": "U0BO"}) == snapshot(
        "<@U0BO> has made <@U0ANA> *incident commander* of INC-42 Checkout returns 500s (<#C0WAR42>) in your place."
    )


def test_a_hypothesis_is_open_until_somebody_settles_it() -> None:
    """Open it has buttons, settled it has a word."""
    assert _told("hypothesis", incident()) == snapshot("""\
*Hypothesis* by @bo
cache stampede
[Confirmed] [Ruled out]\
""")
    settled = replace(incident().hypotheses[0], state="ruled_out")
    assert _told("hypothesis", incident(), hypothesis=settled) == "*Hypothesis ruled out*  cache stampede"


def test_a_decision_says_how_to_undo_it() -> None:
    """A decision stands with who took it, and its way back."""
    assert _told("decision", incident()) == snapshot("""\
*Decision* by @ana at 14:03 UTC
roll back 4.2
*Undo*  redeploy\
""")


def test_a_merge_is_told_on_both_sides() -> None:
    """Where it ended and where it goes on."""
    assert _told("merged_into", incident(status="merged", is_open=False)) == snapshot("""\
*INC-42 is merged* into INC-41 in <#C0WAR41>. Work goes on there; nothing more is asked here.
[Undo the merge]\
""")
    assert _told("merged_here", incident()) == snapshot(
        "*INC-41 was merged into INC-42*: Payments slow (<#C0WAR41>)"
    )
