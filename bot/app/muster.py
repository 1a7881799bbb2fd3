"""The composition root: builds everything once, starts it in order and stops it in order."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.parts import catalogue_of, patient_of
from bot.clock import Clock, SystemClock
from bot.config import Config, Settings
from bot.delivery.desk import Desk
from bot.delivery.failure import SlackFailure
from bot.delivery.slack import FIRST, TIMEOUT_S, Slack, connected
from bot.delivery.worker import Worker
from bot.doctor import Rounds, examine
from bot.domain.errors import DatabaseUnavailable
from bot.log import get_logger
from bot.scheduler.loop import Scheduler
from bot.store.database import Database
from bot.store.exclusive import CannotLock, InUse, only_process
from bot.store.listen import listen
from bot.store.migrate import migrate
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner
from bot.usecases.shelf import Shelf
from bot.web.application import application, serving
from bot.web.health import Health
from bot.web.slack import SlackEndpoint
from bot.web.socket import SocketMode
from commands.deps import Deps
from commands.directory import PATIENCE_S, Directory
from commands.register import register
from commands.tasks import Tasks

log = get_logger(__name__)

DRAIN_S = 10.0
"""How long a stop waits for what is under way; everything else is in the database."""

LONGEST_WAIT_S = 30.0
"""How long to wait between questions to a Slack that does not answer at the start; it begins with 1 s."""


class CannotStart(Exception):
    """The program cannot start; the message is the sentence for the operator."""


class Muster:
    """The running bot.

    Args:
        config: the organisation's rules.
        settings: secrets and addresses.
        clock: the time everything goes by.
        slack_timeout_s: how long Slack may take to answer a call; at most `TIMEOUT_S`.
        ping_every_s: how often a connection of our own is tested, and tried again when there is none.
        directory_patience_s: how long an answer waits for Slack to tell who somebody is.
    """

    def __init__(
        self,
        config: Config,
        settings: Settings,
        *,
        clock: Clock,
        slack_timeout_s: float = TIMEOUT_S,
        ping_every_s: float = TIMEOUT_S,
        directory_patience_s: float = PATIENCE_S,
    ) -> None:
        """Remember what to run; `running` starts it."""
        self.config = config
        self.settings = settings
        self.clock = clock
        self.slack_timeout_s = slack_timeout_s
        self.ping_every_s = ping_every_s
        self.directory_patience_s = directory_patience_s
        self.catalogue = catalogue_of(config)
        self.health = Health({}, clock=clock)
        self.web: web.Application | None = None
        self._loops: list[Worker | Scheduler] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Muster"]:
        """Start everything in order, and stop it in the opposite order.

        Raises:
            CannotStart: the database, the token or another process is in the way.
        """
        async with AsyncExitStack() as stack:
            for broken in self.catalogue.errors:
                log.warning("runbook_broken", file=broken.file, line=broken.line, reason=broken.sentence)
            self.database = await self._open_database(stack)
            self.runner = Runner(
                self.database,
                clock=self.clock,
                config=self.config,
                on_effects=partial(self._wake, Worker),
                on_timers=partial(self._wake, Scheduler),
                catalogue=self.catalogue,
            )
            stack.push_async_callback(self.runner.drain)
            self.queries = Queries(self.database, config=self.config, clock=self.clock)
            self.slack, client = await self._open_slack(stack)
            identity = await self._identify()
            tasks = Tasks()
            stack.push_async_callback(tasks.drain, within_s=DRAIN_S)
            self._start_worker(stack)
            self._start_scheduler(stack)
            self._start_checkups(stack)
            self._start_listening(stack)
            bolt = self._bolt(client, identity)
            register(bolt, self._deps(tasks, identity))
            await self._start_web(stack, bolt)
            log.info("started", database=self.database.url.get_backend_name(), socket_mode=self.socket_mode)
            yield self
            self.health.stopping = True
        log.info("stopped")

    @property
    def socket_mode(self) -> bool:
        """Whether requests come over a connection that we open."""
        return bool(self.settings.slack_app_token)

    def _wake(self, *kinds: type[Worker | Scheduler]) -> None:
        for loop in self._loops:
            if isinstance(loop, kinds):
                loop.wake()

    def _look_afresh(self) -> None:
        for loop in self._loops:
            if isinstance(loop, Worker):
                loop.look_afresh()

    async def calm(self) -> None:
        """Wait until everything that is due at this moment has been done, or is waiting for a later one."""
        self._wake(Worker, Scheduler)
        while not all(loop.is_resting for loop in self._loops):
            for loop in self._loops:
                await loop.rested()
            await asyncio.sleep(0)

    async def _open_database(self, stack: AsyncExitStack) -> Database:
        url = self.settings.database_url
        database = Database(url)
        if database.is_sqlite:
            _hold_alone(Path(str(database.url.database)), stack)
        stack.push_async_callback(database.close)
        try:
            await migrate(url)
            await database.check()
        except DatabaseUnavailable as error:
            raise CannotStart(
                f"The database cannot be reached: {error}. Check DATABASE_URL, and that the server runs."
            ) from error
        return database

    async def _open_slack(self, stack: AsyncExitStack) -> tuple[Slack, AsyncWebClient]:
        return await stack.enter_async_context(
            connected(self.settings, clock=self.clock, timeout_s=self.slack_timeout_s)
        )

    async def _identify(self) -> Mapping[str, Any]:
        """Ask Slack who we are."""
        where = "Copy the bot token again from the app's page “OAuth & Permissions”."
        return await _answered(self.slack.identify, variable="SLACK_BOT_TOKEN", where=where)

    async def _check_app_token(self) -> None:
        """Ask Slack whether we may connect: its library would try a refused token for ever."""
        where = "Copy the app-level token (scope connections:write) again from “Basic Information”."
        ask = partial(self.slack.call, "apps.connections.open", app_token=self.settings.slack_app_token)
        await _answered(ask, variable="SLACK_APP_TOKEN", where=where)

    def _start_worker(self, stack: AsyncExitStack) -> None:
        desk = Desk(
            slack=self.slack,
            queries=self.queries,
            runner=self.runner,
            config=self.config,
            clock=self.clock,
            environment=os.environ,
        )
        worker = Worker(self.runner, desk=desk, alone=self.database.is_sqlite)
        self._keep(stack, worker, name="worker")
        self.runner.hand_over_to(worker)

    def _start_scheduler(self, stack: AsyncExitStack) -> None:
        scheduler = Scheduler(self.runner, queries=self.queries, clock=self.clock)
        self._keep(stack, scheduler, name="scheduler")

    def _start_checkups(self, stack: AsyncExitStack) -> None:
        patient = patient_of(self.config, self.settings, slack=self.slack, clock=self.clock)
        rounds = Rounds(self.runner, examine=partial(examine, patient), clock=self.clock)
        rounds.start()
        stack.push_async_callback(rounds.stop)

    def _start_listening(self, stack: AsyncExitStack) -> None:
        if self.database.is_sqlite:
            return
        task = asyncio.create_task(
            listen(self.settings.database_url, partial(self._wake, Worker, Scheduler), own=self.runner.name),
            name="listen",
        )

        async def check() -> str | None:
            return "Other replicas are not heard; restart Muster." if task.done() else None

        async def stop() -> None:
            task.cancel()
            await asyncio.wait({task})

        self.health.watch("replicas", check)
        stack.push_async_callback(stop)

    def _keep(self, stack: AsyncExitStack, loop: Worker | Scheduler, *, name: str) -> None:
        """Run a loop until the stack unwinds; if it ever ends by itself, readiness tells."""
        self._loops.append(loop)
        task = asyncio.create_task(loop.run(), name=name)

        async def check() -> str | None:
            if task.done():
                return f"The {name} has stopped; restart Muster."
            return f"The {name} fails and tries again; its log says why." if loop.is_broken else None

        async def end() -> None:
            await loop.stop()
            self._loops.remove(loop)
            _, late = await asyncio.wait({task}, timeout=DRAIN_S)
            if late:
                log.warning("loop_cut_off", loop=name, after_s=DRAIN_S)
                task.cancel()
                await asyncio.wait({task})
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("loop_broke", loop=name, exc_info=error)

        self.health.watch(name, check)
        stack.push_async_callback(end)

    def _bolt(self, client: AsyncWebClient, identity: Mapping[str, Any]) -> AsyncApp:
        """Return the Bolt app: commits come before acknowledgements, and our endpoint verifies signatures."""

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=identity.get("enterprise_id"),
                team_id=identity["team_id"],
                bot_token=self.settings.slack_bot_token,
                bot_id=identity.get("bot_id"),
                bot_user_id=identity["user_id"],
            )

        # Without a token of its own, else Bolt warns that `authorize` wins over it.
        anonymous = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])
        return AsyncApp(
            name="muster",
            client=anonymous,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
        )

    def _deps(self, tasks: Tasks, identity: Mapping[str, Any]) -> Deps:
        async def ask(slack_id: str) -> Mapping[str, Any] | None:
            try:
                answer = await self.slack.call("users.info", rank=FIRST, user=slack_id)
            except SlackFailure:
                return None
            user: Mapping[str, Any] = answer["user"]
            return user

        directory = Directory(
            queries=self.queries,
            runner=self.runner,
            ask=ask,
            clock=self.clock,
            team=str(identity["team_id"]),
            tasks=tasks,
            patience_s=self.directory_patience_s,
        )
        return Deps(
            runner=self.runner,
            queries=self.queries,
            directory=directory,
            config=self.config,
            shelf=Shelf(self.catalogue, clock=self.clock),
            clock=self.clock,
            tasks=tasks,
            bot=str(identity["user_id"]),
        )

    async def _start_web(self, stack: AsyncExitStack, bolt: AsyncApp) -> None:
        async def database() -> str | None:
            try:
                await self.database.check()
            except DatabaseUnavailable:
                return "The database cannot be written: it is away, locked, full or read-only."
            return None

        self.health.watch("database", database)
        self.health.watch("slack", self.slack.problem)
        if self.socket_mode:
            await self._check_app_token()
            socket = SocketMode(
                bolt,
                app_token=self.settings.slack_app_token or "",
                clock=self.clock,
                ping_every_s=self.ping_every_s,
                on_connected=self._look_afresh,
            )
            await socket.start()
            stack.push_async_callback(socket.stop)
            self.health.watch("socket_mode", socket.problem)
            self.web = application(slack=None, health=self.health)
            return
        endpoint = SlackEndpoint(
            bolt, signing_secret=self.settings.slack_signing_secret or "", clock=self.clock
        )
        self.web = application(slack=endpoint, health=self.health)


async def _answered(
    ask: Callable[[], Awaitable[Mapping[str, Any]]], *, variable: str, where: str
) -> Mapping[str, Any]:
    """Return Slack's answer to a first question; a Slack that is away is waited for.

    Args:
        variable: the one that holds the token; where: what to do when Slack refuses it.

    Raises:
        CannotStart: Slack refuses the token.
    """
    wait_s = 1.0
    while True:
        try:
            return await ask()
        except SlackFailure as failure:
            if failure.certain and failure.error != "refused" and failure.retry_after_s is None:
                raise CannotStart(f"Slack refuses {variable} ({failure.error}). {where}") from failure
            wait_s = failure.retry_after_s or wait_s
            log.warning("slack_unreachable", reason=failure.error, again_in_s=wait_s)
            await asyncio.sleep(wait_s)  # real time: the network's, not the incident's
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)


@asynccontextmanager
async def listening(muster: Muster, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve the running bot's pages and Slack's endpoint; yield the port (asked for or chosen)."""
    if muster.web is None:
        raise RuntimeError("Muster is not running yet.")
    runner = serving(muster.web, shutdown_timeout=DRAIN_S)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def serve(config: Config, settings: Settings, *, host: str, port: int) -> None:
    """Run the bot until it is asked to stop (SIGTERM, SIGINT).

    Raises:
        CannotStart: with a sentence for the operator.
    """
    for warning in config.warnings:
        log.warning("configuration", warning=warning)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    muster = Muster(config, settings, clock=SystemClock())
    async with muster.running():
        try:
            async with listening(muster, host=host, port=port) as bound:
                log.info("listening", host=host, port=bound)
                await stop.wait()
                muster.health.stopping = True
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else "unknown reason"
            raise CannotStart(f"Port {port} on {host} cannot be used: {why}.") from error


def _hold_alone(database: Path, stack: AsyncExitStack) -> None:
    """Hold the lock of a SQLite database, which serves one process only, until `stack` unwinds.

    Raises:
        CannotStart: another process holds it.
    """
    try:
        stack.enter_context(only_process(database))
    except InUse as error:
        raise CannotStart(
            f"Another Muster already uses {database}. Stop it, or let several processes share PostgreSQL."
        ) from error
    except CannotLock as error:
        raise CannotStart(str(error)) from error
