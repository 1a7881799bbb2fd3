"""users.* and usergroups.*: people and groups."""

from __future__ import annotations

from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok
from bot.fakeslack.methods.paging import page
from bot.fakeslack.people import Person


def info(call: Call) -> Json:
    """Return one person."""
    return ok(user=_drawn(call, _person(call, call.args.need("user"))))


def listing(call: Call) -> Json:
    """Return a page of everybody, bots and deleted people too."""
    people = call.workspace.people.by_id.values()
    part, cursor = page(list(people), call.args, default=200)
    now = int(call.workspace.clock.now().timestamp())
    members = [_drawn(call, person) for person in part]
    return ok(members=members, cache_ts=now, response_metadata={"next_cursor": cursor})


def by_email(call: Call) -> Json:
    """Return the active person with this address."""
    email = call.args.need("email").lower()
    for person in call.workspace.people.by_id.values():
        if person.email.lower() == email and not person.deleted:
            return ok(user=_drawn(call, person))
    raise SlackError("users_not_found")


def groups(call: Call) -> Json:
    """Return the user groups."""
    with_users = call.args.flag("include_users")
    shown = [
        group.as_json(with_users=with_users)
        for group in call.workspace.people.groups.values()
        if not group.disabled or call.args.flag("include_disabled")
    ]
    return ok(usergroups=shown)


def group_users(call: Call) -> Json:
    """Return the people of one group."""
    group = call.workspace.people.groups.get(call.args.need("usergroup"))
    if group is None or (group.disabled and not call.args.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return ok(users=list(group.members))


def _person(call: Call, user: str) -> Person:
    person = call.workspace.people.by_id.get(user)
    if person is None:
        raise SlackError("user_not_found")
    return person


def _drawn(call: Call, person: Person) -> Json:
    with_email = not call.is_bot or "users:read.email" in call.workspace.app.scopes
    return person.as_json(at=call.workspace.clock.now(), with_email=with_email)


METHODS = {
    "users.info": Method(info, ("users:read",), tier=4),
    "users.list": Method(listing, ("users:read",), tier=2),
    "users.lookupByEmail": Method(by_email, ("users:read.email",)),
    "usergroups.list": Method(groups, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(group_users, ("usergroups:read",), tier=2),
}
