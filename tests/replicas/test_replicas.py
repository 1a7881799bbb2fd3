"""Several `muster serve` on one PostgreSQL: whoever gets a command, everything happens once and in order."""

import asyncio
import itertools
import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from bot.fakeslack.faults import Effect
from tests.crash import trap
from tests.support.outbox import Outbox
from tests.support.processes import Launcher, Process, until
from tests.support.stage import Stage

pytestmark = [pytest.mark.postgresql, pytest.mark.crash]

QUICK = """\
announcements: {channel: "#incidents"}
severities:
  SEV1:
    update_every: 6s
    reminders: {due_soon: never, overdue: never, call_backup: never, no_commander: never, no_activity: never}
"""
"""A configuration in which an update is due after six seconds, and nothing else is reminded of.

Of two rungs that have passed only the higher one is fired, so that with a second one a late process would
leave one out.
"""


async def _three(stage: Stage) -> list[Process]:
    processes = [stage.run("serve", "--port", "0") for _ in range(3)]
    for process in processes:
        await process.listening()
    return processes


async def _declared(stage: Stage, title: str, *, to: Process | None = None) -> str:
    said = await stage.say(f"declare sev1 {title}", channel="general", to=to)
    assert "is open" in said.text, f"{said}\n{stage.processes[-1].log}"
    await stage.rest()
    return next(room for room in stage.rooms() if room.endswith(title.replace(" ", "-")))


async def test_whoever_gets_a_command_everything_happens_once(stage: Stage) -> None:
    """Nine incidents at three replicas, one of which is killed at work: one room, card and call each."""
    processes = await _three(stage)
    turns = itertools.cycle(processes)

    async def declare(number: int) -> None:
        line = f"declare sev1 outage {number}"
        said = await stage.say(line, channel="general", to=next(turns))
        if said.error:  # from the one that died: the person tries again
            said = await stage.say(line, channel="general", to=processes[number % 2])
        assert "INC-" in said.text, said

    declaring = asyncio.gather(*(declare(number) for number in range(9)))
    await until(stage.rooms, what="the first room")
    await processes[2].kill()
    turns = itertools.cycle(processes[:2])
    await declaring
    Outbox(stage.database_url).let_leases_lapse()
    await stage.rest()

    for room in stage.rooms():
        kinds = Counter("card" if "More…" in text else "called" for text in stage.said(room))
        assert kinds == {"card": 1, "called": 1}, stage.said(room)
        assert len(stage.slack.workspace.pins(room)) == 1
    assert len(stage.said("dee")) == len(stage.said("ana")) == len(stage.said("incidents")) == 9


async def test_what_is_said_at_different_replicas_stands_in_the_order_of_saying(stage: Stage) -> None:
    """Twelve updates, each at the next replica: the room and the announcement's thread keep their order."""
    processes = await _three(stage)
    turns = itertools.cycle(processes)
    room = await _declared(stage, "slow checkout", to=processes[0])
    for number in range(12):
        said = await stage.say(f"update step {number}", channel=room, to=next(turns))
        assert "Posted" in said.text, said
    await stage.rest()

    wanted = [f"step {number}\n" for number in range(12)]
    for place in (room, "incidents"):
        updates = [text for text in stage.said(place) if "*Status update " in text]
        assert [step for text in updates for step in wanted if step in text + "\n"] == wanted


async def test_a_paused_replica_says_nothing_twice_in_the_end(stage: Stage) -> None:
    """Stopped with a call under way, past its lease: another posts the message, the late one is removed."""
    first = await stage.serve()
    room = await _declared(stage, "slow checkout")
    place = stage.slack.workspace.channel(room).id  # the thread below the announcement hears of it as well
    held = stage.slack.faults.hold(
        "chat.postMessage", when=lambda args: args["channel"] == place and "rollback" in str(args)
    )
    await stage.say("update rollback at 50 %", channel=room)
    await held.arrived()
    first.send(signal.SIGSTOP)
    second = await stage.serve()
    Outbox(stage.database_url).let_leases_lapse()
    await until(lambda: _updates(stage, room) == 1, what="the update of the second replica")
    await stage.say("update all is well", channel=room, to=second)
    held.release(effect=Effect.DONE)
    await until(lambda: _updates(stage, room) == 3, what="the late call of the paused replica")
    first.send(signal.SIGCONT)

    await until(lambda: _updates(stage, room) == 2, what="the removal of the duplicate")
    await stage.rest()
    assert [text.split("*Doing*  ")[1].split("\n")[0] for text in stage.said(room)[2:]] == [
        "rollback at 50 %",
        "all is well",
    ]
    await until(lambda: _updates(stage, "incidents") == 2, what="one each in the thread")


async def test_a_replica_paused_before_its_call_takes_its_message_back(stage: Stage, tmp_path: Path) -> None:
    """Stopped between claim and call: going on it posts, sees that another has, and removes its own."""
    order = tmp_path / "order.json"
    variables = {trap.ORDER: str(order), trap.JOURNAL: str(tmp_path / "journal")}
    first = await stage.serve(prelude="tests.crash.trap:set_trap", **variables)
    room = await _declared(stage, "slow checkout")
    mark = "claim post_message update room 1"
    order.write_text(json.dumps({"when": "after", "mark": mark, "nth": 1, "signal": "SIGSTOP"}))
    typing = asyncio.create_task(stage.say("update rollback at 50 %", channel=room))
    outbox = Outbox(stage.database_url)
    await until(lambda: first.is_paused, what="the pause")
    await stage.serve()
    outbox.let_leases_lapse()
    await until(lambda: _updates(stage, room) == 1, what="the update of the second replica")
    await stage.rest()
    first.send(signal.SIGCONT)
    await typing

    workspace = stage.slack.workspace
    await until(lambda: workspace.calls_of("chat.delete", ok=True), what="the removal")
    await until(lambda: [_updates(stage, place) for place in (room, "incidents")] == [1, 1], what="one each")


def _updates(stage: Stage, room: str) -> int:
    return sum("*Status update " in text for text in stage.said(room))


async def test_a_reminder_fires_once_whatever_becomes_of_a_replica(
    postgresql_url: str, tmp_path: Path, launcher: Launcher
) -> None:
    """Three replicas wait for one moment, one is paused over it and one killed: one reminder."""
    async with Stage(tmp_path, database_url=postgresql_url, launcher=launcher, config=QUICK) as stage:
        processes = await _three(stage)
        room = await _declared(stage, "slow checkout", to=processes[2])
        processes[0].send(signal.SIGSTOP)
        await processes[1].kill()
        await until(lambda: _reminders(stage, room), what="the reminder")
        processes[0].send(signal.SIGCONT)
        await stage.say("note everybody is back", channel=room, to=processes[0])
        await stage.rest()

        assert _reminders(stage, room) == 1
        timeline = (await stage.say("timeline", channel=room)).text
        assert timeline.count("Status update due:") == 1


def _reminders(stage: Stage, room: str) -> int:
    return sum("pdate due now" in text or "pdate was due" in text for text in stage.said(room))
