import re

import pytest

from bot.domain import lifecycle
from bot.domain.errors import MoveRefused

OPEN = ("triage", "investigating", "identified", "monitoring")
MOVES = {
    "triage": {"investigating", "identified", "monitoring", "resolved", "cancelled", "merged"},
    "investigating": {"triage", "identified", "monitoring", "resolved", "cancelled", "merged"},
    "identified": {"triage", "investigating", "monitoring", "resolved", "cancelled", "merged"},
    "monitoring": {"triage", "investigating", "identified", "resolved", "cancelled", "merged"},
    "resolved": {"triage", "investigating", "identified", "monitoring", "closed"},
    "closed": {"investigating"},
    "cancelled": set(),
    "merged": set(),
}


def refusal(current: str, to: str) -> str:
    """Return the sentence that refuses this move of INC-42."""
    with pytest.raises(MoveRefused) as refused:
        lifecycle.check_move(current, to, incident=42)
    return refused.value.sentence


@pytest.mark.parametrize("current", MOVES)
@pytest.mark.parametrize("to", MOVES)
def test_the_lifecycle_allows_these_moves_and_no_others(current: str, to: str) -> None:
    """Any jump up to resolved and back; close from resolved; reopen from both; two other ends."""
    assert (to in lifecycle.allowed_moves(current)) is (to in MOVES[current])
    if to in MOVES[current]:
        lifecycle.check_move(current, to, incident=42)
    else:
        assert refusal(current, to).startswith(f"INC-42 is {'already ' if to == current else ''}*{current}*")


def test_closing_too_early_is_refused_with_the_way_there() -> None:
    """The refusal that the product promises, word by word."""
    assert refusal("investigating", "closed") == (
        "INC-42 is *investigating*; it can be closed once it is *resolved*. "
        "Say `resolve`, or `cancel` if it was a false alarm."
    )


@pytest.mark.parametrize("current", MOVES)
@pytest.mark.parametrize("to", MOVES)
def test_a_refusal_names_only_moves_that_are_allowed(current: str, to: str) -> None:
    """Every verb in a refusal leads on from here; only from a cancelled incident nothing does."""
    if to in MOVES[current]:
        return
    leads_to = {verb: status for status, verb in lifecycle.VERBS.items()} | {"reopen": "investigating"}
    named = re.findall(r"`([a-z]+)`", refusal(current, to))
    assert named
    if current == "cancelled":
        assert named == ["declare"]
    elif current == "merged":
        assert named == ["unmerge"]
    else:
        assert {leads_to[verb] for verb in named} <= MOVES[current]


def test_saying_the_status_that_it_has_changes_nothing_and_says_so() -> None:
    """Two people say `identified`; the second learns that it is done, and what else can be said."""
    assert refusal("identified", "identified") == (
        "INC-42 is already *identified*; nothing was changed. "
        "From here: `investigating`, `monitoring`, `resolve`, `cancel` or `merge`."
    )


@pytest.mark.parametrize("current", ["resolved", "closed"])
def test_what_is_over_can_be_reopened(current: str) -> None:
    """From resolved and from closed."""
    lifecycle.check_reopen(current, incident=42)


@pytest.mark.parametrize(
    ("current", "sentence"),
    [
        (
            "monitoring",
            "only a resolved or closed incident can be reopened. From here: `investigating`, `identified`",
        ),
        ("cancelled", "and that is final. If it is real after all, `declare` it again."),
        ("merged", "into another incident, where the work goes on. Say `unmerge`"),
    ],
)
def test_what_is_not_over_cannot_be_reopened(current: str, sentence: str) -> None:
    """An open, a cancelled and a merged incident each say what can be done instead."""
    with pytest.raises(MoveRefused, match=re.escape(sentence)):
        lifecycle.check_reopen(current, incident=42)


def test_only_a_merged_incident_can_be_unmerged() -> None:
    """There is nothing to take apart elsewhere."""
    lifecycle.check_unmerge("merged", incident=42)
    with pytest.raises(MoveRefused, match=r"INC-42 is \*resolved\*, not merged"):
        lifecycle.check_unmerge("resolved", incident=42)


def test_statuses_that_end_work_are_not_open() -> None:
    """Resolved, closed, cancelled and merged stop the update reminders."""
    assert [status for status in lifecycle.STATUSES if lifecycle.is_open(status)] == list(OPEN)
    assert lifecycle.TITLES["investigating"] == "Investigating"
    assert set(lifecycle.MEANINGS) == set(lifecycle.STATUSES)


def test_buttons_that_end_something_ask_first() -> None:
    """Resolve, close, cancel and merge; nothing else."""
    asking = [status for status in lifecycle.STATUSES if lifecycle.needs_confirmation(status)]
    assert asking == ["resolved", "closed", "cancelled", "merged"]
