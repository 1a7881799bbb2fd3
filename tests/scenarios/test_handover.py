"""Handovers: offered with a brief, accepted, declined, lapsed, or overtaken by somebody who acts."""

import pytest

from bot.fakeslack.messages import Message
from tests.scenarios.diary import ROOM, Diary, buttons, card, declare, posted, say
from tests.scenarios.world import World


async def offered(world: World) -> Message:
    """Let ana, in command, offer it to bo; return what bo reads."""
    await declare(world)
    await say(world, world.ana, "ic me")
    await say(world, world.ana, "update rollback at 50 %, errors falling")
    await say(world, world.ana, "hypothesis cache stampede")
    said = await say(world, world.ana, "handover ic @bo")
    assert "@bo was asked to take over as *incident commander*. You keep the role until they accept" in said
    assert "lapses after 5 min" in said
    return await world.message("bo", "offers you *incident commander*")


async def test_the_new_holder_gets_a_brief_and_the_old_one_keeps_the_role(world: World) -> None:
    """State, impact, last update, what is open, and when the next update is due."""
    brief = await offered(world)
    text = world.slack.workspace.text(brief)
    assert text.startswith("@ana offers you *incident commander* of INC-1 checkout returns 500s")
    assert "*State*  SEV1 · Triage" in text
    assert "*Customers see*  not known yet" in text
    assert "*Last update*  14:00 @ana: rollback at 50 %, errors falling" in text
    assert "*Suspects*  cache stampede (open)" in text
    assert "*Next update*  due 14:15" in text
    assert buttons(brief) == ("Accept", "Decline")
    assert world.bo.id in world.slack.workspace.channel(ROOM).members
    assert "IC @ana" in card(world)


async def test_accepting_gives_the_role_and_the_duties(world: World) -> None:
    """The brief loses its buttons, the old holder is told, and the room sees it on the card."""
    brief = await offered(world)
    await world.bo.click(brief, "Accept")
    await world.calm()
    duties = await world.slack.workspace.until(
        lambda: world.slack.workspace.ephemerals("bo", to="bo", contains="You are *incident commander* now.")
    )
    assert "Hand over before you are tired." in world.slack.workspace.text(duties[0])
    assert buttons(brief) == ()
    assert "@bo has taken over as *incident commander* of INC-1." in posted(world, "ana")[-1]
    assert "IC @bo" in card(world)
    assert world.slack.workspace.channel(ROOM).topic.value == "SEV1 · triage · IC @bo"


async def test_declining_leaves_the_role_where_it_is(world: World) -> None:
    """The old holder is told, and keeps it."""
    brief = await offered(world)
    await world.bo.click(brief, "Decline")
    await world.calm()
    declined = "@bo has declined to take over as *incident commander* of INC-1. @ana keeps the role."
    assert declined in posted(world, "ana")[-1]
    assert declined in world.slack.workspace.text(brief)
    assert "IC @ana" in card(world)


async def test_an_unanswered_handover_lapses_after_five_minutes_and_both_are_told(world: World) -> None:
    """Not a second earlier; a click after that says so and changes nothing."""
    brief = await offered(world)
    seen = brief.blocks
    diary = Diary(world)
    assert await diary.after(minutes=4, seconds=59) == []
    heard = await diary.after(seconds=1)
    assert sorted(one.place for one in heard) == ["@ana", "@bo"]
    assert all("@bo did not answer whether to take over" in one.text for one in heard)
    assert all("@ana keeps the role." in one.text for one in heard)
    await world.bo.click(brief, "Accept", seen=seen)
    await world.calm()
    told = await world.slack.workspace.until(
        lambda: world.slack.workspace.ephemerals("bo", to="bo", contains="This handover has lapsed")
    )
    assert len(told) == 1
    assert "IC @ana" in card(world)


async def test_an_offer_that_lapsed_while_muster_was_down_is_told_once(world: World) -> None:
    """After the restart both hear it, and the role is where it was."""
    await offered(world)
    diary = Diary(world)
    await world.stop()
    await world.start()
    await world.calm()
    assert diary.new() == []
    heard = await diary.after(minutes=5)
    assert sorted(one.place for one in heard if "did not answer" in one.text) == ["@ana", "@bo"]


async def test_somebody_who_takes_command_meanwhile_overtakes_the_offer(world: World) -> None:
    """A role verb acts at once; the offer ends, and everybody concerned is told."""
    brief = await offered(world)
    diary = Diary(world)
    taken = await say(world, world.actor("cy"), "ic me")
    assert "You are *incident commander* now." in taken
    heard = {one.place: one.text for one in diary.new() if one.place.startswith("@")}
    assert "no longer stands" in world.slack.workspace.text(brief)
    assert buttons(brief) == ()
    assert "@bo" in heard
    ana = [
        text for text in posted(world, "ana") if "@cy has taken over from you as *incident commander*" in text
    ]
    assert len(ana) == 1
    assert "IC @cy" in card(world)
    assert await diary.after(minutes=5, seconds=1) == []


async def test_only_the_one_who_was_asked_can_answer(world: World) -> None:
    """The brief is a direct message; a click that is somebody else's is refused."""
    await offered(world)
    said = await say(world, world.actor("cy"), "handover ic @bo")
    assert "@bo was asked to take over" in said
    assert len([text for text in posted(world, "bo") if "offers you" in text]) == 1


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("handover ic @ana", "is *incident commander* already"),
        ("handover ic me", "already"),
        ("handover ic @muster", "bot"),
        ("handover ic", "needs"),
        ("handover dancer @bo", "There is no role `dancer`."),
    ],
)
async def test_what_cannot_be_handed_over_is_refused_with_a_sentence(
    world: World, line: str, refusal: str
) -> None:
    """The holder themselves, a bot, nobody, no such role: nothing is offered."""
    await declare(world)
    await say(world, world.ana, "ic me")
    diary = Diary(world)
    said = await say(world, world.ana, line)
    if world.ana.view() is None:
        assert refusal in said
    assert diary.new() == []


async def test_an_ended_incident_takes_its_offers_with_it(world: World) -> None:
    """Cancelled meanwhile: the brief says that it no longer stands, and nothing lapses later."""
    brief = await offered(world)
    await say(world, world.ana, "cancel false alarm")
    assert buttons(brief) == ()
    diary = Diary(world)
    assert await diary.after(minutes=6) == []
