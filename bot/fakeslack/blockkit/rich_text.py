"""The rich_text block."""

from __future__ import annotations

from bot.fakeslack.blockkit.checks import Check, boolean, choice, items, number, record, string, typed
from bot.fakeslack.blockkit.objects import BLOCK_ID, URL

_MANY = 3000
_STYLE = {
    "style": record(
        dict.fromkeys(
            ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink"),
            boolean,
        )
    )
}


def _leaf(fields: dict[str, Check], *needs: str) -> Check:
    return record(fields | _STYLE, needs=needs)


_LEAVES = typed(
    {
        "text": _leaf({"text": string(_MANY, least=0)}, "text"),
        "link": _leaf({"url": URL, "text": string(_MANY, least=0), "unsafe": boolean}, "url"),
        "user": _leaf({"user_id": string(255)}, "user_id"),
        "usergroup": _leaf({"usergroup_id": string(255)}, "usergroup_id"),
        "channel": _leaf({"channel_id": string(255)}, "channel_id"),
        "team": _leaf({"team_id": string(255)}, "team_id"),
        "emoji": _leaf({"name": string(255), "unicode": string(255), "skin_tone": number(1, 6)}, "name"),
        "broadcast": _leaf({"range": choice("here", "channel", "everyone")}, "range"),
        "color": _leaf({"value": string(7)}, "value"),
        "date": _leaf(
            {
                "timestamp": number(0, 9_999_999_999),
                "format": string(255),
                "url": URL,
                "fallback": string(_MANY, least=0),
            },
            "timestamp",
            "format",
        ),
    }
)
_LINE = items(_LEAVES, least=0, most=_MANY)
_SECTION = record({"elements": _LINE}, needs=("elements",))
_BORDER = choice(0, 1)
_PARTS = typed(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": record(
            {
                "style": choice("bullet", "ordered"),
                "elements": items(typed({"rich_text_section": _SECTION}), least=1, most=_MANY),
                "indent": number(0, 8),
                "offset": number(0, _MANY),
                "border": _BORDER,
            },
            needs=("style", "elements"),
        ),
        "rich_text_preformatted": record(
            {"elements": _LINE, "border": _BORDER, "language": string(255)}, needs=("elements",)
        ),
        "rich_text_quote": record({"elements": _LINE, "border": _BORDER}, needs=("elements",)),
    }
)
_BLOCK = record({"elements": items(_PARTS, least=0, most=_MANY), "block_id": BLOCK_ID}, needs=("elements",))
RICH_TEXT = typed({"rich_text": _BLOCK})
