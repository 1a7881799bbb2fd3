"""Slack slows us down: what matters goes first, nothing is asked too often, and everything is there once."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.fakeslack.messages import Message
from tests.scenarios.steps import ROOM, card, say
from tests.scenarios.world import World

ON_CALL = ("dee", "eve", "finn")
NAMES = ("ada", "bea", "dan", "eli", "fay", "hal", "ida", "jon", "kim", "mae", "ned", "oda")
INCIDENTS = len(NAMES)


def posted(world: World, channel: str, contains: str = "") -> list[Message]:
    """Return the bot's messages in a channel, or with a person; none where there is no such place yet."""
    try:
        return world.slack.workspace.messages(channel, contains=contains, by="muster")
    except LookupError:
        return []


def called(world: World) -> int:
    """Return how many direct messages call somebody."""
    return sum(len(posted(world, name, "You are called to")) for name in ON_CALL)


def rooms(world: World) -> list[str]:
    """Return the names of all war rooms."""
    channels = world.slack.workspace.channels.by_id.values()
    return [one.name for one in channels if one.name.startswith("inc-")]


async def test_twelve_incidents_in_one_moment_under_slacks_own_limits(world: World) -> None:
    """Every war room is there at once and every call within seconds; the rest follows, each thing once."""
    slack = world.slack
    slack.rates.enforced = True
    for name in NAMES:
        slack.workspace.add_person(name)
    for name in NAMES:
        line = f"declare sev1 {name} sees errors"
        assert "is open" in await say(world, line, by=world.actor(name), channel="general")
        await world.calm()  # no second has passed, but a busy machine's database has its rest

    assert len(rooms(world)) == INCIDENTS
    assert all(posted(world, room, "More…") for room in rooms(world))
    assert called(world) == 5 * len(ON_CALL)  # all that Slack lets through to one person at a time
    for _ in range(2):
        await world.pass_time(seconds=5)
    assert called(world) == INCIDENTS * len(ON_CALL)
    for _ in range(18):
        await world.pass_time(seconds=6)

    limited = Counter(
        (call.method, call.args.get("channel") if call.method == "chat.postMessage" else None)
        for call in slack.workspace.calls
        if call.status == 429
    )
    # Of some hundred: what was under way when Slack refused the first, which is one an incident at most.
    assert max(limited.values()) <= INCIDENTS, limited
    assert len(posted(world, "incidents", "sees errors")) == INCIDENTS
    for room in rooms(world):
        cards = posted(world, room, "More…")
        assert (len(cards), slack.workspace.pins(room)) == (1, cards)
        assert "Still doing" not in card(world, room)
        assert slack.workspace.channel(room).topic.value.startswith("SEV1 · ")
        assert {slack.workspace.people.get(name).id for name in ON_CALL} <= set(
            slack.workspace.channel(room).members
        )
    for name in NAMES:
        assert len(posted(world, name, "is open in")) == 1


async def test_after_a_wait_people_are_called_before_anybody_is_told_anything_else(world: World) -> None:
    """Four people are to get a direct message: the three that are called, and the declarer her link."""
    world.slack.faults.rate_limited("conversations.open", retry_after=20, times=None)
    await say(world, "declare sev1 checkout returns 500s", channel="general")
    await world.calm()
    assert called(world) == 0
    world.slack.faults.clear()

    await world.pass_time(seconds=22)

    opened = [call.args["users"] for call in world.slack.workspace.calls_of("conversations.open", ok=True)]
    people = world.slack.workspace.people
    assert opened[-1] == people.get("ana").id
    assert set(opened[:-1]) == {people.get(name).id for name in ON_CALL}


@pytest.mark.parametrize("method", ["chat.update", "conversations.setTopic"])
async def test_a_method_that_slack_limits_is_left_alone_until_the_time_has_come(
    world: World, method: str
) -> None:
    """What changes meanwhile is not sent to be refused; then the last state is there, by one call."""
    await say(world, "declare sev1 checkout returns 500s", channel="general")
    await world.calm()
    world.slack.faults.rate_limited(method, retry_after=90, times=None)
    await say(world, "sev 2 only EU")
    await world.calm()
    refused = len(world.slack.workspace.calls_of(method))

    for line in ("identified", "ic me", "sev 1 everywhere"):
        await say(world, line)
        await world.pass_time(seconds=5)
    assert len(world.slack.workspace.calls_of(method)) == refused
    world.slack.faults.clear()
    await world.pass_time(seconds=90)

    assert world.slack.workspace.channel(ROOM).topic.value.startswith("SEV1 · identified")
    assert all(words in card(world) for words in ("SEV1", "Identified", "IC @ana"))
    assert "Still doing" not in card(world)


async def test_what_is_due_waits_for_nothing_that_takes_long(world: World) -> None:
    """A call that hangs, or an action of minutes, keeps no other call from its moment."""
    faults = world.slack.faults
    await say(world, "declare sev1 checkout returns 500s", channel="general")
    await world.calm()
    long = faults.hold("chat.postMessage")
    await say(world, "decide roll back")
    await long.arrived()
    faults.rate_limited("conversations.setTopic", retry_after=2)
    await say(world, "sev 2 only EU")
    while not (await world.muster.queries.scene(1)).incident.pending:
        await say(world, "info")
    again = faults.hold("conversations.setTopic")

    for _ in range(6):  # less than the 20 s after which the worker looks around anyway
        world.clock.step(timedelta(seconds=0.75))
        await say(world, "info")

    await again.arrived()
    again.release()
    long.release()
    await world.calm()
    assert world.slack.workspace.channel(ROOM).topic.value.startswith("SEV2 · ")
