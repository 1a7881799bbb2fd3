"""What people do with messages, channels and each other, on the page of the real demo."""

import re

import pytest
from playwright.async_api import expect

from tests.support.screen import Screen

pytestmark = pytest.mark.browser


async def test_an_incident_is_declared_from_a_message(screen: Screen) -> None:
    """The message's menu offers the app's shortcut, and the form that opens holds the message's words."""
    await screen.go("support")
    message = screen.message("Two customers write")
    await screen.tool(message, "More actions")
    await message.get_by_role("menuitem", name="Declare incident from").click()
    title = screen.form("Declare an incident").get_by_role("textbox", name="What is happening?")
    await expect(title).to_have_value(re.compile("Two customers write"))


async def test_a_message_is_added_to_the_timeline_by_its_menu(screen: Screen) -> None:
    """The other shortcut works where a war room is."""
    await screen.declare()
    await screen.say("Payment gateway answers again")
    message = screen.message("Payment gateway")
    await screen.tool(message, "More actions")
    await message.get_by_role("menuitem", name="Add to timeline").click()
    await expect(message.get_by_role("button", name="white check mark, 1: Muster")).to_be_visible()


async def test_a_private_incident_is_seen_by_its_members_alone(screen: Screen) -> None:
    """Its room carries a lock, and for an executive who is not in it there is no sign of it anywhere."""
    await screen.declare("private sev1 Data was copied")
    room = screen.place("inc-1-")
    await expect(room).to_contain_text("private channel")
    await screen.become("Lea Martin")
    await expect(screen.place("incidents")).to_be_visible()
    await expect(room).to_have_count(0)
    await screen.go("incidents")
    await expect(screen.channel).not_to_contain_text("Data was copied")


async def test_a_guest_is_refused_with_a_sentence(screen: Screen) -> None:
    """A guest sees only the channels they are in, and cannot declare."""
    await screen.become("Gus Weber")
    await expect(screen.place("incidents")).to_have_count(0)
    await screen.go("support")
    await screen.say("/incident declare Something is odd")
    await expect(screen.message("Only visible to you")).to_contain_text("Guests")
    await expect(screen.place("inc-1-")).to_have_count(0)


async def test_what_one_has_not_read_is_marked(screen: Screen) -> None:
    """Others see unread channels in bold, calls as numbers; opening a channel draws a line above the new."""
    await screen.declare()
    await expect(screen.channel).to_contain_text("Bo Lindqvist has joined")
    await screen.say("@bo can you have a look?")
    await screen.go("general")
    await screen.become("Bo Lindqvist")
    room = screen.place("inc-1-")
    await expect(room).to_contain_text("for you")
    await expect(room).to_have_class(re.compile("place-unread"))
    await screen.go("inc-1-")
    await expect(screen.channel.get_by_text("New", exact=True)).to_be_visible()
    await expect(room).not_to_have_class(re.compile("place-unread"))
    await screen.go("general")
    await screen.go("inc-1-")
    await expect(screen.channel.get_by_text("New", exact=True)).to_have_count(0)


async def test_a_reply_can_be_broadcast_and_a_message_edited(screen: Screen) -> None:
    """A reply stands in the thread and, when asked for, in the channel; an edit shows."""
    await screen.go("support")
    await screen.tool(screen.message("Two customers write"), "Reply in thread")
    reply = screen.thread.get_by_role("textbox", name="Reply…")
    await expect(reply).to_be_focused()
    await reply.fill("I look at it")
    await screen.thread.get_by_role("checkbox", name="Also send to #support").check()
    await reply.press("Enter")
    await expect(screen.thread).to_contain_text("Also sent to the channel")
    broadcast = screen.message("replied to a thread")
    await expect(broadcast).to_contain_text("I look at it")
    await screen.tool(broadcast, "More actions")
    await broadcast.get_by_role("menuitem", name="Edit message").click()
    await broadcast.get_by_role("textbox", name="Edit message").fill("I look at it now")
    await broadcast.get_by_role("button", name="Save").click()
    await expect(broadcast).to_contain_text("I look at it now (edited)")


async def test_a_message_is_deleted_only_after_a_question(screen: Screen) -> None:
    """To keep it keeps it, to delete it deletes it."""
    await screen.say("Wrong channel")
    message = screen.message("Wrong channel")
    await screen.page.mouse.move(1, 1)
    await expect(message.get_by_role("button", name="More actions")).to_be_hidden()
    await message.hover()
    await expect(message.get_by_role("button", name="More actions")).to_be_visible()
    for answer in ("Keep", "Delete"):
        await screen.tool(message, "More actions")
        await message.get_by_role("menuitem", name="Delete message").click()
        await screen.question.get_by_role("button", name=answer).click()
        await expect(screen.question).to_be_hidden()
        await expect(message).to_have_count(0 if answer == "Delete" else 1)


async def test_the_home_tab_shows_what_is_open_and_declares(screen: Screen) -> None:
    """Empty it says so; with an incident it shows it, and its buttons open forms."""
    await screen.go("Muster")
    home = screen.page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("No open incidents")
    await home.get_by_role("button", name="Declare an incident").click()
    form = screen.form("Declare an incident")
    await form.get_by_role("textbox", name="What is happening?").fill("Search is slow")
    await form.get_by_role("button", name="Declare", exact=True).click()
    await form.get_by_role("button", name="Close").last.click()
    await screen.page.get_by_role("tab", name="Home").click()
    await expect(home).to_contain_text("Search is slow")
    await screen.picture("home")
    await screen.page.get_by_role("tab", name="Messages").click()
    await expect(screen.message("INC-1 is open")).to_be_visible()


async def test_commands_are_completed_while_one_types(screen: Screen) -> None:
    """Verbs with an example and a line that explains them; Tab takes the one in front."""
    await screen.box.press_sequentially("/inc")
    offers = screen.page.get_by_role("listbox", name="What could come next")
    await expect(offers.get_by_role("option", name="/incident")).to_be_visible()
    await screen.box.press("Tab")
    await screen.box.press_sequentially("de")
    await expect(offers.get_by_role("option")).to_have_count(2)
    await screen.picture("completion")
    await screen.box.press("ArrowDown")
    await screen.box.press("Tab")
    await expect(screen.box).to_have_value("/incident decide ")
    await screen.box.fill("/incident ic @b")
    await expect(offers.get_by_role("option", name="@bo")).to_be_visible()
    await screen.box.press("Enter")
    await expect(screen.box).to_have_value("/incident ic @bo ")


async def test_a_word_that_is_no_command_stays_in_the_box(screen: Screen) -> None:
    """It is said what there is, and nothing typed is lost."""
    await screen.say("/incidents declare x")
    await expect(screen.page.get_by_text("/incidents is not a command here")).to_be_visible()
    await expect(screen.box).to_have_value("/incidents declare x")


async def test_a_channel_is_joined_before_one_writes(screen: Screen) -> None:
    """Somebody outside of a public channel reads along and may join."""
    await screen.become("Dee Kumar")
    await screen.go("support")
    await expect(screen.box).to_have_count(0)
    await screen.page.get_by_role("button", name="Join channel").click()
    await screen.say("Hello")
    await expect(screen.message("Hello")).to_be_visible()


async def test_two_people_see_each_other_at_once(screen: Screen) -> None:
    """What one writes stands in the other's window without a reload."""
    await screen.go("incidents")
    other = Screen(await screen.page.context.new_page(), screen.address)
    await other.open(person="cy")
    await other.go("incidents")
    await other.say("Shall I tell the customers?")
    await expect(screen.message("Shall I tell")).to_contain_text("Cy Okafor")
    await screen.tool(screen.message("Shall I tell"), "Add a reaction")
    await screen.page.get_by_role("menuitem", name="+1").click()
    await expect(other.message("Shall I tell").get_by_role("button", name="+1, 1: Ana Ruiz")).to_be_visible()
    assert other.complaints == []


async def test_the_people_of_a_channel_are_listed_and_added(screen: Screen) -> None:
    """Somebody can be brought in from the list of who is there."""
    await screen.go("support")
    await screen.page.get_by_role("button", name="4 people in this channel").click()
    window = screen.form("People in #support")
    await expect(window).to_contain_text("Customer support")
    await screen.choose(window, "Add somebody", "Dee Kumar")
    await expect(window.get_by_role("listitem").filter(has_text="Dee Kumar")).to_be_visible()
    await window.get_by_role("button", name="Close").click()
    await expect(screen.message("Dee Kumar has joined")).to_be_visible()


async def test_a_file_is_shared(screen: Screen) -> None:
    """It stands in the channel and opens."""
    chooser = screen.page.get_by_label("Share a file")
    await chooser.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"first thing"})
    await screen.channel.get_by_role("button", name="Open notes.txt").click()
    await expect(screen.form("notes.txt")).to_contain_text("first thing")


async def test_several_people_work_in_one_room(screen: Screen) -> None:
    """Everybody takes a role, says something and is seen by the others; the card tells it all."""
    await screen.declare()
    await screen.say("/incident ic me")
    await expect(screen.card).to_contain_text("IC @ana")
    await screen.card.get_by_role("button", name="Update", exact=True).click()
    form = screen.form("Update INC-1")
    await form.get_by_role("textbox", name="What are we doing?").fill("Looking at the deploy of 13:55")
    await form.get_by_role("textbox", name="What do customers see now?").fill("12 % of EU checkouts fail")
    await form.get_by_role("button", name="Post update").click()
    await expect(screen.card).to_contain_text("12 % of EU checkouts fail")
    await screen.become("Bo Lindqvist")
    await screen.say("/incident tech me")
    await expect(screen.card).to_contain_text("Tech @bo")
    await screen.say("/incident hypothesis deploy 4.2 broke the payment client")
    await screen.say("Rolling back *4.2* now, ten minutes. `checkout_v2` goes off with it :eyes:")
    await screen.tool(screen.message("Rolling back"), "Add a reaction")
    await screen.page.get_by_role("menuitem", name="pushpin").click()
    await expect(
        screen.message("Rolling back").get_by_role("button", name="white check mark")
    ).to_be_visible()
    await screen.become("Ana Ruiz")
    await screen.say("/incident comms @cy")
    await screen.say("/incident scribe @dee")
    await screen.say("/incident identified rollback of 4.2 is running")
    await expect(screen.card).to_contain_text("Scribe @dee")
    await expect(screen.card).to_contain_text("deploy 4.2 broke the payment client (open)")
    await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1 · Identified")).to_be_visible()
    await screen.become("Cy Okafor")
    await screen.page.set_viewport_size({"width": 1280, "height": 960})
    await screen.card.evaluate("node => node.scrollIntoView({block: 'start'})")
    await screen.picture("war-room")
