"""Readiness under many questions: a stranger who asks all the time keeps no person's command waiting."""

import asyncio
import json

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.web.health import Health


async def _asked(health: Health, times: int) -> list[tuple[int, dict[str, object]]]:
    answers = await asyncio.gather(
        *(health.ready(make_mocked_request("GET", "/readyz")) for _ in range(times))
    )
    return [(answer.status, json.loads(str(answer.text))) for answer in answers]


@pytest.mark.parametrize(("problem", "status"), [(None, 200), ("It is away.", 503)])
async def test_who_asks_while_a_check_runs_gets_its_answer(problem: str | None, status: int) -> None:
    """Twenty at once are one check; who asks later, another."""
    looks = 0

    async def check() -> str | None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)
        return problem

    health = Health({"database": check})
    first = await _asked(health, 20)
    assert looks == 1
    assert {answer[0] for answer in first} == {status}
    assert await _asked(health, 1) == first[:1]
    assert looks == 2
