"""Checkups are remembered, and their news is told once, whoever looks."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.config import Config, Operators
from bot.domain.checkup import Finding, State
from bot.domain.effects import TellOperators
from bot.usecases.checkups import begin_checkup, record_checkup
from tests.support.bench import Bench

BROKEN = Finding(
    check="channel",
    subject="#incidents",
    state=State.BROKEN,
    what="It is archived.",
    how_to_mend="Unarchive it.",
)
MENDED = replace(BROKEN, state=State.OK, what="It exists.", how_to_mend="")


def _telling(bench: Bench) -> Bench:
    bench.configure(replace(Config(), operators=Operators(channel="#muster-operators")))
    return bench


async def _look(bench: Bench, *found: Finding) -> None:
    await bench.do(partial(record_checkup, found=found))


async def _told(bench: Bench) -> list[TellOperators]:
    return [one for one in await bench.asked("tell_operators") if isinstance(one, TellOperators)]


@pytest.mark.both_databases
async def test_what_broke_is_told_once_and_once_more_when_mended(bench: Bench, database_url: str) -> None:
    """Days in between are silent."""
    _telling(bench)
    await _look(bench, BROKEN)
    for _ in range(3):
        bench.step(days=1)
        await _look(bench, BROKEN)
    await _look(bench, MENDED)
    broke, mended = await _told(bench)
    assert (broke.channel, [one["subject"] for one in broke.broke], broke.mended) == (
        "#muster-operators",
        ["#incidents"],
        (),
    )
    assert (mended.broke, [one["what"] for one in mended.mended]) == ((), ["It is archived."])


@pytest.mark.both_databases
async def test_two_replicas_that_look_at_once_tell_once(bench: Bench, database_url: str) -> None:
    """The second finds nothing new."""
    _telling(bench)
    await asyncio.gather(*(_look(bench, BROKEN) for _ in range(5)))
    assert len(await _told(bench)) == 1


async def test_without_an_operators_channel_nothing_is_told(bench: Bench) -> None:
    """It is remembered all the same, and the log has it."""
    await _look(bench, BROKEN)
    assert await _told(bench) == []
    _telling(bench)
    await _look(bench, MENDED)
    assert len(await _told(bench)) == 1


@pytest.mark.both_databases
async def test_one_replica_a_day_has_the_turn(bench: Bench, database_url: str) -> None:
    """The others learn when to ask again."""
    turns = await asyncio.gather(*(bench.do(begin_checkup) for _ in range(5)))
    assert sorted(turn.is_ours for turn in turns) == [False] * 4 + [True]
    assert {turn.next_at for turn in turns} == {bench.now + timedelta(days=1)}
    bench.step(hours=23)
    assert not (await bench.do(begin_checkup)).is_ours
    bench.step(hours=1)
    assert (await bench.do(begin_checkup)).is_ours


async def test_a_process_that_has_just_started_always_looks(bench: Bench) -> None:
    """A restart is how people mend things; what was broken before is remembered all the same."""
    _telling(bench)
    await bench.do(begin_checkup)
    await _look(bench, BROKEN)
    assert (await bench.do(partial(begin_checkup, at_start=True))).is_ours
    await _look(bench, BROKEN)
    assert len(await _told(bench)) == 1
