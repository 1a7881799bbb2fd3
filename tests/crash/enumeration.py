"""Every point at which the process can die: found in a rehearsal, then tried one after the other.

Nobody keeps the list. The rehearsal plays the story once and writes down every call that reaches Slack and
every commit that writes something; each call gives four points and each commit two. So a call or a commit
that is new in the loop is a point from then on. Of the points that a rehearsal found, a few may not come to
pass in a later run (effects that run at once are not always settled together): they are looked for again, and
told.
"""

import asyncio
import json
import shutil
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Self

from tests.crash.picture import Picture
from tests.crash.points import Point, When
from tests.crash.story import ACTS, NotReached, Story
from tests.crash.trap import known_by
from tests.support.databases import sqlite_copy
from tests.support.processes import Launcher

TRIES = 6
"""How often a point is looked for that does not come to pass in every run."""

Databases = Callable[[], AbstractContextManager[str]]
"""Lends the URL of a migrated database."""


def in_folders(folder: Path, *, template: Path) -> Databases:
    """Return what lends copies of an SQLite file, each in a folder of its own."""
    numbers = count(1)

    @contextmanager
    def lend() -> Iterator[str]:
        own = folder / f"database-{next(numbers)}"
        own.mkdir()
        try:
            yield sqlite_copy(template, folder=own)
        finally:
            shutil.rmtree(own)

    return lend


@dataclass(frozen=True, kw_only=True)
class Script:
    """What happens when nothing goes wrong.

    Args:
        points: where a process can die.
        pictures: what people see after each act, and before the first (`""`).
    """

    points: Sequence[Point]
    pictures: Mapping[str, Picture]

    def written(self) -> str:
        """Return it as JSON."""
        return json.dumps({"points": [asdict(point) for point in self.points], "pictures": self.pictures})

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what `written` has written."""
        found = json.loads(text)
        points = [Point(**{**point, "when": When(point["when"])}) for point in found["points"]]
        return cls(points=points, pictures=found["pictures"])


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of one point; `wrong` is empty when all was well, None when it did not come to pass."""

    point: Point
    wrong: tuple[str, ...] | None = ()

    def __str__(self) -> str:
        """Say it in a line; what is wrong, in those below it."""
        word = "not reached" if self.wrong is None else "WRONG" if self.wrong else "ok"
        return "\n    ".join([f"{word:11} {self.point}", *(self.wrong or ())])


@dataclass(kw_only=True)
class Enumeration:
    """Tries points on databases of one kind.

    Args:
        databases: lends one for each story.
        launcher: starts the processes.
        folder: for what they write.
        tell: called with each verdict.
    """

    databases: Databases
    launcher: Launcher
    folder: Path
    tell: Callable[[Verdict], None] | None = None
    _stories: int = field(default=0, init=False)

    async def rehearse(self) -> Script:
        """Play the story without a crash."""
        points: list[Point] = []
        pictures: dict[str, Picture] = {"": {}}

        async def play(story: Story) -> None:
            for act in ACTS:
                pictures[act] = await story.play(act)
                points.extend(_call_points(act, story.conductor.marks))
                points.extend(_commit_points(act, story.commits()))

        await self._tell_story(play)
        return Script(points=points, pictures=pictures)

    async def run(self, points: Iterable[Point], *, script: Script, at_once: int = 1) -> list[Verdict]:
        """Try each point, and return what came of it.

        One story dies once in each act, so that one run of it tries several points.

        Args:
            at_once: how many stories are told at the same time.
        """
        waiting = {act: deque(point for point in points if point.act == act) for act in ACTS}
        tries: Counter[Point] = Counter()
        verdicts: list[Verdict] = []

        def judge(point: Point, wrong: list[str] | None) -> None:
            tries[point] += 1
            if wrong is None and tries[point] < TRIES:
                waiting[point.act].append(point)
                return
            verdict = Verdict(point=point, wrong=None if wrong is None else tuple(wrong))
            verdicts.append(verdict)
            if self.tell is not None:
                self.tell(verdict)

        async def teller() -> None:
            while any(waiting.values()):
                await self._tell_story(lambda story: _die_in_each_act(story, waiting, script, judge))

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(teller())
        return verdicts

    async def _tell_story(self, tell: Callable[[Story], Awaitable[None]]) -> None:
        self._stories += 1
        folder = self.folder / str(self._stories)
        folder.mkdir()
        with self.databases() as url:
            async with Story(folder, database_url=url, launcher=self.launcher) as story:
                await tell(story)


async def _die_in_each_act(
    story: Story,
    waiting: Mapping[str, deque[Point]],
    script: Script,
    judge: Callable[[Point, list[str] | None], None],
) -> None:
    """Tell one story, dying at the next waiting point of each act, and end it where nothing more waits."""
    before = script.pictures[""]
    acts = list(ACTS)
    for act in acts:
        if not any(waiting[later] for later in acts[acts.index(act) :]):
            return
        if not waiting[act]:
            before = await story.play(act)
            continue
        point = waiting[act].popleft()
        try:
            wrong = await story.survive(point, before=before, after=script.pictures[act])
        except NotReached:
            judge(point, None)
            return
        except AssertionError as error:
            judge(point, [str(error)])
            return
        judge(point, wrong)
        if wrong:
            return
        before = script.pictures[act]


def _call_points(act: str, marks: Sequence[str]) -> list[Point]:
    """Return a point for each moment of each call of an act."""
    seen: Counter[str] = Counter()
    points: list[Point] = []
    for mark in marks:
        seen[mark] += 1
        points += [Point(act=act, kind="call", mark=mark, nth=seen[mark], when=when) for when in When]
    return points


def _commit_points(act: str, commits: Sequence[Sequence[str]]) -> list[Point]:
    """Return a point before and after each commit of an act that writes something.

    A commit is known by what only it writes. Effects that end at the same time are settled together in one
    run and apart in another, so each has its own point, whatever else is in the commit.
    """
    seen: Counter[str] = Counter()
    points: list[Point] = []
    for marks in commits:
        names = known_by(marks)
        seen.update(names)
        settled = sorted(name for name in names if name.startswith("settle "))
        rarest = sorted(names, key=lambda name: (not name.startswith("write entry "), seen[name], name))
        for name in settled or rarest[:1]:
            points += [
                Point(act=act, kind="commit", mark=name, nth=seen[name], when=when)
                for when in (When.BEFORE, When.AFTER)
            ]
    return points
