"""The local Slack as a server on a loopback port."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from aiohttp import BodyPartReader, WSMsgType, web

from bot.fakeslack.actor import Actor
from bot.fakeslack.answers import Answers
from bot.fakeslack.calls import DeliveryRecord
from bot.fakeslack.changes import Change
from bot.fakeslack.clock import Clock
from bot.fakeslack.deliver import PATIENCE, Answer, Deliverer
from bot.fakeslack.delivery_faults import DeliveryFaults
from bot.fakeslack.errors import Json, SlackError
from bot.fakeslack.faults import Faults
from bot.fakeslack.gate import Asked, Gate, Said
from bot.fakeslack.handed import Control
from bot.fakeslack.interactions import Interactions
from bot.fakeslack.page import Page
from bot.fakeslack.rates import RateLimits
from bot.fakeslack.webapi import WebApi
from bot.fakeslack.workspace import Workspace


class FakeSlack:
    """A Slack workspace that the app cannot tell from the real one.

    Use it as `async with FakeSlack(...) as slack`. The app needs `slack.api_url` as its API address,
    `slack.workspace.app` for its tokens and signing secret, and either `slack.app_url` (HTTP) or Socket Mode.
    """

    def __init__(
        self,
        *,
        app_url: str | None = None,
        signing_secret: str | None = None,
        bot_token: str | None = None,
        app_token: str | None = None,
        clock: Clock | None = None,
        signing_clock: Clock | None = None,
        port: int = 0,
        patience: float = PATIENCE,
        workspace: Workspace | None = None,
        **workspace_options: Any,
    ) -> None:
        """Prepare it; nothing listens yet.

        Args:
            app_url: where the app takes Slack's requests; None for Socket Mode, or set `app_url` later.
            signing_secret: shared with the app; a random one by default (so are the tokens).
            bot_token: the app's bot token.
            app_token: the app's token for Socket Mode.
            clock: Slack's time (time stamps, expiry, retries); the machine's by default.
            signing_clock: the time in signatures; the machine's by default, as Bolt checks against that.
            port: where to listen on 127.0.0.1; 0 for any free port.
            patience: real seconds that Slack waits for the app (3 in the real one).
            workspace: a ready-made workspace instead of a new one.
            workspace_options: arguments of `Workspace` (bot_name, name, domain, seed, keep_calls).
        """
        self.workspace = workspace or Workspace(clock=clock, **workspace_options)
        app = self.workspace.app
        app.use_credentials(bot_token=bot_token, app_token=app_token, signing_secret=signing_secret)
        self.delivery_faults = DeliveryFaults()
        self.deliverer = Deliverer(self.workspace, self.delivery_faults, app_url=app_url, patience=patience)
        if signing_clock is not None:
            self.deliverer.signing_clock = signing_clock
        self.answers = Answers(self.workspace)
        self.interactions = Interactions(self.workspace, self.deliverer, self.answers)
        self.gate = Gate(self.workspace)
        self.api = WebApi(self.workspace, self.gate)
        self.page = Page(self.workspace, self.actor)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def faults(self) -> Faults:
        """Return the script of what goes wrong with the app's requests."""
        return self.gate.faults

    @property
    def rates(self) -> RateLimits:
        """Return the rate limits; set `rates.enforced` to have Slack keep them."""
        return self.api.rates

    @property
    def app_url(self) -> str | None:
        """Return where the app takes Slack's requests."""
        return self.deliverer.app_url

    @app_url.setter
    def app_url(self, url: str | None) -> None:
        self.deliverer.app_url = url

    @property
    def controls(self) -> dict[str, Control]:
        """Return the switches on the page, for whoever runs the demo to fill."""
        return self.page.handed.controls

    @property
    def url(self) -> str:
        """Return the address of this Slack, ending in a slash."""
        return self.workspace.posting.base_url

    @property
    def api_url(self) -> str:
        """Return the address of the Web API, ending in /api/."""
        return f"{self.url}api/"

    def actor(self, name: str) -> Actor:
        """Return the hands and eyes of a person (id or name)."""
        return Actor(self.workspace.people.get(name).id, self.interactions)

    async def settled(self) -> None:
        """Wait until no first delivery of an event is under way; one that is held back is not."""
        await self.deliverer.settled()

    async def redeliver(self, *, all_of_them: bool = False) -> int:
        """Deliver again the events whose retry is due by the workspace's clock (or all waiting ones)."""
        return await self.deliverer.redeliver(all_of_them=all_of_them)

    async def repeat(self, record: DeliveryRecord) -> Answer:
        """Deliver once more, unchanged, what was delivered before (see `workspace.deliveries`)."""
        return await self.deliverer.repeat(record)

    async def go_offline(self) -> None:
        """Refuse all connections, cut the open ones, and deliver nothing, until `come_back`."""
        self.deliverer.paused = True
        if self._site is not None:
            await self._site.stop()
        await self.workspace.sockets.hang_up()
        server = self._runner.server if self._runner else None
        for connection in server.connections if server else ():
            if connection.transport is not None:
                connection.transport.abort()

    async def come_back(self) -> None:
        """Listen again on the same port. What happened meanwhile is not told to the app."""
        await self._listen()
        self.deliverer.paused = False

    async def uninstall(self) -> None:
        """Remove the app: its token dies and it is told."""
        self.workspace.app.revoke()
        await self.deliverer.causing(lambda: self.workspace.changes.publish(Change("uninstalled")))

    async def _listen(self) -> None:
        if self._runner is None:
            raise RuntimeError("the workspace is not open")
        self._site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await self._site.start()

    async def __aenter__(self) -> Self:
        """Listen."""
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_post("/upload/{ticket}", self._upload)
        application.router.add_post("/response/{ticket}", self._response)
        application.router.add_get("/files/{file}/{name}", self._file)
        application.router.add_get("/socket", self._socket)
        self.page.add_routes(application.router)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._listen()
        self._port = self._runner.addresses[0][1]
        self.workspace.posting.base_url = f"http://127.0.0.1:{self._port}/"
        self.deliverer.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and hang up."""
        self.faults.clear()
        await self.deliverer.close()
        await self.workspace.sockets.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await self.api.handle(request)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await _uploaded(request)
        asked = Asked(request, "upload", {"length": len(content)})

        def take() -> Said:
            if self.workspace.files_by_id.upload(request.match_info["ticket"], content):
                return Said({"ok": True, "text": f"OK - {len(content)}"}, plain=True)
            return Said({"ok": False, "text": "unknown address, or not the promised size"}, 400, plain=True)

        return await self.gate.serve(asked, take)

    async def _file(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if token not in self.workspace.app.tokens:
            return web.Response(status=403)
        try:
            file = self.workspace.files_by_id.get(request.match_info["file"])
        except SlackError:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        try:
            body: Any = json.loads(await request.read())
        except ValueError:
            body = None
        asked = Asked(request, "response_url", body if isinstance(body, dict) else {})
        ticket = request.match_info["ticket"]

        def answer() -> Said:
            try:
                self.answers.to_response_url(self.workspace.triggers.answer(ticket), body)
            except SlackError as refused:
                status = 404 if refused.code.endswith("_url") else 400
                return Said({"ok": False, "error": refused.code, "text": refused.code}, status, plain=True)
            return Said({"ok": True, "text": "ok"}, plain=True)

        return await self.gate.serve(asked, answer)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        sockets = self.workspace.sockets
        if sockets.silent:
            sockets.unanswered += 1
            self.workspace.changes.publish(Change("socket"))
            await asyncio.Event().wait()
        if not sockets.redeem(request.query.get("ticket", "")):
            return web.Response(status=401)
        line = web.WebSocketResponse(heartbeat=20, autoping=False)
        await line.prepare(request)
        await sockets.welcome(line)
        self.workspace.changes.publish(Change("socket"))
        try:
            async for frame in line:
                if line in sockets.stalled:
                    continue
                if frame.type is WSMsgType.PING:
                    await line.pong(frame.data)
                elif frame.type is WSMsgType.TEXT:
                    body: Json = frame.json()
                    sockets.acknowledged(body)
        finally:
            sockets.gone(line)
            self.workspace.changes.publish(Change("socket"))
        return line


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""
