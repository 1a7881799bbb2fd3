"""App Home: who may be looking at it, and what the drawing of a card asks for."""

from datetime import timedelta
from functools import partial

import pytest

from bot.domain.models import Effect
from bot.usecases import homes
from tests.support.bench import Bench

pytestmark = pytest.mark.both_databases


async def opened(bench: Bench, *people: str) -> None:
    """Let people open App Home, a second apart."""
    for person in people:
        await bench.do(partial(homes.show_home, person=person))
        bench.step(seconds=1)


async def test_who_opened_it_last_is_the_first_of_those_who_look(bench: Bench) -> None:
    """Opening it again counts; an hour later nobody looks any more."""
    await opened(bench, "UANA", "UBO", "UANA")
    assert list(await bench.queries.home_watchers(private=None)) == ["UANA", "UBO"]

    bench.step(hours=1)

    assert list(await bench.queries.home_watchers(private=None)) == []


async def test_nothing_is_asked_for_while_nobody_looks(bench: Bench) -> None:
    """Nobody ever did, or not for an hour."""
    number = await bench.incident()
    await bench.do(partial(homes.follow, numbers=[number]))
    await opened(bench, "UANA")
    bench.step(hours=1)
    await bench.do(partial(homes.follow, numbers=[number]))

    assert await bench.rows(Effect, kind="refresh_homes") == []


async def test_many_changes_are_one_row_that_is_not_put_off(bench: Bench) -> None:
    """The first of them says when the homes are drawn; those that come meanwhile are drawn with it."""
    await opened(bench, "UANA")
    numbers = [await bench.incident(), await bench.incident(channel_id="C0OTHER")]
    due = bench.now + timedelta(seconds=15)
    for _ in range(3):
        await bench.do(partial(homes.follow, numbers=[*numbers, None]))
        bench.step(seconds=4)

    (row,) = await bench.rows(Effect, kind="refresh_homes")
    assert (row.target, row.not_before, row.wanted) == ("homes:", due, 3)


async def test_a_private_incident_is_for_those_of_its_members_who_look(bench: Bench) -> None:
    """It has a row of its own; before there is a war room, the declarer alone is meant."""
    await opened(bench, "UBO", "ULEA", "UANA")
    public, private = await bench.incident(), await bench.incident(private=True)
    await bench.do(partial(homes.follow, numbers=[private, public, private]))
    rows = await bench.rows(Effect, kind="refresh_homes")
    assert {row.target for row in rows} == {"homes:", f"homes:{private}"}
    assert list(await bench.queries.home_watchers(private=private)) == ["UANA", "UBO"]

    roomless = await bench.incident(private=True, channel_id=None, declared_by="ULEA")
    assert list(await bench.queries.home_watchers(private=roomless)) == ["ULEA"]
