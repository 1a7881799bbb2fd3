"""The loop of an incident through the page of the real demo."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.support.screen import Screen

pytestmark = pytest.mark.browser


async def test_the_whole_loop_is_played_by_hand(screen: Screen) -> None:
    """From the form that declares to the files at close, with nothing but what stands on the page."""
    await declare_by_form(screen)
    await take_command(screen)
    await update_by_form(screen)
    await see_the_reminder(screen)
    await write_down(screen)
    await resolve_and_close(screen)


async def declare_by_form(screen: Screen) -> None:
    """`/incident` alone opens the form; a title is enough, and its lack is said at its field."""
    await screen.say("/incident")
    form = screen.form("Declare an incident")
    submit = form.get_by_role("button", name="Declare", exact=True)
    await submit.click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    title = form.get_by_role("textbox", name="What is happening?")
    await expect(title).to_be_focused()
    await title.fill("Checkout returns 500s")
    await expect(form.get_by_text("Please complete this required field.")).to_be_hidden()
    await screen.choose(form, "Severity", "SEV1")
    await form.get_by_role("textbox", name="What do customers see?").fill("12 % of EU checkouts fail")
    await screen.picture("declare")
    await title.press("Enter")
    await expect(form).to_contain_text("INC-1 is open")
    await form.get_by_role("button", name="Close").last.click()
    await expect(form).to_be_hidden()
    await screen.go("inc-1-checkout-returns-500s")
    await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1 · Triage")).to_be_visible()
    await expect(screen.card).to_contain_text("12 % of EU checkouts fail")
    await expect(screen.page.locator(".topic")).to_contain_text("SEV1 · triage")
    await expect(screen.page.get_by_role("button", name="1 pinned")).to_be_visible()


async def take_command(screen: Screen) -> None:
    """A role is taken from the card's menu; the duties come privately."""
    await screen.choose(screen.card, "Roles", "I take IC")
    await expect(screen.card).to_contain_text("IC @ana")
    await expect(screen.message("Your duties")).to_contain_text("Only visible to you")


async def update_by_form(screen: Screen) -> None:
    """An update goes to the war room, the card and the announcement's thread."""
    await screen.card.get_by_role("button", name="Update", exact=True).click()
    form = screen.form("Update INC-1")
    await form.get_by_role("textbox", name="What are we doing?").fill("Rollback at 50 %, errors falling")
    await screen.choose(form, "Status", "Identified")
    await form.get_by_role("button", name="Post update").click()
    await expect(form).to_be_hidden()
    await expect(screen.message("Status update 1")).to_contain_text("Rollback at 50 %")
    await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1 · Identified")).to_be_visible()
    await screen.go("incidents")
    await screen.message("Checkout returns 500s").get_by_role("button", name="1 reply").click()
    await expect(screen.thread).to_contain_text("Rollback at 50 %, errors falling")
    await screen.picture("announcement")
    await screen.page.keyboard.press("Escape")
    await expect(screen.thread).to_be_hidden()
    await screen.go("inc-1-")
    await screen.page.get_by_role("button", name="1 pinned").click()
    await screen.page.get_by_role("menuitem", name="INC-1 · SEV1 · Identified").click()
    await expect(screen.card).to_be_in_viewport(ratio=1)


async def see_the_reminder(screen: Screen) -> None:
    """The clock is moved to the reminders: due soon by direct message, then due in the war room."""
    await screen.go_on_to(await screen.now() + timedelta(minutes=14))
    reminder = screen.message("Update due now")
    await expect(reminder).to_contain_text("@ana")
    await expect(screen.place("Muster")).to_contain_text("for you")
    await reminder.get_by_role("button", name="No change").click()
    await expect(screen.message("No change · Identified")).to_contain_text("due 14:35")


async def write_down(screen: Screen) -> None:
    """A note by command and a pushpin on a message both go onto the timeline."""
    await screen.say("/incident note Flipped flag to the old checkout")
    await expect(screen.message("Noted as entry")).to_contain_text("Only visible to you")
    await screen.say("Errors are down to *0.2 %* after the flag :eyes:")
    said = screen.message("Errors are down")
    await expect(said.locator("strong")).to_have_text("0.2 %")
    await screen.tool(said, "Add a reaction")
    await said.get_by_role("menuitem", name="pushpin").click()
    await expect(said.get_by_role("button", name="pushpin, 1: you")).to_have_attribute("aria-pressed", "true")
    await expect(said.get_by_role("button", name="white check mark, 1: Muster")).to_be_visible()
    await screen.say("/incident timeline")
    timeline = screen.message(re.compile("Only visible to you.*Flipped flag", re.DOTALL))
    await expect(timeline).to_contain_text("Errors are down")
    await screen.picture("timeline")
    await timeline.get_by_role("button", name="Dismiss").click()
    await expect(screen.message("Only visible to you").filter(has_text="Flipped flag")).to_be_hidden()


async def resolve_and_close(screen: Screen) -> None:
    """Buttons that end something ask "sure?"; at close the files arrive and open."""
    await screen.card.get_by_role("button", name="More…").click()
    panel = screen.message(re.compile("Every button is a verb too"))
    await panel.get_by_role("button", name="Resolve", exact=True).click()
    await screen.question.get_by_role("button").last.click()
    await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1 · Resolved")).to_be_visible()
    await screen.card.get_by_role("button", name="Close", exact=True).click()
    await screen.question.get_by_role("button").last.click()
    await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1 · Closed")).to_be_visible()
    await open_the_files(screen)


async def open_the_files(screen: Screen) -> None:
    """Markdown and JSON open as text, the web page in a frame that can do nothing."""
    files = screen.channel.get_by_role("button", name=re.compile("^Open "))
    await expect(files).to_have_count(4)
    await screen.channel.get_by_role("button", name=re.compile(r"Open .*\.md$")).click()
    window = screen.page.get_by_role("dialog")
    await expect(window).to_contain_text("Flipped flag to the old checkout")
    await screen.picture("file")
    await window.get_by_role("button", name="Close").click()
    await screen.channel.get_by_role("button", name=re.compile(r"Open .*\.json$")).click()
    await expect(window).to_contain_text('"schema": "muster.incident/1"')
    await screen.page.keyboard.press("Escape")
    await expect(window).to_be_hidden()
    await screen.channel.get_by_role("button", name=re.compile(r"Open .*\.html$")).click()
    frame = window.frame_locator("iframe")
    await expect(frame.get_by_text("Checkout returns 500s").first).to_be_visible()
    await expect(window.locator("iframe")).to_have_attribute("sandbox", "")
    await window.get_by_role("button", name="Close").click()


async def test_an_incident_is_declared_by_text(screen: Screen) -> None:
    """One line declares; the answer is private, the room appears at the left with a mention."""
    await screen.say("/incident declare sev2 Search is slow")
    await expect(screen.message("INC-1 is open")).to_contain_text("Only visible to you")
    await expect(screen.place("inc-1-search-is-slow")).to_be_visible()
    await expect(screen.place("Muster")).to_contain_text("for you")
    await screen.go("incidents")
    await expect(screen.message("Search is slow")).to_contain_text("SEV2")
