"""bookmarks.*: the links at the top of a channel."""

from __future__ import annotations

from dataclasses import replace

from bot.fakeslack.changes import Change
from bot.fakeslack.channels import Bookmark, Channel
from bot.fakeslack.clock import seconds
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.methods.call import Call, Method, ok

_MOST = 100


def add(call: Call) -> Json:
    """Add a link."""
    channel = _own(call)
    title = call.args.need("title")
    if call.args.need("type") != "link":
        raise SlackError("invalid_bookmark_type")
    link = _link(call)
    if len(channel.bookmarks) >= _MOST:
        raise SlackError("too_many_bookmarks")
    now = int(seconds(call.workspace.clock))
    emoji = call.args.text("emoji")
    bookmark = Bookmark(call.workspace.ids.next("Bk"), channel.id, title, link, emoji, now, 0, call.user)
    channel.bookmarks.append(bookmark)
    _tell(call, channel)
    return ok(bookmark=bookmark.as_json())


def edit(call: Call) -> Json:
    """Change a link's title, address or emoji."""
    channel = _own(call)
    place = _place(call, channel)
    old = channel.bookmarks[place]
    new = replace(
        old,
        title=call.args.text("title", old.title),
        link=_link(call) if call.args.has("link") else old.link,
        emoji=call.args.text("emoji", old.emoji),
        updated=int(seconds(call.workspace.clock)),
        updated_by=call.user,
    )
    channel.bookmarks[place] = new
    _tell(call, channel)
    return ok(bookmark=new.as_json())


def listing(call: Call) -> Json:
    """Return the links."""
    channel = call.channel("channel_id")
    return ok(bookmarks=[bookmark.as_json() for bookmark in channel.bookmarks])


def remove(call: Call) -> Json:
    """Take a link away."""
    channel = _own(call)
    del channel.bookmarks[_place(call, channel)]
    _tell(call, channel)
    return ok()


def _own(call: Call) -> Channel:
    channel = call.channel("channel_id")
    if call.user not in channel.members or channel.archived:
        raise SlackError("permission_denied")
    return channel


def _link(call: Call) -> str:
    link = call.args.text("link")
    if not link.startswith(("http://", "https://")) or " " in link:
        raise SlackError("invalid_link")
    return link


def _place(call: Call, channel: Channel) -> int:
    wanted = call.args.need("bookmark_id")
    for place, bookmark in enumerate(channel.bookmarks):
        if bookmark.id == wanted:
            return place
    raise SlackError("not_found")


def _tell(call: Call, channel: Channel) -> None:
    call.workspace.changes.publish(Change("bookmarks", channel.id, call.user))


METHODS = {
    "bookmarks.add": Method(add, ("bookmarks:write",), tier=2),
    "bookmarks.edit": Method(edit, ("bookmarks:write",), tier=2),
    "bookmarks.list": Method(listing, ("bookmarks:read",)),
    "bookmarks.remove": Method(remove, ("bookmarks:write",), tier=2),
}
