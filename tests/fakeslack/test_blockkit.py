"""Slack's rules for blocks and views, as tables."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fakeslack.blockkit import check_message, check_view, text_length, with_ids
from bot.fakeslack.ids import Ids

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def option(text: str = "x", value: str = "v") -> Json:
    """An option of a select."""
    return {"text": plain(text), "value": value}


def section(**more: Any) -> Json:
    """A section with some text."""
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(), **more}


def select(count: int = 1, **more: Any) -> Json:
    """A select with some options."""
    return {"type": "static_select", "options": [option(value=str(n)) for n in range(count)], **more}


def an_input(element: Json | None = None, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "label": plain(), "element": element or {"type": "plain_text_input"}, **more}


def confirm(**more: Any) -> Json:
    """A confirmation dialog."""
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain(), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal."""
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks), **more}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
ROW = [{"type": "raw_text", "text": "a"}]
TABLE = {"type": "table", "rows": [ROW]}
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]}
    ],
}

FINE = [
    section(),
    section(fields=[mrkdwn("x" * 2000)] * 10),
    section(text=mrkdwn("x" * 3000)),
    section(accessory=IMAGE),
    {"type": "section", "fields": [plain()]},
    {"type": "divider"},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [mrkdwn(), plain(), IMAGE]},
    IMAGE,
    RICH,
    TABLE,
    {"type": "markdown", "text": "x" * 12_000},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(
        button(value="v" * 2000, url="https://example.com", style="danger", confirm=confirm(style="danger"))
    ),
    actions({"type": "overflow", "options": [option(value=str(n)) for n in range(5)]}),
    actions(select(100, placeholder=plain("x" * 150))),
    actions({"type": "static_select", "option_groups": [{"label": plain(), "options": [option()]}]}),
    actions({"type": "users_select"}, {"type": "conversations_select", "filter": {"include": ["public"]}}),
    actions(
        {"type": "datepicker", "initial_date": "2026-11-21"}, {"type": "timepicker", "initial_time": "14:05"}
    ),
    actions({"type": "datetimepicker", "initial_date_time": 1_700_000_000}),
    actions({"type": "checkboxes", "options": [{"text": mrkdwn("*b*"), "value": "v"}]}),
    actions({"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 2}),
    an_input({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
]


@pytest.mark.parametrize("block", FINE, ids=[f"{n}-{block['type']}" for n, block in enumerate(FINE)])
def test_a_block_within_the_limits_is_taken(block: Json) -> None:
    """The largest allowed sizes pass."""
    assert check_message([block]) == []


BROKEN: list[tuple[Json, str, str]] = [
    (section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters", "/blocks/0/text/text"),
    (section(text=mrkdwn("")), "must be more than 0 characters", "/blocks/0/text/text"),
    (section(text="plain"), "must provide an object", "/blocks/0/text"),
    (section(text=mrkdwn() | {"emoji": True}), "invalid additional property: emoji", "/blocks/0/text"),
    (section(text=plain() | {"verbatim": True}), "invalid additional property: verbatim", "/blocks/0/text"),
    (section(text={"type": "html", "text": "x"}), "unsupported type: html", "/blocks/0/text/type"),
    ({"type": "section"}, "must provide at least one of: text, fields", "/blocks/0"),
    (section(fields=[mrkdwn()] * 11), "no more than 10 items allowed", "/blocks/0/fields"),
    (section(fields=[mrkdwn("x" * 2001)]), "must be less than 2001 characters", "/blocks/0/fields/0/text"),
    (section(fields=[]), "must provide at least 1 items", "/blocks/0/fields"),
    (section(colour="red"), "invalid additional property: colour", "/blocks/0"),
    (section(block_id="x" * 256), "must be less than 256 characters", "/blocks/0/block_id"),
    (
        section(accessory={"type": "datetimepicker"}),
        "unsupported type: datetimepicker",
        "/blocks/0/accessory/type",
    ),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters", "/blocks/0/text/text"),
    ({"type": "header", "text": mrkdwn()}, "unsupported type: mrkdwn", "/blocks/0/text/type"),
    ({"type": "context", "elements": [mrkdwn()] * 11}, "no more than 10 items allowed", "/blocks/0/elements"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button", "/blocks/0/elements/0/type"),
    (
        {"type": "context", "elements": [mrkdwn("x" * 2001)]},
        "must be less than 2001",
        "/blocks/0/elements/0/text",
    ),
    (actions(), "must provide at least 1 items", "/blocks/0/elements"),
    (actions(*[button()] * 26), "no more than 25 items allowed", "/blocks/0/elements"),
    (
        actions(button(text=plain("x" * 76))),
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    (actions(button(text=mrkdwn())), "unsupported type: mrkdwn", "/blocks/0/elements/0/text/type"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters", "/blocks/0/elements/0/value"),
    (actions(button(value="")), "must be more than 0 characters", "/blocks/0/elements/0/value"),
    (actions(button(url="x" * 3001)), "must be less than 3001 characters", "/blocks/0/elements/0/url"),
    (actions(button(url="no address")), "must be a valid URL", "/blocks/0/elements/0/url"),
    (actions(button(style="green")), "must be one of: primary, danger", "/blocks/0/elements/0/style"),
    (
        actions(button(action_id="x" * 256)),
        "must be less than 256 characters",
        "/blocks/0/elements/0/action_id",
    ),
    (
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "less than 101",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        actions(button(confirm=confirm(text=mrkdwn("x" * 301)))),
        "less than 301",
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        actions(button(confirm=confirm(deny=plain("x" * 31)))),
        "less than 31",
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    (
        actions(button(confirm={"title": plain()})),
        "missing required field: text",
        "/blocks/0/elements/0/confirm",
    ),
    (actions(select(101)), "no more than 100 items allowed", "/blocks/0/elements/0/options"),
    (actions(select(0)), "must provide at least 1 items", "/blocks/0/elements/0/options"),
    (
        actions({"type": "static_select"}),
        "must provide exactly one of: options, option_groups",
        "/blocks/0/elements/0",
    ),
    (actions(select(option_groups=[])), "must provide exactly one of: options", "/blocks/0/elements/0"),
    (
        actions(select(placeholder=plain("x" * 151))),
        "must be less than 151",
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        actions({"type": "overflow", "options": [option()] * 6}),
        "no more than 5 items",
        "/blocks/0/elements/0/options",
    ),
    (
        actions({"type": "checkboxes", "options": [option()] * 11}),
        "no more than 10",
        "/blocks/0/elements/0/options",
    ),
    (actions({"type": "radio_buttons", "options": []}), "at least 1 items", "/blocks/0/elements/0/options"),
    (
        actions(select() | {"options": [option("x" * 76)]}),
        "less than 76",
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        actions(select() | {"options": [option(value="x" * 151)]}),
        "less than 151",
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        actions(select() | {"options": [option() | {"description": plain("x" * 76)}]}),
        "less than 76",
        "/blocks/0/elements/0/options/0/description/text",
    ),
    (actions({"type": "datepicker", "initial_date": "21.11.2026"}), "must be a date", "/initial_date"),
    (actions({"type": "datepicker", "initial_date": "2026-13-01"}), "must be a date", "/initial_date"),
    (actions({"type": "timepicker", "initial_time": "24:00"}), "must be a time", "/initial_time"),
    (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input",
        "/blocks/0/elements/0/type",
    ),
    (an_input(label=plain("x" * 2001)), "must be less than 2001 characters", "/blocks/0/label/text"),
    (an_input(label=mrkdwn()), "unsupported type: mrkdwn", "/blocks/0/label/type"),
    (an_input(hint=plain("x" * 2001)), "must be less than 2001 characters", "/blocks/0/hint/text"),
    (an_input({"type": "button", "text": plain()}), "unsupported type: button", "/blocks/0/element/type"),
    (an_input({"type": "file_input"}), "unsupported type: file_input", "/blocks/0/element/type"),
    (
        an_input({"type": "plain_text_input", "max_length": 3001}),
        "between 1 and 3000",
        "/blocks/0/element/max_length",
    ),
    (an_input({"type": "number_input"}), "missing required field: is_decimal_allowed", "/blocks/0/element"),
    (
        {"type": "image", "image_url": "https://example.com/a.png"},
        "missing required field: alt_text",
        "/blocks/0",
    ),
    (IMAGE | {"alt_text": "x" * 2001}, "must be less than 2001 characters", "/blocks/0/alt_text"),
    ({"type": "image", "alt_text": "a"}, "must provide exactly one of: image_url, slack_file", "/blocks/0"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters", "/blocks/0/text"),
    ({"type": "table", "rows": [ROW] * 101}, "no more than 100 items", "/blocks/0/rows"),
    ({"type": "table", "rows": [ROW * 21]}, "no more than 20 items", "/blocks/0/rows/0"),
    ({"type": "file", "external_id": "x"}, "unsupported type: file", "/blocks/0/type"),
    ({"text": mrkdwn()}, "missing required field: type", "/blocks/0"),
]


@pytest.mark.parametrize(("block", "words", "path"), BROKEN)
def test_a_block_that_breaks_a_rule_is_named_with_its_place(block: Json, words: str, path: str) -> None:
    """The line says what is wrong and points into the JSON."""
    found = check_message([block])
    assert any(words in line and path in line for line in found), found
    assert all(line.startswith("[ERROR] ") for line in found)


MESSAGES: list[tuple[list[Json], str]] = [
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    (
        [section(block_id="a"), section(block_id="a")],
        "`block_id` must be unique [json-pointer:/blocks/1/block_id]",
    ),
    ([actions(button(action_id="a"), button(action_id="a"))], "`action_id` must be unique within a block"),
    ([TABLE, TABLE], "only one table allowed"),
    ([{"type": "markdown", "text": "x" * 7000}] * 2, "markdown must be less than 12001 characters in total"),
]


@pytest.mark.parametrize(("blocks", "words"), MESSAGES)
def test_a_message_that_breaks_a_rule_as_a_whole_is_refused(blocks: list[Json], words: str) -> None:
    """Counts, names and totals over all blocks."""
    assert any(words in line for line in check_message(blocks))


VIEWS: list[tuple[Json, str]] = [
    (modal(), "must provide at least 1 items [json-pointer:/view/blocks]"),
    (modal(*[section()] * 101), "no more than 100 items allowed"),
    (
        modal(section(), title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    (
        modal(section(), submit=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/submit/text]",
    ),
    (
        modal(section(), close=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/close/text]",
    ),
    (modal(section(), title=mrkdwn()), "unsupported type: mrkdwn"),
    (modal(section(), private_metadata="x" * 3001), "must be less than 3001 characters"),
    (modal(section(), callback_id="x" * 256), "must be less than 256 characters"),
    (modal(section(), external_id="x" * 256), "must be less than 256 characters"),
    (modal(an_input()), "missing required field: submit [json-pointer:/view]"),
    (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    (modal(TABLE), "unsupported type: table"),
    (modal(section(), colour="red"), "invalid additional property: colour"),
    ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    ({"type": "home", "blocks": [section()]}, "unsupported type: home [json-pointer:/view/type]"),
    (
        modal(
            an_input({"type": "plain_text_input", "focus_on_load": True}),
            an_input({"type": "plain_text_input", "focus_on_load": True}),
            submit=plain(),
        ),
        "only one element may have `focus_on_load`",
    ),
]


@pytest.mark.parametrize(("view", "words"), VIEWS)
def test_a_modal_that_breaks_a_rule_is_refused(view: Json, words: str) -> None:
    """Sizes, counts, what may stand in it and what it needs."""
    assert any(words in line for line in check_view(view, kind="modal")), check_view(view, kind="modal")


@pytest.mark.parametrize(
    "view",
    [
        modal(*[section()] * 100, title=plain("x" * 24), private_metadata="x" * 3000),
        modal(an_input({"type": "file_input"}), submit=plain("Go"), notify_on_close=True),
    ],
)
def test_a_modal_within_the_limits_is_taken(view: Json) -> None:
    """The largest allowed sizes pass."""
    assert check_view(view, kind="modal") == []


def test_a_home_tab_has_no_title() -> None:
    """What belongs to a modal is refused on a home tab, and the blocks alone are enough."""
    assert check_view({"type": "home", "blocks": [section()]}, kind="home") == []
    assert any("title" in line for line in check_view({**modal(section()), "type": "home"}, kind="home"))


@pytest.mark.parametrize(
    ("make", "length"),
    [
        (lambda: [section(text=mrkdwn("abc"))], 3),
        (lambda: [section(text=mrkdwn("abc"), fields=[plain("de")]), actions(button(text=plain("fg")))], 7),
        (lambda: [RICH, {"type": "markdown", "text": "four"}], 5),
    ],
)
def test_all_text_of_a_message_is_counted(make: Callable[[], list[Json]], length: int) -> None:
    """Texts on every level count together."""
    assert text_length(make()) == length


NAMES = st.sampled_from(
    ["type", "text", "elements", "element", "accessory", "fields", "options", "block_id", "rows"]
)
KINDS = st.sampled_from(
    ["section", "actions", "context", "input", "rich_text", "table", "button", "mrkdwn", "image"]
)
LEAVES = st.none() | st.booleans() | st.integers() | KINDS | st.text(max_size=3)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=15,
)


@given(st.lists(ANYTHING, max_size=3))
def test_no_json_makes_the_check_itself_fail(blocks: list[Any]) -> None:
    """Whatever comes is judged, and what is taken can be named and drawn."""
    if not check_message(blocks):
        assert len(with_ids(blocks, Ids("TESTS"))) == len(blocks)
        text_length(blocks)
    assert isinstance(check_view({"type": "modal", "blocks": blocks}, kind="modal"), list)
