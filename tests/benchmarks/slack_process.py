"""The local Slack as a process of its own: `python -m tests.benchmarks.slack_process`.

Orders come as JSON lines on standard input. On standard output go the answers, and a line for each call of
the Web API at the moment at which it was carried out.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvloop

from bot.config import load
from bot.config.manifest import manifest
from bot.fakeslack.calls import ApiCall
from bot.fakeslack.changes import Change
from bot.fakeslack.server import FakeSlack
from tests.benchmarks.people import ANNOUNCEMENTS, CALLED, DECLARERS, GROUP
from tests.benchmarks.ticks import now_s

_KEPT = 100  # calls remembered in the process; the other end keeps them all
_PATIENCE_S = 20.0  # an event is not sent again because the machine is busy


class SlackProcess:
    """A workspace with people in it, that does what it is told on standard input.

    Args:
        config_file: says which scopes the app has.
    """

    def __init__(self, config_file: Path) -> None:
        """Fill the workspace."""
        self._slack = FakeSlack(bot_name="muster", patience=_PATIENCE_S, keep_calls=_KEPT)
        self._calls = 0
        workspace = self._slack.workspace
        for name in (*DECLARERS, *CALLED):
            workspace.add_person(name)
        workspace.add_group(GROUP, members=CALLED)
        workspace.add_channel(ANNOUNCEMENTS, members=(*DECLARERS, *CALLED), with_bot=True)
        address = "https://muster.example.com"
        workspace.app.use_manifest(manifest(load(config_file), socket_mode=False, request_url=address))

    async def run(self) -> None:
        """Serve until standard input ends."""
        orders = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(orders), sys.stdin
        )
        async with self._slack as slack:
            slack.workspace.changes.listen(self._report)
            app = slack.workspace.app
            people = {name: slack.workspace.people.get(name).id for name in (*DECLARERS, *CALLED)}
            general = slack.workspace.channel("general").id
            _say(
                answer={
                    "api_url": slack.api_url,
                    "bot_token": app.bot_token,
                    "signing_secret": app.signing_secret,
                    "people": people,
                    "general": general,
                }
            )
            while line := await orders.readline():
                _say(answer=self._obey(json.loads(line)))

    def _obey(self, order: Mapping[str, Any]) -> object:
        what = order["do"]
        if what == "delay":
            self._slack.faults.latency = float(order["seconds"])
        elif what == "app":
            self._slack.app_url = order["url"]
        elif what == "cost":
            return {"cpu_s": time.process_time(), "calls": self._calls}
        else:
            raise ValueError(what)
        return None

    def _report(self, change: Change) -> None:
        if change.kind != "call":
            return
        self._calls += 1
        call: ApiCall = change.detail["call"]
        answer = call.answer or {}
        made = answer.get("channel")
        channel = made["id"] if isinstance(made, dict) else made
        _say(
            call=[
                now_s(),
                call.method,
                str(call.args.get("channel") or channel or ""),
                str(call.args.get("name") or call.args.get("users") or answer.get("ts") or ""),
                call.ok,
            ]
        )


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(SlackProcess(Path(sys.argv[1])).run())
