"""Filling in and choosing: from what a person types or picks to what Slack reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.fakeslack.errors import Json
from bot.fakeslack.inputs import value_key
from bot.fakeslack.workspace import Workspace

_SINGLE_PERSON = ("selected_user",)
_SINGLE_CHANNEL = ("selected_channel", "selected_conversation")


def options_of(element: Json) -> list[Json]:
    """Return the options of a select, those of its groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def pick(element: Json, wanted: str, *, offered: Iterable[Json] = ()) -> Json:
    """Return the option with this label or value; raise LookupError naming the ones there are."""
    options = [*options_of(element), *offered]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    labels = [option["text"]["text"] for option in options]
    raise LookupError(f"{element.get('action_id')} has no option {wanted!r}; there are {labels}")


def report(element: Json, value: Any, workspace: Workspace, *, offered: Iterable[Json] = ()) -> Json:
    """Return an element's entry for `state.values` when a person gives it `value`.

    `value` is text, an option's label or value, a person's or channel's id or name, or a list of those;
    None clears.
    """
    kind = str(element["type"])
    key = value_key(kind)
    several = key.endswith("s") and key.startswith(("selected_", "files"))
    if several:
        items = [] if value is None else [value] if isinstance(value, str) else list(value)
        one = key.removesuffix("s")
        return {"type": kind, key: [_one(one, element, item, workspace, offered) for item in items]}
    return {"type": kind, key: None if value is None else _one(key, element, value, workspace, offered)}


def _one(key: str, element: Json, value: Any, workspace: Workspace, offered: Iterable[Json]) -> Any:
    if key == "selected_option":
        return pick(element, str(value), offered=offered)
    if key in _SINGLE_PERSON:
        return workspace.people.get(str(value)).id
    if key in _SINGLE_CHANNEL:
        return workspace.channels.get(str(value)).id
    if key == "selected_date_time":
        return int(value)
    return value


def missing(block: Json, entry: Json, *, label: str) -> str:
    """Return what Slack's form says about an input that may not be sent so, or an empty string."""
    element = block["element"]
    value = entry.get(value_key(element["type"]))
    if value in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] in ("plain_text_input", "email_text_input", "url_text_input"):
        if len(str(value)) > int(element.get("max_length", 3000)):
            return f"{label} is too long."
        if len(str(value)) < int(element.get("min_length", 0)):
            return f"{label} is too short."
    return ""
