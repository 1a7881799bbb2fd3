"""A runbook is offered, started and followed on the page of the real demo."""

import re

import pytest
from playwright.async_api import expect

from tests.support.screen import Screen

pytestmark = pytest.mark.browser


async def test_a_runbook_is_offered_started_and_followed(screen: Screen) -> None:
    """The live card says why it fits; one click and its values start it; each click moves its card."""
    await screen.declare("sev2 Replication lag on the orders database")
    live = screen.message("Customers see")
    await expect(live).to_contain_text("Replication lag (words: replication lag")
    await live.get_by_role("button", name="Start").first.click()
    form = screen.form("Start a runbook")
    await form.get_by_role("textbox", name="primary").fill("db-1")
    await form.get_by_role("textbox", name="replica").fill("db-2")
    await form.get_by_role("button", name="Start").click()
    card = screen.message("Step 1 of 9")
    await card.get_by_role("button", name="I'll take it").click()
    await expect(card).to_contain_text("Take over")
    await card.get_by_role("button", name="Go to step 4").first.click()
    card = screen.message("Step 4 of 9")
    await expect(card).to_contain_text("Find out who writes so much")
    await expect(card).to_contain_text("Risk  safe")
    await card.scroll_into_view_if_needed()
    await screen.picture("runbook")


async def test_an_action_is_run_and_another_one_approved_by_somebody_else(screen: Screen) -> None:
    """What is safe runs on a click; what is guarded once another person has seen the exact call; really."""
    await screen.declare("sev1 Checkout returns 500s")
    await screen.say("/incident ic @bo")
    live = screen.message("Customers see")
    await expect(live).to_contain_text("Checkout returns errors (demo) (words: ")
    await live.get_by_role("button", name="Start").first.click()
    card = screen.message("Step 1 of 3")
    await card.get_by_role("button", name="Run it").click()
    await expect(screen.message("The last action succeeded")).to_be_visible()
    await screen.message("Step 1 of 3").get_by_role("button", name="Done").click()

    card = screen.message("Step 2 of 3")
    await card.get_by_role("button", name="Dry run").click()
    await expect(screen.message("The last dry run succeeded")).to_be_visible()
    await screen.message("Step 2 of 3").get_by_role("button", name="Run it").click()
    await expect(screen.message("The last action waits for approval")).to_be_visible()

    await screen.become("Bo Lindqvist")
    await screen.message("Step 2 of 3").get_by_role("button", name=re.compile("repl")).click()
    request = screen.thread.locator(".message").filter(has_text="waits for approval").last
    await expect(request).to_contain_text("Checkout runs v41 again.")
    await request.scroll_into_view_if_needed()
    await screen.picture("action")
    await request.get_by_role("button", name="Approve").click()
    done = screen.thread.locator(".message").filter(has_text="succeeded").last
    await expect(done).to_contain_text("(A demo: nothing was changed.)")
    await expect(done).to_contain_text("Approved by @bo")
