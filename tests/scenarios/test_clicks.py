"""Clicks that come late, twice, from the wrong person, or on something that was drawn by another version."""

from functools import partial
from typing import Any

import pytest

from bot.fakeslack.messages import Message
from bot.usecases.queries.queries import PAGE
from tests.scenarios.steps import ROOM, card, declared, say
from tests.scenarios.world import World

MOVED_ON = "The incident has moved on since this button was drawn, so nothing was changed."


def find(world: World, words: str, *, room: str = ROOM) -> Message:
    """Return the bot's message with these words."""
    return world.slack.workspace.message(room, contains=words, by="muster")


async def reads(world: World, name: str, words: str, *, room: str = ROOM) -> None:
    """Wait until a person reads these words where they clicked."""
    await world.slack.workspace.until(lambda: any(words in one for one in world.actor(name).sees(room)))


async def panel(world: World, *, room: str = ROOM) -> Message:
    """Let Ana open the panel."""
    said = await world.ana.command(room, "/incident")
    assert said.message is not None
    return said.message


# ---------------------------------------------------------------- what was drawn before


@pytest.mark.parametrize(
    ("target", "value"),
    [("set_status", "Monitoring"), ("set_severity", "SEV4"), ("Cancel incident", None), ("Resolve", None)],
)
async def test_a_button_drawn_before_the_status_changed_changes_nothing(
    world: World, target: str, value: str | None
) -> None:
    """Somebody else was faster: the late click is told so, and the card keeps what they did."""
    await declared(world)
    old = await panel(world)
    await say(world, "identified", by=world.bo)

    await world.ana.click(old, target, value=value)
    await reads(world, "ana", MOVED_ON)
    await world.calm()

    assert "SEV1 · Identified" in card(world)


async def test_notes_and_roles_make_no_button_stale(world: World) -> None:
    """While people write and take roles, the card's buttons go on to work."""
    await declared(world)
    old = await panel(world)
    for line in ("note hello", "ic @bo", "hypothesis cache stampede", "decide roll back"):
        await say(world, line)

    await world.ana.click(old, "Resolve")
    await reads(world, "ana", "INC-1 is now *resolved*")


async def test_a_click_for_what_holds_already_is_answered_calmly(world: World) -> None:
    """Two people resolve at once: the second reads that it is so."""
    await declared(world)
    old = await panel(world)
    await say(world, "resolve", by=world.bo)

    await world.ana.click(old, "Resolve")

    await reads(world, "ana", "INC-1 is *resolved* already; nothing was changed.")


async def test_a_dialog_that_is_not_confirmed_does_nothing(world: World) -> None:
    """Every button and menu that ends something, or lowers a SEV1, asks; "no" is no."""
    await declared(world)
    shown = await panel(world)
    asked = 0
    for block in shown.blocks:
        for element in block.get("elements", []):
            if "confirm" in element:
                asked += 1
                value = "SEV4" if element["type"] == "static_select" else None
                await world.ana.click(shown, element["action_id"], value=value, confirm=False)
    await world.calm()

    assert asked == 3, "resolve, cancel and the menu of severities ask"
    assert "SEV1 · Triage" in card(world)


@pytest.mark.parametrize("choice", ["Cancelled", "Resolved"])
async def test_an_ending_in_a_menu_asks_in_a_form_that_can_be_left(world: World, choice: str) -> None:
    """A menu cannot ask "sure?" of some choices only; "not now" leaves everything as it is."""
    await declared(world)

    clicked = await world.ana.click(find(world, "More…"), "set_status", value=choice)
    assert clicked.modal is not None
    await world.ana.close()
    await world.calm()

    assert "Triage" in card(world)


# ---------------------------------------------------------------- twice, and by the wrong person


async def test_a_suspect_is_settled_once(world: World) -> None:
    """Confirmed by one and ruled out by another at the same time: the second reads what it is."""
    await declared(world)
    await say(world, "hypothesis cache stampede")
    await world.calm()
    message = find(world, "cache stampede")
    seen = list(message.blocks)
    await world.bo.join(ROOM)

    await world.ana.click(message, "hypothesis_confirm", seen=seen)
    await world.bo.click(message, "hypothesis_rule_out", seen=seen)

    await reads(world, "bo", "confirmed")
    await world.calm()
    assert "cache stampede (confirmed)" in card(world)


async def test_a_handover_is_answered_by_its_person_once(world: World) -> None:
    """Only who was asked can accept, only once, and a lapsed one not at all."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "handover ic @bo")
    await world.calm()
    offer = world.slack.workspace.message("bo", contains="Accept", by="muster")
    seen = list(offer.blocks)

    await world.bo.click(offer, "handover_accept", seen=seen)
    await world.calm()
    assert "IC @bo" in card(world)
    await world.bo.click(offer, "handover_decline", seen=seen)
    await world.calm()

    assert "IC @bo" in card(world)
    assert any("nothing was changed" in one for one in world.bo.sees(offer.channel))


async def test_an_offer_that_lapsed_cannot_be_accepted_any_more(world: World) -> None:
    """After five minutes the old holder keeps the role, and the late click reads so."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "handover ic @bo")
    await world.calm()
    offer = world.slack.workspace.message("bo", contains="Accept", by="muster")
    seen = list(offer.blocks)
    await world.pass_time(minutes=5, seconds=1)

    await world.bo.click(offer, "handover_accept", seen=seen)
    await world.calm()

    assert "IC @ana" in card(world)
    assert any("nothing was changed" in one for one in world.bo.sees(offer.channel))


async def test_a_click_by_somebody_who_was_removed_from_a_private_incident_changes_nothing(
    world: World,
) -> None:
    """Dee was called, and taken out of the channel again: her call's button says what a stranger reads."""
    room = await declared(world, "private sev1 keys leaked")
    await world.ana.remove(room, "dee")
    await world.calm()
    call = world.slack.workspace.message("dee", contains="You are called", by="muster")

    await world.actor("dee").click(call, "I take command")

    await reads(world, "dee", "There is no INC-1 that you can see.", room=call.channel)
    await world.calm()
    assert "IC nobody yet" in card(world, room)


# ---------------------------------------------------------------- drawn by another version


UNKNOWN = (
    ("set_status", "not json"),
    ("set_status", '{"i":1,"c":"banana"}'),
    ("status_banana", '{"i":1}'),
    ("status_resolved", "[]"),
    ("set_severity", '{"i":1,"c":"SEV9"}'),
    ("take_role", '{"i":1,"c":"butler"}'),
    ("entry_menu", '{"i":1,"s":1,"c":"banana"}'),
    ("snooze_15", '{"i":1}'),
    ("hypothesis_confirm", '{"i":1,"s":999}'),
    ("handover_accept", '{"i":1,"s":999}'),
    ("merge_with", '{"i":1,"s":999}'),
    ("show_info", '{"i":999}'),
    ("timeline_older", '{"i":1,"p":-7}'),
    ("timeline_older", '{"i":1,"p":99999}'),
    ("list_older", '{"p":99999,"c":"all"}'),
    ("list_older", '{"p":1,"c":"banana"}'),
)
"""Action ids and values that no button of this version carries."""


def strange(action: str, value: str = "") -> list[Any]:
    """Return blocks with one button of another version."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "x"}}
    return [{"type": "actions", "block_id": "b", "elements": [button | ({"value": value} if value else {})]}]


def answered(world: World, before: int) -> bool:
    """Tell whether a click was answered since there were so many answers."""
    return len(world.slack.workspace.calls_of("response_url")) > before


async def test_a_button_that_this_version_did_not_draw_gets_a_sentence_or_a_page(world: World) -> None:
    """Whatever a button carries, its click is acknowledged, breaks nothing and is answered."""
    await declared(world)
    before = await say(world, "timeline")
    shown = await panel(world)

    for action, value in UNKNOWN:
        answers = len(world.slack.workspace.calls_of("response_url"))
        clicked = await world.ana.click(shown, action, seen=strange(action, value))
        assert clicked.error == "", action
        await world.slack.workspace.until(partial(answered, world, answers), what=action)

    assert "Something went wrong" not in " ".join(world.ana.sees(ROOM))
    assert await say(world, "timeline") == before


async def test_a_button_that_only_leads_away_is_acknowledged(world: World) -> None:
    """A link, or a button of a version to come: no error, and no answer."""
    await declared(world)
    shown = await panel(world)

    for action in ("a_button_of_the_future", "link_of_a_dashboard"):
        clicked = await world.ana.click(shown, action, seen=strange(action))
        assert (clicked.error, clicked.modal) == ("", None)


# ---------------------------------------------------------------- pages and menus


async def test_the_list_is_paged_forward_and_back(world: World) -> None:
    """Older and newer are drawn in the same private message."""
    for number in range(1, PAGE + 2):
        assert f"INC-{number} is open" in await say(
            world, f"declare sev4 disk {number} is full", channel="general"
        )
    await world.calm()  # a list names the war rooms that there are
    said = await world.ana.command("general", "/incident list")
    assert said.message is not None
    first = said.text

    await world.ana.click(said.message, "list_older")
    await world.slack.workspace.until(lambda: world.ana.sees("general")[-1] != first)
    assert "INC-1 " in world.ana.sees("general")[-1]
    await world.ana.click(said.message, "list_newer")
    await world.slack.workspace.until(lambda: world.ana.sees("general")[-1] == first)


async def test_the_card_offers_to_merge_with_a_neighbour_and_the_merge_can_be_undone(world: World) -> None:
    """Two declared within half an hour: one ends inside the other by click, and comes out again by click."""
    await declared(world, "sev3 search is slow")
    second = await declared(world, "sev3 search returns nothing")
    message = find(world, "More…", room=second)

    await world.ana.click(message, "merge_with")
    await world.calm()
    assert "Merged" in card(world, second)
    await world.ana.click(find(world, "More…", room=second), "Undo the merge")
    await world.calm()

    assert "Triage" in card(world, second)


async def test_home_answers_clicks_in_a_form_of_its_own(world: World) -> None:
    """App Home has no place for private words: a form shows them, also a refusal."""
    await declared(world)
    await world.ana.open_home()
    await world.calm()
    home = world.ana.home()
    assert home is not None
    declare = await world.ana.click(home, "open_declare")
    assert declare.modal is not None
    sent = await world.ana.submit(values={"title": "disk is full"})
    assert sent.errors == {}
