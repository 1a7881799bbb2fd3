"""The page behind the browser: what a person sees and does, as JSON.

Everything goes through `Actor`, so the page can do what a person in Slack can do, and no more. `as` is a
user's id or name; without it the state is that of the first person in the workspace. An unknown person or
channel is a 404; what Slack would not allow is a 200 with `"ok": false`.

GET /page/              the page itself (static/index.html); its files are under /page/static/
GET /archives/C…/p…     a permalink; leads to /page/?channel=C…&ts=…

GET /page/state?as=ana
    {
      "me": Person, "bot": Person,
      "team": {"id", "name", "url"},
      "now": ISO 8601 moment of the workspace's clock,
      "people": [Person], "groups": [{"id", "handle", "name", "members": [user ids]}],
      "channels": [Channel],       those `me` can see (public ones also when not a member), by name
      "view": View or null,        the open modal
      "home": View or null,        the app's Home tab as it was last drawn for `me`
      "commands": [{"command", "description", "usage_hint"}],
      "shortcuts": [{"name", "type": "global" | "message", "callback_id", "description"}],
      "controls": [{"name", "label", "arguments": [names], "group", "description", "on": bool or null}],
      "completions": [{"text", "description", "example"}],
      "tour": [{"title", "text", "until": [patterns], "times", "type"}]     these three as in handed.py
    }
    Person:  {"id", "name", "real_name", "title", "tz", "is_bot", "deleted", "is_guest", "is_stranger"}
    Channel: {"id", "name", "kind", "topic", "purpose", "archived", "is_member", "members": [user ids],
              "with": user id or null (direct messages), "unread": number, "mentions": number,
              "last_read": ts, "latest": ts or null, "pins": [ts],
              "bookmarks": [{"id", "title", "link", "emoji"}]}
             kind: public_channel | private_channel | im | mpim
    View:    {"id", "type": "modal" | "home", "title", "submit": text or null, "close": text or null,
              "blocks", "callback_id", "values": {block_id: {action_id: entry of state.values}},
              "errors": {block_id: sentence}, "problem": sentence or "", "depth": how many are stacked,
              "hash"}

GET /page/messages?as=ana&channel=C…
    {"channel": Channel, "messages": [Message]}, oldest first. Replies are in the list with their `thread_ts`;
    so are the ephemeral ones that only `me` sees.
    Message: {"channel", "ts", "user", "text", "blocks", "attachments", "subtype" or null, "bot": bool,
              "username" or null, "icon" or null, "thread_ts" or null, "is_reply": bool,
              "in_channel": bool, "reply_count": number, "edited": bool,
              "reactions": [{"name", "users": [ids]}],
              "files": [{"id", "name", "title", "mimetype", "size", "url"}], "pinned": bool,
              "ephemeral": bool,
              "system": bool ("has joined the channel", …), "plain": the readable text}
    `text` and blocks are Slack's mrkdwn with entities (&amp; &lt; &gt;) and marks (<@U…>, <#C…|…>,
    <!date^…^…|…>, <!subteam^S…>, <https://…|label>); the page turns them into elements.

GET /page/files/F…?as=ana       the bytes of a file that `me` can see, to download
GET …&preview=1                 the same to look at, in a frame that can run and reach nothing

POST /page/do (application/json)
    {"as": user, "do": what, …} → {"ok": true, …} or {"ok": false, "error": sentence}
    command           channel, text ("/incident …")            → {"error": "" | "operation_timeout" | …}
    post              channel, text, thread_ts?, broadcast?    → {"ts"}
    edit              channel, ts, text
    delete            channel, ts                              (an ephemeral one: dismissed)
    react, unreact    channel, ts, name
    pin, unpin        channel, ts
    upload            channel, name, content (base64), comment?
    click             channel, ts, block_id, action_id, value? an element of a message
    click             view_id, block_id, action_id, value?     of the open modal or the home tab (no input)
    fill              view_id, block_id, action_id, value      typed into an input; the app hears if it asked
    options           view_id, block_id, action_id, query      → {"options": [Option]} of an external select
    submit            view_id, values? {block_id: value}       → {"errors": {block_id: sentence}, "problem"}
    close_view        view_id
    message_shortcut  channel, ts, callback_id                 → {"error"}
    global_shortcut   callback_id                              → {"error"}
    open_home         tab? ("home" | "messages")
    open_dm           user                                     → {"channel"}
    join, leave       channel
    invite, remove    channel, user
    create_channel    name, private?                           → {"channel"}
    archive, unarchive channel
    set_topic         channel, topic
    read              channel                                  marks everything in it as read
    control           name, arguments {…}                      → {"result": whatever the switch returns}
    A `value` is: text; an option's value; a user's or channel's id; a date "YYYY-MM-DD"; a time "HH:MM";
    seconds since 1970 for date-times; a list of those where several can be chosen; null for nothing.
    Buttons need none.

WS /page/live?as=ana
    After changes (gathered for 50 ms) the server sends
    {"changed": [channel ids], "state": bool, "view": bool}.
    Fetch /page/messages when the open channel is in `changed`, /page/state when `state` or `view` is true
    (`view`: the modal or the home tab of `me` changed). Nothing is expected from the page.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from bot.fakeslack.actor import Actor
from bot.fakeslack.changes import Change, Subscription
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.eyes import NotPossible
from bot.fakeslack.handed import Handed
from bot.fakeslack.page_do import ACTIONS
from bot.fakeslack.page_state import PageState
from bot.fakeslack.workspace import Workspace

GATHER_SECONDS = 0.05
STATIC = Path(__file__).parent / "static"
_SILENT = ("call", "delivery", "socket")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_DOWNLOAD = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
_PREVIEW = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(slots=True)
class Page:
    """The routes of the page."""

    workspace: Workspace
    actor: Callable[[str], Actor]
    handed: Handed = field(default_factory=Handed)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Put the page into an application."""
        router.add_get("/page/", self._index)
        if STATIC.is_dir():
            router.add_static("/page/static/", STATIC)
        router.add_get("/", self._root)
        router.add_get("/archives/{channel}/{ts}", self._permalink)
        router.add_get("/page/state", self._state)
        router.add_get("/page/messages", self._messages)
        router.add_get("/page/files/{file}", self._file)
        router.add_post("/page/do", self._do)
        router.add_get("/page/live", self._live)

    async def _root(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/page/")

    async def _index(self, request: web.Request) -> web.StreamResponse:
        index = STATIC / "index.html"
        if not index.is_file():
            raise web.HTTPNotFound(text="This build has no page.")
        return web.FileResponse(index, headers=_HEADERS)

    async def _permalink(self, request: web.Request) -> web.StreamResponse:
        digits = request.match_info["ts"].removeprefix("p")
        ts = f"{digits[:-6]}.{digits[-6:]}"
        raise web.HTTPFound(f"/page/?channel={request.match_info['channel']}&ts={ts}")

    async def _state(self, request: web.Request) -> web.Response:
        actor = self._who(request.query.get("as", "") or self._first())
        shown = PageState(self.workspace, actor).state()
        return web.json_response(shown | self.handed.as_json())

    async def _messages(self, request: web.Request) -> web.Response:
        actor = self._who(request.query.get("as", ""))
        try:
            shown = PageState(self.workspace, actor).messages(request.query.get("channel", ""))
        except (LookupError, NotPossible) as error:
            raise web.HTTPNotFound(text=str(error)) from None
        return web.json_response(shown)

    async def _file(self, request: web.Request) -> web.Response:
        actor = self._who(request.query.get("as", ""))
        file = self.workspace.files_by_id.by_id.get(request.match_info["file"])
        channels = self.workspace.channels.by_id
        if file is None or file.deleted or not any(actor.can_see(channels[name]) for name in file.channels):
            raise web.HTTPNotFound
        headers = _PREVIEW if request.query.get("preview") else _DOWNLOAD
        return web.Response(body=file.content, content_type=file.mimetype, headers=headers)

    async def _do(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType  # a foreign page can send forms, but not JSON without asking
        try:
            body: Any = json.loads(await request.text())
            answer = await self._done(body)
        except (NotPossible, LookupError, SlackError, ValueError, TypeError) as error:
            return web.json_response({"ok": False, "error": str(error)})
        return web.json_response({"ok": True, **answer})

    async def _done(self, body: Json) -> Json:
        if body.get("do") == "control":
            result = await self.handed.controls[str(body["name"])].run(**body.get("arguments", {}))
            self.workspace.changes.publish(Change("control"))
            return {"result": result}
        act = ACTIONS.get(str(body.get("do")))
        if act is None:
            raise LookupError(f"there is nothing called {body.get('do')!r} to do")
        return await act(self._who(str(body.get("as", ""))), body)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        actor = self._who(request.query.get("as", ""))
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        with self.workspace.changes.subscribe() as changes:
            sender = asyncio.get_running_loop().create_task(self._send_changes(socket, changes, actor))
            try:
                async for frame in socket:
                    if frame.type is WSMsgType.ERROR:
                        break
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)
        return socket

    async def _send_changes(self, socket: web.WebSocketResponse, changes: Subscription, actor: Actor) -> None:
        while not socket.closed:
            first = await changes.next()
            if first.kind in _SILENT:
                continue
            await asyncio.sleep(GATHER_SECONDS)
            told = self._gathered([first, *changes.drain()], actor)
            if told is not None and not socket.closed:
                await socket.send_json(told)

    def _gathered(self, changes: list[Change], actor: Actor) -> Json | None:
        mine = [change for change in changes if self._concerns(change, actor)]
        if not mine:
            return None
        changed = sorted({change.channel for change in mine if change.channel})
        view = any(change.kind in ("view", "home") for change in mine)
        return {
            "changed": changed,
            "state": any(change.kind not in ("view", "home") for change in mine),
            "view": view,
        }

    def _concerns(self, change: Change, actor: Actor) -> bool:
        if change.kind in _SILENT:
            return False
        if change.kind in ("view", "home", "ephemeral", "read"):
            return change.user == actor.id
        channel = self.workspace.channels.by_id.get(change.channel)
        return channel is None or change.user == actor.id or actor.can_see(channel)

    def _first(self) -> str:
        people = self.workspace.people.by_id.values()
        return next((one.id for one in people if not one.is_bot and not one.deleted), "")

    def _who(self, name: str) -> Actor:
        try:
            return self.actor(name)
        except LookupError as error:
            raise web.HTTPNotFound(text=str(error)) from None
