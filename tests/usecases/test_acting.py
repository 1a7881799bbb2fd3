"""Actions on both databases: begun once, in doubt when cut off, counted when they have ended."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.domain.acting import Result
from bot.domain.action_views import SEAL
from bot.domain.errors import Refusal
from bot.domain.models import ActionRequest, RunbookRun
from bot.store import actions
from bot.usecases.acting.asking import Wish, ask_action
from bot.usecases.acting.deciding import approve
from bot.usecases.acting.running import begin, finish
from bot.usecases.runs import Act, move_run, start_run
from tests.scenarios.acting import Programs, allowing, shelf
from tests.support.bench import Bench

pytestmark = pytest.mark.both_databases


async def _asked(bench: Bench, tmp_path: Path) -> tuple[int, ActionRequest]:
    """Return an incident in which ana asked for a guarded action that bo may approve."""
    bench.catalogue = shelf()
    bench.configure(replace(bench.config, actions=allowing(Programs(tmp_path))))
    number = await bench.incident(roles={"incident_commander": "UBO"})
    await bench.do(partial(start_run, number=number, by="UANA", runbook="disk-full"))
    await bench.do(partial(ask_action, number=number, by="UANA", wish=Wish()))
    (row,) = await bench.rows(ActionRequest)
    return number, row


async def _approved(bench: Bench, tmp_path: Path) -> tuple[int, int]:
    number, row = await _asked(bench, tmp_path)
    await bench.do(partial(approve, request_id=row.id or 0, by="UBO", seal=row.digest[:SEAL]))
    return number, row.id or 0


async def _state(bench: Bench) -> str:
    (row,) = await bench.rows(ActionRequest)
    return row.state


async def test_an_action_is_begun_once_and_then_in_doubt(bench: Bench, tmp_path: Path) -> None:
    """Whoever finds it begun without having begun it asks people; a third time nothing happens."""
    number, request = await _approved(bench, tmp_path)
    begun = await bench.do(partial(begin, request_id=request))
    assert begun is not None
    assert begun[0].argv[-1] == "db-1"
    assert await _state(bench) == "running"
    assert await bench.do(partial(begin, request_id=request)) is None
    assert await _state(bench) == "in_doubt"
    assert [one.broadcast for one in await bench.posts("action_doubt")] == [True]
    assert await bench.do(partial(begin, request_id=request)) is None
    assert len(await bench.entries(number, "action_in_doubt")) == 1


async def test_what_ends_after_it_was_called_in_doubt_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    """People have been asked; the late word of a worker that was held up is not one."""
    _, request = await _approved(bench, tmp_path)
    for _ in range(2):
        await bench.do(partial(begin, request_id=request))
    late = Result(ending="succeeded", said="ended well").to_json()
    await bench.do(partial(finish, request_id=request, result=late))
    assert await _state(bench) == "in_doubt"


async def test_an_old_yes_starts_nothing(bench: Bench, tmp_path: Path) -> None:
    """Muster was away for longer than an approval holds."""
    number, request = await _approved(bench, tmp_path)
    bench.step(minutes=6)
    assert await bench.do(partial(begin, request_id=request)) is None
    assert await _state(bench) == "expired"
    (entry,) = await bench.entries(number, "action_lapsed")
    assert "It was approved too long ago" in entry.text


async def test_a_run_that_has_moved_on_starts_nothing(bench: Bench, tmp_path: Path) -> None:
    """Between the last yes and the start somebody did the step by hand."""
    number, request = await _approved(bench, tmp_path)
    await bench.do(partial(move_run, number=number, by="UBO", act=Act(verb="done")))
    assert await bench.do(partial(begin, request_id=request)) is None
    assert await _state(bench) == "expired"


async def test_a_seal_of_another_call_is_no_yes(bench: Bench, tmp_path: Path) -> None:
    """Whatever a button carries."""
    _, row = await _asked(bench, tmp_path)
    with pytest.raises(Refusal, match="no longer what this shows"):
        await bench.do(partial(approve, request_id=row.id or 0, by="UBO", seal="0" * SEAL))
    assert await _state(bench) == "asked"


@pytest.mark.parametrize(("ending", "counts"), [("succeeded", (1, 0)), ("failed", (0, 1)), ("unknown", None)])
async def test_what_has_ended_is_counted(
    bench: Bench, tmp_path: Path, ending: str, counts: tuple[int, int] | None
) -> None:
    """By runbook; what is in doubt has not ended."""
    _, request = await _approved(bench, tmp_path)
    await bench.do(partial(begin, request_id=request))
    result = {"ending": ending, "said": "ended", "output": "", "left_out": 0}
    await bench.do(partial(finish, request_id=request, result=result))
    async with bench.tx() as tx:
        assert await actions.outcomes(tx.session) == ({} if counts is None else {"disk-full": counts})
    (run,) = await bench.rows(RunbookRun)
    assert (run.state["steps"][0]["state"] == "failed") is (ending == "failed")
