"""Block Kit in the browser: every drawing of Muster's, every element, and text that must stay text."""

import ast
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

import bot.blocks
from bot.blocks.drawing import Drawing
from bot.blocks.home import home
from bot.blocks.info import info
from bot.blocks.lists import incident_list, timeline
from bot.blocks.panel import panel
from bot.blocks.registry import WHAT, draw
from bot.clock import SteppedClock
from bot.domain.views import HandoverView, IncidentView
from bot.fakeslack import FakeSlack
from tests.blocks.samples import (
    ENTRY,
    HANDOVER,
    NOW,
    SEVERITIES,
    incident,
    timeline_page,
)
from tests.blocks.samples import surroundings as context
from tests.docs.drawings import form_views
from tests.docs.states import STATES, State
from tests.support.screen import Screen

pytestmark = pytest.mark.browser

PEOPLE = {"ana": "Europe/Berlin", "bo": "America/New_York", "cy": "Asia/Kolkata"}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A workspace without an app, at the moment of the samples."""
    async with FakeSlack(clock=SteppedClock(NOW), bot_name="muster") as slack:
        for name, zone in PEOPLE.items():
            slack.workspace.add_person(name, id=f"U0{name.upper()}", tz=zone)
        slack.workspace.add_channel("gallery", members=list(PEOPLE), with_bot=True)
        yield slack


@pytest.fixture
async def screen(slack: FakeSlack, page: Page) -> AsyncIterator[Screen]:
    """Ana's window onto the gallery."""
    screen = Screen(page, f"{slack.url}page/")
    await screen.open(channel=slack.workspace.channel("gallery").id)
    yield screen
    assert screen.complaints == []


def post(slack: FakeSlack, text: str, **more: Any) -> None:
    """Put a message of the app's into the gallery."""
    workspace = slack.workspace
    workspace.posting.post(workspace.channel("gallery"), user=workspace.app.bot_user, text=text, **more)


class Shown:
    """A Home tab with something in each of its parts."""

    mine: tuple[IncidentView, ...] = (incident(),)
    others: tuple[IncidentView, ...] = (incident(number=43),)
    handovers: tuple[tuple[IncidentView, HandoverView], ...] = ((incident(), HANDOVER),)
    updates_due: tuple[IncidentView, ...] = (incident(),)


def messages() -> list[Drawing]:
    """Return every message, in each of its states, and every private answer that is more than a sentence."""
    view, around = incident(), context()
    return [
        *(
            draw(what, view=state.view, facts=state.all_facts, context=state.surroundings)
            for what in sorted(WHAT)
            for state in STATES.get(what, (State(),))
        ),
        panel(view, context=around),
        incident_list([view], now=NOW, page=2, has_more=True, choice="", severities=SEVERITIES),
        timeline(timeline_page([ENTRY], page=2, pages=3), now=NOW),
        info(view, context=around),
    ]


def kinds(drawn: object) -> set[str]:
    """Return the kind of every block, element and text object in a drawing."""
    if isinstance(drawn, list | tuple):
        return set().union(*map(kinds, drawn))
    if not isinstance(drawn, Mapping):
        return set()
    own = {drawn["type"]} if isinstance(drawn.get("type"), str) else set()
    return own.union(*map(kinds, drawn.values()))


def test_every_kind_that_muster_can_draw_is_in_the_gallery() -> None:
    """Whoever uses a new block or element shows it here, or the page could leave it out unnoticed."""
    written = {
        value.value
        for file in (Path(bot.blocks.__file__).parent).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
    }
    shown = kinds([one.blocks for one in messages()]) | kinds(list(form_views().values()))
    shown |= kinds(home(Shown(), now=NOW, command="/incident"))
    assert written >= {"section", "actions", "input", "modal", "home", "static_select", "datetimepicker"}
    assert written - shown == set()


async def test_every_form_of_muster_is_drawn_whole(slack: FakeSlack, screen: Screen) -> None:
    """Each opens with its title, holds nothing that the page leaves out, and axe finds nothing serious."""
    views = slack.workspace.views
    for name, form in form_views().items():
        opened = views.open("U0ANA", form)
        dialog = screen.form(form["title"]["text"])
        await expect(dialog, name).to_be_visible()
        await expect(dialog.locator(".not-drawn"), name).to_have_count(0)
        assert await screen.findings() == [], name
        views.close(opened)
        await expect(dialog, name).to_be_hidden()


async def test_every_drawing_of_muster_is_drawn_whole(slack: FakeSlack, screen: Screen) -> None:
    """No message, answer or Home tab of Muster's holds a block or an element that the page leaves out."""
    drawings = messages()
    for drawing in drawings:
        post(slack, drawing.text, blocks=drawing.blocks)
    slack.workspace.views.publish("U0ANA", home(Shown(), now=NOW, command="/incident"))
    await expect(screen.channel.locator(".message:not(.message-system)")).to_have_count(len(drawings))
    await expect(screen.page.locator(".not-drawn")).to_have_count(0)
    assert await screen.findings() == []
    await screen.go("Muster")
    await expect(screen.page.get_by_role("tabpanel")).to_contain_text("Waiting for you")
    await expect(screen.page.locator(".not-drawn")).to_have_count(0)
    assert await screen.findings() == []


async def test_text_stays_text(slack: FakeSlack, screen: Screen) -> None:
    """Markup in what people write is shown, not run; links of other kinds than the web's lead nowhere."""
    nasty = "<img src=x onerror=alert(1)> &lt;script&gt;alert(1)&lt;/script&gt; <javascript:alert(1)|click>"
    post(slack, nasty)
    message = screen.message("click")
    await expect(message).to_contain_text("<script>alert(1)</script>")
    await expect(message.locator("script, img")).to_have_count(0)
    await expect(message.locator(".words a")).to_have_count(0)


async def test_mrkdwn_is_read_as_slack_reads_it(slack: FakeSlack, screen: Screen) -> None:
    """Styles need white space around them; code is left alone; signs within words are signs."""
    post(
        slack,
        "*bold* _soft_ ~gone~ *<https://example.com|link>* 2*3*4 a_b_c `*code*` :+1: :unheard: &amp;amp;",
    )
    words = screen.message("bold").locator(".words")
    await expect(words.locator("strong")).to_have_text(["bold", "link"])
    await expect(words.locator("em")).to_have_text(["soft"])
    await expect(words.locator("del")).to_have_text(["gone"])
    await expect(words.locator("code")).to_have_text(["*code*"])
    await expect(words).to_contain_text("2*3*4 a_b_c")
    await expect(words).to_contain_text("👍 :unheard: &amp;")
    post(slack, "&gt; first\n&gt; second\nthen\n```\nlet *x* = 1\n```")
    await expect(screen.message("then").locator("blockquote")).to_have_text("firstsecond")
    await expect(screen.message("then").locator("pre")).to_have_text("let *x* = 1")


async def test_dates_stand_in_the_readers_zone(slack: FakeSlack, screen: Screen) -> None:
    """The zone is that of the person, not of the browser; "ago" is told by the workspace's clock."""
    soon = int((NOW + timedelta(minutes=9)).timestamp())
    post(slack, f"due <!date^{soon}^{{date_short_pretty}} {{time}}|?> (<!date^{soon}^{{ago}}|?>)")
    message = screen.message("due")
    await expect(message).to_contain_text("due today 15:15 (in 9 minutes)")
    await expect(message.locator(".message-head time")).to_have_text("15:06")
    await screen.become("Bo")
    await expect(message).to_contain_text("due today 09:15 (in 9 minutes)")
    await expect(message.locator(".message-head time")).to_have_text("09:06")


async def test_rich_text_is_drawn(slack: FakeSlack, screen: Screen) -> None:
    """Lists, styles, people and code, as Slack's own clients send them."""
    section = [
        {"type": "text", "text": "bold", "style": {"bold": True}},
        {"type": "user", "user_id": "U0BO"},
        {"type": "emoji", "name": "eyes"},
        {"type": "link", "url": "https://example.com", "text": "here"},
    ]
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
    block = {
        "type": "rich_text",
        "block_id": "r",
        "elements": [
            {"type": "rich_text_section", "elements": section},
            {"type": "rich_text_list", "style": "bullet", "elements": [item, item]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "let x"}]},
        ],
    }
    post(slack, "rich", blocks=[block])
    message = screen.message("bold")
    await expect(message.locator("strong")).to_have_text("bold")
    await expect(message.get_by_role("button", name="@bo")).to_be_visible()
    await expect(message.get_by_role("link", name="here")).to_have_attribute("href", "https://example.com")
    await expect(message.locator("ul li")).to_have_count(2)
    await expect(message.locator("pre")).to_have_text("let x")


def option(label: str, value: str) -> dict[str, Any]:
    """Return one choice."""
    return {"text": {"type": "plain_text", "text": label}, "value": value}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an input called by its block's name."""
    label = {"type": "plain_text", "text": name}
    return {
        "type": "input",
        "block_id": name,
        "label": label,
        "element": {**element, "action_id": "v"},
        **more,
    }


CHOICES = [option("First", "1"), option("Second", "2")]
FIELDS = [
    field("Words", {"type": "plain_text_input"}),
    field("Long", {"type": "plain_text_input", "multiline": True}, optional=True),
    field("Choice", {"type": "static_select", "options": CHOICES}),
    field("Several", {"type": "multi_static_select", "options": CHOICES}),
    field("Person", {"type": "users_select"}),
    field("Channel", {"type": "channels_select"}),
    field("Radio", {"type": "radio_buttons", "options": CHOICES}),
    field("Boxes", {"type": "checkboxes", "options": CHOICES}),
    field("Day", {"type": "datepicker"}),
    field("Hour", {"type": "timepicker"}),
    field("Moment", {"type": "datetimepicker"}),
    field("Number", {"type": "number_input", "is_decimal_allowed": False}),
]


def form(title: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a modal."""
    named = {"type": "plain_text", "text": title}
    return {"type": "modal", "callback_id": "f", "title": named, "submit": named, "blocks": blocks}


async def test_every_input_reports_what_was_chosen(slack: FakeSlack, screen: Screen) -> None:
    """All kinds of input are filled in by hand, and the workspace holds what Slack would report."""
    workspace = slack.workspace
    view = workspace.views.open("U0ANA", form("All", FIELDS))
    window = screen.form("All")
    await window.get_by_role("textbox", name="Words").fill("hello")
    await window.get_by_role("textbox", name="Long").fill("a\nb")
    await screen.choose(window, "Choice", "Second")
    chooser = window.get_by_role("combobox", name="Several")
    await chooser.click()
    for one in ("First", "Second"):
        await window.get_by_role("option", name=one).click()
    await screen.page.keyboard.press("Escape")
    await screen.choose(window, "Person", "Cy")
    await screen.choose(window, "Channel", "#gallery")
    await window.get_by_role("group", name="Radio").get_by_role("radio", name="First").check()
    await window.get_by_role("group", name="Boxes").get_by_role("checkbox", name="Second").check()
    await window.get_by_label("Day", exact=True).fill("2026-11-24")
    await window.get_by_label("Hour", exact=True).fill("14:05")
    await window.get_by_label("Moment", exact=True).fill("2026-11-24")
    await window.locator("[data-block=Moment]").get_by_label("Time").fill("14:05")
    await window.get_by_role("textbox", name="Number").fill("7")
    assert await screen.findings() == []
    await window.get_by_role("button", name="All", exact=True).click()
    await expect(window.get_by_role("alert")).not_to_be_empty()  # no app is there to take it
    held = {
        name: next(v for k, v in entry["v"].items() if k != "type") for name, entry in view.values.items()
    }
    assert held == {
        "Words": "hello",
        "Long": "a\nb",
        "Choice": CHOICES[1],
        "Several": CHOICES,
        "Person": "U0CY",
        "Channel": workspace.channel("gallery").id,
        "Radio": CHOICES[0],
        "Boxes": [CHOICES[1]],
        "Day": "2026-11-24",
        "Hour": "14:05",
        "Moment": int(datetime(2026, 11, 24, 13, 5, tzinfo=UTC).timestamp()),
        "Number": "7",
    }


async def test_complaints_stand_at_their_fields(slack: FakeSlack, screen: Screen) -> None:
    """What is missing is said at the field, which gets the focus; typing takes the complaint away."""
    view = slack.workspace.views.open("U0ANA", form("Say", [FIELDS[0], FIELDS[2]]))
    window = screen.form("Say")
    await window.get_by_role("button", name="Say", exact=True).click()
    words = window.get_by_role("textbox", name="Words")
    await expect(words).to_be_focused()
    await expect(words).to_have_accessible_description("Please complete this required field.")
    await expect(window.get_by_role("combobox", name="Choice")).to_have_attribute("aria-invalid", "true")
    await words.fill("x")
    await expect(window.get_by_text("Please complete")).to_have_count(1)
    assert view.errors.keys() == {"Words", "Choice"}


async def test_forms_are_stacked(slack: FakeSlack, screen: Screen) -> None:
    """A form on top hides the one below, says so, and gives it back with what was typed into it."""
    views = slack.workspace.views
    views.open("U0ANA", form("Below", [FIELDS[0]]))
    words = screen.form("Below").get_by_role("textbox", name="Words")
    await words.fill("kept")
    views.push("U0ANA", form("Above", [FIELDS[1]]))
    above = screen.form("Above")
    await expect(above).to_contain_text("Form 2 of a stack")
    await expect(screen.form("Below")).to_be_hidden()
    await above.get_by_role("button", name="Back").click()
    await expect(words).to_have_value("kept")
    await screen.page.keyboard.press("Escape")
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)


async def test_what_cannot_be_drawn_is_named(slack: FakeSlack, screen: Screen) -> None:
    """A block the page does not know leaves a note, not a hole."""
    post(
        slack,
        "video",
        blocks=[{"type": "video", "block_id": "v", "title": {"type": "plain_text", "text": "t"}}],
    )
    await expect(screen.message("A video block cannot be shown here")).to_be_visible()


async def test_a_link_to_a_message_leads_to_it(slack: FakeSlack, screen: Screen) -> None:
    """A permalink opens the channel at the message; one in a thread opens the thread."""
    workspace = slack.workspace
    gallery = workspace.channel("gallery")
    for number in range(40):
        post(slack, f"line {number}")
    first = workspace.message("gallery", contains="line 1")
    reply = workspace.posting.post(gallery, user="U0BO", text="deep inside", thread_ts=first.ts)
    for ts, shown in ((first.ts, screen.message("line 1")), (reply.ts, screen.thread)):
        await screen.page.goto(f"{slack.url}archives/{gallery.id}/p{ts.replace('.', '')}")
        await expect(shown).to_be_in_viewport()
    await expect(screen.thread).to_contain_text("deep inside")
