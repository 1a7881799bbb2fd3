"""Following a runbook: who did what, what is next, and what is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.errors import Refusal, Stale, WordsNeeded
from runbooks import engine
from runbooks.engine import Moved
from runbooks.run import Run
from runbooks.saving import from_json, to_json
from tests.runbooks.documents import DOCUMENT, NOW, read

ANA, BO = "U0ANA", "U0BO"
LATER = NOW + timedelta(minutes=2)


def _started() -> Run:
    run, _ = engine.start(read(), run_id="r1", by=ANA, at=NOW, values={"host": "db-1"})
    return run


def _run(moved: Moved) -> Run:
    return moved[0]


def _at_second() -> Run:
    return _run(engine.complete(_started(), 1, by=ANA, at=NOW))


def _finished() -> Run:
    second = _run(engine.complete(_at_second(), 2, by=ANA, at=NOW))
    return _run(engine.complete(second, 3, by=ANA, at=NOW))


def test_a_run_starts_at_the_first_step_and_remembers_what_it_follows() -> None:
    """A file that is edited meanwhile changes nothing."""
    runbook = read()
    run, event = engine.start(runbook, run_id="r1", by=ANA, at=NOW, values={"host": "db-1"})
    assert (run.runbook, run.revision, run.title, run.current) == (
        "disk-full",
        runbook.revision,
        "Disk full",
        1,
    )
    assert [step.state for step in run.steps] == ["open", "open", "open"]
    assert run.values == (("host", "db-1"),)
    assert (event.kind, event.step, event.by, event.at) == ("runbook_started", None, ANA, NOW)
    assert event.text == f"Runbook “Disk full” started (3 steps, revision {runbook.revision})"


def test_a_claimed_step_has_a_name_and_a_time() -> None:
    """The run stays at it."""
    run, event = engine.claim(_started(), 1, by=BO, at=LATER)
    assert (run.steps[0].state, run.steps[0].by, run.steps[0].claimed_at) == ("claimed", BO, LATER)
    assert run.current == 1
    assert event.text == "Runbook “Disk full”, step 1 of 3 “See what takes the room”: taken"


def test_a_step_can_be_taken_over() -> None:
    """Who vanished blocks nobody; the one before is named."""
    run = _run(engine.claim(_started(), 1, by=ANA, at=NOW))
    taken, event = engine.claim(run, 1, by=BO, at=LATER)
    assert taken.steps[0].by == BO
    assert (event.previous, event.text[-10:]) == (ANA, "taken over")


def test_a_done_step_leads_to_the_next() -> None:
    """With the note, if there is one."""
    run, event = engine.complete(_started(), 1, by=ANA, at=LATER, note="/var is full")
    assert (run.steps[0].state, run.current, run.steps[1].reached_at) == ("done", 2, LATER)
    assert event.text.endswith("“See what takes the room”: done (/var is full)")


def test_a_step_done_out_of_order_leaves_the_current_one() -> None:
    """Two people may work at once."""
    run = _run(engine.complete(_started(), 2, by=BO, at=NOW))
    assert run.current == 1
    assert _run(engine.complete(run, 1, by=ANA, at=NOW)).current == 3


def test_the_last_step_ends_the_run() -> None:
    """And the event says so."""
    run = _run(engine.complete(_at_second(), 2, by=ANA, at=NOW))
    ended, event = engine.complete(run, 3, by=BO, at=LATER)
    assert ended.ending is not None
    assert (ended.ending.kind, ended.ending.by, ended.ending.at) == ("finished", BO, LATER)
    assert (ended.current, ended.settled) == (None, 3)
    assert event.text.endswith("“Tell people”: done; the runbook is finished")


def test_a_failed_step_holds_the_run() -> None:
    """Until somebody tries again, undoes, skips or goes on elsewhere."""
    run, event = engine.fail(_at_second(), 2, by=ANA, at=NOW, why="disk is read-only")
    assert (run.current, run.has_failed_step) == (2, True)
    assert event.text.endswith("failed (disk is read-only)")
    assert not _run(engine.claim(run, 2, by=BO, at=NOW)).has_failed_step
    assert _run(engine.complete(run, 2, by=BO, at=NOW)).current == 3
    assert _run(engine.skip(run, 2, by=BO, at=NOW, why="no need")).current == 3
    assert _run(engine.undo(run, 2, by=BO, at=NOW)).steps[1].state == "undone"
    assert _run(engine.go_to(run, 3, by=BO, at=NOW)).current == 3


def test_a_step_that_turns_out_to_have_failed_becomes_the_current_one() -> None:
    """Verification comes after doing."""
    run = _run(engine.complete(_at_second(), 2, by=ANA, at=NOW))
    assert _run(engine.fail(run, 2, by=ANA, at=LATER)).current == 2


def test_skipping_needs_a_reason() -> None:
    """A click is not enough; the reason stays."""
    with pytest.raises(WordsNeeded) as asked:
        engine.skip(_started(), 1, by=ANA, at=NOW, why=" ")
    assert asked.value.sentence.startswith("Why is step 1 (“See what takes the room”) skipped?")
    run, event = engine.skip(_started(), 1, by=ANA, at=NOW, why="seen already")
    assert (run.steps[0].state, run.steps[0].why, run.current) == ("skipped", "seen already", 2)
    assert event.text.endswith("skipped (seen already)")


def test_undoing_returns_to_the_step() -> None:
    """It may be done again."""
    run = _run(engine.complete(_at_second(), 2, by=ANA, at=NOW))
    undone, event = engine.undo(run, 2, by=BO, at=LATER, why="made it worse")
    assert (undone.steps[1].state, undone.current) == ("undone", 2)
    assert (event.kind, event.text[-22:]) == ("step_undone", "undone (made it worse)")
    assert _run(engine.complete(undone, 2, by=BO, at=LATER)).current == 3


def test_undoing_is_possible_after_the_end() -> None:
    """It can turn out wrong later; the run stays ended."""
    run = _run(engine.undo(_finished(), 2, by=ANA, at=LATER))
    assert (run.steps[1].state, run.current) == ("undone", None)
    assert run.ending is not None


def test_a_decision_leads_to_its_step() -> None:
    """The step that asked is done; those jumped over stay open."""
    run, event = engine.decide(_started(), 1, choice=1, by=ANA, at=NOW)
    assert [step.state for step in run.steps] == ["done", "open", "open"]
    assert run.current == 3
    assert event.text.endswith("“See what takes the room”: if there is room → step 3")
    assert _run(engine.complete(run, 3, by=ANA, at=NOW)).ending is not None


def test_a_decision_can_lead_to_another_runbook() -> None:
    """This one is finished, and says where to go on."""
    run, _ = engine.decide(_started(), 1, choice=0, by=ANA, at=NOW)
    assert run.ending is not None
    assert (run.ending.kind, run.ending.runbook) == ("finished", "replication-lag")


def test_otherwise_can_mean_to_go_on() -> None:
    """To the next step that waits."""
    assert _run(engine.decide(_started(), 1, choice=2, by=ANA, at=NOW)).current == 2


def test_going_back_opens_a_step_again() -> None:
    """A loop of a playbook can be walked twice."""
    run, event = engine.go_to(_at_second(), 1, by=ANA, at=LATER, why="still full")
    assert (run.current, run.steps[0].state, run.steps[0].reached_at) == (1, "open", LATER)
    assert event.text.endswith("is next (still full)")


def test_a_stopped_run_does_nothing_more() -> None:
    """Whoever tries is told."""
    run, event = engine.stop(_at_second(), by=BO, at=LATER, why="the disk was replaced")
    assert event.text == "Runbook “Disk full” stopped at step 2 of 3 (the disk was replaced)"
    assert run.ending is not None
    assert (run.ending.kind, run.current, run.due_at) == ("stopped", None, None)
    with pytest.raises(engine.RunEnded) as refused:
        engine.claim(run, 2, by=ANA, at=LATER)
    assert refused.value.sentence.startswith("The runbook “Disk full” is stopped already.")


_PRESSES: dict[str, Callable[[Run, int], Moved]] = {
    "claim": lambda run, seen: engine.claim(run, 1, by=BO, at=NOW, seen=seen),
    "complete": lambda run, seen: engine.complete(run, 1, by=BO, at=NOW, seen=seen),
    "fail": lambda run, seen: engine.fail(run, 1, by=BO, at=NOW, seen=seen),
    "skip": lambda run, seen: engine.skip(run, 1, by=BO, at=NOW, why="x", seen=seen),
    "decide": lambda run, seen: engine.decide(run, 1, choice=1, by=BO, at=NOW, seen=seen),
    "go to": lambda run, seen: engine.go_to(run, 2, by=BO, at=NOW, seen=seen),
    "stop": lambda run, seen: engine.stop(run, by=BO, at=NOW, seen=seen),
}


@pytest.mark.parametrize("press", _PRESSES.values(), ids=_PRESSES)
def test_a_stale_button_is_refused_and_a_fresh_one_is_not(press: Callable[[Run, int], Moved]) -> None:
    """Two clicks on the same card do one thing; each changes the version."""
    run = _run(engine.claim(_started(), 1, by=ANA, at=NOW))
    with pytest.raises(Stale):
        press(run, run.version - 1)
    moved, _ = press(run, run.version)
    assert moved.version == run.version + 1


def test_a_stale_undo_is_refused() -> None:
    """After the end as well."""
    run = _finished()
    with pytest.raises(Stale):
        engine.undo(run, 2, by=ANA, at=NOW, seen=run.version - 1)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (lambda: engine.claim(_at_second(), 1, by=BO, at=NOW), "is done already by <@U0ANA>. Undo it first"),
        (
            lambda: engine.claim(_run(engine.claim(_started(), 1, by=BO, at=NOW)), 1, by=BO, at=NOW),
            "is yours already",
        ),
        (
            lambda: engine.complete(_at_second(), 1, by=BO, at=NOW),
            "is done already by <@U0ANA>; it cannot be done",
        ),
        (lambda: engine.skip(_at_second(), 1, by=BO, at=NOW, why="x"), "it cannot be skipped"),
        (lambda: engine.undo(_at_second(), 2, by=BO, at=NOW), "only what was done or failed can be undone"),
        (lambda: engine.undo(_at_second(), 1, by=BO, at=NOW), "does not say how it is undone"),
        (lambda: engine.claim(_started(), 4, by=BO, at=NOW), "has steps 1 to 3, and no step 4"),
        (lambda: engine.claim(_started(), 0, by=BO, at=NOW), "and no step 0"),
        (lambda: engine.decide(_started(), 1, choice=3, by=BO, at=NOW), "has no such decision"),
        (lambda: engine.go_to(_started(), 1, by=BO, at=NOW), "is the current step already"),
        (lambda: engine.stop(_finished(), by=BO, at=NOW), "is finished already. Start it again"),
        (lambda: engine.complete(_finished(), 1, by=BO, at=NOW), "is finished already"),
    ],
)
def test_a_refusal_says_why(what: Callable[[], Moved], sentence: str) -> None:
    """And what to do instead."""
    with pytest.raises(Refusal) as refused:
        what()
    assert sentence in refused.value.sentence


def test_a_refusal_escapes_the_title() -> None:
    """A runbook is written by people, too."""
    text = DOCUMENT.replace("Disk full", "<!channel> full")
    run, _ = engine.start(read(text), run_id="r1", by=ANA, at=NOW)
    with pytest.raises(Refusal) as refused:
        engine.claim(run, 9, by=ANA, at=NOW)
    assert "&lt;!channel&gt;" in refused.value.sentence


def test_a_time_box_counts_from_when_the_step_was_reached_or_taken() -> None:
    """Who takes it has all of the time."""
    run = _started()
    assert run.due_at == NOW + timedelta(minutes=5)
    taken = _run(engine.claim(run, 1, by=ANA, at=LATER))
    assert taken.due_at == LATER + timedelta(minutes=5)
    assert taken.overdue(LATER + timedelta(minutes=5)) == (taken.steps[0],)
    assert taken.overdue(LATER + timedelta(minutes=4)) == ()


def test_a_settled_step_is_never_due() -> None:
    """Neither is one without a time box, nor anything of a run that has ended."""
    assert _at_second().due_at is None
    assert _run(engine.fail(_started(), 1, by=ANA, at=NOW)).due_at is None
    assert _run(engine.stop(_started(), by=ANA, at=NOW)).due_at is None


def test_a_claimed_step_elsewhere_is_due_as_well() -> None:
    """It is being worked on, although it is not the current one."""
    run = _run(engine.go_to(_run(engine.claim(_started(), 1, by=ANA, at=NOW)), 3, by=BO, at=LATER))
    assert run.due_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("make", [_started, _at_second, _finished])
def test_a_run_survives_its_storage(make: Callable[[], Run]) -> None:
    """Without loss; a key that a newer version wrote is left out."""
    run = make()
    assert from_json(to_json(run)) == run
    assert from_json({**to_json(run), "from_the_future": 1}) == run


@pytest.mark.parametrize(
    "values", [{}, {"steps": [], "values": []}, {"steps": [1], "values": []}, {"steps": 1}]
)
def test_what_is_no_run_is_refused(values: dict[str, object]) -> None:
    """With a sentence."""
    with pytest.raises(ValueError, match="no run"):
        from_json(values)
