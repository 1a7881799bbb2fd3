"""Block elements: buttons, selects, pickers and inputs, and where each may stand."""

from __future__ import annotations

from collections.abc import Mapping

from bot.fakeslack.blockkit.checks import Check, boolean, choice, items, number, record, string, typed
from bot.fakeslack.blockkit.objects import (
    ACTION_ID,
    CONFIRM,
    DISPATCH,
    FILTER,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    SLACK_FILE,
    STYLE,
    URL,
    plain,
    text,
)
from bot.fakeslack.blockkit.rich_text import RICH_TEXT

_USER = string(255, pattern="[UW][A-Z0-9]+", hint="must be a valid user ID")
_CHANNEL = string(255, pattern="[CG][A-Z0-9]+", hint="must be a valid channel ID")
_CONVERSATION = string(255)
_DECIMAL = string(255, pattern=r"-?[0-9]+(\.[0-9]+)?", hint="must be a valid number")
_DATE = string(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", hint="must be a date YYYY-MM-DD")
_TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d", hint="must be a time HH:mm")

_ACTION = {"action_id": ACTION_ID, "confirm": CONFIRM}
_FOCUS = {"focus_on_load": boolean}
_SELECT = _ACTION | _FOCUS | {"placeholder": PLACEHOLDER}
_MULTI = _SELECT | {"max_selected_items": number(1, 100)}
_TYPED = _FOCUS | {"action_id": ACTION_ID, "placeholder": PLACEHOLDER, "dispatch_action_config": DISPATCH}
_MENU = {"options": items(OPTION, least=1, most=100), "option_groups": items(OPTION_GROUP, least=1, most=100)}
_BOXES = _ACTION | _FOCUS | {"options": items(RICH_OPTION, least=1, most=10)}


def _list_of(check: Check) -> Check:
    return items(check, least=1, most=100)


_BUTTONS: dict[str, Check] = {
    "button": record(
        _ACTION
        | {
            "text": plain(75),
            "value": string(2000),
            "url": URL,
            "style": STYLE,
            "accessibility_label": string(75),
        },
        needs=("text",),
    ),
    "overflow": record(
        _ACTION | {"options": items(OVERFLOW_OPTION, least=1, most=5)},
        needs=("options",),
    ),
    "workflow_button": record(
        {
            "action_id": ACTION_ID,
            "text": plain(75),
            "style": STYLE,
            "accessibility_label": string(75),
            "workflow": record({"trigger": record({"url": URL}, needs=("url",))}, needs=("trigger",)),
        },
        needs=("text", "workflow", "action_id"),
    ),
}
_SELECTS: dict[str, Check] = {
    "static_select": record(
        _SELECT | _MENU | {"initial_option": OPTION}, one_of=("options", "option_groups")
    ),
    "external_select": record(_SELECT | {"initial_option": OPTION, "min_query_length": number(0, 100)}),
    "users_select": record(_SELECT | {"initial_user": _USER}),
    "conversations_select": record(
        _SELECT
        | {
            "initial_conversation": _CONVERSATION,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        }
    ),
    "channels_select": record(_SELECT | {"initial_channel": _CHANNEL, "response_url_enabled": boolean}),
    "multi_static_select": record(
        _MULTI | _MENU | {"initial_options": _list_of(OPTION)}, one_of=("options", "option_groups")
    ),
    "multi_external_select": record(
        _MULTI | {"initial_options": _list_of(OPTION), "min_query_length": number(0, 100)}
    ),
    "multi_users_select": record(_MULTI | {"initial_users": _list_of(_USER)}),
    "multi_conversations_select": record(
        _MULTI
        | {
            "initial_conversations": _list_of(_CONVERSATION),
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        }
    ),
    "multi_channels_select": record(_MULTI | {"initial_channels": _list_of(_CHANNEL)}),
}
_PICKERS: dict[str, Check] = {
    "datepicker": record(_SELECT | {"initial_date": _DATE}),
    "timepicker": record(_SELECT | {"initial_time": _TIME, "timezone": string(255)}),
    "checkboxes": record(
        _BOXES | {"initial_options": items(RICH_OPTION, least=1, most=10)}, needs=("options",)
    ),
    "radio_buttons": record(_BOXES | {"initial_option": RICH_OPTION}, needs=("options",)),
}
_DATETIME: dict[str, Check] = {
    "datetimepicker": record(_ACTION | _FOCUS | {"initial_date_time": number(0, 9_999_999_999)}),
}
_TYPED_INPUTS: dict[str, Check] = {
    "plain_text_input": record(
        _TYPED
        | {
            "initial_value": string(3000, least=0),
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        }
    ),
    "email_text_input": record(_TYPED | {"initial_value": string(3000, least=0)}),
    "url_text_input": record(_TYPED | {"initial_value": string(3000, least=0)}),
    "number_input": record(
        _TYPED
        | {
            "is_decimal_allowed": boolean,
            "initial_value": _DECIMAL,
            "min_value": _DECIMAL,
            "max_value": _DECIMAL,
        },
        needs=("is_decimal_allowed",),
    ),
    "rich_text_input": record(_TYPED | {"initial_value": RICH_TEXT}, needs=("action_id",)),
}
_FILE_INPUT: dict[str, Check] = {
    "file_input": record(
        {
            "action_id": ACTION_ID,
            "filetypes": items(string(255), least=1, most=100),
            "max_files": number(1, 10),
        }
    ),
}
_IMAGE: dict[str, Check] = {
    "image": record(
        {"alt_text": string(2000), "image_url": URL, "slack_file": SLACK_FILE},
        needs=("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
}
_CONTEXT_TEXT = text(2000)
_FEEDBACK = record(
    {"text": plain(75), "value": string(2000), "accessibility_label": string(75)}, needs=("text", "value")
)
_CONTEXT_BUTTONS: dict[str, Check] = {
    "feedback_buttons": record(
        {"action_id": ACTION_ID, "positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        needs=("positive_button", "negative_button"),
    ),
    "icon_button": record(
        _ACTION
        | {
            "icon": choice("trash"),
            "text": plain(75),
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": items(_USER, least=1, most=100),
        },
        needs=("icon", "text"),
    ),
}


def _any_of(*families: Mapping[str, Check]) -> Check:
    return typed({kind: check for family in families for kind, check in family.items()})


IN_ACTIONS = _any_of(_BUTTONS, _SELECTS, _PICKERS, _DATETIME)
IN_SECTION = _any_of(_BUTTONS, _SELECTS, _PICKERS, _IMAGE)
IN_INPUT = _any_of(_SELECTS, _PICKERS, _DATETIME, _TYPED_INPUTS)
IN_MODAL_INPUT = _any_of(_SELECTS, _PICKERS, _DATETIME, _TYPED_INPUTS, _FILE_INPUT)
IN_CONTEXT = _any_of(_IMAGE, {"plain_text": _CONTEXT_TEXT, "mrkdwn": _CONTEXT_TEXT})
IN_CONTEXT_ACTIONS = _any_of(_CONTEXT_BUTTONS)
