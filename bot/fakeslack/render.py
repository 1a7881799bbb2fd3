"""What a person reads: Slack's markup and blocks as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.fakeslack.channels import Channel, Channels, Kind
from bot.fakeslack.errors import Json
from bot.fakeslack.messages import Message
from bot.fakeslack.people import People

_MARKUP = re.compile(r"<([^<>]+)>")
_TOKEN = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Renderer:
    """Turns markup, blocks and messages into plain text."""

    people: People
    channels: Channels

    def message(self, message: Message, *, zone: str = "UTC") -> str:
        """Return the text of a message: its blocks when it has some, else its text; then files, thread marks."""
        body = (
            self.blocks(message.blocks, zone=zone) if message.blocks else self.mrkdwn(message.text, zone=zone)
        )
        extra = [f"[file {file.name}]" for file in message.files]
        extra += [self.blocks(a["blocks"], zone=zone) for a in message.attachments if a.get("blocks")]
        extra += [self.mrkdwn(str(a["text"]), zone=zone) for a in message.attachments if a.get("text")]
        return "\n".join(part for part in [body, *extra] if part)

    def person(self, user: str) -> str:
        """Return the handle of a person."""
        found = self.people.by_id.get(user)
        return found.name if found else user

    def channel_name(self, channel: Channel) -> str:
        """Return the name of a channel, or who talks in a direct message."""
        if channel.kind in (Kind.PUBLIC, Kind.PRIVATE):
            return f"#{channel.name}"
        return " and ".join(sorted(self.person(member) for member in channel.members))

    def mrkdwn(self, text: str, *, zone: str = "UTC") -> str:
        """Return marked-up text as it reads, with dates in `zone`; entities are decoded last."""
        return html.unescape(_MARKUP.sub(lambda match: self._entity(match[1], zone), text))

    def blocks(self, blocks: list[Json], *, zone: str = "UTC") -> str:
        """Return the text of blocks, one line per block; buttons stand in brackets."""
        lines = (self._block(block, zone) for block in blocks)
        return "\n".join(line for line in lines if line)

    def text_object(self, value: Json | None, *, zone: str = "UTC") -> str:
        """Return the text of a plain_text or mrkdwn object."""
        if not value:
            return ""
        text = str(value.get("text", ""))
        return self.mrkdwn(text, zone=zone) if value.get("type") == "mrkdwn" else text

    def _block(self, block: Json, zone: str) -> str:
        drawn = _BLOCKS.get(str(block.get("type")))
        return drawn(self, block, zone) if drawn else ""

    def _section(self, block: Json, zone: str) -> str:
        fields = "\n".join(self.text_object(item, zone=zone) for item in block.get("fields", []))
        accessory = self.element(block["accessory"], zone=zone) if "accessory" in block else ""
        return "\n".join(
            part for part in (self.text_object(block.get("text"), zone=zone), fields, accessory) if part
        )

    def _row(self, block: Json, zone: str) -> str:
        return " ".join(self.element(item, zone=zone) for item in block.get("elements", []))

    def _input(self, block: Json, zone: str) -> str:
        hint = self.text_object(block.get("hint"), zone=zone)
        label = self.text_object(block.get("label"), zone=zone)
        return f"{label}: {self.element(block['element'], zone=zone)}" + (f" ({hint})" if hint else "")

    def _titled(self, block: Json, zone: str) -> str:
        return self.text_object(block.get("text") or block.get("title"), zone=zone) or str(
            block.get("alt_text", "")
        )

    def _markdown(self, block: Json, zone: str) -> str:
        return self.mrkdwn(str(block.get("text", "")), zone=zone)

    def _divider(self, block: Json, zone: str) -> str:
        return "———"

    def _table(self, block: Json, zone: str) -> str:
        return "\n".join(" | ".join(self.rich(cell, zone) for cell in row) for row in block.get("rows", []))

    def _rich_text(self, block: Json, zone: str) -> str:
        return self.rich(block, zone)

    def rich(self, node: Json, zone: str = "UTC") -> str:
        """Return the text of a rich-text node with all that is in it."""
        kind = node.get("type")
        if kind in ("raw_text", "text"):
            return str(node.get("text", ""))
        if kind == "user":
            return f"@{self.person(str(node['user_id']))}"
        if kind == "channel":
            return self._entity(f"#{node['channel_id']}", zone)
        if kind == "usergroup":
            return self._entity(f"!subteam^{node['usergroup_id']}", zone)
        if kind == "broadcast":
            return f"@{node['range']}"
        if kind == "emoji":
            return f":{node['name']}:"
        if kind == "link":
            return str(node.get("text") or node["url"])
        if kind == "date":
            return self._date(f"{node['timestamp']}^{node['format']}", str(node.get("fallback", "")), zone)
        separator = "\n" if kind in ("rich_text", "rich_text_list") else ""
        return separator.join(self.rich(child, zone) for child in node.get("elements", []))

    def element(self, element: Json, *, zone: str = "UTC") -> str:
        """Return what an element shows: its label, choice or placeholder."""
        kind = str(element.get("type"))
        if kind in ("plain_text", "mrkdwn"):
            return self.text_object(element, zone=zone)
        if kind == "button":
            return f"[{self.text_object(element['text'])}]"
        if kind == "image":
            return str(element.get("alt_text", ""))
        if kind in ("radio_buttons", "checkboxes"):
            options = " ".join(self.text_object(option["text"]) for option in element["options"])
            return f"({options})"
        if kind == "overflow":
            return "[…]"
        chosen = element.get("initial_option")
        if chosen:
            return f"[{self.text_object(chosen['text'])} ▾]"
        return f"[{self.text_object(element.get('placeholder')) or element.get('initial_value', '')} ▾]"

    def _entity(self, inside: str, zone: str) -> str:
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            return f"@{self.person(target[1:])}"
        if target.startswith("#"):
            found = self.channels.by_id.get(target[1:])
            return self.channel_name(found) if found else f"#{label or target[1:]}"
        if target.startswith("!subteam^"):
            group = self.people.groups.get(target.removeprefix("!subteam^"))
            return f"@{group.handle}" if group else label
        if target.startswith("!date^"):
            return self._date(target.removeprefix("!date^"), label, zone)
        if target.startswith("!"):
            return f"@{target[1:]}"
        return label or target

    def _date(self, target: str, fallback: str, zone: str) -> str:
        """Draw Slack's date tokens, for example `{date_short_pretty} {time}`, in somebody's zone."""
        number, _, form = target.partition("^")
        form = form.partition("^")[0]
        try:
            moment = datetime.fromtimestamp(int(number), ZoneInfo(zone))
        except (ValueError, OverflowError):
            return fallback
        return re.sub(
            r"\{(\w+)\}", lambda match: _DATE_TOKENS.get(match[1], lambda _: match[0])(moment), form
        )


def _token(match: re.Match[str], moment: datetime) -> str:
    drawn = _DATE_TOKENS.get(match[1])
    return drawn(moment) if drawn else match[0]


def _short(moment: datetime) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _long(moment: datetime) -> str:
    return f"{moment:%A, %B} {moment.day}, {moment.year}"


_DATE_TOKENS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda m: f"{m:%Y-%m-%d}",
    "date_slash": lambda m: f"{m:%m/%d/%Y}",
    "date": lambda m: f"{m:%B} {m.day}, {m.year}",
    "date_pretty": lambda m: f"{m:%B} {m.day}, {m.year}",
    "date_short": _short,
    "date_short_pretty": _short,
    "date_long": _long,
    "date_long_pretty": _long,
    "time": lambda m: f"{m:%H:%M}",
    "time_secs": lambda m: f"{m:%H:%M:%S}",
    "ago": lambda m: f"{m:%Y-%m-%d %H:%M}",
}
_BLOCKS: dict[str, Callable[[Renderer, Json, str], str]] = {
    "section": Renderer._section,
    "header": Renderer._titled,
    "image": Renderer._titled,
    "video": Renderer._titled,
    "context": Renderer._row,
    "actions": Renderer._row,
    "input": Renderer._input,
    "divider": Renderer._divider,
    "markdown": Renderer._markdown,
    "table": Renderer._table,
    "rich_text": Renderer._rich_text,
}
