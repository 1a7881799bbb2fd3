"""Handovers: two-sided, and whatever becomes of one, both sides are told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import pytest

from bot.domain.errors import BadPerson, NotAllowed, Refusal, Stale
from bot.domain.models import Handover, RoleAssignment, Timer
from bot.domain.reply import Reply
from bot.usecases.handover import accept, decline, lapse, request
from bot.usecases.roles import assign, unassign
from tests.support.bench import Bench

IC = "incident_commander"


class Offer(NamedTuple):
    """A handover that waits for its answer."""

    id: int
    incident: int


@pytest.fixture
async def offered(bench: Bench) -> Offer:
    """Ana is in command and has offered it to Bo."""
    number = await bench.incident(roles={IC: "UANA"}, commander_since=bench.now)
    await bench.do(partial(request, number=number, by="UANA", role=IC, to="UBO"))
    (offer,) = await bench.rows(Handover)
    assert offer.id is not None
    return Offer(id=offer.id, incident=number)


async def holder(bench: Bench) -> str | None:
    """Return who is in command."""
    terms = await bench.rows(RoleAssignment, role=IC, ended_at=None)
    return terms[0].person_id if terms else None


async def told(bench: Bench) -> set[str]:
    """Return who is told what became of the handover."""
    return {post.place for post in await bench.posts("handover_outcome")}


async def test_a_handover_gives_a_brief_and_leaves_the_role_where_it_is(bench: Bench, offered: Offer) -> None:
    """Until it is accepted, the old holder keeps the role."""
    assert await holder(bench) == "UANA"
    (brief,) = await bench.posts("handover_brief")
    assert (brief.place, brief.subject) == ("direct:UBO", str(offered.id))
    (timer,) = await bench.rows(Timer, kind="handover_lapse")
    assert (timer.subject, timer.due_at) == (str(offered.id), bench.now + timedelta(minutes=5))


async def test_an_accepted_handover_moves_the_role(bench: Bench, offered: Offer) -> None:
    """The new holder reads the duties, the old one is told, and the brief loses its buttons."""
    bench.step(minutes=1)
    reply = await bench.reply(partial(accept, handover_id=offered.id, by="UBO"))
    assert "Your duties" in reply
    assert await holder(bench) == "UBO"
    assert await told(bench) == {"direct:UANA"}
    assert ("handover_brief", str(offered.id)) in await bench.refreshed()
    assert not await bench.rows(Timer, kind="handover_lapse")
    assert (await bench.row(offered.incident)).commander_since == bench.now
    (entry,) = await bench.entries(offered.incident, "handover_accepted")
    assert entry.text == "@UBO took over as incident commander, instead of @UANA."


async def test_a_declined_handover_leaves_the_role(bench: Bench, offered: Offer) -> None:
    """The one who asked is told."""
    await bench.do(partial(decline, handover_id=offered.id, by="UBO"))
    assert await holder(bench) == "UANA"
    assert await told(bench) == {"direct:UANA"}
    assert len(await bench.entries(offered.incident, "handover_declined")) == 1


async def test_an_unanswered_handover_lapses_after_five_minutes(bench: Bench, offered: Offer) -> None:
    """Both are told; before that, or a second time, nothing happens."""
    bench.step(minutes=4)
    await bench.do(partial(lapse, handover_id=offered.id))
    assert await told(bench) == set()
    bench.step(minutes=1)
    for _ in range(2):
        await bench.do(partial(lapse, handover_id=offered.id))
    assert await told(bench) == {"direct:UANA", "direct:UBO"}
    assert await holder(bench) == "UANA"
    assert len(await bench.entries(offered.incident, "handover_lapsed")) == 1
    assert not await bench.rows(Timer, kind="handover_lapse")


@pytest.mark.parametrize("ending", [accept, decline])
async def test_a_click_on_a_lapsed_handover_changes_nothing(
    bench: Bench, offered: Offer, ending: Callable[..., Awaitable[Reply]]
) -> None:
    """It says that the offer is over."""
    bench.step(minutes=5)
    await bench.do(partial(lapse, handover_id=offered.id))
    with pytest.raises(Stale, match="lapsed"):
        await bench.do(partial(ending, handover_id=offered.id, by="UBO"))
    assert await holder(bench) == "UANA"


async def test_answering_twice_is_calm(bench: Bench, offered: Offer) -> None:
    """A double click is no mistake."""
    await bench.do(partial(accept, handover_id=offered.id, by="UBO"))
    assert "already" in await bench.reply(partial(accept, handover_id=offered.id, by="UBO"))
    assert len(await bench.entries(offered.incident, "handover_accepted")) == 1


@pytest.mark.parametrize("answer", [accept, decline])
async def test_only_the_one_asked_can_answer(
    bench: Bench, offered: Offer, answer: Callable[..., Awaitable[Reply]]
) -> None:
    """Nobody accepts for somebody else."""
    with pytest.raises(NotAllowed):
        await bench.do(partial(answer, handover_id=offered.id, by="UANA"))


async def test_a_role_that_changes_hands_meanwhile_overtakes_the_handover(
    bench: Bench, offered: Offer
) -> None:
    """Somebody took command: the offer no longer stands, and both sides are told."""
    await bench.do(partial(assign, number=offered.incident, by="UCY", role=IC, person="UCY"))
    assert (await bench.rows(Handover))[0].state == "overtaken"
    assert await told(bench) == {"direct:UANA", "direct:UBO"}
    with pytest.raises(Stale, match="no longer stands"):
        await bench.do(partial(accept, handover_id=offered.id, by="UBO"))
    assert await holder(bench) == "UCY"


async def test_leaving_the_role_overtakes_the_handover(bench: Bench, offered: Offer) -> None:
    """What is no longer held cannot be handed over."""
    await bench.do(partial(unassign, number=offered.incident, by="UANA", role=IC))
    assert (await bench.rows(Handover))[0].state == "overtaken"


async def test_a_second_handover_replaces_the_first(bench: Bench, offered: Offer) -> None:
    """One offer of a role stands at a time; the same one again is calm."""
    again = partial(request, number=offered.incident, by="UANA", role=IC, to="UBO")
    assert "was asked" in await bench.reply(again)
    assert len(await bench.rows(Handover)) == 1
    await bench.do(partial(request, number=offered.incident, by="UANA", role=IC, to="UCY"))
    states = [(row.to_person, row.state) for row in await bench.rows(Handover)]
    assert states == [("UBO", "overtaken"), ("UCY", "open")]


async def test_a_handover_to_the_holder_or_to_oneself_makes_no_sense(bench: Bench) -> None:
    """The holder has it already; who wants the role takes it."""
    number = await bench.incident(roles={IC: "UANA"})
    assert "already" in await bench.reply(partial(request, number=number, by="UBO", role=IC, to="UANA"))
    with pytest.raises(BadPerson, match="ic me"):
        await bench.do(partial(request, number=number, by="UBO", role=IC, to="UBO"))
    assert not await bench.rows(Handover)


@pytest.mark.both_databases
async def test_accepting_and_taking_over_at_once_leave_one_holder(bench: Bench, offered: Offer) -> None:
    """Whoever comes second finds it done: no two are in command."""

    async def answer() -> Reply | Refusal:
        try:
            return await bench.do(partial(accept, handover_id=offered.id, by="UBO"))
        except Refusal as refusal:
            return refusal

    take = bench.do(partial(assign, number=offered.incident, by="UCY", role=IC, person="UCY"))
    answered, _ = await asyncio.gather(answer(), take)
    assert len(await bench.rows(RoleAssignment, role=IC, ended_at=None)) == 1
    expected = "accepted" if isinstance(answered, Reply) else "overtaken"
    assert (await bench.rows(Handover))[0].state == expected
