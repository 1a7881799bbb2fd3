"""A command: started with its argument vector in a process group of its own, which is gone at the end."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bot.delivery.actions.output import Kept
from bot.domain.acting import Result
from bot.domain.durations import say

PLAIN_ENVIRONMENT: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
}
"""What every program gets; everything else must be named."""

GRACE_S: Final = 2.0
"""How long a group has between SIGTERM and SIGKILL."""

_CHUNK = 65_536


async def run_command(
    argv: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: str,
    time_limit: timedelta,
    output_limit: int,
) -> Result:
    """Run a program and return how it ended; what it started ends with it.

    Args:
        environment: all that it gets besides `PLAIN_ENVIRONMENT`.
        output_limit: in bytes; what comes after is read and left out.
    """
    kept = Kept(output_limit)
    reading_end, writing_end = os.pipe()
    try:
        # Pipes of asyncio's own would let `wait` wait for whoever holds them, which may be a grandchild.
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writing_end,
            stderr=writing_end,
            env={**PLAIN_ENVIRONMENT, **environment},
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        os.close(reading_end)
        why = (error.strerror or "unknown reason").lower()
        return Result(ending="failed", said=f"could not be started: {why}")
    finally:
        os.close(writing_end)
    reading = asyncio.create_task(_read(reading_end, kept), name=f"output-{process.pid}")
    try:
        in_time = await _within(process, time_limit)
    finally:
        await _end(process, reading)
    code = await process.wait()
    return _result(code if in_time else None, kept, time_limit=time_limit)


def _result(code: int | None, kept: Kept, *, time_limit: timedelta) -> Result:
    output, left_out = kept.text(), kept.left_out
    if code is None:
        said = f"was stopped after {say(time_limit)}"
        return Result(ending="timed_out", said=said, output=output, left_out=left_out)
    if code == 0:
        return Result(ending="succeeded", said="ended well", output=output, left_out=left_out)
    said = f"ended with code {code}" if code > 0 else f"was ended by {signal.Signals(-code).name}"
    return Result(ending="failed", said=said, output=output, left_out=left_out)


async def _within(process: asyncio.subprocess.Process, limit: timedelta) -> bool:
    try:
        async with asyncio.timeout(limit.total_seconds()):
            await process.wait()
    except TimeoutError:
        return False
    return True


async def _end(process: asyncio.subprocess.Process, reading: asyncio.Task[None]) -> None:
    """End the group, politely and then for certain, and stop reading; also while being cancelled."""
    try:
        if process.returncode is not None:
            await asyncio.wait({reading}, timeout=GRACE_S / 4)  # what was written last
        if process.returncode is None or not reading.done():
            _signal(process.pid, signal.SIGTERM)
            leader = asyncio.create_task(process.wait())
            await asyncio.wait({leader, reading}, timeout=GRACE_S)
            leader.cancel()
    finally:
        _signal(process.pid, signal.SIGKILL)
        # What still holds the pipe has left the group; nobody waits for it.
        await asyncio.wait({reading}, timeout=GRACE_S / 4)
        reading.cancel()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # gone, or (macOS) only zombies
        os.killpg(group, number)


async def _read(descriptor: int, kept: Kept) -> None:
    reader = asyncio.StreamReader(limit=_CHUNK)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    try:
        while chunk := await reader.read(_CHUNK):
            kept.add(chunk)
    finally:
        transport.close()
