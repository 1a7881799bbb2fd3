"""What follows an effect is claimed with it: the card is posted the moment that there is a war room."""

from collections.abc import Sequence
from functools import partial

import pytest

from bot.delivery.slack import LEASE
from bot.domain import effects
from bot.domain.models import Effect, Incident
from bot.usecases.declare import declare
from bot.usecases.deliveries import Claimed, Settled, take_turn
from tests.support.bench import Bench, owner_named

pytestmark = pytest.mark.both_databases


async def turn(
    bench: Bench, *settled: Settled, released: Sequence[int] = (), owner: str = "one"
) -> dict[str, Claimed]:
    """Let a worker take one turn, and return what it may carry out, by what it is."""
    taken = await bench.do(
        partial(
            take_turn, owner=owner_named(owner), lease=LEASE, size=100, settled=settled, released=released
        )
    )
    return {_name(one.effect): one for one in taken.claimed}


def _name(effect: effects.Effect) -> str:
    return effect.what if isinstance(effect, effects.PostMessage) else effect.kind


async def declared(bench: Bench) -> dict[str, Claimed]:
    """Declare an incident and return what is claimed of it at once."""
    await bench.person("UANA", name="ana")
    await bench.do(partial(declare, by="UANA", title="Checkout is down", severity="SEV3"))
    return await turn(bench)


async def test_card_pin_topic_and_invitation_are_claimed_with_the_war_room(bench: Bench) -> None:
    """Each says what it follows; what waits for nothing says nothing."""
    claimed = await declared(bench)
    after = {name: one.after for name, one in claimed.items()}
    room, card = claimed["open_war_room"].id, claimed["card"].id

    assert after["open_war_room"] is None
    assert after["announcement"] is None
    assert (after["card"], after["invite_people"], after["refresh_topic"]) == (room, room, room)
    assert after["pin_message"] == card


async def test_a_follower_that_was_given_back_waits_as_if_it_had_never_been_claimed(bench: Bench) -> None:
    """The war room that Slack refused for a moment is tried again; the card follows, not in doubt."""
    claimed = await declared(bench)
    room = claimed["open_war_room"]
    followers = [one.id for one in claimed.values() if one.after is not None]
    wait = effects.Retry(after_s=5, reason="ratelimited")

    await turn(bench, Settled(id=room.id, effect=room.effect, outcome=wait, learnt={}), released=followers)
    (waiting,) = await bench.rows(Effect, id=claimed["card"].id)
    bench.step(seconds=6)
    again = await turn(bench)
    assert (waiting.state, waiting.attempts, waiting.owner) == ("pending", 0, None)
    assert "card" not in again

    done = effects.Done(result={"channel": "C0ROOM", "name": "inc-1", "members": []})
    room = again["open_war_room"]
    card = (await turn(bench, Settled(id=room.id, effect=room.effect, outcome=done, learnt={})))["card"]
    assert (card.after, card.attempt, card.in_doubt) == (None, 1, False)


async def test_followers_are_blocked_with_a_war_room_that_cannot_be_opened(bench: Bench) -> None:
    """They were given back first, so the same reason stands at all of them."""
    claimed = await declared(bench)
    room = claimed["open_war_room"]
    followers = [one.id for one in claimed.values() if one.after is not None]
    never = effects.GiveUp(reason="restricted_action")

    await turn(bench, Settled(id=room.id, effect=room.effect, outcome=never, learnt={}), released=followers)

    rows = [row for row in await bench.rows(Effect) if row.id in followers]
    assert {(row.state, row.reason) for row in rows} == {("blocked", "restricted_action")}


async def test_a_follower_of_a_dead_process_waits_for_its_leader_and_is_looked_up(bench: Bench) -> None:
    """It may have been carried out in the moment before; nobody begins with it while the room is in doubt."""
    claimed = await declared(bench)
    bench.step(seconds=LEASE.total_seconds() + 1)

    adopted = await turn(bench, owner="two")
    assert adopted["open_war_room"].in_doubt
    assert "card" not in adopted

    room = adopted["open_war_room"]
    done = effects.Done(result={"channel": "C0ROOM", "name": "inc-1", "members": []})
    found = await turn(bench, Settled(id=room.id, effect=room.effect, outcome=done, learnt={}), owner="two")
    assert found["card"].id == claimed["card"].id
    assert found["card"].in_doubt
    (incident,) = await bench.rows(Incident)
    assert incident.channel_id == "C0ROOM"
