"""The shape of Slack's requests: what has another was not sent by Slack, and is not looked into.

Checked is what Bolt and our listeners read, and nothing else: Slack adds to its payloads as it likes.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from bot.domain.text import storable
from bot.web.kinds import (
    Check,
    Record,
    either,
    is_address,
    is_id,
    is_moment,
    is_text,
    list_of,
    values_of,
)

DEEPEST: Final = 100
"""Levels of nesting that are followed; Slack's deepest payloads have some twenty."""


def read(text: str, *, content_type: str) -> dict[str, Any] | None:
    """Return a request's body, or None when neither Bolt nor our listeners could make anything of it.

    Bolt's own reader takes a command with the word "payload" in it for an empty one (1.30).

    Args:
        content_type: of the request: events come as JSON, everything else as a form.
    """
    try:
        body = _storable(_parsed(text, content_type=content_type))
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and _is_whole(body) else None


def _storable(node: Any, *, depth: int = DEEPEST) -> Any:
    """Return a body in which every text can be kept.

    Raises:
        ValueError: it is nested deeper than `depth`.
    """
    if isinstance(node, str):
        return storable(node)
    if not isinstance(node, dict | list):
        return node
    if not depth:
        raise ValueError("A body is nested deeper than Slack's are.")
    if isinstance(node, list):
        return [_storable(item, depth=depth - 1) for item in node]
    return {storable(key): _storable(value, depth=depth - 1) for key, value in node.items()}


def _parsed(text: str, *, content_type: str) -> Any:
    if content_type == "application/json":
        return json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form and "command" not in form else form


def _is_whole(body: Mapping[str, Any]) -> bool:
    if "command" in body:
        check: Check | None = _COMMAND
    elif "ssl_check" in body:
        check = _SENDER
    else:
        kind = body.get("type")
        check = _CHECKS.get(kind) if isinstance(kind, str) else None
    return check is not None and check(body) and _says_where_from(body)


def _says_where_from(body: Mapping[str, Any]) -> bool:
    """Check what Bolt looks for in a body, and in what stands inside it; it measures null addresses too."""
    return (
        _SENDER(body)
        and body.get("response_urls", []) is not None
        and all(_says_where_from(body[key]) for key in _INSIDE if isinstance(body.get(key), dict))
    )


def _authorization(value: Any) -> bool:
    return _SENDER(value) and "authorizations" not in value


def _block(value: Any) -> bool:
    return _BLOCK(value) and (value["type"] != "input" or _INPUT(value))


_INSIDE: Final = ("event", "item", "message", "previous_message", "assistant_thread")
_NAMED: Final = either(is_id, Record(may={"id": is_id}))
_SENDER: Final = Record(
    may={
        "type": is_id,
        "team": _NAMED,
        "enterprise": _NAMED,
        "user": _NAMED,
        "channel": _NAMED,
        "authorizations": list_of(_authorization),
        "response_url": is_address,
        "response_urls": list_of(Record(may={"response_url": is_address}), most=1),
    }
)
_SOMEBODY: Final = Record(needs={"id": is_id})
_PLACE: Final = Record(may={"id": is_id, "name": is_text})
_MESSAGE: Final = Record(
    may={
        "ts": is_id,
        "thread_ts": is_id,
        "user": is_id,
        "text": is_text,
        "subtype": is_id,
        "edited": Record(may={"user": is_id}),
    }
)
_BLOCK: Final = Record(needs={"type": is_id})
_INPUT: Final = Record(
    needs={
        "block_id": is_id,
        "element": Record(
            may={
                "initial_value": is_text,
                "initial_option": Record(may={"value": is_text}),
                "initial_user": is_id,
            }
        ),
    }
)
_OPTION: Final = Record(needs={"value": is_text})
_ENTERED: Final = Record(
    may={
        "value": is_text,
        "selected_option": _OPTION,
        "selected_options": list_of(_OPTION),
        "selected_user": is_id,
        "selected_date_time": is_moment,
    }
)

_COMMAND: Final = Record(
    needs={"user_id": is_id, "channel_id": is_id, "trigger_id": is_id},
    may={"text": is_text, "channel_name": is_text},
)
_EVENT: Final = Record(
    needs={
        "event_id": is_id,
        "event": Record(
            needs={"type": is_id},
            may={
                "user": either(is_id, Record(needs={"id": is_id}, may={"profile": Record()})),
                "item": Record(may={"channel": is_id, "ts": is_id, "type": is_id}),
                "message": _MESSAGE,
                "subtype": is_id,
            },
        ),
    }
)
_ACTION: Final = Record(
    needs={"action_id": is_id},
    may={
        "block_id": is_id,
        "value": is_text,
        "selected_option": Record(may={"value": is_text}),
        "selected_user": is_id,
    },
)
_CLICK: Final = Record(
    needs={"user": _SOMEBODY, "actions": list_of(_ACTION, least=1)},
    may={
        "container": Record(may={"channel_id": is_id, "message_ts": is_id}),
        "channel": _PLACE,
        "view": Record(needs={"id": is_id, "type": is_id}),
        "trigger_id": is_id,
    },
)
_FORM: Final = Record(
    needs={
        "user": _SOMEBODY,
        "view": Record(
            needs={"id": is_id, "callback_id": is_id, "type": is_id, "blocks": list_of(_block)},
            may={
                "title": Record(may={"text": is_text}),
                "private_metadata": is_text,
                "state": Record(may={"values": values_of(values_of(_ENTERED))}),
            },
        ),
    }
)
_SHORTCUT: Final = Record(
    needs={"callback_id": is_id, "user": _SOMEBODY},
    may={
        "trigger_id": is_id,
        "message": _MESSAGE,
        "channel": _PLACE,
        "team": Record(may={"domain": is_id}),
    },
)
_CHECKS: Final[Mapping[str, Check]] = {
    "url_verification": Record(needs={"challenge": is_text}),
    "event_callback": _EVENT,
    "block_actions": _CLICK,
    "view_submission": _FORM,
    "view_closed": _FORM,
    "shortcut": _SHORTCUT,
    "message_action": _SHORTCUT,
}
"""By the type of a payload. Slack has more; it sends them to apps that ask for them, and we do not."""
