"""The guided tour of the loop."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.cli.demo import Demo
from tests.support.screen import Screen

pytestmark = pytest.mark.browser


def step(screen: Screen, number: int) -> Locator:
    """Return the tour while it shows this step."""
    tour = screen.page.get_by_role("region", name="Guided tour")
    return tour.filter(has_text=f"Step {number} of 6")


async def type_it(screen: Screen, number: int) -> None:
    """Have the step typed, and send it."""
    await step(screen, number).get_by_role("button", name="Type it for me").click()
    await expect(screen.box).to_be_focused()
    await screen.box.press("Enter")


async def test_each_step_of_the_tour_is_done_by_doing_it(demo: Demo, page: Page) -> None:
    """Somebody who only follows the tour goes through the whole loop."""
    screen = Screen(page, f"{demo.slack.url}page/")
    await page.goto(screen.address)
    await screen.picture("tour")
    await type_it(screen, 1)
    await screen.go("inc-1-")
    await type_it(screen, 2)
    await type_it(screen, 3)
    await expect(screen.message("Status update 1")).to_be_visible()
    await screen.control("Next reminder")
    await expect(step(screen, 4)).to_be_visible()
    await screen.control("Next reminder")
    await expect(screen.message("Update due now")).to_be_visible()
    await type_it(screen, 5)
    await type_it(screen, 6)
    await screen.card.get_by_role("button", name="Close", exact=True).click()
    await screen.question.get_by_role("button").last.click()
    await screen.channel.get_by_role("button", name="Open INC-1-timeline.md").click()
    await screen.form("INC-1-timeline.md").get_by_role("button", name="Close").click()
    tour = page.get_by_role("region", name="Guided tour")
    await expect(tour).to_contain_text("That was the loop")
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_hidden()
    assert screen.complaints == []


async def test_the_tour_can_be_skipped_and_taken_up_again(demo: Demo, page: Page) -> None:
    """Skipped, it stays away over a reload; its button brings it back."""
    await page.goto(f"{demo.slack.url}page/")
    tour = page.get_by_role("region", name="Guided tour")
    await tour.get_by_role("button", name="Skip the tour").click()
    await page.reload()
    await expect(page.get_by_role("button", name="Guided tour")).to_have_attribute("aria-pressed", "false")
    await expect(tour).to_be_hidden()
    await page.get_by_role("button", name="Guided tour").click()
    await expect(tour).to_contain_text("Step 1 of 6")
