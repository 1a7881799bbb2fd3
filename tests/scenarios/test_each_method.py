"""Each method of Slack's that is called in a whole run fails once, in each way: in the end all is there once.

Which methods that are is read from the calls of a run without faults, so that a new one is covered by itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from bot.delivery.slack import TIMEOUT_S
from bot.fakeslack.faults import EACH, Effect, Fault, Faults
from tests.crash.picture import Picture, differences, picture
from tests.scenarios.everything import everything, rooms
from tests.scenarios.world import World
from tests.support.databases import sqlite_copy

OF_CHECKUPS = frozenset({"auth.test", "conversations.list"})
"""Called at the start, before any fault, and by the checkup a minute later, which ends at the first fault."""

ONCE = frozenset({"response_url"})
"""Answers that only one person sees, said at most once."""

FAULTS: dict[str, Callable[[Faults], Fault]] = {
    "asked to wait": lambda faults: faults.rate_limited(EACH, retry_after=7, times=None),
    "a page of HTML": lambda faults: faults.server_error(EACH, status=503, times=None),
    "a page of HTML, all the same done": lambda faults: faults.server_error(
        EACH, status=502, effect=Effect.DONE, times=None
    ),
    "cut off": lambda faults: faults.reset(EACH, times=None),
    "cut off, all the same done": lambda faults: faults.reset(EACH, effect=Effect.DONE, times=None),
    "trouble of its own": lambda faults: faults.error(EACH, "internal_error", times=None),
    "never answered, all the same done": lambda faults: faults.hang(EACH, effect=Effect.DONE, times=None),
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What there is after a run: what people see, what was called, and what was reacted to."""

    picture: Picture
    methods: frozenset[str]
    marks: Sequence[str] = field(default_factory=list)
    home: str = ""


def seen(world: World) -> Seen:
    """Look at everything."""
    workspace = world.slack.workspace
    home = workspace.views.homes[world.ana.id]
    return Seen(
        picture=picture(workspace),
        methods=frozenset(call.method for call in workspace.calls) - OF_CHECKUPS - ONCE,
        marks=[
            f"{name} on {message.text}"
            for room in rooms(world)
            for message in room.messages.values()
            for name, people in message.reactions.items()
            if workspace.app.bot_user in people
        ],
        home=re.sub(r"<#\w+>", "the room", str([block.get("text") for block in home.blocks])),
    )


@pytest_asyncio.fixture(scope="module")
async def calm(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What there is after a run in which Slack answers everything."""
    url = sqlite_copy(_sqlite_template, folder=tmp_path_factory.mktemp("calm"))
    async with World(url) as world:
        await everything(world)
        return seen(world)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_run_in_which_each_method_fails_once_ends_like_one_without_faults(
    database_url: str, calm: Seen, fault: str
) -> None:
    """Nothing is lost, nothing is there twice, nothing is left undone; each method has met the fault."""
    patience = 1.0 if fault.startswith("never answered") else TIMEOUT_S
    async with World(database_url, slack_timeout_s=patience) as world:
        rule = FAULTS[fault](world.slack.faults)
        await everything(world)

        found = seen(world)
        assert calm.methods <= rule.met
        assert "\n".join(differences(found.picture, calm.picture)) == ""
        assert (found.marks, found.home) == (calm.marks, calm.home)
