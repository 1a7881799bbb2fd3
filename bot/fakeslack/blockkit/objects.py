"""Composition objects: text, options, confirmation dialogs and the like.

Source: docs.slack.dev, reference/block-kit/composition-objects.
"""

from __future__ import annotations

from bot.fakeslack.blockkit.checks import Check, boolean, choice, items, record, string, typed

BLOCK_ID = string(255)
ACTION_ID = string(255)
URL = string(3000, pattern=r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+", hint="must be a valid URL")
STYLE = choice("primary", "danger")


def plain(most: int) -> Check:
    """Check a plain_text object."""
    return typed({"plain_text": _plain(most)})


def text(most: int) -> Check:
    """Check a plain_text or mrkdwn object."""
    return typed({"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


def _plain(most: int) -> Check:
    return record({"text": string(most), "emoji": boolean}, needs=("text",))


def _mrkdwn(most: int) -> Check:
    return record({"text": string(most), "verbatim": boolean}, needs=("text",))


PLACEHOLDER = plain(150)
CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30), "style": STYLE},
    needs=("title", "text", "confirm", "deny"),
)
OPTION = record(
    {"text": plain(75), "value": string(150), "description": plain(75)},
    needs=("text", "value"),
)
RICH_OPTION = record(
    {"text": text(75), "value": string(150), "description": text(75)},
    needs=("text", "value"),
)
OVERFLOW_OPTION = record(
    {"text": plain(75), "value": string(150), "description": plain(75), "url": URL},
    needs=("text", "value"),
)
OPTION_GROUP = record(
    {"label": plain(75), "options": items(OPTION, least=1, most=100)},
    needs=("label", "options"),
)
FILTER = record(
    {
        "include": items(choice("im", "mpim", "private", "public"), least=1, most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    some_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = record(
    {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), least=1, most=2)},
    needs=("trigger_actions_on",),
)
SLACK_FILE = record({"id": string(255), "url": URL}, one_of=("id", "url"))
