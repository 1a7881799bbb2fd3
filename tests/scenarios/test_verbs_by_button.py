"""One happy path for each group of buttons, each form, each shortcut and each kind of event."""

import json
from typing import Any

import pytest

from bot.fakeslack.actor import Actor
from bot.fakeslack.messages import Message
from tests.scenarios.steps import ROOM, TITLE, card, declared, say
from tests.scenarios.world import World


def card_message(world: World) -> Message:
    """Return the live card of the first incident."""
    workspace = world.slack.workspace
    return next(one for one in workspace.messages(ROOM) if "More…" in workspace.text(one))


async def panel(world: World, *, by: Actor | None = None) -> Message:
    """Return the panel that a person has asked for."""
    said = await (by or world.ana).command(ROOM, "/incident")
    assert said.message is not None
    return said.message


async def read(world: World, who: Actor, words: str, channel: str = ROOM) -> str:
    """Wait until a person reads these words somewhere in a channel, and return the whole message."""

    def find() -> str:
        return next((one for one in who.sees(channel) if words in one), "")

    return str(await world.slack.workspace.until(find))


def told(who: Actor) -> str:
    """Return what the form that is open says; empty when none is."""
    view = who.view()
    return json.dumps(view.blocks, ensure_ascii=False) if view is not None else ""


# ---------------------------------------------------------------- buttons


async def test_the_cards_menus_move_the_status_and_give_roles(world: World) -> None:
    """What needs no "sure?" acts at once, and is answered privately."""
    await declared(world)
    await world.bo.click(card_message(world), "set_status", value="Identified")
    assert "INC-1 is now *identified*" in await read(world, world.bo, "is now *identified*")
    await world.calm()
    await world.bo.click(card_message(world), "roles_menu", value="I take IC")
    await read(world, world.bo, "You are *incident commander* now.")
    await world.calm()
    assert "Identified" in card(world)
    assert "IC @bo" in card(world)


async def test_ending_by_the_menu_asks_in_a_form_first(world: World) -> None:
    """Words in it are posted as a status update."""
    await declared(world)
    clicked = await world.ana.click(card_message(world), "set_status", value="Resolved")
    assert clicked.modal is not None
    assert clicked.modal.title == "Resolve INC-1?"
    sent = await world.ana.submit(values={"words": "error rate back to normal"})
    assert (sent.errors, sent.modal) == ({}, None)
    await world.calm()
    assert "Resolved" in card(world)
    assert any("error rate back to normal" in one for one in world.ana.sees("incidents"))


async def test_a_button_with_a_dialog_ends_the_incident(world: World) -> None:
    """The dialog has asked already."""
    await declared(world)
    await world.ana.click(await panel(world), "Resolve")
    await read(world, world.ana, "INC-1 is now *resolved*")
    await world.calm()
    await world.ana.click(card_message(world), "Close")
    await read(world, world.ana, "INC-1 is now *closed*")


async def test_the_panel_is_drawn_again_after_a_click_in_it(world: World) -> None:
    """It shows what can be done now."""
    await declared(world)
    shown = await panel(world)
    await world.ana.click(shown, "set_severity", value="SEV3")
    await read(world, world.ana, "INC-1 is now *SEV3*")
    assert "SEV3" in world.slack.workspace.text(shown, viewer=world.ana.id)


async def test_a_stale_button_changes_nothing_and_says_so(world: World) -> None:
    """Bo sees the panel of a moment ago."""
    await declared(world)
    shown = await panel(world, by=world.bo)
    await say(world, "resolve")
    await world.bo.click(shown, "Cancel incident")
    assert "nothing was changed" in await read(world, world.bo, "has moved on since this button was drawn")
    await world.calm()
    assert "Resolved" in card(world)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Catch up", "INC-1 · SEV1"),
        ("Info", "War room*"),
        ("Timeline", "Timeline of INC-1"),
        ("Times", "Times of INC-1"),
        ("All incidents", "INC-1 · SEV1"),
        ("Help", "In the war room of INC-1 you can say"),
    ],
)
async def test_the_panel_shows_things_privately(world: World, label: str, words: str) -> None:
    """Each button shows what its verb shows, to who clicked alone."""
    await declared(world)
    shown = await panel(world)
    before = len(world.slack.workspace.messages(ROOM))
    await world.ana.click(shown, label)
    await read(world, world.ana, words)
    assert len(world.slack.workspace.messages(ROOM)) == before


async def test_no_change_posts_and_the_third_asks_for_a_sentence(world: World) -> None:
    """The form that opens says why."""
    await declared(world)
    for _ in range(2):
        await world.ana.click(await panel(world), "No change")
        await read(world, world.ana, "Posted to the war room")
        await world.calm()
    clicked = await world.ana.click(await panel(world), "No change")
    assert clicked.modal is not None
    assert "third “no change” in a row" in told(world.ana)


async def test_a_reminders_buttons_answer_it(world: World) -> None:
    """The click on "+15 min" is relative to the due time shown; the reminder says that it was moved."""
    await declared(world)
    await world.pass_time(minutes=15)
    reminder = await world.message(ROOM, "Update due now")
    await world.bo.click(reminder, "+15 min")
    await read(world, world.bo, "The next update is due 15:30")
    await world.calm()
    assert "due" in world.slack.workspace.text(reminder)
    assert "+15 min" not in world.slack.workspace.text(reminder)


async def test_the_question_still_active_is_answered_in_place(world: World) -> None:
    """The direct message says who answered it, without its buttons."""
    await declared(world)
    await say(world, "ic me")
    await world.pass_time(minutes=20)
    place = world.ana.place("muster").id
    asked = await world.message(place, "Still active?")
    await world.ana.click(asked, "Still on it")
    await read(world, world.ana, "is still on it", channel=place)
    assert "Still on it]" not in world.slack.workspace.text(asked)


async def test_a_neighbour_is_merged_by_the_cards_button(world: World) -> None:
    """The card offers incidents of the last half hour."""
    await declared(world)
    second = await declared(world, "sev2 payments fail")
    workspace = world.slack.workspace
    offered = next(one for one in workspace.messages(second) if "More…" in workspace.text(one))
    await world.ana.click(offered, "Merge into INC-1")
    await read(world, world.ana, "INC-2 ends inside INC-1", channel=second)
    await world.calm()
    await world.ana.click(offered, "Undo the merge")
    await read(world, world.ana, "INC-2 is a matter of its own again", channel=second)


async def test_entries_are_corrected_hidden_shown_and_redacted_by_their_menu(world: World) -> None:
    """Each choice opens its form, and the form says what was done."""
    await declared(world)
    await say(world, "note restarted teh cache")
    shown = await world.ana.command(ROOM, "/incident timeline")
    assert shown.message is not None
    block = next(
        one["block_id"] for one in shown.message.blocks if "restarted" in str(one.get("text", {}).get("text"))
    )
    await world.ana.click(shown.message, "Correct…", block_id=block)
    await world.ana.submit(values={"text": "restarted the cache", "reason": "typo"})
    assert "is corrected" in told(world.ana)
    await world.ana.click(shown.message, "Hide…", block_id=block)
    await world.ana.submit(values={"reason": "not needed"})
    assert "is hidden" in told(world.ana)
    again = await world.ana.command(ROOM, "/incident timeline")
    assert again.message is not None
    block = next(
        one["block_id"] for one in again.message.blocks if "restarted" in str(one.get("text", {}).get("text"))
    )
    await world.ana.click(again.message, "Show again", block_id=block)
    await read(world, world.ana, "is shown again")
    await world.ana.click(again.message, "Redact…", block_id=block)
    await world.ana.submit(values={"reason": "pasted a key"})
    assert "is redacted" in told(world.ana)


async def test_the_list_is_narrowed_by_its_menu(world: World) -> None:
    """The menu replaces the list where it stands."""
    await declared(world)
    await declared(world, "sev3 slow search")
    listed = await world.ana.command("general", "/incident list")
    assert listed.message is not None
    await world.ana.click(listed.message, "list_filter", value="SEV3")
    workspace, message = world.slack.workspace, listed.message
    await workspace.until(lambda: "INC-1" not in workspace.text(message, viewer=world.ana.id))
    assert "INC-2" in workspace.text(message, viewer=world.ana.id)


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("button", "values", "shown", "confirmed"),
    [
        ("Update", {"text": "rollback at 50 %", "impact": "12 % fail"}, "12 % fail", ""),
        ("Decide", {"text": "roll back", "undo": "redeploy"}, "*Decision*", ""),
        ("Hypothesis", {"text": "cache stampede"}, "cache stampede (open)", ""),
        ("Link", {"url": "https://example.com/d", "title": "Board"}, "Board", ""),
        ("Note", {"text": "restarted the cache"}, "", "Noted as entry"),
        ("Next update…", {"delay": "in 10 min", "reason": "vendor"}, "", "The next update is due"),
        ("Export…", {"formats": ["JSON"]}, "", "follows by direct message"),
        ("Hand over…", {"role": "Incident commander", "to": "bo"}, "", "was asked to take over"),
    ],
)
async def test_each_form_of_the_panel_does_what_its_verb_does(
    world: World, button: str, values: dict[str, Any], shown: str, confirmed: str
) -> None:
    """Where the room shows it, the form just closes; where it does not, the form says what was done."""
    await declared(world)
    opened = await world.ana.click(await panel(world), button)
    assert opened.modal is not None
    sent = await world.ana.submit(values=values)
    assert sent.errors == {}
    assert not sent.error
    assert not sent.problem
    assert confirmed in told(world.ana)
    assert (sent.modal is None) == (not confirmed)
    await world.calm()
    assert shown in " ".join(world.bo.sees(ROOM))


async def test_the_forms_of_severity_roles_times_and_corrections(world: World) -> None:
    """They too end in the same use-cases as the verbs."""
    await declared(world)
    await world.ana.command(ROOM, "/incident severity")
    assert (await world.ana.submit(values={"severity": "SEV2", "words": "EU only"})).modal is None
    await world.ana.command(ROOM, "/incident correct")
    assert (await world.ana.submit(values={"text": "EU and UK only"})).modal is None
    shown = await world.ana.command(ROOM, "/incident times")
    assert shown.message is not None
    await world.ana.click(shown.message, "Correct a time…")
    at = int(world.clock.now().timestamp()) - 1_200
    await world.ana.submit(values={"name": "Impact started", "at": at, "reason": "per graph"})
    assert "*Impact started* is now 14:40 CET." in told(world.ana)
    await world.calm()
    assert "SEV2" in card(world)
    assert "EU and UK only" in card(world)


async def test_a_form_that_says_something_wrong_is_answered_at_the_field(world: World) -> None:
    """And can be sent again, since nothing was changed."""
    await declared(world)
    await world.ana.command(ROOM, "/incident link")
    sent = await world.ana.submit(values={"url": "grafana", "title": "Board"})
    assert "is no web address" in sent.errors["url"]
    assert "`" not in sent.errors["url"]
    assert (await world.ana.submit(values={"url": "https://example.com/d"})).errors == {}
    await world.calm()
    assert "Board" in card(world)


async def test_a_form_merges(world: World) -> None:
    """It offers the other open incidents that the person may see."""
    await declared(world)
    await declared(world, "private sev3 key leaked", by=world.bo)
    second = await declared(world, "sev2 payments fail")
    await world.ana.command(second, "/incident merge")
    assert "key leaked" not in told(world.ana)
    assert (await world.ana.submit(values={"into": f"INC-1 {TITLE}"})).errors == {}
    await world.calm()
    assert any("into INC-1" in one for one in world.ana.sees(second))


# ---------------------------------------------------------------- shortcuts


async def test_an_incident_is_declared_by_shortcut(world: World) -> None:
    """From anywhere, by the same form."""
    opened = await world.ana.global_shortcut("declare_incident")
    assert opened.modal is not None
    await world.ana.submit(values={"title": TITLE})
    assert "INC-1 is open" in told(world.ana)


async def test_an_incident_is_declared_from_a_message(world: World) -> None:
    """Its words are the title, and it stands on the timeline; said among few, it is private at first."""
    message = await world.bo.post("general", "checkout returns 500s\nsince the deploy")
    opened = await world.ana.message_shortcut(message, "declare_from_message")
    assert opened.modal is not None
    assert "initial_options" not in told(world.ana)
    await world.ana.submit(values={"severity": "SEV1"})
    await world.calm()
    assert TITLE in card(world)
    assert "since the deploy" in await say(world, "timeline")
    said = await world.bo.post("ana", "the key leaked")
    await world.ana.message_shortcut(said, "declare_from_message")
    assert "initial_options" in told(world.ana)
    await world.ana.submit()
    await world.calm()
    assert "key leaked" not in " ".join(world.actor("cy").sees("incidents"))


async def test_a_message_of_the_war_room_is_added_by_shortcut(world: World) -> None:
    """Elsewhere the shortcut asks on which incident's timeline."""
    await declared(world)
    message = await world.ana.post(ROOM, "restarting the cache now")
    await world.ana.message_shortcut(message, "add_to_timeline")
    await world.calm()
    assert "restarting the cache now" in await say(world, "timeline")
    assert "white_check_mark" in message.reactions
    other = await world.ana.post("general", "lunch?")
    await world.ana.message_shortcut(other, "add_to_timeline")
    await world.slack.workspace.until(
        lambda: (form := world.ana.view()) is not None and form.body.get("submit")
    )
    assert "On which incident's timeline?" in str(world.ana.view())


# ---------------------------------------------------------------- events and App Home


async def test_a_pushpin_captures_a_message_and_its_edits(world: World) -> None:
    """Taking it away hides the entry; a deletion is noted."""
    await declared(world)
    message = await world.ana.post(ROOM, "restarting teh cache")
    await world.ana.react(message, "pushpin")
    await world.calm()
    assert "restarting teh cache" in await say(world, "timeline")
    await world.ana.edit(message, "restarting the cache")
    assert "restarting the cache" in await say(world, "timeline")
    await world.ana.unreact(message, "pushpin")
    assert "_hidden:_" in await say(world, "timeline")
    await world.ana.react(message, "pushpin")
    await world.calm()
    assert "_hidden:_" not in await say(world, "timeline")
    await world.ana.delete(message)
    assert "restarting the cache" in await say(world, "timeline")


async def test_a_message_in_the_war_room_answers_the_call(world: World) -> None:
    """The first word of somebody else acknowledges the incident."""
    await declared(world)
    await world.actor("dee").post(ROOM, "I am here")
    shown = await say(world, "timeline")
    assert "@dee answered the call." in shown
    assert "*Acknowledged*  15:00" in await say(world, "times")


async def test_the_war_room_is_followed_through_its_changes(world: World) -> None:
    """A new name, an archive and its end are on the timeline."""
    await declared(world)
    await world.ana.rename(ROOM, "inc-1-payments")
    await world.ana.archive("inc-1-payments")
    await world.ana.unarchive("inc-1-payments")
    await world.ana.join("inc-1-payments")
    shown = await say(world, "timeline INC-1", channel="general")
    for words in ("called #inc-1-payments now", "was archived by @ana", "was unarchived by @ana"):
        assert words in shown


async def test_app_home_shows_what_waits_and_answers_in_a_form(world: World) -> None:
    """A handover can be accepted there; the tab is drawn again."""
    await declared(world)
    await say(world, "ic me")
    await say(world, "handover ic @bo")
    await world.bo.open_home()
    await world.calm()
    home = world.bo.home()
    assert home is not None
    assert "offers you" in str(home.blocks)
    await world.bo.click(home, "Accept")
    assert "You are *incident commander* now." in told(world.bo)
    await world.calm()
    assert "IC @bo" in card(world)
    drawn = world.bo.home()
    assert drawn is not None
    assert "offers you" not in str(drawn.blocks)
    await world.bo.click(drawn, "Info")
    assert TITLE in told(world.bo)


async def test_a_bot_that_was_removed_goes_on_when_it_is_invited_again(world: World) -> None:
    """What could not be posted in the private war room meanwhile is posted then."""
    room = await declared(world, "private sev3 key leaked")
    await world.ana.remove(room, "muster")
    await say(world, "update INC-1 rotating it", channel="general")
    await world.calm()
    assert not any("rotating it" in one for one in world.ana.sees(room))
    await world.ana.invite(room, "muster")
    await world.calm()
    assert any("rotating it" in one for one in world.ana.sees(room))


async def test_a_deactivated_account_leaves_its_roles(world: World) -> None:
    """Nobody waits for a commander who is gone; a new mood of somebody changes nothing."""
    await declared(world)
    await say(world, "ic me", by=world.bo)
    people = world.slack.workspace.people
    await world.slack.deliverer.causing(lambda: people.change("bo", title="On holiday"))
    await world.slack.deliverer.causing(lambda: people.change("bo", deleted=True))
    await world.calm()
    assert "IC nobody yet" in card(world)
