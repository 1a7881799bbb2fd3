"""Lists, home, panel and help, read aloud."""

# ruff: noqa: E501 (sentences stand here as they are read)

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from inline_snapshot import snapshot

from bot.blocks.actions import ENTRY_MENU, decode
from bot.blocks.helping import VerbHelp, help_text, verb_help
from bot.blocks.home import home
from bot.blocks.info import catchup, info
from bot.blocks.lists import incident_list, timeline, times
from bot.blocks.panel import panel
from bot.domain.views import EntryView, HandoverView, IncidentView, TimeView
from tests.blocks.aloud import read
from tests.blocks.samples import (
    ANA,
    ENTRY,
    HANDOVER,
    NOW,
    SEVERITIES,
    UPDATE,
    incident,
    surroundings,
    timeline_page,
)


@dataclass(frozen=True, kw_only=True)
class _Home:
    mine: tuple[IncidentView, ...] = ()
    others: tuple[IncidentView, ...] = ()
    handovers: tuple[tuple[IncidentView, HandoverView], ...] = ()
    updates_due: tuple[IncidentView, ...] = ()


def test_a_list_says_what_is_open_and_leads_on() -> None:
    """One line each, with a way to more, and menus to narrow and page."""
    quiet = incident(number=40, status="resolved", is_open=False, title="Mail late", channel_id=None)
    drawn = incident_list(
        [incident(), quiet], now=NOW, page=2, has_more=True, choice="all", severities=SEVERITIES
    )
    assert drawn.text == "2 incidents (all): INC-42, INC-40"
    assert read(drawn.blocks) == snapshot("""\
*INC-42 · SEV1 · Investigating*  Checkout returns 500s
<#C0WAR42> · IC <@U0ANA> · declared 13:45 UTC · update due 14:15 UTC (in 9 min)  [Info]
*INC-40 · SEV1 · Resolved*  Mail late
declared 13:45 UTC  [Info]
[Show ▾: Open, All, SEV1, SEV2, SEV3, 7 days] [Newer] [Older]\
""")


def test_an_empty_list_is_said_in_words() -> None:
    """Nothing open is an answer too."""
    drawn = incident_list([], now=NOW, page=1, has_more=False, choice="", severities=SEVERITIES)
    assert read(drawn.blocks) == snapshot("""\
No open incidents that you may see.
[Show ▾: Open, All, SEV1, SEV2, SEV3, 7 days]\
""")


def test_the_timeline_shows_hidden_and_redacted_entries_as_such() -> None:
    """Hidden words are struck out and can be shown again; redacted ones are gone, with no menu left."""
    hidden, redacted = replace(ENTRY, number=18, hidden=True), replace(ENTRY, number=19, redacted=True)
    drawn = timeline(timeline_page([ENTRY, hidden, redacted], page=1, pages=3), now=NOW)
    assert read(drawn.blocks) == snapshot("""\
*Timeline of INC-42* · page 1 of 3
`17` 14:03 UTC @ana: roll back 4.2 <https://example.com/archives/C0WAR42/p1|message>  [… ▾: Correct…, Hide…, Redact…]
`18` 14:03 UTC @ana: _hidden:_ ~roll back 4.2~ <https://example.com/archives/C0WAR42/p1|message>  [… ▾: Correct…, Show again, Redact…]
`19` 14:03 UTC @ana: _redacted_
[Older]\
""")


def test_an_entrys_menu_names_the_entry() -> None:
    """Each choice carries the entry's number and what to do with it."""
    drawn = timeline(timeline_page([ENTRY], page=1, pages=1), now=NOW)
    menu = drawn.blocks[1]["accessory"]
    assert menu["action_id"] == ENTRY_MENU
    origins = [decode(option["value"]) for option in menu["options"]]
    assert [(one.subject, one.choice) for one in origins if one] == [
        (17, "correct"),
        (17, "hide"),
        (17, "redact"),
    ]


def test_times_say_what_they_were_before_and_why() -> None:
    """A corrected time keeps its automatic value in sight."""
    view = incident(times={"declared_at": NOW, "impact_started_at": NOW - timedelta(minutes=40)})
    values = [
        TimeView(name="declared_at", value=NOW, automatic=True, set_by=None, reason="", recorded_at=NOW),
        TimeView(
            name="impact_started_at", value=NOW, automatic=True, set_by=None, reason="", recorded_at=NOW
        ),
        TimeView(
            name="impact_started_at",
            value=NOW - timedelta(minutes=40),
            automatic=False,
            set_by=ANA,
            reason="per graph",
            recorded_at=NOW,
        ),
    ]
    assert read(times(view, values, now=NOW, command="/incident").blocks) == snapshot("""\
*Times of INC-42*
*Impact started*  13:26 UTC (set by @ana: per graph; before: 14:06 UTC)
*Detected*  not known
*Declared*  14:06 UTC
*Acknowledged*  not known
*Contained*  not known
*Mitigated*  not known
*Resolved*  not known
*Closed*  not known
[Correct a time…]
(Or `/incident times impact 13:40 per graph`.)\
""")


def test_who_just_arrived_gets_a_brief() -> None:
    """What holds, what was said, decided and happened, and what waits for an answer."""
    hidden: EntryView = replace(ENTRY, hidden=True, text="a joke")
    drawn = catchup(
        incident(),
        updates=[UPDATE],
        decisions=[ENTRY],
        happened=[hidden],
        handovers=[HANDOVER],
        context=surroundings(),
    )
    assert read(drawn.blocks) == snapshot("""\
# :red_circle: INC-42 · SEV1 · Investigating
*Checkout returns 500s*
*Customers see*  12 % of EU checkouts fail
*Command*  IC <@U0ANA> · Tech <@U0BO> · Comms nobody yet · Scribe <@U0CY>
*Next update*  due 14:15 UTC (in 9 min) · open for 21 min
*Last update*  14:00 UTC @cy: rollback at 50 %, errors falling
*Suspects*  cache stampede (open) · deploy 4.2 (ruled out)
*What was said*
•  14:00 UTC @cy: rollback at 50 %, errors falling
*Decisions*
•  14:03 UTC @ana: roll back 4.2 <https://example.com/archives/C0WAR42/p1|message>
*Waiting for an answer*
•  <@U0BO> was asked to take over as incident commander, until 14:11 UTC (in 5 min)
(Ask <@U0ANA>, who is in command. `/incident timeline` has everything.)\
""")


def test_info_says_where_the_war_room_is() -> None:
    """The card's words for somebody elsewhere."""
    told = read(info(incident(highest_severity="SEV0"), context=surroundings()).blocks)
    assert told.splitlines()[-2:] == snapshot(
        ["*War room*  <#C0WAR42>", "(Declared by <@U0CY> at 13:45 UTC · highest severity SEV0)"]
    )


def test_app_home_starts_with_what_waits_for_me() -> None:
    """Offers and overdue updates first, then mine, then the others."""
    late = incident(next_update_due_at=NOW - timedelta(minutes=10))
    shown = _Home(
        mine=(late,), others=(incident(number=40),), handovers=((late, HANDOVER),), updates_due=(late,)
    )
    assert read(home(shown, now=NOW, command="/incident")["blocks"]) == snapshot("""\
[Declare an incident]
# Waiting for you
<@U0ANA> offers you *incident commander* of INC-42 Checkout returns 500s, until 14:11 UTC.
[Accept] [Decline]
INC-42 Checkout returns 500s: its status update was due 13:56 UTC (10 min ago).  [Update]
# Yours
*INC-42 · SEV1 · Investigating*  Checkout returns 500s
<#C0WAR42> · IC <@U0ANA> · declared 13:45 UTC · update was due 13:56 UTC (10 min ago)  [Info]
# Open
*INC-40 · SEV1 · Investigating*  Checkout returns 500s
<#C0WAR42> · IC <@U0ANA> · declared 13:45 UTC · update due 14:15 UTC (in 9 min)  [Info]
---
(As of 14:06 UTC. `/incident list` shows ended ones too, `/incident help` every verb.)\
""")


def test_an_empty_app_home_is_honest() -> None:
    """No open incidents: said so, with what it does not cover."""
    assert read(home(_Home(), now=NOW, command="/incident")["blocks"]) == snapshot("""\
[Declare an incident]
# No open incidents
All is calm, as far as Muster knows. Private incidents of others are not shown here.
---
(As of 14:06 UTC. `/incident list` shows ended ones too, `/incident help` every verb.)\
""")


def test_the_panel_has_a_button_for_everything() -> None:
    """An open incident's panel."""
    assert read(panel(incident(), context=surroundings()).blocks) == snapshot("""\
*INC-42 · SEV1 · Investigating*  Checkout returns 500s
[Status ▾: Triage, Identified, Monitoring, Resolved, Cancelled] [Severity ▾?: SEV2, SEV3] [Roles ▾: I take IC, I take Tech, I take Comms, I take Scribe, Assign roles…, Hand over…] [Resolve?] [Cancel incident?]
[Update] [No change] [Next update…] [Correct update] [Note] [Decide] [Hypothesis] [Link]
[Catch up] [Info] [Timeline] [Times] [Runbooks] [Assign roles…] [Hand over…] [Merge…] [Redact last…] [Export…] [All incidents] [Help]
(Every button is a verb too: `/incident help`.)\
""")


@pytest.mark.parametrize("severity_is_set", [True, False])
def test_leaving_the_worst_severity_by_a_menu_asks_first(severity_is_set: bool) -> None:
    """Every other choice lowers it, so the menu itself asks; a severity nobody has said is not lowered."""
    drawn = panel(incident(severity_is_set=severity_is_set), context=surroundings())
    menu = next(element for element in drawn.blocks[1]["elements"] if element["action_id"] == "set_severity")
    assert ("confirm" in menu) is severity_is_set


def test_an_ended_incidents_panel_has_no_update() -> None:
    """What makes no sense any more is not offered."""
    told = read(panel(incident(status="cancelled", is_open=False), context=surroundings()).blocks)
    assert "[Update]" not in told
    assert "[Note]" in told


def test_help_shows_each_verb_with_an_example() -> None:
    """The verbs in words, and what was probably meant."""
    verb = VerbHelp(
        name="update", example="update rollback at 50 %", does="tell everybody", aliases=("post",)
    )
    assert read(help_text([verb], command="/incident", place="the war room of INC-42").blocks) == snapshot("""\
*In the war room of INC-42 you can say*
`/incident update rollback at 50 %`  tell everybody _(or post)_
(`/incident` alone opens the form, or in a war room the panel. `/incident help update` says more about one verb. Durations: `20m`, `1h30m`; times: `14:05` in your own time zone.)\
""")


def test_a_verb_is_explained_with_its_examples_and_where_it_can_be_said() -> None:
    """`help VERB` says more than the line in the list does."""
    verb = VerbHelp(
        name="update",
        example="update rollback at 50 %",
        does="tells everybody",
        aliases=("post",),
        more=("update",),
        needs_incident=True,
    )
    assert read(verb_help(verb, command="/incident").blocks) == snapshot("""\
*update*  tells everybody.
•  `/incident update rollback at 50 %`
•  `/incident update`
•  `/incident update INC-42 rollback at 50 %`
(In its war room, or anywhere with the incident's id. | Other words for it: `post`.)\
""")
