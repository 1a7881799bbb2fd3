"""Commands as real processes: what they get, how they end, and that nothing of them stays."""

import asyncio
import os
import shlex
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.delivery.actions.command import run_command
from bot.domain.acting import Result
from tests.support.processes import until

PATIENTLY = timedelta(minutes=5)
SOON = timedelta(seconds=5)
"""A limit before which a busy machine, too, has started a shell and read what it said."""


async def _run(
    program: str,
    *arguments: str,
    time_limit: timedelta = PATIENTLY,
    output_limit: int = 20_000,
    folder: str = "/",
    environment: dict[str, str] | None = None,
) -> Result:
    return await run_command(
        [sys.executable, "-c", program, *arguments],
        environment=environment or {},
        folder=folder,
        time_limit=time_limit,
        output_limit=output_limit,
    )


async def _shell(script: str, *, time_limit: timedelta = PATIENTLY) -> Result:
    return await run_command(
        ["/bin/sh", "-c", script], environment={}, folder="/", time_limit=time_limit, output_limit=20_000
    )


def _is_running(pid: int) -> bool:
    """Tell whether a process lives; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_a_command_ends_well_and_its_output_is_kept() -> None:
    """What it writes as an error is output too."""
    result = await _run("import sys; print('one', flush=True); print('two', file=sys.stderr)")
    assert (result.ending, result.said, result.output) == ("succeeded", "ended well", "one\ntwo")


async def test_a_command_that_fails_says_its_code() -> None:
    """And what it said before."""
    result = await _run("import sys; print('no such deployment'); sys.exit(3)")
    assert (result.ending, result.said) == ("failed", "ended with code 3")
    assert result.output == "no such deployment"


async def test_a_command_that_is_killed_says_by_what() -> None:
    """The machine's memory ran out, for example."""
    result = await _shell("kill -9 $$")
    assert (result.ending, result.said) == ("failed", "was ended by SIGKILL")


@pytest.mark.parametrize(
    ("program", "why"),
    [("/no/such/program", "no such file or directory"), ("/etc/passwd", "permission denied")],
)
async def test_what_cannot_be_started_certainly_did_nothing(program: str, why: str) -> None:
    """It failed; nobody has to ask whether it happened."""
    result = await run_command([program], environment={}, folder="/", time_limit=PATIENTLY, output_limit=1000)
    assert (result.ending, result.said) == ("failed", f"could not be started: {why}")


async def test_a_folder_that_is_missing_is_said() -> None:
    """As a program that is missing."""
    result = await _run("", folder="/no/such/folder")
    assert result.said == "could not be started: no such file or directory"


async def test_a_program_gets_nothing_but_what_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token of ours, no input, no descriptor, and the folder that was configured."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-a-test")
    result = await _run(
        "import os, sys\n"
        "print(sorted({*os.environ} - {'LC_CTYPE'}))\n"  # Python's own
        "print(repr(sys.stdin.read()), os.getcwd())\n"
        "print([fd for fd in range(3, 99) if os.path.exists(f'/proc/self/fd/{fd}')])",
        environment={"KUBECONFIG": "/etc/kube"},
        folder=str(tmp_path),
    )
    assert result.output == f"['KUBECONFIG', 'LANG', 'PATH']\n'' {tmp_path}\n[]"


async def test_a_command_is_stopped_at_its_limit() -> None:
    """What it said until then is kept."""
    result = await _shell("echo begun; exec sleep 600", time_limit=SOON)
    assert (result.ending, result.output) == ("timed_out", "begun")
    assert "was stopped after" in result.said


async def test_a_command_that_ignores_the_request_is_killed() -> None:
    """SIGTERM first, then SIGKILL."""
    result = await _shell("trap '' TERM; echo begun; while :; do sleep 1; done", time_limit=SOON)
    assert (result.ending, result.output) == ("timed_out", "begun")


async def test_grandchildren_end_with_the_command_at_the_limit() -> None:
    """The whole group, also those that ignore the polite request."""
    script = "(trap '' TERM; sleep 600) & echo $!; sleep 600 & echo $!; wait"
    result = await _shell(script, time_limit=SOON)
    assert result.ending == "timed_out"
    pids = [int(line) for line in result.output.split()]
    assert len(pids) == 2
    await until(lambda: not any(_is_running(pid) for pid in pids), what="the end of both")


async def test_what_a_command_leaves_behind_ends_with_it() -> None:
    """Nobody would see it, and it would hold the output open."""
    result = await _shell("sleep 600 & echo $!")
    assert result.ending == "succeeded"
    pid = int(result.output)
    await until(lambda: not _is_running(pid), what=f"the end of {pid}")


async def test_who_left_the_group_does_not_hold_up_the_result() -> None:
    """It still has our pipe; it is not waited for."""
    result = await _run(
        "import os, time\n"
        "told, tell = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    print(os.getpid(), flush=True)\n"
        "    os.write(tell, b'.')\n"
        "    time.sleep(600)\n"
        "os.read(told, 1)"
    )
    assert result.ending == "succeeded"
    with suppress(ProcessLookupError):
        os.kill(int(result.output), 9)


async def test_a_command_that_is_cancelled_is_killed(tmp_path: Path) -> None:
    """When Muster stops, nothing goes on without it."""
    told = tmp_path / "pid"
    script = f"echo $$ > {shlex.quote(str(told))}.new; mv {told}.new {told}; exec sleep 600"
    running = asyncio.create_task(_shell(script))
    pid = int(await until(lambda: told.exists() and told.read_text(), what="the pid") or 0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until(lambda: not _is_running(pid), what="the end of the command")


async def test_a_huge_output_is_cut_and_the_command_goes_on() -> None:
    """It is read to its end, so that nobody waits for us; the rest is counted."""
    result = await _run(
        "import sys\nfor _ in range(1000): sys.stdout.write('word ' * 10_000)", output_limit=1000
    )
    assert result.ending == "succeeded"
    assert len(result.output) <= 1000
    assert result.left_out == 50_000_000 - 1000


async def test_a_word_that_the_limit_cuts_is_left_out() -> None:
    """Half a token looks like nothing, and would not be taken out."""
    result = await _run("print('the key is ' + 'A' * 100)", output_limit=30)
    assert result.output == "the key is"


async def test_an_output_of_any_bytes_becomes_text() -> None:
    """Colours go, broken UTF-8 is shown as such, and nothing reorders a line."""
    result = await _run(
        "import sys; sys.stdout.buffer.write("
        "b'\\x1b[31mred\\x1b[0m \\xff\\xfe \\xe2\\x80\\xae x\\x00y\\r\\nnext\\rover')"
    )
    assert result.output == "red \ufffd\ufffd  xy\nnext\nover"


ATTACKS = (
    "; touch owned",
    "$(touch owned)",
    "`touch owned`",
    "a\ntouch owned",
    "&& touch owned",
    "| touch owned",
    "> owned",
    "'; touch owned; '",
    "--option=evil",
    "-rf",
    "*",
    "~",
    "$HOME",
    "../../owned",
    "%s%n",
    "{x}",
    "ümläut ☃ \u202e",
    "",
)


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
async def test_an_argument_arrives_as_it_is(attack: str, tmp_path: Path) -> None:
    """No shell reads it: it is one element of what the program gets, and nothing else happens."""
    result = await _run("import sys; print(ascii(sys.argv[1:]))", attack, folder=str(tmp_path))
    assert result.output == ascii([attack])
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=4))
def test_any_arguments_arrive_as_they_are(arguments: list[str]) -> None:
    """As above, for any text."""
    result = asyncio.run(_run("import sys; print(ascii(sys.argv[1:]))", *arguments))
    assert result.output == ascii(arguments)
