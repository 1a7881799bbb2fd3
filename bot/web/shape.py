"""The least that Slack's requests hold: what lacks it was not sent by Slack, and is not looked into."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

Body = Mapping[str, Any]


def read(text: str, *, content_type: str) -> dict[str, Any] | None:
    """Return a request's body, or None when neither Bolt nor our listeners could make anything of it.

    Bolt's own reader takes a command with the word "payload" in it for an empty one (1.30).

    Args:
        content_type: of the request: events come as JSON, everything else as a form.
    """
    try:
        body = _parsed(text, content_type=content_type)
    except ValueError:
        return None
    return body if isinstance(body, dict) and _is_whole(body) else None


def _parsed(text: str, *, content_type: str) -> Any:
    if content_type == "application/json":
        return json.loads(text)
    form = dict(parse_qsl(text, keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form and "command" not in form else form


def _is_whole(body: Body) -> bool:
    if "command" in body:
        return _has_words(body, "user_id", "channel_id", "trigger_id")
    check = _CHECKS.get(str(body.get("type", "")))
    return check is None or check(body)


def _has_words(values: Any, *names: str) -> bool:
    return isinstance(values, dict) and all(isinstance(values.get(name), str) for name in names)


def _event(body: Body) -> bool:
    return _has_words(body, "event_id") and _has_words(body.get("event"), "type")


def _click(body: Body) -> bool:
    actions = body.get("actions")
    return (
        _has_words(body.get("user"), "id")
        and isinstance(actions, list)
        and bool(actions)
        and all(_has_words(action, "action_id") for action in actions)
    )


def _form(body: Body) -> bool:
    return _has_words(body.get("user"), "id") and _has_words(body.get("view"), "id", "callback_id")


def _shortcut(body: Body) -> bool:
    return _has_words(body, "callback_id") and _has_words(body.get("user"), "id")


_CHECKS: Final[Mapping[str, Callable[[Body], bool]]] = {
    "event_callback": _event,
    "block_actions": _click,
    "view_submission": _form,
    "view_closed": _form,
    "shortcut": _shortcut,
    "message_action": _shortcut,
}
"""By the type of a payload; what Bolt does not know it answers with 404."""
