"""The local workspace's page as a person uses it: by what stands on it."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

PATIENCE_MS = 15_000
"""How long a locator is waited for: two cores may be busy with other tests."""
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe-core" / "axe.min.js"

expect.set_options(timeout=PATIENCE_MS)


class Screen:
    """One person's window.

    Args:
        page: of the browser.
        address: of the workspace's page.
    """

    def __init__(self, page: Page, address: str) -> None:
        """Listen for what goes wrong in the page."""
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    async def open(self, *, person: str = "ana", channel: str = "") -> None:
        """Open the page as a person, and put the tour away."""
        await self.page.goto(f"{self.address}?as={person}&channel={channel}")
        await expect(self.page.get_by_role("main")).to_be_visible()
        skip = self.page.get_by_role("button", name="Skip the tour")
        if await skip.is_visible():
            await skip.click()

    def place(self, name: str) -> Locator:
        """Return a row of the list of places, by how its name begins."""
        return self.page.locator(f'[data-place^="{name}"]')

    async def go(self, name: str) -> None:
        """Open a channel, a person or the app."""
        row = self.place(name)
        menu = self.page.get_by_role("button", name="All channels")
        if await menu.is_visible():
            await menu.click()
        await row.click()
        await expect(row).to_have_attribute("aria-current", "page")

    @property
    def box(self) -> Locator:
        """The box of the open channel."""
        return self.page.locator(".composer-channel textarea")

    async def say(self, words: str) -> None:
        """Type into the box of the open channel, and send."""
        await self.box.fill(words)
        await self.page.locator(".composer-channel").get_by_role("button", name="Send").click()

    @property
    def channel(self) -> Locator:
        """The messages of the open channel."""
        return self.page.locator(".scroll-channel")

    def message(self, words: str | re.Pattern[str]) -> Locator:
        """Return the last message of the open channel that holds these words."""
        return self.channel.locator(".message").filter(has_text=words).last

    @property
    def card(self) -> Locator:
        """The live card, which is the pinned message."""
        return self.channel.locator(".message-pinned")

    @property
    def thread(self) -> Locator:
        """The open thread."""
        return self.page.get_by_role("complementary", name="Thread")

    def form(self, title: str) -> Locator:
        """Return the form or window of this title."""
        return self.page.get_by_role("dialog", name=title)

    @property
    def question(self) -> Locator:
        """The dialog that asks "sure?"."""
        return self.page.get_by_role("alertdialog")

    async def choose(self, where: Locator, menu: str, option: str) -> None:
        """Choose in a menu of a message or a form."""
        await where.get_by_role("combobox", name=menu).click()
        await where.get_by_role("option", name=option).click()

    async def tool(self, message: Locator, name: str) -> None:
        """Press one of the buttons that stand beside a message that has the focus."""
        await message.focus()  # a pointer would lose it when new messages push it up
        await message.get_by_role("button", name=name).click()

    async def control(self, label: str) -> None:
        """Press one of the demo's switches."""
        switches = self.page.get_by_role("region", name="Demo controls")
        async with self.page.expect_response("**/page/do"):
            await switches.get_by_role("button", name=label).click()

    async def now(self) -> datetime:
        """Return what the workspace's clock shows."""
        answer = await self.page.request.get(f"{self.address}state")
        return datetime.fromisoformat((await answer.json())["now"])

    async def go_on_to(self, moment: datetime) -> None:
        """Go from reminder to reminder until the clock shows `moment`."""
        while await self.now() < moment:
            await self.control("Next reminder")

    async def become(self, real_name: str) -> None:
        """Be somebody else."""
        await self.page.get_by_role("button", name="Switch to somebody else").click()
        await self.page.get_by_role("menuitemradio", name=real_name).click()
        await expect(self.page.get_by_role("button", name=f"You are {real_name}")).to_be_visible()

    async def declare(self, words: str = "sev1 Checkout returns 500s", *, room: str = "inc-1-") -> None:
        """Declare an incident by text, and open its war room."""
        await self.say(f"/incident declare {words}")
        await self.go(room)
        await expect(self.card).to_be_visible()

    async def picture(self, name: str) -> None:
        """Write what is to be seen to the folder that PICTURES names; without it, nothing."""
        if folder := os.environ.get("PICTURES"):
            await self.page.mouse.move(1, 1)
            await self.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    async def findings(self) -> list[str]:
        """Return what axe finds serious on the page as it stands."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary']}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
