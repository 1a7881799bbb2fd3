"""What a change asks for is claimed in its own transaction, and begins as soon as that is committed."""

from collections.abc import Sequence
from functools import partial

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot.delivery.desk import Desk
from bot.delivery.slack import LEASE, Slack
from bot.delivery.worker import Worker
from bot.domain import effects
from bot.domain.errors import Refusal
from bot.domain.models import Effect
from bot.usecases.declare import declare
from bot.usecases.deliveries import Claimed, Settled, Turn, adopt_orphans, claim_fresh, take_turn
from bot.usecases.notes import decide
from bot.usecases.tx import Tx
from bot.usecases.updates import post_update
from tests.support.bench import Bench, owner_named

pytestmark = pytest.mark.both_databases

OWNER = owner_named("one")


class Courier:
    """Takes what is claimed, and does nothing with it."""

    def __init__(self, *, size: int = 100) -> None:
        """Begin with nothing."""
        self.size = size
        self.begun: list[Claimed] = []
        self.given_back: list[Claimed] = []

    async def claim(self, tx: Tx) -> Sequence[Claimed]:
        """Claim as the worker does."""
        return await claim_fresh(tx, owner=OWNER, lease=LEASE, size=self.size)

    def begin(self, claimed: Sequence[Claimed]) -> None:
        """Remember them."""
        self.begun += claimed

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Remember them as well."""
        self.given_back += claimed

    @property
    def names(self) -> list[str]:
        """What has begun, by what it is."""
        return [_name(one) for one in self.begun]


def _name(claimed: Claimed) -> str:
    effect = claimed.effect
    return effect.what if isinstance(effect, effects.PostMessage) else effect.kind


async def _with_courier(bench: Bench, *, size: int = 100) -> Courier:
    await bench.person("UANA", name="ana")
    courier = Courier(size=size)
    bench.runner.hand_over_to(courier)
    return courier


async def _turn(bench: Bench, *settled: Settled, owner: str = "one", unsure: bool = False) -> Turn:
    taking = partial(
        take_turn, owner=owner_named(owner), lease=LEASE, size=100, settled=settled, unsure=unsure
    )
    return await bench.runner.run(taking, hands_over=False)


def _done(claimed: Claimed, **result: str) -> Settled:
    return Settled(id=claimed.id, effect=claimed.effect, outcome=effects.Done(result=result), learnt={})


async def test_a_declare_begins_with_its_war_room_and_what_follows_without_a_turn(bench: Bench) -> None:
    """Each says what it follows, and nothing of it is left for whoever looks next."""
    courier = await _with_courier(bench)
    await bench.do(partial(declare, by="UANA", title="Checkout is down", severity="SEV3"))
    by_name = {_name(one): one for one in courier.begun}
    room, card = by_name["open_war_room"], by_name["card"]
    assert (room.after, card.after, by_name["pin_message"].after) == (None, room.id, card.id)
    assert not any(one.in_doubt for one in courier.begun)
    others = {type(one.effect).kind for one in (await _turn(bench, owner="two")).claimed}
    assert others <= {"refresh_topic", "refresh_bookmarks", "refresh_homes"}


async def test_what_was_claimed_so_settles_as_any_other(bench: Bench) -> None:
    """The worker's own turn settles it, and nobody else's does."""
    courier = await _with_courier(bench)
    number = await bench.incident()
    await bench.do(partial(decide, number=number, by="UANA", text="roll back"))
    (post,) = courier.begun
    assert (await _turn(bench, _done(post, channel="CROOM", ts="1.1"), owner="two")).lost == [post.id]
    assert (await _turn(bench, _done(post, channel="CROOM", ts="1.1"))).lost == []
    message = await bench.queries.message(number, what="decision", subject="1")
    assert message is not None
    assert message.ts == "1.1"


async def test_the_order_of_a_room_is_kept(bench: Bench) -> None:
    """A message that is still on its way lets none pass, claimed by whomever."""
    courier = await _with_courier(bench)
    number = await bench.incident()
    await bench.do(partial(decide, number=number, by="UANA", text="roll back"))
    await bench.do(partial(decide, number=number, by="UANA", text="scale up"))
    assert courier.names == ["decision"]
    await _turn(bench, _done(courier.begun[0], channel="CROOM", ts="1.1"))
    await bench.do(partial(decide, number=number, by="UANA", text="scale down"))
    assert courier.names == ["decision"]


async def test_of_two_messages_to_one_place_the_first_begins(bench: Bench) -> None:
    """In one transaction as well."""
    courier = await _with_courier(bench)
    number = await bench.incident()

    async def both(tx: Tx) -> None:
        incident = await tx.lock(number)
        await tx.post(incident, what="decision", subject="1", place=effects.ROOM)
        await tx.post(incident, what="decision", subject="2", place=effects.ROOM)

    await bench.do(both)
    (begun,) = courier.begun
    assert isinstance(begun.effect, effects.PostMessage)
    assert begun.effect.subject == "1"


async def test_a_refused_change_begins_with_nothing(bench: Bench) -> None:
    """Nothing was committed."""
    courier = await _with_courier(bench)
    number = await bench.incident()
    with pytest.raises(Refusal):
        await bench.do(partial(post_update, number=number, by="UANA", text=""))
    assert courier.begun == []


async def test_no_more_is_claimed_than_the_courier_has_room_for(bench: Bench) -> None:
    """The rest is found by the next turn, and for that the worker is woken."""
    courier = await _with_courier(bench, size=1)
    before = bench.wakes
    await bench.do(partial(declare, by="UANA", title="Checkout is down", severity="SEV3"))
    assert len(courier.begun) == 1
    assert bench.wakes > before
    assert (await _turn(bench)).claimed


async def test_a_turn_that_lets_go_of_what_it_lost_keeps_what_changes_have_claimed(bench: Bench) -> None:
    """A change may commit between a turn's look at what is under way and its statement."""
    courier = await _with_courier(bench)
    number = await bench.incident()
    await bench.do(partial(decide, number=number, by="UANA", text="roll back"))
    (post,) = courier.begun
    assert post.id not in {one.id for one in (await _turn(bench, unsure=True)).claimed}


async def test_what_a_killed_process_had_claimed_so_is_in_doubt_after_a_restart(bench: Bench) -> None:
    """It may have begun: who takes it over looks first."""
    courier = await _with_courier(bench)
    number = await bench.incident()
    await bench.do(partial(decide, number=number, by="UANA", text="roll back"))
    (post,) = courier.begun
    await bench.runner.run(partial(adopt_orphans, grace=LEASE), hands_over=False)
    bench.step(minutes=1)
    again = {one.id: one for one in (await _turn(bench, owner="two")).claimed}
    assert again[post.id].in_doubt

    async def owner(tx: Tx) -> str | None:
        return (await tx.session.exec(select(Effect.owner).where(Effect.id == post.id))).one()

    assert await bench.do(owner) == owner_named("two").turns


async def test_a_worker_that_does_not_run_claims_nothing(bench: Bench) -> None:
    """First it takes up what a dead process left: that would let go of what has just begun."""
    await bench.person("UANA", name="ana")
    desk = Desk(
        slack=Slack(AsyncWebClient(), clock=bench.clock),
        queries=bench.queries,
        runner=bench.runner,
        config=bench.config,
        clock=bench.clock,
    )
    bench.runner.hand_over_to(Worker(bench.runner, desk=desk, alone=True))
    await bench.do(partial(declare, by="UANA", title="Checkout is down", severity="SEV3"))
    assert {row.state for row in await bench.rows(Effect)} == {"pending"}
