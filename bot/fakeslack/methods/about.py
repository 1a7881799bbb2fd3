"""auth.*, team.*, apps.*: who am I, where am I, and how do I connect."""

from __future__ import annotations

from bot.fakeslack.errors import Json
from bot.fakeslack.installation import TokenKind
from bot.fakeslack.methods.call import Call, Method, ok


def auth_test(call: Call) -> Json:
    """Return whom the token speaks for."""
    workspace = call.workspace
    if call.token.kind is TokenKind.APP:
        return ok(app_name=workspace.bot.name, app_id=workspace.app.app_id)
    body = ok(
        url=workspace.url,
        team=workspace.name,
        user=workspace.people.get(call.user).name,
        team_id=workspace.team_id,
        user_id=call.user,
        is_enterprise_install=False,
    )
    if call.is_bot:
        body["bot_id"] = workspace.app.bot_id
    return body


def team_info(call: Call) -> Json:
    """Return the workspace."""
    workspace = call.workspace
    return ok(
        team={
            "id": workspace.team_id,
            "name": workspace.name,
            "domain": workspace.domain,
            "email_domain": "example.com",
            "url": workspace.url,
            "icon": {"image_default": True},
        }
    )


def api_test(call: Call) -> Json:
    """Return the arguments."""
    return ok(args={name: value for name, value in call.args.raw.items() if name != "token"})


def connections_open(call: Call) -> Json:
    """Return a one-time address for Socket Mode."""
    ticket = call.workspace.sockets.new_ticket()
    base = call.base_url.replace("http", "ws", 1)
    return ok(url=f"{base}socket?ticket={ticket}&app_id={call.workspace.app.app_id}")


METHODS = {
    "api.test": Method(api_test, tier=4),
    "auth.test": Method(auth_test, tier=0, kinds=tuple(TokenKind)),
    "team.info": Method(team_info, ("team:read",)),
    "apps.connections.open": Method(connections_open, tier=1, kinds=(TokenKind.APP,)),
}
