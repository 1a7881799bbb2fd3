"""The page for everybody: by keyboard alone, on a phone, in the dark, and through axe."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.cli.demo import Demo
from tests.support.screen import Screen

pytestmark = pytest.mark.browser

FOCUSED = """selector => {
  const node = document.activeElement;
  return [node.ariaLabel || node.textContent, node.matches(":focus-visible"), node.matches(selector)];
}"""
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
async def phone(demo: Demo, browser: Browser) -> AsyncIterator[Screen]:
    """Ana's phone."""
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    try:
        screen = Screen(await context.new_page(), f"{demo.slack.url}page/")
        await screen.open()
        yield screen
        assert screen.complaints == []
    finally:
        await context.close()


async def no_findings(screen: Screen) -> None:
    """Axe finds nothing serious on the page as it stands, and nothing lies beside the window."""
    assert await screen.findings() == []
    wide = await screen.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(screen: Screen, scheme: str) -> None:
    """In a war room, with its panel, in a form with complaints, in menus, a thread and the app's home."""
    page = screen.page
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    await screen.declare()
    await screen.card.get_by_role("button", name="More…").click()
    await expect(screen.message("Every button is a verb too")).to_be_visible()
    await screen.say("Deploy *4.2* at `14:02`, see https://example.com/x :eyes: @bo @ana\n> quoted")
    await expect(screen.message("quoted")).to_be_visible()
    if scheme == "dark":
        await screen.picture("dark")
    await no_findings(screen)
    await screen.card.get_by_role("combobox", name="Status").click()
    await no_findings(screen)
    await page.keyboard.press("Escape")
    await screen.tool(screen.message("Deploy"), "Add a reaction")
    await page.get_by_role("menuitem", name="pushpin").click()
    await screen.tool(screen.message("Deploy"), "Reply in thread")
    await no_findings(screen)
    await screen.box.fill("/incident ")
    await expect(page.get_by_role("listbox")).to_be_visible()
    await no_findings(screen)
    await screen.box.fill("")
    await screen.card.get_by_role("button", name="Update", exact=True).click()
    form = screen.form("Update INC-1")
    await form.get_by_role("button", name="Post update").click()
    await expect(form.get_by_text("Please complete")).to_be_visible()
    await no_findings(screen)
    await form.get_by_role("button", name="Cancel").click()
    await expect(form).to_be_hidden()
    await page.get_by_role("button", name="Switch to somebody else").click()
    await no_findings(screen)
    await page.keyboard.press("Escape")
    await screen.go("Muster")
    await expect(page.get_by_role("tabpanel")).to_contain_text("Yours")
    await no_findings(screen)


async def test_the_theme_is_switched_and_kept(screen: Screen) -> None:
    """The switch overrules the machine, also after a reload."""
    html = screen.page.locator("html")
    await expect(html).to_have_attribute("data-theme", "light")
    await screen.page.get_by_role("button", name="Switch to dark").click()
    await expect(html).to_have_attribute("data-theme", "dark")
    await screen.page.reload()
    await expect(html).to_have_attribute("data-theme", "dark")


async def test_the_loop_works_on_a_phone(phone: Screen) -> None:
    """Declare by form, take command, update, resolve: all within the width of a phone."""
    await phone.say("/incident")
    form = phone.form("Declare an incident")
    await form.get_by_role("textbox", name="What is happening?").fill("Checkout returns 500s")
    await no_findings(phone)
    await form.get_by_role("button", name="Declare", exact=True).click()
    await form.get_by_role("button", name="Close").last.click()
    await phone.go("inc-1-")
    await expect(phone.card).to_be_visible()
    await phone.choose(phone.card, "Roles", "I take IC")
    await expect(phone.card).to_contain_text("IC @ana")
    await phone.say("/incident update Rollback at 50 %")
    await expect(phone.message("Status update 1")).to_be_visible()
    await phone.card.scroll_into_view_if_needed()
    await phone.picture("phone")
    await no_findings(phone)
    await phone.say("/incident resolve Error rate back to normal")
    await expect(phone.card.get_by_role("heading", name="Resolved")).to_be_visible()
    await phone.page.get_by_role("button", name="All channels").click()
    await no_findings(phone)
    await expect(phone.place("inc-1-")).to_be_focused()
    await phone.page.keyboard.press("Escape")
    await expect(phone.place("inc-1-")).to_be_hidden()


async def test_the_loop_is_played_by_keyboard_alone(screen: Screen) -> None:
    """Every step with keys, and the focus always somewhere that can be seen."""
    page, keys = screen.page, screen.page.keyboard
    await press_until(page, "F6", "textarea[aria-label='Message #general']")
    await keys.type("/incident")
    await keys.press("Enter")
    form = screen.form("Declare an incident")
    await expect(form.get_by_role("textbox", name="What is happening?")).to_be_focused()
    await keys.type("Checkout returns 500s")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(form.get_by_role("option", name="Not sure yet")).to_be_focused()
    await keys.press("Home")
    await expect(form.get_by_role("option", name="SEV1")).to_be_focused()
    await keys.press("Enter")
    await expect(form.get_by_role("combobox", name="Severity")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await expect(form).to_contain_text("INC-1 is open")
    await keys.press("Escape")
    await expect(form).to_be_hidden()
    await expect(screen.place("inc-1-")).to_contain_text("unread")
    await press_until(page, "F6", "[data-place=general]")
    await keys.press("Tab")
    await expect(screen.place("inc-1-")).to_be_focused()
    await keys.press("Enter")
    await expect(screen.card).to_be_visible()
    await press_until(page, "F6", ".message")
    while not await screen.card.evaluate("node => node === document.activeElement"):
        await keys.press("ArrowUp")
    await press_until(page, "Tab", "[role=combobox][aria-label=Roles]")
    await keys.press("ArrowDown")
    await expect(screen.card.get_by_role("option", name="I take IC")).to_be_focused()
    await keys.press("Enter")
    await expect(screen.card).to_contain_text("IC @ana")
    await press_until(page, "F6", "textarea[aria-label^='Message #inc-1-']")
    await keys.type("/incident resolve Error rate back to normal")
    await keys.press("Enter")
    await expect(screen.card.get_by_role("heading", name="Resolved")).to_be_visible()


async def press_until(page: Page, key: str, selector: str) -> None:
    """Press a key until what has the focus matches; the focus must show meanwhile."""
    for _ in range(30):
        await page.keyboard.press(key)
        name, shows, there = await page.evaluate(FOCUSED, selector)
        assert shows, f"The focus on {name!r} cannot be seen."
        if there:
            return
    raise AssertionError(f"{key} does not lead to {selector}.")
