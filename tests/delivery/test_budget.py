"""The rate budget: nothing before Slack says so, then in order of importance, and never in a rush."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.budget import EVERYWHERE, POSTING, Budget, Held, Pace

NOW = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=31)


def limited(method: str = "pins.add", *, channel: str = "") -> Budget:
    """Return the budget after Slack has asked to wait for half a minute with such calls."""
    budget = Budget()
    budget.limited(method, channel=channel, wait_s=30, now=NOW)
    return budget


async def enter(
    budget: Budget, method: str = "pins.add", *, channel: str = "", at: datetime = NOW
) -> Pace | None:
    """Let one call in."""
    return await budget.enter(method, channel=channel, rank=50, now=at)


async def crowd(budget: Budget, *ranks: int) -> tuple[list[int], list[asyncio.Task[Pace | None]]]:
    """Let calls of these ranks come at once; return the list in which they are noted as they get in."""
    entered: list[int] = []

    async def one(rank: int) -> Pace | None:
        pace = await budget.enter("pins.add", channel="", rank=rank, now=LATER)
        entered.append(rank)
        return pace

    tasks = [asyncio.create_task(one(rank)) for rank in ranks]
    await breath()
    return entered, tasks


async def breath() -> None:
    """Let every task go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_nothing_waits_while_slack_does_not_limit_us() -> None:
    """However many calls there are: the budget does not even count them."""
    budget = Budget()
    assert await asyncio.gather(*(enter(budget) for _ in range(1000))) == [None] * 1000


async def test_a_method_that_is_limited_is_held_and_no_other() -> None:
    """For as long as Slack said, told to whoever comes meanwhile."""
    budget = limited()
    with pytest.raises(Held) as held:
        await enter(budget, at=NOW + timedelta(seconds=10))
    assert held.value.wait_s == 20
    assert await enter(budget, "conversations.invite") is None


async def test_a_channel_with_too_many_messages_holds_no_other_channel() -> None:
    """Slack's second between messages is counted in each channel: calls to people go on."""
    budget = limited(POSTING, channel="#incidents")
    with pytest.raises(Held):
        await enter(budget, POSTING, channel="#incidents")
    assert await enter(budget, POSTING, channel="D0DEE") is None


async def test_when_many_channels_are_limited_the_workspace_is() -> None:
    """Then posting waits everywhere, instead of learning it channel by channel."""
    budget = Budget()
    for number in range(EVERYWHERE):
        assert await enter(budget, POSTING, channel="C-quiet") is None
        budget.limited(POSTING, channel=f"C{number}", wait_s=30, now=NOW)
    with pytest.raises(Held):
        await enter(budget, POSTING, channel="C-quiet")


async def test_after_a_wait_the_most_important_goes_first_and_alone() -> None:
    """The others follow as answers come: one at first, then two, then three."""
    budget = limited()
    entered, tasks = await crowd(budget, 80, 60, 10, 35, 30, 20)
    assert entered == [80]  # it came first, when there was room

    first = await tasks[0]
    assert first is not None
    first.leave(answered=True)
    await breath()
    assert entered == [80, 10, 20]
    for _ in range(2):
        first.leave(answered=True)
    await breath()
    assert entered == [80, 10, 20, 30, 35, 60]


async def test_a_call_without_an_answer_makes_room_but_no_more() -> None:
    """A Slack that does not answer is not asked faster."""
    budget = limited()
    entered, tasks = await crowd(budget, 1, 2, 3)
    pace = await tasks[0]
    assert pace is not None
    pace.leave(answered=False)
    await breath()
    assert entered == [1, 2]
    pace.leave(answered=False)
    await asyncio.gather(*tasks)


async def test_another_wait_sends_back_all_that_stand_in_line() -> None:
    """They are tried again when Slack said, and none of them was sent to be refused."""
    budget = limited()
    entered, tasks = await crowd(budget, 1, 2, 3)
    budget.limited("pins.add", channel="", wait_s=9, now=LATER)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert entered == [1]
    assert [one.wait_s for one in outcomes if isinstance(one, Held)] == [9, 9]


async def test_one_that_is_called_off_takes_nobodys_room() -> None:
    """Whether it still stood in line or had just been let in."""
    budget = limited()
    entered, tasks = await crowd(budget, 1, 2, 3, 4)
    pace = await tasks[0]
    assert pace is not None
    tasks[1].cancel()
    await breath()
    pace.leave(answered=False)  # lets 3 in
    tasks[2].cancel()
    await breath()
    assert entered == [1, 4]
    await asyncio.wait(tasks)


async def test_a_minute_after_the_wait_nothing_is_limited_any_more() -> None:
    """Slack counts by the minute, so what came before is forgotten then."""
    budget = limited()
    assert await enter(budget, at=NOW + timedelta(seconds=91)) is None
