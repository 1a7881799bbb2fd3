from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import timeline
from bot.domain.errors import NotUnderstood
from bot.domain.views import EntryView, PersonView
from tests.domain.levels import NOW, minutes

ANA = PersonView(slack_id="U1", name="ana")
BO = PersonView(slack_id="U2", name="bo")
NOTE = EntryView(
    number=17,
    occurred_at=NOW,
    recorded_at=NOW,
    kind=timeline.NOTE,
    actor=ANA,
    text="flipped flag, key hunter2",
    source="https://example.com/archives/C1/p1",
    data={"words": "key hunter2", "update": 3, "loud": True},
)
LATER = NOW + minutes(5)


def test_a_correction_keeps_what_was_said_before() -> None:
    """The entry says the new words, the revision both, with who, when and why."""
    change = timeline.corrected(NOTE, text="flipped flag", by=BO, at=LATER, reason="no key in here")
    assert change.entry.text == "flipped flag"
    assert change.entry.revisions == (change.revision,)
    revision = change.revision
    assert (revision.number, revision.kind, revision.at, revision.by) == (1, "corrected", LATER, BO)
    assert (revision.old_text, revision.new_text, revision.reason) == (
        NOTE.text,
        "flipped flag",
        "no key in here",
    )


def test_an_edit_in_slack_is_a_revision_of_its_own_kind() -> None:
    """Edits of a captured message follow, as revisions."""
    assert timeline.corrected(NOTE, text="x", by=ANA, at=LATER, edited=True).revision.kind == "edited"


def test_hiding_takes_out_of_sight_and_showing_puts_back() -> None:
    """The text stays in the record all the time."""
    gone = timeline.hidden(NOTE, by=BO, at=LATER, reason="wrong channel")
    assert gone.entry.hidden
    assert gone.entry.text == NOTE.text
    back = timeline.shown(gone.entry, by=ANA, at=LATER)
    assert not back.entry.hidden
    assert [one.kind for one in back.entry.revisions] == ["hidden", "shown"]
    assert [one.number for one in back.entry.revisions] == [1, 2]


def test_a_redaction_removes_the_text_everywhere_and_keeps_the_fact() -> None:
    """Earlier revisions lose their text too; who and why stay, and the message can still be found."""
    corrected = timeline.corrected(NOTE, text="key hunter3", by=BO, at=LATER, reason="typo").entry
    change = timeline.redacted(corrected, by=BO, at=LATER, reason="pasted a key")
    entry = change.entry
    assert (entry.number, entry.actor, entry.kind, entry.occurred_at) == (17, ANA, "note", NOW)
    assert entry.redacted
    assert entry.source == NOTE.source
    assert entry.data == {"update": 3, "loud": True}
    assert "hunter" not in repr(entry)
    assert [(one.kind, one.by, one.reason) for one in entry.revisions] == [
        ("corrected", BO, "typo"),
        ("redacted", BO, "pasted a key"),
    ]


def test_what_changes_nothing_is_refused() -> None:
    """Empty or the same words, hiding twice, showing what is shown, and all words after a redaction."""
    redacted = timeline.redacted(NOTE, by=BO, at=LATER).entry
    hidden = timeline.hidden(NOTE, by=BO, at=LATER).entry
    with pytest.raises(NotUnderstood, match="needs words"):
        timeline.corrected(NOTE, text="  ", by=BO, at=LATER)
    with pytest.raises(NotUnderstood, match="Entry 17 says that already"):
        timeline.corrected(NOTE, text=NOTE.text, by=BO, at=LATER)
    with pytest.raises(NotUnderstood, match="Entry 17 is hidden already"):
        timeline.hidden(hidden, by=BO, at=LATER)
    with pytest.raises(NotUnderstood, match="Entry 17 is not hidden"):
        timeline.shown(NOTE, by=BO, at=LATER)
    with pytest.raises(NotUnderstood, match="stays gone"):
        timeline.redacted(redacted, by=BO, at=LATER)
    with pytest.raises(NotUnderstood, match="stays gone"):
        timeline.corrected(redacted, text="key again", by=BO, at=LATER)


@given(st.lists(st.sampled_from(["correct", "hide", "show"]), max_size=12))
def test_every_state_can_be_read_back_from_the_revisions(steps: list[str]) -> None:
    """Revisions are numbered without gaps, each begins where the last one ended, and nothing is lost."""
    entry = NOTE
    for place, step in enumerate(steps):
        if step == "correct":
            entry = timeline.corrected(entry, text=f"text {place}", by=BO, at=LATER).entry
        elif step == "hide" and not entry.hidden:
            entry = timeline.hidden(entry, by=BO, at=LATER).entry
        elif step == "show" and entry.hidden:
            entry = timeline.shown(entry, by=BO, at=LATER).entry
    assert [one.number for one in entry.revisions] == list(range(1, len(entry.revisions) + 1))
    texts = [NOTE.text, *(one.new_text for one in entry.revisions)]
    assert [one.old_text for one in entry.revisions] == texts[:-1]
    assert entry.text == texts[-1]
    assert replace(entry, text=NOTE.text, hidden=False, revisions=()) == NOTE


def test_every_kind_of_entry_has_words() -> None:
    """A kind that a later version wrote is spelled out."""
    kinds = {value for name, value in vars(timeline).items() if name.isupper() and isinstance(value, str)}
    revisions = {"corrected", "edited", "hidden", "shown", "redacted", timeline.GONE}
    assert kinds - revisions == set(timeline.TITLES)
    assert timeline.title("status_changed") == "Status changed"
    assert timeline.title("drill_ended") == "Drill ended"
