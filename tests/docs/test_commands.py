"""Every command line that a document shows is one that runs."""

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.cli.commands import app
from tests.docs.reading import ROOT, document, shell_lines

_MUSTER = Path(sys.executable).parent / "muster"
_LINES = sorted(set(shell_lines()))
_MUSTER_LINES = sorted({line for _, line in _LINES if line.removeprefix(".venv/bin/").startswith("muster ")})
_MAKE_LINES = sorted({line for _, line in _LINES if line.startswith("make ")})
_KNOWN = ("make ", "muster ", ".venv/bin/muster ", "cp ", "jq ", "set -a", "export ", ".venv/bin/python -m ")


@cache
def _commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


@pytest.mark.parametrize(("where", "line"), _LINES)
def test_every_command_line_is_of_a_kind_that_is_checked(where: str, line: str) -> None:
    """A new kind of line needs a check of its own."""
    assert line.startswith(_KNOWN), where


@pytest.mark.parametrize("line", _MAKE_LINES)
def test_every_make_target_exists(line: str) -> None:
    """`make -n` finds it, with the variables that the line sets."""
    made = subprocess.run(
        ["make", "-n", *shlex.split(line)[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    target = next(word for word in shlex.split(line)[1:] if "=" not in word)
    assert re.search(rf"^{re.escape(target)}:.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", _MUSTER_LINES)
def test_every_muster_line_is_understood(line: str) -> None:
    """The command exists, and its options and arguments are taken; nothing is run."""
    name, *words = shlex.split(line.removeprefix(".venv/bin/"), comments=True)[1:]
    if name.startswith("--"):
        return
    command = _commands()[name]
    if words:  # alone it only names the command
        command.make_context(name, words).close()


def test_every_command_is_documented_and_no_other() -> None:
    """The operators' table names each one once."""
    table = document("docs/operators.md").prose.partition("## Commands")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| `muster ([a-z-]+)", table, re.MULTILINE))
    assert named == set(_commands())


def _run(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("SLACK_", "DATABASE_", "LOG_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return subprocess.run(
        [str(_MUSTER), *words],
        cwd=folder,
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_first_steps_of_the_readme_work_in_an_empty_folder(tmp_path: Path) -> None:
    """init, check-config, manifest, migrate and doctor, as processes; doctor says what is still missing."""
    assert _run("init", "--yes", folder=tmp_path).returncode == 0
    assert "is right" in _run("check-config", "config.yaml", folder=tmp_path).stdout
    assert "slash_commands" in _run("manifest", "--config", "config.yaml", folder=tmp_path).stdout
    http = _run("manifest", "--url", "https://muster.example.com", folder=tmp_path)
    assert "https://muster.example.com/slack/events" in http.stdout
    assert _run("migrate", folder=tmp_path).returncode == 0
    seen = _run("doctor", folder=tmp_path)
    assert seen.returncode == 1
    assert "SLACK_BOT_TOKEN is not set" in seen.stdout
    refused = _run("export", "INC-42", "--format", "json", folder=tmp_path)
    assert refused.returncode == 1
    assert "INC-42" in refused.stderr
    started = _run("serve", "--config", "config.yaml", "--host", "127.0.0.1", "--port", "0", folder=tmp_path)
    assert started.returncode == 1
    assert "SLACK_BOT_TOKEN is not set" in started.stderr
