"""Handing commands, clicks, forms and events to the app, over signed HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp

from bot.fakeslack.calls import DeliveryRecord
from bot.fakeslack.chance import SystemClock, elapsed
from bot.fakeslack.changes import Change
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.delivery_faults import HOLDING, DeliveryFaults, Mishap, Rule
from bot.fakeslack.errors import Json
from bot.fakeslack.events import envelope, events_of
from bot.fakeslack.workspace import Workspace

Result = TypeVar("Result")
PATIENCE = 3.0
"""Seconds that Slack waits for an answer."""
RETRIES = (0.0, 60.0, 300.0)
"""Seconds after which an unanswered event comes again (docs.slack.dev, apis/events-api)."""
_REASON = {"operation_timeout": "http_timeout", "dispatch_failed": "connection_failed"}
_SOCKET_KIND = {"command": "slash_commands", "interactive": "interactive", "event": "events_api"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app said. `error` is what Slack would tell the person: empty when all is well."""

    status: int
    body: Any = None
    error: str = ""
    no_retry: bool = False


@dataclass(slots=True)
class Retry:
    """An event that will come again."""

    due: float
    body: Json
    attempt: int
    reason: str


@dataclass(slots=True)
class Deliverer:
    """The way to the app. With `app_url` None it goes over Socket Mode."""

    workspace: Workspace
    faults: DeliveryFaults
    app_url: str | None = None
    patience: float = PATIENCE
    signing_clock: Clock = field(default_factory=SystemClock)
    paused: bool = False
    retries: list[Retry] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _held: set[asyncio.Task[Any]] = field(default_factory=set)
    _started: list[asyncio.Task[Any]] | None = None
    _pump: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start to turn changes into events."""
        self._session = aiohttp.ClientSession()
        self.workspace.changes.listen(self._on_change)

    async def close(self) -> None:
        """Stop, dropping what is under way."""
        self.workspace.changes.forget(self._on_change)
        pending = [*self._tasks, *self._held, *([self._pump] if self._pump else [])]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    @property
    def is_installed(self) -> bool:
        """Has the app told where it can be reached, or connected once?"""
        return self.app_url is not None or self.workspace.sockets.ever_used

    async def command(self, form: Json) -> Answer:
        """Deliver a slash command and wait for the answer."""
        return await self._deliver("command", str(form["command"]), form)

    async def interactive(self, payload: Json) -> Answer:
        """Deliver a click, a form, a shortcut or a request for options, and wait for the answer."""
        return await self._deliver("interactive", str(payload["type"]), payload)

    async def repeat(self, record: DeliveryRecord) -> Answer:
        """Deliver again, byte for byte, what was delivered before; an event with its next retry number."""
        if record.kind == "event":
            return await self._deliver(
                "event", record.name, record.body, attempt=record.attempt + 1, reason="http_timeout"
            )
        return await self._deliver(record.kind, record.name, record.body)

    async def causing(self, act: Callable[[], Result]) -> Result:
        """Do something to the workspace and wait until the app has answered the events it caused."""
        started: list[asyncio.Task[Any]] = []
        self._started = started
        try:
            result = act()
        finally:
            self._started = None
        if started:
            await asyncio.wait(started)
        return result

    @property
    def is_settled(self) -> bool:
        """Whether no first delivery of an event is under way; one that is held back is not."""
        return not self._tasks

    async def settled(self) -> None:
        """Wait for that."""
        await asyncio.sleep(0)  # what is held back no more sets out
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def redeliver(self, *, all_of_them: bool = False) -> int:
        """Deliver the events whose retry is due by the workspace's clock (or all); return how many."""
        now = seconds(self.workspace.clock)
        due = [retry for retry in self.retries if all_of_them or retry.due <= now]
        self.retries = [retry for retry in self.retries if retry not in due]
        for retry in due:
            await self._event(retry.body, attempt=retry.attempt, reason=retry.reason)
        return len(due)

    def _on_change(self, change: Change) -> None:
        if change.kind in ("call", "delivery") or self.paused or not self.is_installed:
            return
        for _, event in events_of(change, self.workspace):
            rule = self.faults.next(event)
            if rule is not None and rule.mishap is Mishap.LOST:
                continue
            task = asyncio.get_running_loop().create_task(self._first(envelope(event, self.workspace), rule))
            on_its_way = self._held if rule is not None and rule.mishap in HOLDING else self._tasks
            on_its_way.add(task)
            task.add_done_callback(self._arrived)
            if self._started is not None and on_its_way is self._tasks:
                self._started.append(task)

    def _arrived(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._held.discard(task)

    async def _first(self, body: Json, rule: Rule | None) -> None:
        if rule is not None and rule.mishap in HOLDING:
            await self._held_back(rule)
        await self._event(body, attempt=0, reason="")
        if rule is not None and rule.mishap is Mishap.TWICE:
            await self._event(body, attempt=0, reason="")
        self.faults.passed()

    async def _held_back(self, rule: Rule) -> None:
        if rule.until is not None:
            await rule.until.wait()
        else:
            await self.faults.be_overtaken()
        if (task := asyncio.current_task()) is not None:
            self._held.discard(task)
            self._tasks.add(task)

    async def _event(self, body: Json, *, attempt: int, reason: str) -> None:
        answer = await self._deliver(
            "event", str(body["event"]["type"]), body, attempt=attempt, reason=reason
        )
        if not answer.error or answer.no_retry or attempt >= len(RETRIES):
            return
        why = _REASON.get(answer.error, "http_error")
        wait = RETRIES[attempt]
        if wait == 0:
            await self._event(body, attempt=attempt + 1, reason=why)
            return
        self.retries.append(Retry(seconds(self.workspace.clock) + wait, body, attempt + 1, why))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._run_retries())

    async def _run_retries(self) -> None:
        """Look at the workspace's clock, which somebody else moves, while retries are waiting."""
        while self.retries:
            await asyncio.sleep(0.05)
            await self.redeliver()

    async def _deliver(
        self, kind: str, name: str, body: Json, *, attempt: int = 0, reason: str = ""
    ) -> Answer:
        started = elapsed()
        try:
            if self.paused:
                raise ConnectionError("Slack is away")
            if self.app_url is None:
                answer = await self._by_socket(kind, body, attempt, reason)
            else:
                answer = await self._by_http(self.app_url, kind, body, attempt, reason)
        except TimeoutError:
            answer = Answer(0, error="operation_timeout")
        except (ConnectionError, aiohttp.ClientError):
            answer = Answer(0, error="dispatch_failed")
        took = elapsed() - started
        now = self.workspace.clock.now()
        record = DeliveryRecord(kind, name, body, now, answer.status, answer.error, took, attempt)
        self.workspace.deliveries.append(record)
        self.workspace.changes.publish(Change("delivery", detail={"record": record}))
        return answer

    async def _by_socket(self, kind: str, body: Json, attempt: int, reason: str) -> Answer:
        frame = await self.workspace.sockets.send(
            _SOCKET_KIND[kind], body, attempt=attempt, reason=reason, within=self.patience
        )
        return Answer(200, frame.get("payload"))

    async def _by_http(self, url: str, kind: str, body: Json, attempt: int, reason: str) -> Answer:
        if self._session is None:
            raise ConnectionError("the workspace is not open")
        data, content_type = _encoded(kind, body)
        headers = {"Content-Type": content_type, **self._signed(data)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        timeout = aiohttp.ClientTimeout(total=self.patience)
        async with self._session.post(url, data=data, headers=headers, timeout=timeout) as response:
            raw = await response.read()
            error = "" if 200 <= response.status < 300 else f"http_{response.status}"
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return Answer(response.status, _decoded(raw, response.content_type), error, no_retry)

    def _signed(self, data: bytes) -> dict[str, str]:
        stamp = str(int(self.signing_clock.now().timestamp()))
        base = b"v0:" + stamp.encode() + b":" + data
        digest = hmac.new(self.workspace.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: str, body: Json) -> tuple[bytes, str]:
    if kind == "event":
        return json.dumps(body).encode(), "application/json"
    form = body if kind == "command" else {"payload": json.dumps(body)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _decoded(raw: bytes, content_type: str) -> Any:
    text = raw.decode(errors="replace")
    if content_type == "application/json":
        try:
            return json.loads(text) if text else None
        except ValueError:
            return None
    return text or None
