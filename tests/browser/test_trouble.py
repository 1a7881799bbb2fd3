"""Trouble on demand: what the demo's switches do, and what people see of it."""

import pytest
from playwright.async_api import expect

from bot.cli.demo import Demo
from tests.support.screen import Screen

pytestmark = pytest.mark.browser


async def test_muster_is_killed_and_restarted_and_goes_on(screen: Screen) -> None:
    """After the restart the incident is there, and takes the next command."""
    await screen.declare()
    await screen.control("Kill and restart Muster")
    await expect(screen.page.get_by_text("nothing is lost")).to_be_visible()
    await screen.say("/incident ic me")
    await expect(screen.card).to_contain_text("IC @ana")


async def test_a_slow_slack_shows_on_its_switch_and_the_incident_opens(screen: Screen) -> None:
    """The switch stays pressed until Slack is well again; a declare is answered all the same."""
    await screen.control("Slack is slow")
    slow = screen.page.get_by_role("button", name="Slack is slow")
    await expect(slow).to_have_attribute("aria-pressed", "true")
    await screen.say("/incident declare sev1 Checkout returns 500s")
    await expect(screen.message("INC-1 is open")).to_be_visible()
    await screen.control("Slack is well")
    await expect(slow).to_have_attribute("aria-pressed", "false")


async def test_the_page_takes_up_again_where_the_workspace_went_away(screen: Screen, demo: Demo) -> None:
    """It says that it is cut off, and shows what came meanwhile as soon as it can."""
    workspace = demo.slack.workspace
    await demo.slack.go_offline()
    await expect(screen.page.get_by_role("alert")).to_contain_text("cannot be reached")
    general = workspace.channel("general")
    workspace.posting.post(general, user=workspace.people.get("bo").id, text="Are you there?")
    await demo.slack.come_back()
    await expect(screen.page.get_by_role("alert")).to_be_hidden()
    await expect(screen.message("Are you there?")).to_be_visible()
    screen.complaints.clear()  # the browser itself reports every connection that failed
