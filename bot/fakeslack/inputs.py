"""What people can fill in or choose within blocks, and the shape in which Slack reports it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.fakeslack.errors import Json

_INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
STATEFUL = frozenset(_INITIAL)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Go through every interactive element with the block it stands in."""
    for block in blocks:
        kind = block.get("type")
        if kind == "input":
            yield block, block["element"]
        elif kind == "section" and block.get("accessory"):
            yield block, block["accessory"]
        elif kind == "actions":
            for element in block["elements"]:
                yield block, element


def inputs(blocks: list[Json]) -> Iterator[tuple[str, str, Json]]:
    """Go through the elements that keep a value: block id, action id, element."""
    for block, element in elements(blocks):
        if element["type"] in STATEFUL:
            yield block["block_id"], element["action_id"], element


def value_key(kind: str) -> str:
    """Return the key under which an element of this type reports its value."""
    return _INITIAL[kind][0]


def initial_values(blocks: list[Json]) -> dict[str, dict[str, Json]]:
    """Return the `state.values` of freshly drawn blocks: null, or an empty list for several choices."""
    values: dict[str, dict[str, Json]] = {}
    for block_id, action_id, element in inputs(blocks):
        key, initial = _INITIAL[element["type"]]
        empty: list[Json] | None = [] if key in _SEVERAL else None
        values.setdefault(block_id, {})[action_id] = {
            "type": element["type"],
            key: element.get(initial, empty),
        }
    return values


_SEVERAL = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)
