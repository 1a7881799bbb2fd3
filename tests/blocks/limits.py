"""What Slack refuses, told independently of the drawings: limits of blocks, elements and views."""

import re
from typing import Any

from bot.fakeslack.blockkit import check_message, check_view

_NEVER_PARSED = {"value", "initial_value", "private_metadata"}  # what clicks carry, and what people edit
_MENTION = re.compile(r"<[!@#][^>]*>?")
_LINK = re.compile(r"<https?://[^<>|\s]+(?:\|[^<>|]+)?>", re.IGNORECASE)
_QUOTE = re.compile(r"^>", re.MULTILINE)
_HALF = re.compile(r"[<>]|&(?!(?:amp|lt|gt);).{0,4}", re.DOTALL)
_OURS = re.compile(
    r"<@[UW]0(ANA|BO|CY|MUSTER)>|<#C0(WAR\d\d|ANN)>|<!subteam\^S0ONCALL>|<!date\^\d+\^[^<>|]+\|[^<>|]+>"
)


def mistakes_of_message(text: str, blocks: list[dict[str, Any]]) -> list[str]:
    """Return what Slack would refuse of a message, or read as a mention that was not meant."""
    found = [f"{len(text)} characters of text"] if not 0 < len(text) <= 4_000 else []
    if not 0 < len(blocks) <= 50:
        found.append(f"{len(blocks)} blocks")
    if (total := sum(len(string) for string in _texts(blocks))) > 12_000:
        found.append(f"{total} characters over all blocks")
    found += _blocks(blocks, most=50) + unmeant(text) + unmeant(blocks)
    return found + check_message(blocks)


def mistakes_of_view(view: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse of a form or of App Home."""
    found = _blocks(view["blocks"], most=100)
    kind = view["type"]
    if kind == "modal":
        found += [
            f"{key} is too long"
            for key in ("title", "submit", "close")
            if len(view.get(key, {}).get("text", "x")) > 24
        ]
        has_input = any(block["type"] == "input" for block in view["blocks"])
        if has_input and "submit" not in view:
            found.append("a form with inputs needs a submit button")
    return found + unmeant(view) + check_view(view, kind=kind)


def unmeant(node: Any) -> list[str]:
    """Return every mention that is none of ours, wherever Slack might parse it, and half an escape."""
    mentions = [
        f"unmeant: {match[0]}"
        for string in _strings(node)
        for match in _MENTION.finditer(string)
        if not _OURS.fullmatch(match[0])
    ]
    return mentions + [
        f"half an escape: {match[0]}" for text in _formatted(node) for match in _HALF.finditer(_whole(text))
    ]


def _whole(text: str) -> str:
    """Return a formatted text without the markup that may stand in it: links, mentions of ours, quotes."""
    return _QUOTE.sub("", _LINK.sub("", _OURS.sub("", text)))


def _formatted(node: Any) -> list[str]:
    """Return every text in which Slack reads markup; one that stands alone is taken for such a text."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for item in node if not isinstance(item, str) for text in _formatted(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "mrkdwn":
        return [node["text"]]
    return [text for value in node.values() if not isinstance(value, str) for text in _formatted(value)]


def _blocks(blocks: list[dict[str, Any]], *, most: int) -> list[str]:
    found = [] if 0 < len(blocks) <= most else [f"{len(blocks)} blocks"]
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append(f"block ids repeat: {ids}")
    for block in blocks:
        found += _block(block)
    return found


def _block(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "section":
            accessory = [block["accessory"]] if "accessory" in block else []
            return _long(block["text"], 3_000) + _elements(accessory)
        case "header":
            return _long(block["text"], 150)
        case "context":
            few = [] if 0 < len(block["elements"]) <= 10 else ["context elements"]
            return few + [mistake for element in block["elements"] for mistake in _long(element, 2_000)]
        case "actions":
            few = [] if 0 < len(block["elements"]) <= 25 else ["actions elements"]
            return few + _elements(block["elements"])
        case "input":
            return _long(block["label"], 2_000) + _elements([block["element"]])
        case "divider":
            return []
        case other:
            return [f"unknown block {other}"]


def _elements(elements: list[dict[str, Any]]) -> list[str]:
    ids = [element["action_id"] for element in elements]
    found = [f"action ids repeat: {ids}"] if len(ids) != len(set(ids)) else []
    for element in elements:
        found += _element(element)
    return found


def _element(element: dict[str, Any]) -> list[str]:
    found = [] if 0 < len(element["action_id"]) <= 255 else ["action id"]
    kind = element["type"]
    if kind == "button":
        found += _long(element["text"], 75) + ([] if len(element.get("value", "x")) <= 2_000 else ["value"])
    most = {"static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}.get(kind)
    if most is not None:
        found += [] if 0 < len(element["options"]) <= most else [f"{len(element['options'])} options"]
        for option in element["options"]:
            found += _option(option)
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        found.append("the initial option is none of the options")
    if "confirm" in element:
        dialog = element["confirm"]
        found += _long(dialog["title"], 100) + _long(dialog["text"], 300)
        found += _long(dialog["confirm"], 30) + _long(dialog["deny"], 30)
    if len(element.get("initial_value", "")) > element.get("max_length", 3_000):
        found.append("initial value")
    if "placeholder" in element:
        found += _long(element["placeholder"], 150)
    return found


def _option(option: dict[str, Any]) -> list[str]:
    found = _long(option["text"], 75) + ([] if 0 < len(option["value"]) <= 150 else ["option value"])
    return found + (_long(option["description"], 75) if "description" in option else [])


def _long(text: dict[str, Any], most: int) -> list[str]:
    if text["type"] not in {"plain_text", "mrkdwn"}:
        return [f"text of type {text['type']}"]
    if ("emoji" in text and text["type"] != "plain_text") or (
        "verbatim" in text and text["type"] != "mrkdwn"
    ):
        return ["emoji belongs to plain text, verbatim to mrkdwn"]
    return [] if 0 < len(text["text"]) <= most else [f"{len(text['text'])} characters, {most} at most"]


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [string for item in node for string in _texts(item)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [string for value in node.values() for string in _texts(value)]


def _strings(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [string for item in node for string in _strings(item)]
    if isinstance(node, dict):
        return [
            string for key, value in node.items() if key not in _NEVER_PARSED for string in _strings(value)
        ]
    return []
