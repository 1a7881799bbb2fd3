"""conversations.info, .list, .open and users.conversations: finding channels."""

from __future__ import annotations

from collections.abc import Iterable

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.paging import page

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_SCOPE = {
    Kind.PUBLIC: "channels:read",
    Kind.PRIVATE: "groups:read",
    Kind.IM: "im:read",
    Kind.MPIM: "mpim:read",
}


def info(call: Call) -> Json:
    """Return one channel."""
    channel = call.channel()
    call.need_scope_in(channel, "read")
    body = channel.as_json(viewer=call.user)
    if call.args.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return ok(channel=body)


def listing(call: Call) -> Json:
    """Return a page of channels; what is filtered out leaves the page short."""
    return _listed(call, call.workspace.channels.by_id.values(), call.user)


def of_user(call: Call) -> Json:
    """Return a page of the channels that somebody (by default the caller) is in."""
    user = call.args.text("user") or call.user
    everywhere = call.workspace.channels.by_id.values()
    return _listed(call, [channel for channel in everywhere if user in channel.members], user)


def _listed(call: Call, channels: Iterable[Channel], user: str) -> Json:
    kinds = _kinds(call)
    part, cursor = page(list(channels), call.args, default=100)
    shown = [
        channel.as_json(viewer=call.user)
        | ({} if channel.is_direct else {"num_members": len(channel.members)})
        for channel in part
        if channel.kind in kinds
        and call.may_see(channel)
        and not (channel.archived and call.args.flag("exclude_archived"))
    ]
    return ok(channels=shown, response_metadata={"next_cursor": cursor})


def _kinds(call: Call) -> set[Kind]:
    try:
        kinds = {Kind(name) for name in call.args.names("types") or [Kind.PUBLIC]}
    except ValueError:
        raise SlackError("invalid_types") from None
    for kind in sorted(kinds):
        call.need_scope(_SCOPE[kind])
    return kinds


def open_direct(call: Call) -> Json:
    """Open (or find) the direct message with one person or a group of up to eight."""
    people = call.workspace.people
    if call.args.has("channel"):
        found = call.channel()
        return ok(no_op=True, already_open=True, channel={"id": found.id})
    users = list(dict.fromkeys(call.args.names("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    for user in users:
        person = people.by_id.get(user)
        if person is None:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("user_disabled")
    if users == [call.user]:
        raise SlackError("invalid_user_combination")
    known = len(call.workspace.channels.by_id)
    channel = call.workspace.channels.direct(call.user, *users)
    body: Json = {"id": channel.id}
    if call.args.flag("return_im"):
        body = channel.as_json(viewer=call.user)
    if len(call.workspace.channels.by_id) == known:
        return ok(no_op=True, already_open=True, channel=body)
    return ok(channel=body)


METHODS = {
    "conversations.info": Method(info, _READ),
    "conversations.list": Method(listing, _READ, tier=2),
    "conversations.open": Method(open_direct, ("channels:manage", "groups:write", "im:write", "mpim:write")),
    "users.conversations": Method(of_user, _READ),
}
