"""Drawings read aloud: the words and buttons in the order in which a person meets them."""

import re
from typing import Any

_DATE = re.compile(r"<!date\^\d+\^[^|>]+\|([^>]+)>")


def read(blocks: list[dict[str, Any]]) -> str:
    """Return blocks as lines of text; `[Button]`, `[Menu ▾: choices]`, dates by what stands in for them."""
    return "\n".join(_DATE.sub(r"\1", line) for block in blocks for line in _lines(block))


def _lines(block: dict[str, Any]) -> list[str]:
    match block["type"]:
        case "header":
            return [f"# {block['text']['text']}"]
        case "section":
            beside = f"  {_element(block['accessory'])}" if "accessory" in block else ""
            return [block["text"]["text"] + beside]
        case "context":
            return [f"({' | '.join(element['text'] for element in block['elements'])})"]
        case "actions":
            return [" ".join(_element(element) for element in block["elements"])]
        case "input":
            optional = " (optional)" if block["optional"] else ""
            hint = f"  ({block['hint']['text']})" if "hint" in block else ""
            return [f"{block['label']['text']}{optional}: {_element(block['element'])}{hint}"]
    return ["---"]


def _element(element: dict[str, Any]) -> str:
    sure = "?" if "confirm" in element else ""
    match element["type"]:
        case "button":
            return f"[{element['text']['text']}{sure}]"
        case "plain_text_input":
            return f"«{element.get('initial_value', '')}»"
        case "users_select" | "datetimepicker":
            return f"«{element.get('initial_user', element.get('initial_date_time', ''))}»"
    chosen = element.get("initial_option", {}).get("value")
    options = ", ".join(
        f"{'>' if option['value'] == chosen else ''}{option['text']['text']}" for option in element["options"]
    )
    return f"[{element.get('placeholder', {}).get('text', '…')} ▾{sure}: {options}]"
