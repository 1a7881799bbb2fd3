"""The machine's own Chromium, for tests that look at a page as a person does."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")

# It calls home at every start, and the tests' machine has no network.
_QUIET = [
    *("--disable-background-networking", "--disable-component-update", "--disable-gpu", "--disable-quic"),
    *("--disable-sync", "--no-first-run"),
]


class BrowserMissingError(Exception):
    """There is no Chromium on this machine; the message says how to get it."""


def find_chromium() -> str:
    """Return the path of the machine's Chromium: `CHROMIUM` when set, else the first one found.

    Raises:
        BrowserMissingError: there is none.
    """
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else _NAMES:
        if found := shutil.which(name):
            return found
    if named:
        raise BrowserMissingError(f"CHROMIUM={named} is no program.")
    raise BrowserMissingError(
        "The browser tests need Chromium, and this machine has none. "
        "Install it (Debian, Ubuntu: apt install chromium), or name it: CHROMIUM=/path/to/chromium"
    )


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Lend a headless Chromium.

    Raises:
        BrowserMissingError: this machine has none.
    """
    chromium = find_chromium()
    sandbox = os.geteuid() != 0  # Chromium's sandbox refuses to run as root
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=_QUIET, chromium_sandbox=sandbox
        )
        try:
            yield browser
        finally:
            await browser.close()
