"""A world in which Muster may do something: a runbook with actions, and programs that leave a trace."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.domain.allowed import Actions, Automatic, BreakGlass, Program, Risk
from bot.fakeslack.actor import Actor
from bot.fakeslack.messages import Message
from runbooks.catalogue import Catalogue
from runbooks.parser import parse
from tests.scenarios.steps import ROOM, declared, say
from tests.scenarios.world import World, rules

_DOCUMENT: Final = """\
---
title: {title}
owner: "@oncall"
last_reviewed: 2026-11-01
review_every: 90d
parameters:
  host: {{description: Host whose disk is full, default: db-1}}
---

# {title}

A disk is full.

## Steps

### 1. Make room

Remove what nobody needs.

**Undo:** Put it back from the backup.

**Verify:** There is room again.

**Risk:** {risk}

**Action:**

```yaml
command: clean
arguments:
  host: "{{{{host}}}}"
break_glass: {break_glass}
```

### 2. Tell people

Post an update.
"""

_SCRIPT: Final = """\
#!/bin/sh
echo "$1" >> "{log}"
echo "cleaning $1"
{then}
"""


class Programs:
    """The program that the runbook's action runs, and how often it did.

    Args:
        folder: of the test's own.
    """

    def __init__(self, folder: Path) -> None:
        """Write a program that ends well."""
        self.path = folder / "clean"
        self._log = folder / "log"
        self.does("")

    def does(self, then: str) -> None:
        """Let the program do this (shell) after it has left its trace."""
        self.path.write_text(_SCRIPT.format(log=self._log, then=then))
        self.path.chmod(0o755)

    @property
    def runs(self) -> list[str]:
        """What it was given, each time."""
        return self._log.read_text().splitlines() if self._log.exists() else []


def allowing(
    programs: Programs,
    *,
    risk: Risk = "safe",
    dry_run: bool = False,
    automatic: bool = False,
    time_limit: timedelta = timedelta(minutes=5),
    **changes: object,
) -> Actions:
    """Return an allow-list with the program on it."""
    clean = Program(
        name="clean",
        risk=risk,
        argv=("/bin/sh", str(programs.path), "{host}"),
        dry_run=("/bin/echo", "would clean", "{host}") if dry_run else (),
        arguments=(("host", "[a-z0-9 /;$()-]{1,60}"),),
        time_limit=time_limit,
    )
    actions = Actions(
        commands=MappingProxyType({"clean": clean}),
        automatic=(Automatic(runbook="disk-full"),) if automatic else (),
        break_glass=BreakGlass(channel="#security"),
    )
    return replace(actions, **changes)  # type: ignore[arg-type]


def document(*, title: str = "Disk full", risk: Risk = "guarded", break_glass: bool = False) -> str:
    """Return the text of a runbook whose first step has an action."""
    return _DOCUMENT.format(title=title, risk=risk, break_glass="true" if break_glass else "false")


def shelf(
    *, risk: Risk = "guarded", break_glass: bool = False, titles: Sequence[str] = ("Disk full",)
) -> Catalogue:
    """Return a catalogue of runbooks whose first step has an action."""
    runbooks = {}
    for title in titles:
        text = document(title=title, risk=risk, break_glass=break_glass)
        runbook = parse(text, path=f"ours/{title.lower().replace(' ', '-')}.md")
        assert not isinstance(runbook, tuple), runbook
        runbooks[runbook.id] = runbook
    return Catalogue(runbooks=MappingProxyType(runbooks))


def acting_world(
    database_url: str,
    actions: Actions,
    *,
    risk: Risk = "guarded",
    break_glass: bool = False,
    titles: Sequence[str] = ("Disk full",),
) -> World:
    """Return a world with those runbooks and that allow-list."""
    return World(
        database_url,
        config=rules(actions=actions),
        catalogue=shelf(risk=risk, break_glass=break_glass, titles=titles),
    )


async def started(world: World, *, words: str = "sev1 checkout returns 500s", host: str = "db-1") -> str:
    """Declare; bo commands, cy leads tech; start the runbook, and return the war room."""
    room = await declared(world, words)
    for line in ("ic @bo", "tech @cy"):
        await say(world, line, channel=room)
    await say(world, f'runbook start disk-full host="{host}"', channel=room)
    await world.calm()
    return room


async def card(world: World, *, room: str = ROOM) -> Message:
    """Return the runbook's card when everything due has been done."""
    return await posted(world, "Runbook: Disk full", room=room)


async def posted(world: World, words: str, *, room: str = ROOM) -> Message:
    """Return the latest message of the bot with these words when everything due has been done."""
    await world.calm()
    workspace = world.slack.workspace
    found = [one for one in everything(world, room=room) if words in workspace.text(one)]
    assert found, [workspace.text(one) for one in everything(world, room=room)]
    return found[-1]


def everything(world: World, *, room: str = ROOM) -> list[Message]:
    """Return every message of a channel, its threads too."""
    return list(world.slack.workspace.messages(room))


async def clicks(world: World, who: Actor, message: Message, button: str) -> str:
    """Let a person click, and return the last thing that they alone were told."""
    await who.click(message, button)
    await world.calm()
    place = world.slack.workspace.channel(message.channel)
    told = world.slack.workspace.ephemerals(place.id, to=who.id)
    return world.slack.workspace.text(told[-1], viewer=who.id) if told else ""
