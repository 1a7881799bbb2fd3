"""Blocks, and on which of the three surfaces (message, modal, home) each may stand.

Source: docs.slack.dev, reference/block-kit/blocks. Not known here, and so refused as unsupported, are the
blocks of newer kinds of apps: alert, card, carousel, container, data_visualization, plan, task_card.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.fakeslack.blockkit.checks import Check, boolean, choice, items, number, record, string, typed
from bot.fakeslack.blockkit.elements import (
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_MODAL_INPUT,
    IN_SECTION,
)
from bot.fakeslack.blockkit.objects import BLOCK_ID, SLACK_FILE, URL, plain, text
from bot.fakeslack.blockkit.rich_text import RICH_TEXT

_NAMED = {"block_id": BLOCK_ID}


def _input(element: Check) -> Check:
    return record(
        _NAMED
        | {
            "label": plain(2000),
            "element": element,
            "hint": plain(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        needs=("label", "element"),
    )


_CELL = typed({"raw_text": record({"text": string(3000)}, needs=("text",)), "rich_text": RICH_TEXT})
_COLUMN = record({"align": choice("left", "center", "right"), "is_wrapped": boolean})

_EVERYWHERE: Mapping[str, Check] = {
    "section": record(
        _NAMED
        | {
            "text": text(3000),
            "fields": items(text(2000), least=1, most=10),
            "accessory": IN_SECTION,
            "expand": boolean,
        },
        some_of=("text", "fields"),
    ),
    "divider": record(_NAMED),
    "header": record(_NAMED | {"text": plain(150), "level": number(1, 4)}, needs=("text",)),
    "context": record(_NAMED | {"elements": items(IN_CONTEXT, least=1, most=10)}, needs=("elements",)),
    "actions": record(_NAMED | {"elements": items(IN_ACTIONS, least=1, most=25)}, needs=("elements",)),
    "image": record(
        _NAMED | {"image_url": URL, "slack_file": SLACK_FILE, "alt_text": string(2000), "title": plain(2000)},
        needs=("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
    "video": record(
        _NAMED
        | {
            "alt_text": string(2000),
            "title": plain(200),
            "thumbnail_url": URL,
            "video_url": URL,
            "author_name": string(50),
            "description": plain(200),
            "provider_icon_url": URL,
            "provider_name": string(255),
            "title_url": URL,
        },
        needs=("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "rich_text": RICH_TEXT,
}
_MESSAGE: Mapping[str, Check] = {
    "input": _input(IN_INPUT),
    "markdown": record(_NAMED | {"text": string(12_000)}, needs=("text",)),
    "table": record(
        _NAMED
        | {
            "rows": items(items(_CELL, least=1, most=20), least=1, most=100),
            "column_settings": items(_COLUMN, least=0, most=20),
        },
        needs=("rows",),
    ),
    "context_actions": record(
        _NAMED | {"elements": items(IN_CONTEXT_ACTIONS, least=1, most=5)}, needs=("elements",)
    ),
}

IN_MESSAGE = typed({**_EVERYWHERE, **_MESSAGE})
IN_MODAL = typed({**_EVERYWHERE, "input": _input(IN_MODAL_INPUT)})
IN_HOME = typed({**_EVERYWHERE, "input": _input(IN_INPUT)})
