"""App Home while somebody looks at it: kept true, by few calls, and for nobody else."""

import pytest

from bot.fakeslack.actor import Actor
from tests.scenarios.steps import ROOM, TITLE, declared, say
from tests.scenarios.world import World

A_ROUND_S = 15
"""Changes are gathered for so long before the homes are drawn again."""


def read(world: World, who: Actor) -> str:
    """Return what stands in a person's App Home."""
    home = who.home()
    return world.slack.workspace.render.blocks(home.blocks, zone="UTC") if home is not None else ""


def drawings(world: World, who: Actor) -> int:
    """Return how often a person's App Home was drawn."""
    calls = world.slack.workspace.calls
    return len([one for one in calls if one.method == "views.publish" and one.args["user_id"] == who.id])


async def a_round(world: World) -> None:
    """Wait until what has happened stands in the homes that are looked at."""
    await world.calm()
    await world.pass_time(seconds=A_ROUND_S)


async def looks(world: World, *names: str) -> None:
    """Let people open App Home."""
    for name in names:
        await world.actor(name).open_home()
    await world.calm()


async def test_an_open_home_follows_what_happens(world: World) -> None:
    """Lea opens it once and looks on: declared, command taken, updated, resolved."""
    await looks(world, "lea")
    assert "No open incidents" in read(world, world.actor("lea"))

    for line, shown in (
        (f"declare sev1 {TITLE}", TITLE),
        ("ic @bo", "IC @bo"),
        ("sev 2 only EU affected", "SEV2"),
        ("monitoring rolled back", "Monitoring"),
        ("close", "Monitoring"),
        ("cancel false alarm", "No open incidents"),
    ):
        await say(world, line, channel=ROOM if "declare" not in line else "general")
        await a_round(world)
        assert shown in read(world, world.actor("lea")), line


async def test_what_comes_to_wait_for_a_person_shows_up_in_their_open_home(world: World) -> None:
    """A role that is offered, taken back by its lapse, and an update that falls due."""
    await declared(world)
    await say(world, "ic me")
    await looks(world, "ana", "bo")

    await say(world, "handover ic @bo")
    await a_round(world)
    assert "offers you" in read(world, world.bo)

    await world.pass_time(minutes=5)
    await a_round(world)
    assert "offers you" not in read(world, world.bo)

    await world.pass_time(minutes=10)
    await a_round(world)
    assert "its status update was due" in read(world, world.ana)
    assert "its status update was due" not in read(world, world.bo)


async def test_many_changes_at_once_are_one_drawing(world: World) -> None:
    """Ten notes and two incidents within seconds cost each home one call."""
    await declared(world)
    await looks(world, "bo", "lea")
    await a_round(world)
    before = [drawings(world, one) for one in (world.bo, world.actor("lea"))]

    for number in range(10):
        await say(world, f"note look {number}")
    await declared(world, "sev4 disk is full")
    await a_round(world)

    after = [drawings(world, one) for one in (world.bo, world.actor("lea"))]
    assert after == [count + 1 for count in before]
    assert "disk is full" in read(world, world.bo)


async def test_the_home_of_somebody_who_is_not_looking_is_left_alone(world: World) -> None:
    """Who never opened it, or not for an hour, costs no call; who comes back reads what is true, at once."""
    await looks(world, "bo")
    await world.pass_time(minutes=61)

    await declared(world)
    await say(world, "ic @bo")
    await a_round(world)

    assert (drawings(world, world.bo), drawings(world, world.actor("lea"))) == (1, 0)
    await looks(world, "bo")
    assert "IC @bo" in read(world, world.bo)


async def test_who_opens_it_does_not_wait_for_the_next_round(world: World) -> None:
    """A round is due in some seconds: the home that is opened meanwhile is drawn now."""
    await looks(world, "lea")
    await declared(world)

    await looks(world, "bo")

    assert TITLE in read(world, world.bo)


async def test_a_private_incident_moves_nothing_in_the_homes_of_others(world: World) -> None:
    """Its members' homes follow it; not even the time of drawing changes elsewhere."""
    room = await declared(world, "private sev1 zebra keys leaked")
    await world.ana.invite(room, "bo")
    await looks(world, "bo", "lea")
    before = drawings(world, world.actor("lea"))

    await say(world, "sev 3", channel=room)
    await a_round(world)

    assert "SEV3" in read(world, world.bo)
    assert drawings(world, world.actor("lea")) == before
    assert "zebra" not in read(world, world.actor("lea"))


async def test_homes_of_many_are_drawn_for_those_who_came_last(world: World) -> None:
    """Slack allows so many calls a minute: twenty people look on, the others read it when they open it."""
    people = [world.slack.workspace.add_person(f"p{n:02}", id=f"U0P{n:02}").name for n in range(23)]
    for name in people:
        await looks(world, name)
        await world.pass_time(seconds=1)

    await declared(world)
    await a_round(world)

    followed = [name for name in people if TITLE in read(world, world.actor(name))]
    assert followed == people[3:]


@pytest.mark.parametrize("error", ["user_not_found", "ratelimited"])
async def test_a_home_that_slack_refuses_does_not_keep_the_others_old(world: World, error: str) -> None:
    """One that cannot be drawn is left out; where Slack asks to wait, all of them wait."""
    await looks(world, "bo", "lea")
    await declared(world)
    if error == "ratelimited":
        world.slack.faults.rate_limited("views.publish", retry_after=30)
    else:
        world.slack.faults.error("views.publish", error, when=lambda args: args["user_id"] == world.bo.id)

    await a_round(world)
    await world.pass_time(seconds=35)

    shown = [TITLE in read(world, one) for one in (world.bo, world.actor("lea"))]
    assert shown == ([False, True] if error == "user_not_found" else [True, True])
