"""Whatever people press, in any order: the run moves by a rule, or they read a sentence."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.domain.errors import Refusal
from runbooks import engine
from runbooks.catalogue import LIBRARY, load
from runbooks.engine import Moved
from runbooks.model import Runbook
from runbooks.run import Run
from runbooks.saving import from_json, to_json
from tests.runbooks.documents import DOCUMENT, NOW, read

_RUNBOOKS = [read(), read(DOCUMENT.replace("step 3](#3-tell-people)", "step 9](#9-gone)"))]
_IDS = load(LIBRARY).runbooks.keys()
_PRESS = st.tuples(
    st.sampled_from(["claim", "complete", "fail", "skip", "undo", "decide", "go_to", "stop"]),
    st.integers(-1, 12),
    st.sampled_from(["U0ANA", "U0BO"]),
    st.integers(0, 4),
    st.booleans(),
)


def _press(run: Run, press: tuple[str, int, str, int, bool], *, minute: int) -> Moved:
    what, number, by, choice, is_stale = press
    at = NOW + timedelta(minutes=minute)
    seen = run.version - is_stale
    match what:
        case "claim":
            return engine.claim(run, number, by=by, at=at, seen=seen)
        case "complete":
            return engine.complete(run, number, by=by, at=at, seen=seen)
        case "fail":
            return engine.fail(run, number, by=by, at=at, seen=seen)
        case "skip":
            return engine.skip(run, number, by=by, at=at, why="x" * choice, seen=seen)
        case "undo":
            return engine.undo(run, number, by=by, at=at, seen=seen)
        case "decide":
            return engine.decide(run, number, choice=choice, by=by, at=at, seen=seen)
        case "go_to":
            return engine.go_to(run, number, by=by, at=at, seen=seen)
        case _:
            return engine.stop(run, by=by, at=at, seen=seen)


@settings(max_examples=200)
@given(st.sampled_from(_RUNBOOKS), st.lists(_PRESS, max_size=30))
def test_any_order_of_presses_moves_a_run_or_is_refused(
    runbook: Runbook, presses: list[tuple[str, int, str, int, bool]]
) -> None:
    """Versions only grow, an ended run stays ended, and there is always a current step before the end."""
    run, _ = engine.start(runbook, run_id="r", by="U0ANA", at=NOW)
    for minute, press in enumerate(presses):
        try:
            moved, event = _press(run, press, minute=minute)
        except Refusal:
            continue
        assert not press[4], "a stale press is always refused"
        assert moved.version == run.version + 1
        assert event.by == press[2]
        assert event.text
        assert len(moved.steps) == len(runbook.steps)
        assert run.ending is None or moved.ending == run.ending
        assert (moved.current is None) == (moved.ending is not None)
        if moved.due_at is not None:
            assert moved.overdue(moved.due_at)
        run = moved
    assert from_json(to_json(run)) == run


@pytest.mark.parametrize("runbook", list(load(LIBRARY)), ids=lambda runbook: runbook.id)
def test_every_shipped_runbook_can_be_walked_through(runbook: Runbook) -> None:
    """Step by step to the end; and every decision of it leads to a step, to another runbook or to the end."""
    run, _ = engine.start(runbook, run_id="r", by="U0ANA", at=NOW)
    for step in runbook.steps:
        for choice, decision in enumerate(step.decisions):
            there = (
                run if run.current == step.number else engine.go_to(run, step.number, by="U0ANA", at=NOW)[0]
            )
            led, _ = engine.decide(there, step.number, choice=choice, by="U0ANA", at=NOW)
            match decision.target.kind:
                case "step":
                    assert led.current == decision.target.step
                case "runbook":
                    assert led.ending is not None
                    assert led.ending.runbook in _IDS
                case "finish":
                    assert led.ending is not None
                case "continue":
                    assert led.ending is not None or led.current == step.number + 1
        run, _ = engine.complete(run, step.number, by="U0ANA", at=NOW)
    assert run.ending is not None
    assert run.settled == len(runbook.steps)
