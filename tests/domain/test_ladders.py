from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import Ladder, Rung, TimerFacts, arm, climb, desired_ladders
from bot.domain.severity import Severity
from tests.domain.levels import NOW, SEV1, SEV2, SEV3, SEV4, minutes

OPEN_FACTS = TimerFacts(
    status="investigating",
    severity_is_set=True,
    declared_at=NOW,
    status_since=NOW,
    last_activity_at=NOW,
    next_update_due_at=NOW,
    commander_missing_since=NOW,
)
LED = replace(OPEN_FACTS, has_commander=True, commander_since=NOW, commander_missing_since=None)


def table(facts: TimerFacts, severity: Severity) -> dict[str, dict[str, float]]:
    """Return the minutes of every rung by ladder, from `NOW`."""
    return {
        kind: {rung.name: (ladder.anchor + rung.offset - NOW) / minutes(1) for rung in ladder.rungs}
        for kind, ladder in desired_ladders(facts, severity).items()
    }


def rungs(
    update: dict[str, float], commander: dict[str, float], **asked: float
) -> dict[str, dict[str, float]]:
    """Return one column of the product's table, in minutes."""
    asks = {kind: {"offer" if kind == "handover" else "ask": at} for kind, at in asked.items()}
    return {"update": update, "commander": commander, **asks}


MINOR = rungs({"due": 0, "overdue": 30}, {"ask": 30}, activity=1440, monitoring=1440, close=1440)
TABLE = [
    (
        SEV1,
        rungs(
            {"due_soon": -5, "due": 0, "overdue": 10, "call_backup": 20},
            {"ask": 2, "call": 5},
            activity=20,
            monitoring=60,
            handover=240,
            close=1440,
        ),
    ),
    (
        SEV2,
        rungs(
            {"due_soon": -5, "due": 0, "overdue": 15, "call_backup": 30},
            {"ask": 5, "call": 10},
            activity=45,
            monitoring=120,
            handover=240,
            close=1440,
        ),
    ),
    (SEV3, MINOR),
    (SEV4, MINOR),
]


@pytest.mark.parametrize(("severity", "column"), TABLE, ids=["SEV1", "SEV2", "SEV3", "SEV4"])
@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        (OPEN_FACTS, {"update", "activity", "commander"}),
        (LED, {"update", "activity", "handover"}),
        (replace(LED, status="monitoring"), {"update", "activity", "handover", "monitoring"}),
        (replace(LED, status="resolved", resolved_at=NOW), {"close"}),
    ],
    ids=["nobody in command", "commanded", "monitoring", "resolved"],
)
def test_every_ladder_stands_as_in_the_products_table(
    severity: Severity, column: dict[str, dict[str, float]], facts: TimerFacts, kinds: set[str]
) -> None:
    """One column of the table after the other; "never" is no rung."""
    assert table(facts, severity) == {kind: column[kind] for kind in kinds if kind in column}


def test_a_severity_nobody_has_set_is_asked_about_after_ten_minutes() -> None:
    """Not sure yet is treated as SEV2, and the declarer is asked."""
    assert table(replace(LED, severity_is_set=False), SEV2)["severity"] == {"ask": 10}


@pytest.mark.parametrize("status", ["closed", "cancelled", "merged"])
def test_what_has_ended_is_left_in_peace(status: str) -> None:
    """Closed, cancelled and merged incidents have no reminders at all."""
    assert table(replace(OPEN_FACTS, status=status, severity_is_set=False), SEV1) == {}


def test_no_due_time_means_no_reminder_of_updates() -> None:
    """A ladder stands only where its moment is known."""
    bare = replace(OPEN_FACTS, next_update_due_at=None, commander_missing_since=None)
    assert table(bare, SEV1) == {"activity": {"ask": 20}}


def test_a_resolved_incident_without_its_time_counts_from_the_status() -> None:
    """A corrected or missing resolved time does not silence the question."""
    assert table(replace(OPEN_FACTS, status="resolved"), SEV1) == {"close": {"ask": 1440}}


UPDATE = Ladder(
    anchor=NOW,
    rungs=tuple(
        Rung(name=name, offset=minutes(at))
        for name, at in (("soon", -5), ("due", 0), ("late", 10), ("backup", 20))
    ),
)


@pytest.mark.parametrize(
    ("rung", "at", "fire", "skipped", "waits_for"),
    [
        (0, -6, None, [], (0, -5)),
        (0, -5, "soon", [], (1, 0)),
        (1, 0, "due", [], (2, 10)),
        (1, 9, "due", [], (2, 10)),
        (2, 9, None, [], (2, 10)),
        (0, 12, "late", ["soon", "due"], (3, 20)),
        (1, 300, "backup", ["due", "late"], (4, None)),
        (4, 300, None, [], (4, None)),
    ],
)
def test_after_downtime_only_the_highest_rung_fires(
    rung: int, at: float, fire: str | None, skipped: list[str], waits_for: tuple[int, float | None]
) -> None:
    """One reminder on return that names what it skipped, not a burst."""
    now = climb(UPDATE, rung=rung, now=NOW + minutes(at))
    assert (now.fire.name if now.fire else None) == fire
    assert [one.name for one in now.skipped] == skipped
    due_in = None if now.due_at is None else (now.due_at - NOW) / minutes(1)
    assert (now.next_rung, due_in) == waits_for


@pytest.mark.parametrize(
    ("at", "next_rung", "due_in"), [(-15, 0, -5), (-5, 1, 0), (-3, 1, 0), (0, 1, 0), (30, 1, 0)]
)
def test_a_warning_that_is_past_when_the_ladder_is_armed_is_left_out(
    at: float, next_rung: int, due_in: float
) -> None:
    """After `next 3m` nobody is told at once that an update is due soon; what is due still fires."""
    armed = arm(UPDATE, now=NOW + minutes(at))
    assert armed.fire is None
    assert armed.skipped == ()
    assert (armed.next_rung, armed.due_at) == (next_rung, NOW + minutes(due_in))


_TURNS = st.lists(st.integers(0, 40), min_size=1, max_size=8).map(sorted)


@given(_TURNS, st.integers(-30, 30))
def test_no_rung_fires_twice_and_none_is_forgotten(turns: list[int], armed_at: int) -> None:
    """However late and oddly it is looked at, every rung fires or is named as skipped, once, in order."""
    start = NOW + minutes(armed_at)
    state = arm(UPDATE, now=start)
    seen: list[Rung] = []
    for turn in (*turns, 100):
        state = climb(UPDATE, rung=state.next_rung, now=start + minutes(turn))
        seen += [*state.skipped, *([state.fire] if state.fire else [])]
    assert state.due_at is None
    expected = [rung for rung in UPDATE.rungs if rung.offset >= timedelta(0) or NOW + rung.offset > start]
    assert seen == expected


def test_a_ladder_tells_when_each_rung_is_due() -> None:
    """Past its last rung there is nothing to wait for."""
    due: list[datetime | None] = [UPDATE.due_at(rung) for rung in (0, 3, 4)]
    assert due == [NOW - minutes(5), NOW + minutes(20), None]
