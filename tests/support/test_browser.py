"""The tests' own browser."""

import pytest
from aiohttp import web
from playwright.async_api import Page

from tests.support.browser import BrowserMissingError, find_chromium


@pytest.mark.browser
async def test_the_browser_shows_a_page_of_this_machine(page: Page) -> None:
    """A page served here can be read as a person would."""

    async def greet(_: web.Request) -> web.Response:
        return web.Response(text="<h1>Nothing is on fire</h1>", content_type="text/html")

    application = web.Application()
    application.router.add_get("/", greet)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await page.goto(site.name.replace(":0", f":{runner.addresses[0][1]}"))
    assert await page.locator("h1").inner_text() == "Nothing is on fire"
    await runner.cleanup()


def test_a_missing_browser_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever lacks Chromium reads what to install."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(BrowserMissingError, match="apt install chromium"):
        find_chromium()
