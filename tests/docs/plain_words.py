"""Slack's markup as a person reads it, and drawings as lines of text."""

import html
import re
from typing import Any

from bot.blocks.drawing import Drawing
from tests.blocks.aloud import read

_NAMES = {"U0ANA": "ana", "U0BO": "bo", "U0CY": "cy", "U0MUSTER": "muster", "S0ONCALL": "oncall"}
_CHANNELS = {
    "C0WAR42": "inc-42-checkout-returns-500s",
    "C0WAR41": "inc-41-payments-slow",
    "C0ANN": "incidents",
}
_MENTION = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")
_DATE = re.compile(r"<!date\^\d+\^[^|>]+\|([^>]+)>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")


def as_read(text: str) -> str:
    """Return Slack's markup with names, dates and links as a person sees them."""
    text = _DATE.sub(r"\1", text)
    text = _MENTION.sub(lambda found: "@" + _NAMES.get(found[1], found[1]), text)
    text = _CHANNEL.sub(lambda found: "#" + _CHANNELS.get(found[1], found[1]), text)
    text = _LINK.sub(r"\2 (\1)", text)
    return html.unescape(text)


def lines(drawn: Drawing) -> str:
    """Return a message in the order in which a person meets it."""
    return as_read(read(drawn.blocks))


def form_lines(view: dict[str, Any]) -> str:
    """Return a form: its title, its fields, its buttons."""
    buttons = [view[one]["text"] for one in ("submit", "close") if one in view]
    foot = " ".join(f"[{label}]" for label in buttons)
    head = f"# {view['title']['text']}" if "title" in view else ""
    return "\n".join(filter(None, [head, as_read(read(view["blocks"])), foot]))
