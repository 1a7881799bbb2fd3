"""The story that is interrupted: declare, update, resolve, close, typed by one person."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from bot.domain.words import still_working
from bot.fakeslack.actor import CommandResult
from bot.fakeslack.channels import Channel
from bot.fakeslack.faults import Effect, Fault
from tests.crash import trap
from tests.crash.conductor import Conductor
from tests.crash.picture import Picture, differences, picture
from tests.crash.points import Point, When
from tests.support.outbox import Outbox
from tests.support.processes import POLL_S, Launcher, NeverCame, Process, until
from tests.support.stage import Stage

ACTS = {
    "declare": "/incident declare sev1 checkout returns 500s",
    "update": "/incident update rollback at 50 %, errors falling",
    "resolve": "/incident resolve error rate back to normal",
    "close": "/incident close",
}

_PRELUDE = "tests.crash.trap:set_trap"
_STEADY = 4  # looks in a row at which nothing has changed


class NotReached(Exception):
    """The point did not come to pass this time: effects that run at once do not always meet in one commit."""


class Story:
    """One workspace, one database and one process at a time, from declare to close.

    Args:
        folder: for the process's files.
        database_url: a migrated database of its own.
        launcher: starts the processes.
    """

    def __init__(self, folder: Path, *, database_url: str, launcher: Launcher) -> None:
        """Prepare; entering it starts the first process."""
        self.stage = Stage(folder, database_url=database_url, launcher=launcher)
        self.outbox = Outbox(database_url)
        # The war room and all in it is there before it is known whom to call: else messages are drawn again
        # in one run and not in the next, and a point would come and go.
        self.conductor = Conductor(workspace=self.stage.slack.workspace, last="usergroups.users.list")
        self.stage.slack.gate.faults = self.conductor
        self._ordering: asyncio.Task[None] | None = None
        self._order = folder / "order.json"
        self._journal = folder / "journal"
        self._stack = AsyncExitStack()
        self._is_sqlite = database_url.startswith("sqlite")
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        """Open the Slack and start the first process."""
        await self._stack.enter_async_context(self.stage)
        await self.start()
        self._ordering = asyncio.create_task(self._let_the_last_go())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill the process and close the Slack."""
        if self._ordering is not None:
            self._ordering.cancel()
            await asyncio.wait({self._ordering})
        self.conductor.let_go()
        await self._stack.aclose()

    async def _let_the_last_go(self) -> None:
        """Let the call that is to be the last go on, whenever nothing else goes on."""
        while True:
            if self.conductor.keeps and self._nothing_else_goes_on():
                self.conductor.let_go()
            await asyncio.sleep(POLL_S)

    def _nothing_else_goes_on(self) -> bool:
        if self.conductor.has_caught or not self.process.is_running:
            return True
        return self.outbox.left_but("call_people") == 0

    @property
    def process(self) -> Process:
        """The present process."""
        assert self._process is not None
        return self._process

    async def start(self) -> None:
        """Start a process, where the last one has ended."""
        variables = {trap.ORDER: str(self._order), trap.JOURNAL: str(self._journal)}
        self._process = await self.stage.serve(prelude=_PRELUDE, **variables)

    async def play(self, act: str) -> Picture:
        """Play one act without a crash, and return what people see after it."""
        self._begin()
        said = await self.type(act)
        assert not said.error, f"{act}: {said.error}\n{self.process.log}"
        await until(self._is_committed, what=act)
        await self.stage.rest()
        return picture(self.stage.slack.workspace)

    def _is_committed(self) -> bool:
        """Return whether the act's own transaction is done: each act writes an entry first."""
        done = [mark for line in self._lines() if line["when"] == "after" for mark in line["marks"]]
        return any(mark.startswith("write entry ") for mark in done)

    def commits(self) -> list[list[str]]:
        """Return the marks of each commit of the last act, in their order."""
        return [line["marks"] for line in self._lines() if line["when"] == "before"]

    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._journal.read_text().splitlines()]

    async def crash(self, point: Point) -> CommandResult:
        """Play one act, let the process die at `point`, and start it again; return the answer the person got.

        Raises:
            NotReached: the act came to its end without that point.
        """
        self.conductor.begin()
        held = self._set_trap(point)
        self._journal.write_text("")  # behind the trap: what stands in it from now on, the trap has counted
        typing = asyncio.create_task(self.type(point.act))
        try:
            await self._until_dead(point, held, typing)
        finally:
            self._order.unlink(missing_ok=True)
            (said,) = await asyncio.gather(typing, return_exceptions=True)
        await self._release(point, held)
        if not self._is_sqlite:
            self.outbox.let_leases_lapse()
        await self.start()
        await self.stage.slack.redeliver(all_of_them=True)
        await self.stage.rest()
        if isinstance(said, BaseException):
            raise said
        return said

    def _begin(self) -> None:
        self._journal.write_text("")
        self.conductor.begin()

    def _set_trap(self, point: Point) -> Fault | None:
        if point.kind == "call":
            return self.conductor.catch(point.mark, nth=point.nth)
        order: dict[str, Any] = {"when": point.when.value, "mark": point.mark, "nth": point.nth}
        aside = self._order.with_suffix(".new")
        aside.write_text(json.dumps(order))
        aside.rename(self._order)
        return None

    def hold(self, call: str) -> Fault:
        """Hold the next call of this name, which `Conductor` gives."""
        self.conductor.begin()
        return self.conductor.catch(call, nth=1)

    async def type(self, act: str) -> CommandResult:
        """Let the person type the command of an act, and return what they read first."""
        where = "general" if act == "declare" else self.room.name
        return await self.stage.slack.actor("ana").command(where, ACTS[act])

    async def _until_dead(self, point: Point, held: Fault | None, typing: asyncio.Task[Any]) -> None:
        """Wait for the point, and see that the process dies there."""

        def reached() -> bool:
            if held is not None and held.seen:
                return True
            if not self.process.is_running:
                return True
            if typing.done() and self.outbox.is_empty() and not self._dies(point):
                raise NotReached(str(point))
            return False

        await until(reached, what=str(point))
        if held is not None and point.when in (When.AMID_DONE, When.AMID_NOT_DONE):
            await self._steady()
        await self.process.kill()

    def _dies(self, point: Point) -> bool:
        """Return whether the process is about to die, or may yet come to the point: a commit is under way."""
        lines = self._lines()
        passed = [trap.known_by(line["marks"]) for line in lines if line["when"] == point.when]
        reached = [names for names in passed if point.mark in names]
        under_way = sum(1 if line["when"] == "before" else -1 for line in lines)
        return len(reached) >= point.nth or under_way > 0

    async def _steady(self) -> None:
        """Wait until nothing goes on but the call that is held."""
        last, same = None, 0
        while same < _STEADY:
            now = (self.outbox.states(), len(self.conductor.marks))
            same = same + 1 if now == last else 0
            last = now
            await asyncio.sleep(POLL_S)

    async def _release(self, point: Point, held: Fault | None) -> None:
        """Let the held call be carried out, or not, by a Slack that does not know who died."""
        if held is None:
            return
        calls = self.stage.slack.workspace.calls
        before = len(calls)
        done = point.when in (When.AFTER, When.AMID_DONE)
        held.release(effect=Effect.DONE if done else Effect.NOT_DONE)
        await until(lambda: len(calls) > before, what="the end of the held call")

    @property
    def room(self) -> Channel:
        """The war room."""
        channels = self.stage.slack.workspace.channels.by_id.values()
        return next(one for one in channels if one.name.startswith("inc-"))

    async def survive(self, point: Point, *, before: Picture, after: Picture) -> list[str]:
        """Crash at `point`, and return what is wrong afterwards; nothing, if all is well.

        What was acknowledged is there exactly once. What was not happened wholly or not at all; then the
        person types it again.

        Args:
            before: what people see before the act.
            after: what they see when it has happened once.
        """
        said = await self.crash(point)
        workspace = self.stage.slack.workspace
        now = picture(workspace)
        wrong = differences(now, after)
        if not wrong:
            return self._unfinished()
        if not said.error and said.text != still_working():
            return [f"acknowledged ({said.text})", *wrong]
        if half := differences(now, before):
            return ["half done", *half]
        self._begin()
        again = await self.type(point.act)
        try:
            await until(self._is_committed, what="the second time")
        except NeverCame:
            return [f"typed again, and answered {again.error or again.text}"]
        await self.stage.rest()
        wrong = differences(picture(workspace), after)
        return ["typed again", *wrong] if wrong else self._unfinished()

    def _unfinished(self) -> list[str]:
        return self.outbox.left()
