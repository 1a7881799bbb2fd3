"""conversations.invite, .kick, .join, .leave, .members: who is in a channel."""

from __future__ import annotations

from bot.fakeslack.channels import Channel, Kind
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.paging import page

_WRITE = ("channels:manage", "channels:write", "groups:write", "im:write", "mpim:write")
_INVITE = (
    "channels:manage",
    "channels:write.invites",
    "groups:write",
    "groups:write.invites",
    "im:write",
    "mpim:write",
)
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_INVITE_LIMIT = 100


def invite(call: Call) -> Json:
    """Invite up to 100 people; without `force`, one who cannot come keeps all others out."""
    channel = call.own_channel()
    call.need_scope_in(channel, "manage", "write", "write.invites")
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    users = list(dict.fromkeys(call.args.names("users")))
    if not users:
        raise SlackError("no_user")
    if len(users) > _INVITE_LIMIT:
        raise SlackError(
            "invalid_arguments", messages=["[ERROR] no more than 100 items allowed [json-pointer:/users]"]
        )
    reasons = {user: _objection(call, channel, user) for user in users}
    errors = [{"user": user, "ok": False, "error": reason} for user, reason in reasons.items() if reason]
    welcome = [user for user, reason in reasons.items() if not reason]
    if errors and not (welcome and call.args.flag("force")):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in welcome:
        call.workspace.membership.join(channel, user=user, inviter=call.user)
    answer = ok(channel=channel.as_json(viewer=call.user))
    return answer | {"errors": errors} if errors else answer


def _objection(call: Call, channel: Channel, user: str) -> str:
    person = call.workspace.people.by_id.get(user)
    if person is None or person.deleted:
        return "user_not_found"
    if user == call.user:
        return "cant_invite_self"
    if user in channel.members:
        return "already_in_channel"
    if person.is_stranger:
        return "org_user_not_in_team"
    if person.is_ultra_restricted and any(
        user in other.members and not other.is_direct for other in call.workspace.channels.by_id.values()
    ):
        return "ura_max_channels"
    return ""


def kick(call: Call) -> Json:
    """Remove somebody else from a channel."""
    channel = call.channel()
    call.need_scope_in(channel, "manage", "write")
    user = call.args.need("user")
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user == call.user:
        raise SlackError("cant_kick_self")
    if user not in call.workspace.people.by_id:
        raise SlackError("user_not_found")
    if user not in channel.members or call.user not in channel.members:
        raise SlackError("not_in_channel")
    call.workspace.membership.leave(channel, user=user)
    return ok(errors={})


def join(call: Call) -> Json:
    """Enter a public channel; doing it twice is fine, with a warning."""
    channel = call.channel()
    if channel.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    body = channel.as_json(viewer=call.user)
    if call.user in channel.members:
        warning = "already_in_channel"
        return ok(channel=body, warning=warning, response_metadata={"warnings": [warning]})
    call.workspace.membership.join(channel, user=call.user)
    return ok(channel=channel.as_json(viewer=call.user))


def leave(call: Call) -> Json:
    """Leave a channel; not being in it is a mild no."""
    channel = call.channel()
    call.need_scope_in(channel, "manage", "write")
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if call.user not in channel.members:
        return {"ok": False, "not_in_channel": True}
    if channel.is_private and len(channel.members) == 1:
        raise SlackError("last_member")
    call.workspace.membership.leave(channel, user=call.user)
    return ok()


def members(call: Call) -> Json:
    """Return a page of the people in a channel."""
    channel = call.channel()
    call.need_scope_in(channel, "read")
    part, cursor = page(list(channel.members), call.args, default=100)
    return ok(members=list(part), response_metadata={"next_cursor": cursor})


METHODS = {
    "conversations.invite": Method(invite, _INVITE),
    "conversations.kick": Method(kick, _WRITE),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.leave": Method(leave, _WRITE),
    "conversations.members": Method(members, _READ, tier=4),
}
