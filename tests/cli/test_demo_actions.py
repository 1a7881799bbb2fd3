"""What the demo may run: harmless, readable as a runbook, and there alone."""

from datetime import date

from bot.app import catalogue_of
from bot.cli.demo import example_config
from bot.cli.demo_actions import RUNBOOKS, with_actions
from runbooks.calls import resolve
from runbooks.catalogue import LIBRARY, load
from runbooks.check import check
from runbooks.filling import fill_action
from runbooks.rules.known import Known


def test_the_demo_runbook_has_nothing_to_mend() -> None:
    """It is held to the rules of those that ship."""
    today = date(2026, 11, 24)
    assert check([RUNBOOKS], known=Known(today=today), also=[LIBRARY]).findings == ()


def test_every_action_of_the_demo_may_run_there() -> None:
    """Each names an entry, with arguments that the entry takes."""
    allowed = with_actions(example_config()).actions
    values = {"version": "v41"}
    steps = [step for runbook in load(RUNBOOKS) for step in runbook.steps if step.action is not None]
    assert len(steps) == 2
    for step in steps:
        assert step.action is not None
        filled = fill_action(step.action, values=values)
        assert not isinstance(filled, tuple), filled
        call = resolve(filled, risk=step.risk, allowed=allowed)
        assert not isinstance(call, tuple), call
        assert call.risk == step.risk


def test_outside_the_demo_nothing_of_it_is_there() -> None:
    """The configuration that it runs on allows nothing, and does not know its runbook."""
    config = example_config()
    assert config.actions.is_empty
    assert not {runbook.id for runbook in load(RUNBOOKS)} & {runbook.id for runbook in catalogue_of(config)}
    assert with_actions(config).actions.automatic == ()
