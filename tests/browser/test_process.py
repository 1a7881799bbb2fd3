"""`muster demo` as a program of its own."""

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.support.processes import Launcher, until
from tests.support.screen import Screen

pytestmark = pytest.mark.browser


async def test_the_program_serves_the_demo_until_it_is_interrupted(page: Page, tmp_path: Path) -> None:
    """It says where the page is, an incident can be declared there, and Ctrl-C ends it without a fuss."""
    with Launcher() as launcher:
        process = launcher.start(
            ["demo", "--no-browser", "--port", "0"],
            environment={"PATH": os.environ["PATH"]},
            folder=tmp_path,
        )
        address = await until(
            lambda: re.search(r"http://127\.0\.0\.1:\d+/page/", process.log), what="the page's address"
        )
        screen = Screen(page, address[0])
        await screen.open()
        await screen.declare()
        await expect(screen.card.get_by_role("heading", name="INC-1 · SEV1")).to_be_visible()
        assert screen.complaints == []
        await page.goto("about:blank")
        process.send(signal.SIGINT)
        await process.died()
    assert "Traceback" not in process.log
