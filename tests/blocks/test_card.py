"""The card, the topic and the announcement, read aloud."""

# ruff: noqa: E501 (sentences stand here as they are read)

from dataclasses import replace
from datetime import timedelta

import pytest
from inline_snapshot import snapshot

from bot.blocks.announcement import announcement
from bot.blocks.card import card
from bot.blocks.topic import topic
from bot.blocks.update import announced_update, update
from bot.domain.views import PendingView
from tests.blocks.aloud import read
from tests.blocks.samples import NEIGHBOUR, NOW, ROLES, UPDATE, incident, surroundings


def _pending(**changes: object) -> PendingView:
    one = PendingView(
        effect_id=1,
        kind="invite_people",
        what="",
        blocked=False,
        reason="ratelimited",
        retry_at=NOW,
        count=3,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def test_the_card_says_where_things_stand() -> None:
    """The card of product.md, word by word."""
    view = incident(pending=(_pending(retry_at=NOW + timedelta(minutes=2)),))
    drawn = card(view, context=surroundings())
    assert drawn.text == snapshot("INC-42 · SEV1 · Investigating: Checkout returns 500s")
    assert read(drawn.blocks) == snapshot("""\
# :red_circle: INC-42 · SEV1 · Investigating
*Checkout returns 500s*
*Customers see*  12 % of EU checkouts fail
*Command*  IC <@U0ANA> · Tech <@U0BO> · Comms nobody yet · Scribe <@U0CY>
*Next update*  due 14:15 UTC (in 9 min) · open for 21 min
*Last update*  14:00 UTC @cy: rollback at 50 %, errors falling
*Suspects*  cache stampede (open) · deploy 4.2 (ruled out)
(*Still doing*  inviting 3 people, Slack asked us to wait until 14:08 UTC)
[Update] [Status ▾: Triage, Identified, Monitoring, Resolved, Cancelled] [Roles ▾: I take IC, I take Tech, I take Comms, I take Scribe, Assign roles…, Hand over…] [Note] [More…]\
""")


def test_a_new_card_is_honest_about_what_is_not_known() -> None:
    """No severity, no impact, no update, nobody in command, nobody called: each is said."""
    view = incident(
        severity_is_set=False,
        status="triage",
        impact="",
        last_update=None,
        hypotheses=(),
        nobody_called=True,
        roles=tuple(replace(role, holder=None) for role in ROLES),
        neighbours=(NEIGHBOUR,),
    )
    assert read(card(view, context=surroundings()).blocks) == snapshot("""\
# :red_circle: INC-42 · severity not set (treated as SEV1) · Triage
*Checkout returns 500s*
*Customers see*  not known yet
*Command*  IC nobody yet · Tech nobody yet · Comms nobody yet · Scribe nobody yet
*Next update*  due 14:15 UTC (in 9 min) · open for 21 min
*Last update*  none yet
:warning: *Nobody was called*: nobody is configured or could be found for SEV1. Call people yourself.
Is it the same as INC-41 <#C0WAR41>? Payments slow  [Merge into INC-41?]
[Update] [Status ▾: Investigating, Identified, Monitoring, Resolved, Cancelled] [Roles ▾: I take IC, I take Tech, I take Comms, I take Scribe, Assign roles…, Hand over…] [Note] [More…]\
""")


def test_an_overdue_update_is_told_on_the_card() -> None:
    """Past its due time the card no longer says "due"."""
    view = incident(next_update_due_at=NOW - timedelta(minutes=10), drill=True, private=True)
    assert read(card(view, context=surroundings()).blocks).splitlines()[:5] == snapshot(
        [
            "# :red_circle: DRILL · INC-42 · SEV1 · Investigating · Private",
            "*Checkout returns 500s*",
            "*Customers see*  12 % of EU checkouts fail",
            "*Command*  IC <@U0ANA> · Tech <@U0BO> · Comms nobody yet · Scribe <@U0CY>",
            "*Next update*  was due 13:56 UTC (10 min ago) · open for 21 min",
        ]
    )


@pytest.mark.parametrize(
    ("status", "buttons"),
    [
        ("resolved", "[Close?] [Reopen] [Note] [More…]"),
        ("closed", "[Reopen] [More…]"),
        ("cancelled", "[More…]"),
        ("merged", "[Undo the merge] [More…]"),
    ],
)
def test_an_ended_incident_offers_only_what_is_left(status: str, buttons: str) -> None:
    """Ended states draw fewer buttons and no due time."""
    view = incident(status=status, is_open=False, next_update_due_at=None)
    told = read(card(view, context=surroundings()).blocks)
    assert told.splitlines()[-1] == buttons
    assert "Next update" not in told


def test_a_merge_names_its_target_only_to_those_who_may_see_it() -> None:
    """Without a visible target the card says "another incident"."""
    view = incident(status="merged", is_open=False, merged_into=41)
    assert "INC-41 <#C0WAR41>" in read(card(view, context=surroundings()).blocks)
    assert "41" not in read(card(view, context=surroundings(other=None)).blocks)


@pytest.mark.parametrize(
    ("pending", "sentence"),
    [
        (
            _pending(kind="refresh_topic", blocked=True, reason="not_in_channel"),
            "The topic could not be set: the bot is not in the channel. Invite <@U0MUSTER>; it will try again by itself.",
        ),
        (
            _pending(kind="pin_message", blocked=True, reason="missing_scope:pins:write"),
            "A message could not be pinned: the app lacks the permission `pins:write`. Ask a workspace admin to add it and to install the app again.",
        ),
        (
            _pending(blocked=True, reason="cant_invite", count=1),
            "1 person could not be invited: Slack does not let the bot invite them. Invite them by hand.",
        ),
        (
            _pending(kind="post_message", what="announcement", blocked=True, reason="channel_not_found"),
            "The announcement could not be posted: the channel cannot be found, or it is private and the bot is not in it. Invite <@U0MUSTER>, or correct the channel in the configuration; it will try again by itself.",
        ),
        (
            _pending(kind="open_war_room", blocked=True, reason="weird_error"),
            "The war room could not be opened: Slack answered `weird_error`. Ask whoever runs Muster; its log says more.",
        ),
    ],
)
def test_what_could_not_be_done_comes_with_what_a_person_can_do(pending: PendingView, sentence: str) -> None:
    """A failed step names its cause and who can mend it."""
    assert sentence in read(card(incident(pending=(pending,)), context=surroundings()).blocks)


def test_a_step_that_never_failed_is_not_on_the_card() -> None:
    """What is merely under way is no news."""
    told = read(card(incident(pending=(_pending(reason=""),)), context=surroundings()).blocks)
    assert "Still doing" not in told


def test_the_topic_names_severity_status_and_commander() -> None:
    """The topic of product.md, without any time."""
    assert topic(incident()) == "SEV1 · investigating · IC @ana"
    assert topic(incident(severity_is_set=False, roles=())) == "severity not set · investigating"
    assert topic(incident(status="resolved", is_open=False)) == "SEV1 · resolved"


def test_the_announcement_mentions_leadership_in_its_first_post_only() -> None:
    """The first post is for leadership's attention; an edited one mentions nobody."""
    first = announcement(incident(), context=surroundings(mentions=("S0ONCALL",)))
    assert read(first.blocks) == snapshot("""\
:red_circle: *INC-42 · SEV1 · Investigating*
*Checkout returns 500s*
*Customers see*  12 % of EU checkouts fail
*Incident commander*  <@U0ANA>
*Next update*  due 14:15 UTC (in 9 min) · open for 21 min
*Last update*  14:00 UTC @cy: rollback at 50 %, errors falling
*War room*  <#C0WAR42>
For your attention: <!subteam^S0ONCALL>\
""")
    assert "S0ONCALL" not in read(announcement(incident(), context=surroundings()).blocks)


def test_the_announcement_says_how_it_ended() -> None:
    """An ended incident has a duration in place of a due time."""
    view = incident(status="resolved", is_open=False, next_update_due_at=None, times={"resolved_at": NOW})
    assert read(announcement(view, context=surroundings()).blocks) == snapshot("""\
:red_circle: *INC-42 · SEV1 · Resolved*
*Checkout returns 500s*
*Customers saw*  12 % of EU checkouts fail
*Resolved*  14:06 UTC · open for 21 min
*Last update*  14:00 UTC @cy: rollback at 50 %, errors falling
*War room*  <#C0WAR42>\
""")


def test_a_private_incident_is_never_announced() -> None:
    """Nothing of a private incident can be drawn for the announcement channel."""
    for drawing in (announcement, announced_update):
        with pytest.raises(ValueError, match="private"):
            drawing(incident(private=True), context=surroundings())


def test_an_update_reads_the_same_in_both_places() -> None:
    """War room and announcement thread carry the same words; the thread names the incident."""
    here = read(update(incident(), context=surroundings()).blocks)
    there = read(announced_update(incident(), context=surroundings()).blocks)
    assert here == snapshot("""\
*Status update 3* · Investigating · SEV1 · @cy at 14:00 UTC
*Customers see*  12 % of EU checkouts fail
*Doing*  rollback at 50 %, errors falling
*Next update*  due 14:15 UTC\
""")
    assert there == f"INC-42 · {here}"


def test_a_corrected_a_redacted_and_an_empty_update_say_so() -> None:
    """Corrections are marked, redacted words are gone, and "no change" is called that."""
    corrected = replace(UPDATE, corrected_at=NOW)
    assert "Corrected at" in read(update(incident(), context=surroundings(update=corrected)).blocks)
    redacted = update(incident(), context=surroundings(update=replace(UPDATE, redacted=True)))
    assert "rollback" not in redacted.text + read(redacted.blocks)
    unchanged = replace(UPDATE, no_change=True, text="", impact="")
    assert read(update(incident(), context=surroundings(update=unchanged)).blocks) == snapshot("""\
*No change* · Investigating · SEV1 · @cy at 14:00 UTC
*Next update*  due 14:15 UTC\
""")
