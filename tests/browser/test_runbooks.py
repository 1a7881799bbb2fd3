"""A runbook is offered, started and followed on the page of the real demo."""

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
