"""views.*: modals and home tabs."""

from __future__ import annotations

from bot.fakeslack.blockkit import check_view, with_ids
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.views import View

_SIZE = 250_000


def open_view(call: Call) -> Json:
    """Open a modal for the person behind a trigger."""
    body = modal_body(call)
    trigger = call.workspace.triggers.use(call.args.need("trigger_id"))
    return _answer(call, call.workspace.views.open(trigger.user, body))


def push(call: Call) -> Json:
    """Stack a modal on the one in which the action happened."""
    body = modal_body(call)
    trigger = call.workspace.triggers.use(call.args.need("trigger_id"))
    if trigger.view is None or call.workspace.views.find(view_id=trigger.view) is None:
        raise SlackError("not_found")
    return _answer(call, call.workspace.views.push(trigger.user, body))


def update(call: Call) -> Json:
    """Redraw an open modal."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    body = _body(call)
    view = call.workspace.views.find(view_id=view_id or None, external_id=external_id or None)
    if view is None:
        raise SlackError("not_found")
    check_view_json(body, kind=str(view.body["type"]))
    _check_hash(call, view)
    return _answer(call, call.workspace.views.update(view, with_ids_in_view(call, body)))


def publish(call: Call) -> Json:
    """Draw somebody's home tab."""
    if not call.workspace.app.home_enabled:
        raise SlackError("not_enabled")
    user = call.args.need("user_id")
    if user not in call.workspace.people.by_id:
        raise SlackError("invalid_arguments", messages=["invalid `user_id`"])
    body = _body(call)
    check_view_json(body, kind="home")
    existing = call.workspace.views.homes.get(user)
    if existing is not None:
        _check_hash(call, existing)
    return _answer(call, call.workspace.views.publish(user, with_ids_in_view(call, body)))


def modal_body(call: Call) -> Json:
    """Return the checked body of a modal."""
    body = _body(call)
    check_view_json(body, kind="modal")
    return with_ids_in_view(call, body)


def check_view_json(body: Json, *, kind: str) -> None:
    """Raise `invalid_arguments` with Slack's lines when a view breaks a rule."""
    problems = check_view(body, kind=kind)
    if problems:
        raise SlackError("invalid_arguments", messages=problems)


def with_ids_in_view(call: Call, body: Json) -> Json:
    """Return the view with names for the blocks and elements that came without."""
    return {**body, "blocks": with_ids(body["blocks"], call.workspace.ids)}


def _body(call: Call) -> Json:
    body = call.args.json("view", error="invalid_arguments")
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view"])
    if len(str(body)) > _SIZE:
        raise SlackError("view_too_large")
    return body


def _check_hash(call: Call, view: View) -> None:
    if call.args.has("hash") and call.args.text("hash") != view.hash:
        raise SlackError("hash_conflict")


def _answer(call: Call, view: View) -> Json:
    app = call.workspace.app
    return ok(view=view.as_json(app_id=app.app_id, bot_id=app.bot_id))


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
