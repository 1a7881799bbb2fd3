"""Readiness under many questions: a stranger who asks all the time keeps no person's command waiting."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.clock import SteppedClock
from bot.web.health import Health

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


async def _asked(health: Health, times: int) -> list[tuple[int, dict[str, object]]]:
    answers = await asyncio.gather(
        *(health.ready(make_mocked_request("GET", "/readyz")) for _ in range(times))
    )
    return [(answer.status, json.loads(str(answer.text))) for answer in answers]


@pytest.mark.parametrize(("problem", "status"), [(None, 200), ("It is away.", 503)])
async def test_who_asks_while_a_check_runs_or_within_a_second_gets_its_answer(
    problem: str | None, status: int
) -> None:
    """Twenty at once are one check, and so are twenty one after the other; who asks later gets another."""
    looks, clock = 0, SteppedClock(START)

    async def check() -> str | None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return problem

    health = Health({"database": check}, clock=clock)
    first = await _asked(health, 20)
    assert looks == 1
    assert {answer[0] for answer in first} == {status}
    clock.step(timedelta(seconds=0.9))
    for _ in range(20):
        assert await _asked(health, 1) == first[:1]
    assert looks == 1
    clock.step(timedelta(seconds=0.1))
    assert await _asked(health, 1) == first[:1]
    assert looks == 2


async def test_a_stop_is_told_at_once() -> None:
    """Whatever the last answer was: nobody sends a command to who is about to end."""
    health = Health({}, clock=SteppedClock(START))
    assert (await _asked(health, 1))[0][0] == 200
    health.stopping = True
    ((status, said),) = await _asked(health, 1)
    assert (status, said["problems"]) == (503, {"serve": "stopping"})
