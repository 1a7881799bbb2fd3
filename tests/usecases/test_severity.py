"""Severity: raising calls and hastens, lowering leaves what is due."""

from datetime import timedelta
from functools import partial

import pytest

from bot.config import Config
from bot.domain.errors import MoveRefused, NotUnderstood, Stale
from bot.domain.models import StatusUpdate
from bot.usecases.severity import set_severity
from bot.usecases.tx import Tx
from tests.support.bench import Bench


@pytest.mark.parametrize(("due_in", "then"), [(28, 15), (3, 3)])
async def test_raising_brings_the_next_update_forward(bench: Bench, due_in: int, then: int) -> None:
    """It is due at the earlier of the current due time and now + the new cadence, in minutes from now."""
    number = await bench.incident(severity="SEV2", next_update_due_at=bench.now + timedelta(minutes=due_in))
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV1"))
    assert (await bench.row(number)).next_update_due_at == bench.now + timedelta(minutes=then)


async def test_raising_calls_the_people_of_the_new_level(bench: Bench) -> None:
    """Who was called before is left out when the groups are looked up."""
    number = await bench.incident(severity="SEV3")
    reply = await bench.reply(partial(set_severity, number=number, by="UBO", severity="SEV1"))
    (call,) = await bench.asked("call_people")
    assert call.payload() | {"incident_id": 0} == {
        "incident_id": 0,
        "refs": ["@oncall"],
        "reason": "raised",
        "loud": True,
    }
    assert "are being called" in reply
    assert len(await bench.asked("refresh_topic")) == 1


async def test_lowering_keeps_what_is_due_and_calls_nobody(bench: Bench) -> None:
    """The highest severity reached is kept beside the current one."""
    due = bench.now + timedelta(minutes=7)
    number = await bench.incident(severity="SEV1", next_update_due_at=due)
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV3"))
    row = await bench.row(number)
    assert (row.severity, row.highest_severity, row.next_update_due_at) == ("SEV3", "SEV1", due)
    assert not await bench.asked("call_people")


async def test_the_first_severity_raises_or_lowers_from_the_default(bench: Bench) -> None:
    """Unset counts as SEV2: SEV1 calls, SEV2 and SEV3 call nobody again; the highest is what was said."""
    for severity, calls in (("SEV3", 0), ("SEV2", 0), ("SEV1", 1)):
        number = await bench.incident(severity=None, highest_severity=None)
        await bench.do(partial(set_severity, number=number, by="UBO", severity=severity))
        assert len(await bench.asked("call_people", incident_id=number)) == calls
        assert (await bench.row(number)).highest_severity == severity
        (entry,) = await bench.entries(number, "severity_changed")
        assert entry.text == f"Severity set to {severity}."
        assert "severity" not in await bench.timers(number)


async def test_raising_where_nobody_is_configured_says_so(bench: Bench) -> None:
    """The card owns up; lowering again takes it back."""
    bench.configure(Config())
    number = await bench.incident(severity="SEV3")
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV1"))
    assert (await bench.row(number)).nobody_called
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV4"))
    assert not (await bench.row(number)).nobody_called


async def test_words_with_a_severity_are_a_status_update(bench: Bench) -> None:
    """`sev 2 only EU affected` tells everybody."""
    number = await bench.incident(severity="SEV1")
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV2", words="only EU affected"))
    (row,) = await bench.rows(StatusUpdate)
    assert (row.text, row.severity) == ("only EU affected", "SEV2")
    assert (await bench.row(number)).next_update_due_at == bench.now + timedelta(minutes=30)


async def test_the_same_severity_changes_nothing(bench: Bench) -> None:
    """The answer is calm."""
    number = await bench.incident(severity="SEV1")
    reply = await bench.reply(partial(set_severity, number=number, by="UBO", severity="SEV1"))
    assert "already" in reply
    assert (await bench.row(number)).revision == 0


async def test_an_unknown_severity_is_refused(bench: Bench) -> None:
    """The sentence names those that are configured."""
    number = await bench.incident()
    with pytest.raises(NotUnderstood, match="SEV1, SEV2"):
        await bench.do(partial(set_severity, number=number, by="UBO", severity="P0"))


async def test_the_severity_of_a_closed_incident_can_be_set_right(bench: Bench) -> None:
    """The postmortem goes by it: nobody is called and nothing falls due, but the words are kept."""
    number = await bench.incident(status="closed", is_open=False, severity="SEV3")
    await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV1", words="data was lost"))
    row = await bench.row(number)
    assert (row.severity, row.highest_severity, row.next_update_due_at) == ("SEV1", "SEV1", None)
    assert not await bench.asked("call_people")
    (entry,) = await bench.entries(number, "severity_changed")
    assert "data was lost" in entry.text
    assert not await bench.timers(number)


@pytest.mark.parametrize("status", ["cancelled", "merged"])
async def test_what_was_none_of_its_own_keeps_its_severity(bench: Bench, status: str) -> None:
    """A false alarm has no severity to correct."""
    number = await bench.incident(status=status, is_open=False)
    with pytest.raises(MoveRefused):
        await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV4"))


async def test_a_click_from_before_another_change_is_stale(bench: Bench) -> None:
    """Somebody raised it meanwhile; the old menu does not take that back."""
    number = await bench.incident(severity="SEV2")
    await bench.do(partial(set_severity, number=number, by="UANA", severity="SEV1"))
    with pytest.raises(Stale):
        await bench.do(partial(set_severity, number=number, by="UBO", severity="SEV3", revision=0))


async def test_ladders_go_on_with_the_rungs_not_reached_before(bench: Bench) -> None:
    """A commander was asked for under SEV1; under SEV2 the call is what is left of the ladder."""
    number = await bench.incident(severity="SEV1", commander_missing_since=bench.now)
    anchor = bench.now

    async def asked(tx: Tx) -> None:
        timer = (await bench.timers(number))["commander"]
        timer.rung, timer.due_at = 1, anchor + timedelta(minutes=5)
        await tx.session.merge(timer)

    await bench.do(partial(set_severity, number=number, by="UANA", severity="SEV2"))
    await bench.do(partial(set_severity, number=number, by="UANA", severity="SEV1"))
    await bench.do(asked)
    bench.step(minutes=3)
    await bench.do(partial(set_severity, number=number, by="UANA", severity="SEV2"))
    timer = (await bench.timers(number))["commander"]
    assert (timer.rung, timer.due_at) == (1, anchor + timedelta(minutes=10))


async def test_raising_gives_the_newly_called_the_levels_time_to_take_command(bench: Bench) -> None:
    """Raised after 7 minutes of SEV2: the channel is asked 2 minutes later, and nobody is called twice."""
    number = await bench.incident(severity="SEV2", commander_missing_since=bench.now)
    bench.step(minutes=7)
    await bench.do(partial(set_severity, number=number, by="UANA", severity="SEV1"))
    timer = (await bench.timers(number))["commander"]
    assert (timer.rung, timer.due_at) == (0, bench.now + timedelta(minutes=2))
