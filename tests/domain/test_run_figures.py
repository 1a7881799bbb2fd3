"""Figures of runbooks: counted, and unknown where nothing is known."""

from bot.domain.run_figures import RunFact, figures


def test_each_runbook_is_counted_and_the_most_followed_comes_first() -> None:
    """Offered, started, finished, helped, and how long it took."""
    runs = [
        RunFact(incident=1, runbook="lag", ending="finished", took_s=600, votes=("yes", "no")),
        RunFact(incident=2, runbook="lag", ending="finished", took_s=1_200, votes=("partly",)),
        RunFact(incident=3, runbook="lag", ending="stopped", took_s=60),
        RunFact(incident=3, runbook="storm", ending=None, took_s=None),
    ]
    found = figures(runs, offered={"lag": 3, "flag": 2}, resolved={1, 2, 3, 4})
    lag, storm, flag = found.runbooks
    assert (lag.runbook, lag.offered, lag.started, lag.finished) == ("lag", 3, 3, 2)
    assert (lag.helped, lag.answers, lag.median_s) == (0.5, 3, 900)
    assert (storm.started, storm.offered, storm.helped, storm.median_s) == (1, 0, None, None)
    assert (flag.offered, flag.started) == (2, 0)
    assert (found.resolved, found.resolved_with) == (4, 0.5)


def test_nothing_is_unknown_and_not_zero() -> None:
    """A share of nothing says nothing."""
    found = figures([], offered={}, resolved=())
    assert (found.runbooks, found.resolved_with, found.succeeded) == ((), None, None)


def test_what_the_bot_carried_out_is_counted_over_all_runbooks() -> None:
    """The share that did what it should."""
    found = figures([], offered={}, resolved=(), outcomes={"lag": (18, 1), "storm": (1, 0)})
    assert (found.carried_out, found.succeeded) == (20, 0.95)
