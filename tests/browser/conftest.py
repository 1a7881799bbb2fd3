"""The real demo, and a window onto it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.cli.demo import Demo, example_config
from tests.support.screen import Screen

AFTERNOON = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
"""When the demo's clock starts: within nobody's quiet hours, and far from midnight in everybody's zone."""


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo as `muster demo` runs it, in this process."""
    demo = Demo(example_config(), database=tmp_path / "demo.sqlite3", port=0, start=AFTERNOON)
    async with demo.running():
        yield demo


@pytest.fixture
async def screen(demo: Demo, page: Page) -> AsyncIterator[Screen]:
    """Ana's window onto the demo; a page that complains fails the test."""
    screen = Screen(page, f"{demo.slack.url}page/")
    await screen.open()
    yield screen
    assert screen.complaints == []
