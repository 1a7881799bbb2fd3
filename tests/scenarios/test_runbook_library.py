"""Every runbook that ships is walked through in the war room, by click, from its first step to its end."""

import pytest

from bot.fakeslack.messages import Message
from runbooks.catalogue import LIBRARY, load
from runbooks.model import Runbook
from tests.blocks.limits import mistakes_of_message
from tests.scenarios.steps import declared, say
from tests.scenarios.test_runbooks import run_card, words_of
from tests.scenarios.world import World

_ALL = tuple(load(LIBRARY))


@pytest.mark.parametrize("runbook", _ALL, ids=lambda runbook: runbook.id)
async def test_a_shipped_runbook_is_followed_through_every_step_to_its_end(
    world: World, runbook: Runbook
) -> None:
    """Each card can be read, fits Slack, and shows what to do; every decision leads where it says."""
    await declared(world)
    given = " ".join(f"{one.name}=x1" for one in runbook.parameters if one.default is None)
    await say(world, f"runbook start {runbook.id} service=checkout {given}")
    for step in runbook.steps:
        card = await at(world, runbook, step.number)
        told = words_of(world, card)
        assert mistakes_of_message(card.text, card.blocks) == []
        assert f"Step {step.number} of {len(runbook.steps)}: " in told
        assert "{{" not in told
        assert ":warning: A value" not in told
        for index, decision in enumerate(step.decisions):
            if decision.target.kind == "step":
                card = await at(world, runbook, step.number)
                await world.bo.click(card, "run_decide", block_id=ways(card)[index])
                told = words_of(world, await run_card(world, runbook.title))
                assert f"Step {decision.target.step} of" in told
    await at(world, runbook, len(runbook.steps))
    await finish(world, runbook)


async def finish(world: World, runbook: Runbook) -> None:
    """End the run at its last step, by the button that is there for it."""
    last = runbook.steps[-1]
    card = await run_card(world, runbook.title)
    ends = [n for n, one in enumerate(last.decisions) if one.target.kind in {"finish", "continue", "runbook"}]
    if ends:
        await world.bo.click(card, "run_decide", block_id=ways(card)[ends[0]])
    else:
        await world.bo.click(card, "Done")
    ended = words_of(world, await run_card(world, runbook.title))
    assert "*Finished*  @bo" in ended
    for one in last.decisions[ends[0] : ends[0] + 1] if ends else ():
        assert (one.target.kind == "runbook") == (f"[Start {one.target.runbook}]" in ended)


async def at(world: World, runbook: Runbook, number: int) -> Message:
    """Return the card at a step, after going there where another one is current."""
    card = await run_card(world, runbook.title)
    if f"Step {number} of" not in words_of(world, card):
        await say(world, f"runbook step {runbook.id} {number}", by=world.bo)
        card = await run_card(world, runbook.title)
    return card


def ways(card: Message) -> list[str]:
    """Return the blocks of a card that hold its ways on."""
    return [str(block["block_id"]) for block in card.blocks if ":way:" in str(block.get("block_id", ""))]
