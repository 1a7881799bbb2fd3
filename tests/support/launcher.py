"""Starts `muster` quickly and often: imports the program once and forks a process for each order.

A forked process runs `bot.cli.main` unchanged, with its own arguments, environment and output; it only saves
the second that Python needs to import everything. Orders come as JSON lines on standard input, process ids go
out on standard output. When its input ends, so does everything that it started.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

_NEEDED = (
    "aiosqlite",
    "alembic.command",
    "bot.app",
    "bot.cli.commands",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
)
_PR_SET_PDEATHSIG = 1  # prctl(2): end with the parent, however it ends


def main() -> None:
    """Carry out orders until there are no more."""
    for name in _NEEDED:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    started: list[int] = []
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(order)
        started.append(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for pid in started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _become(order: dict[str, Any]) -> None:
    """Turn this process into the one that was ordered; never returns."""
    code = 1
    try:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        output = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        empty = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((empty, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        os.environ.clear()
        os.environ.update(order["environment"])
        os.chdir(order["folder"])
        sys.argv = ["muster", *order["arguments"]]
        if order.get("prelude"):
            module, function = order["prelude"].split(":")
            getattr(importlib.import_module(module), function)()
        from bot.cli import main as muster  # noqa: PLC0415 only here is the environment the program's

        muster()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 a forked process may not fall back into its parent's loop
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        Path(f"{order['output']}.code").write_text(str(code), encoding="ascii")
        os._exit(code)


if __name__ == "__main__":
    main()
