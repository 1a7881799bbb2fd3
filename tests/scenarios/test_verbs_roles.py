"""Roles and handovers by text."""

import pytest

from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World


async def test_me_takes_a_role_and_gets_its_duties(world: World) -> None:
    """The duties come with the answer, privately."""
    await declared(world)
    said = await say(world, "ic me")
    assert "You are *incident commander* now. Your duties:" in said
    await world.calm()
    assert "IC @ana" in card(world)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ic @bo", "IC @bo"),
        ("tech @bo", "Tech @bo"),
        ("comms @bo,", "Comms @bo"),
        ("scribe bo", "Scribe @bo"),
        ("assign scribe @bo", "Scribe @bo"),
        ("assign @bo scribe", "Scribe @bo"),
        ("ROLE tech_lead @bo", "Tech @bo"),
        ("assign incident_commander bo", "IC @bo"),
    ],
)
async def test_a_role_is_given_by_its_own_verb_or_by_assign(world: World, typed: str, label: str) -> None:
    """People are named by a mention, or by a name that only one of them has."""
    await declared(world)
    await say(world, "note hello", by=world.bo)  # so that Muster knows bo by name
    assert "<@" not in (said := await say(world, typed))
    assert "@bo is *" in said
    await world.calm()
    assert label in card(world)
    assert any("You are" in one for one in world.bo.sees("muster"))


async def test_a_mention_needs_no_escaping_by_slack(world: World) -> None:
    """Without `should_escape` a name arrives as it was typed, and is looked up."""
    world.slack.workspace.app.should_escape = False
    await declared(world)
    await say(world, "note hello", by=world.bo)
    assert "@bo is *incident commander* now" in await say(world, "ic @bo")


async def test_a_role_alone_says_who_it_is(world: World) -> None:
    """And how to take it."""
    await declared(world)
    assert "Nobody is *incident commander* yet. Take it with `/incident ic me`" in await say(world, "ic")
    await say(world, "ic me")
    assert "@ana is *incident commander*." in await say(world, "ic", by=world.bo)
    assert "@ana is *incident commander*." in await say(world, "assign ic")


async def test_a_role_can_be_left(world: World) -> None:
    """Then nobody holds it."""
    await declared(world)
    await say(world, "scribe me")
    assert "You are no longer scribe of INC-1." in await say(world, "scribe nobody")
    await world.calm()
    assert "Scribe nobody yet" in card(world)


async def test_who_loses_a_role_is_told(world: World) -> None:
    """It acts at once, also over a present holder."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "ic me", by=world.bo)
    await world.calm()
    assert any("has taken over from you as *incident commander*" in one for one in world.ana.sees("muster"))


async def test_bots_and_deactivated_people_hold_no_role(world: World) -> None:
    """Nobody would be in command."""
    world.slack.workspace.add_person("old", deleted=True)
    await declared(world)
    assert "is a bot and cannot be incident commander" in await say(world, "ic @muster")
    assert "account is deactivated" in await say(world, "ic @old")


@pytest.mark.parametrize("typed", ["ic @nobodyknows", "ic @oncall", "ic 42"])
async def test_a_word_that_names_nobody_is_refused(world: World, typed: str) -> None:
    """A user group is nobody, too."""
    await declared(world)
    assert "names nobody. Mention a person" in await say(world, typed)


async def test_a_role_that_is_not_configured_is_refused(world: World) -> None:
    """The refusal names those that are."""
    await declared(world)
    said = await say(world, "assign pilot @bo")
    assert "There is no role `pilot`. Choose `ic`, `tech`, `comms` or `scribe`." in said


async def test_assign_alone_opens_the_form_of_all_roles(world: World) -> None:
    """One field per role; what is filled in counts at once."""
    await declared(world)
    opened = await world.ana.command(ROOM, "/incident assign")
    assert opened.modal is not None
    sent = await world.ana.submit(values={"role:incident_commander": "ana", "role:scribe": "bo"})
    assert "You are *incident commander* now." in str(sent.modal.blocks if sent.modal else "")
    await world.calm()
    assert "IC @ana" in card(world)
    assert "Scribe @bo" in card(world)


@pytest.mark.parametrize("typed", ["handover ic @bo", "handoff @bo", "handover @bo ic"])
async def test_a_handover_waits_for_the_other_side(world: World, typed: str) -> None:
    """Until then the old holder keeps the role; the other gets a brief with buttons."""
    await declared(world)
    await say(world, "ic me")
    assert "You keep the role until they accept" in await say(world, typed)
    await world.calm()
    assert "IC @ana" in card(world)
    brief = await world.message(_direct(world), "offers you *incident commander*")
    await world.bo.click(brief, "Accept")
    await world.calm()
    assert "IC @bo" in card(world)


def _direct(world: World) -> str:
    return world.bo.place("muster").id


async def test_a_handover_needs_somebody_else(world: World) -> None:
    """The refusals say what to do instead."""
    await declared(world)
    assert "A handover is for somebody else." in await say(world, "handover ic me")
    assert "`handover` needs words" in await say(world, "handover ic")
    assert "is a bot" in await say(world, "handover ic @muster")


async def test_a_handover_can_be_declined(world: World) -> None:
    """The role stays where it is, and both are told."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "handover ic @bo")
    await world.calm()
    await world.bo.click(await world.message(_direct(world), "offers you"), "Decline")
    await world.calm()
    assert "IC @ana" in card(world)
    assert any("has declined" in one for one in world.ana.sees("muster"))
