"""Messages and blocks as the plain text that a person reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.fakeslack.errors import Json
from bot.fakeslack.marks import Marks, date
from bot.fakeslack.messages import Message


@dataclass(slots=True)
class Renderer:
    """Turns messages and blocks into plain text; `zone` is that of the reader."""

    marks: Marks

    def message(self, message: Message, *, zone: str = "UTC") -> str:
        """Return the text of a message: its blocks if there are any, else its text; then what is attached."""
        own = message.blocks
        body = self.blocks(own, zone=zone) if own else self.marks.read(message.text, zone=zone)
        extra = [self.blocks(a["blocks"], zone=zone) for a in message.attachments if a.get("blocks")]
        extra += [self.marks.read(str(a["text"]), zone=zone) for a in message.attachments if a.get("text")]
        extra += [f"[file {file.name}]" for file in message.files]
        return "\n".join(part for part in [body, *extra] if part)

    def blocks(self, blocks: list[Json], *, zone: str = "UTC") -> str:
        """Return the text of blocks, one line per block; buttons stand in brackets."""
        lines = (self.block(block, zone) for block in blocks)
        return "\n".join(line for line in lines if line)

    def block(self, block: Json, zone: str) -> str:
        """Return the text of one block."""
        drawn = _BLOCKS.get(str(block.get("type")))
        return drawn(self, block, zone) if drawn else ""

    def text(self, value: Json | None, zone: str) -> str:
        """Return the text of a plain_text or mrkdwn object."""
        if not value:
            return ""
        text = str(value.get("text", ""))
        return self.marks.read(text, zone=zone) if value.get("type") == "mrkdwn" else text

    def section(self, block: Json, zone: str) -> str:
        """Return the text, the fields and the accessory of a section."""
        fields = [self.text(item, zone) for item in block.get("fields", [])]
        accessory = [self.element(block["accessory"], zone)] if block.get("accessory") else []
        return "\n".join(part for part in [self.text(block.get("text"), zone), *fields, *accessory] if part)

    def row(self, block: Json, zone: str) -> str:
        """Return the elements of a context or an actions block."""
        return " ".join(self.element(item, zone) for item in block.get("elements", []))

    def input(self, block: Json, zone: str) -> str:
        """Return the label, the element and the hint of an input."""
        hint = self.text(block.get("hint"), zone)
        line = f"{self.text(block.get('label'), zone)}: {self.element(block['element'], zone)}"
        return f"{line} ({hint})" if hint else line

    def titled(self, block: Json, zone: str) -> str:
        """Return the words of a header, an image or a video."""
        return self.text(block.get("text") or block.get("title"), zone) or str(block.get("alt_text", ""))

    def markdown(self, block: Json, zone: str) -> str:
        """Return the text of a markdown block."""
        return self.marks.read(str(block.get("text", "")), zone=zone)

    def divider(self, block: Json, zone: str) -> str:
        """Return a line."""
        return "———"

    def table(self, block: Json, zone: str) -> str:
        """Return the rows of a table."""
        return "\n".join(" | ".join(self.rich(cell, zone) for cell in row) for row in block.get("rows", []))

    def rich(self, node: Json, zone: str) -> str:
        """Return the text of a rich-text node with all that is in it."""
        kind = str(node.get("type"))
        if kind in _RICH_MARKS:
            return self.marks.mark(_RICH_MARKS[kind](node), zone=zone)
        if kind == "date":
            return date(
                f"{node['timestamp']}^{node['format']}", fallback=str(node.get("fallback", "")), zone=zone
            )
        if "elements" in node:
            separator = "\n" if kind in ("rich_text", "rich_text_list") else ""
            return separator.join(self.rich(child, zone) for child in node["elements"])
        return f":{node['name']}:" if kind == "emoji" else str(node.get("text") or node.get("url", ""))

    def element(self, element: Json, zone: str) -> str:
        """Return what an element shows: its label, choice or placeholder."""
        kind = str(element.get("type"))
        if kind in ("plain_text", "mrkdwn"):
            return self.text(element, zone)
        if kind == "button":
            return f"[{self.text(element['text'], zone)}]"
        if kind == "image":
            return str(element.get("alt_text", ""))
        if kind in ("radio_buttons", "checkboxes"):
            return f"({' '.join(self.text(option['text'], zone) for option in element['options'])})"
        chosen = element.get("initial_option") or {}
        shown = self.text(chosen.get("text") or element.get("placeholder"), zone)
        return "[…]" if kind == "overflow" else f"[{shown or element.get('initial_value', '')} ▾]"


_BLOCKS: dict[str, Callable[[Renderer, Json, str], str]] = {
    "section": Renderer.section,
    "header": Renderer.titled,
    "image": Renderer.titled,
    "video": Renderer.titled,
    "context": Renderer.row,
    "actions": Renderer.row,
    "input": Renderer.input,
    "divider": Renderer.divider,
    "markdown": Renderer.markdown,
    "table": Renderer.table,
    "rich_text": Renderer.rich,
}
_RICH_MARKS: dict[str, Callable[[Json], str]] = {
    "user": lambda node: f"@{node['user_id']}",
    "channel": lambda node: f"#{node['channel_id']}",
    "usergroup": lambda node: f"!subteam^{node['usergroup_id']}",
    "broadcast": lambda node: f"!{node['range']}",
}
