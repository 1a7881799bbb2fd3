"""What `muster` says and how it ends, as an operator sees it."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"

Muster = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def muster(tmp_path: Path) -> Muster:
    """The program, run in a folder of its own with nothing in the environment but what is given."""

    def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: os.environ[name] for name in ("PATH", "TZ", "COLUMNS", "HOME") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", *words],
            cwd=tmp_path,
            env=kept | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A complete configuration in that folder."""
    path = tmp_path / "config.yaml"
    path.write_bytes(EXAMPLE.read_bytes())
    return path


def _is_told(result: "subprocess.CompletedProcess[str]", *sentences: str) -> None:
    """The person reads sentences on standard error, never a traceback, and the exit code is 1."""
    assert result.returncode == 1, result
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for sentence in sentences:
        assert sentence in result.stderr


def test_help_names_every_command_at_once(muster: Muster) -> None:
    """No command's modules are loaded to list the commands; 0.3 s of work on any machine of today."""
    before = os.times().children_user
    result = muster("--help")
    spent = os.times().children_user - before
    assert result.returncode == 0
    for (
        command
    ) in "init serve demo doctor migrate check-config manifest export import backup restore version".split():
        assert f"  {command} " in result.stdout
    assert spent < 0.3


def test_help_loads_no_heavy_module() -> None:
    """These take most of a second together."""
    heavy = "slack_bolt slack_sdk sqlmodel sqlalchemy alembic aiohttp structlog yaml".split()
    program = f"import sys, bot.cli; print(*({set(heavy)} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "\n"


def test_a_right_configuration_is_said_back(muster: Muster, config: Path) -> None:
    """What it means, above all who is called."""
    result = muster("check-config")
    assert result.returncode == 0
    assert result.stdout.startswith("config.yaml is right.\n")
    assert (
        "SEV1           update every 15m; calls @oncall; mentions @leadership; backup @oncall-backup"
        in result.stdout
    )
    assert result.stderr == ""


def test_a_configuration_that_calls_nobody_is_right_but_warned_of(muster: Muster, tmp_path: Path) -> None:
    """Warnings stand apart, and do not fail a pipeline."""
    (tmp_path / "ours.yaml").write_text("quiet_hours: never\n")
    result = muster("check-config", "ours.yaml")
    assert result.returncode == 0
    assert "Warning: SEV1 calls nobody" in result.stderr
    assert "quiet hours    never" in result.stdout


def test_every_mistake_is_told_with_its_line(muster: Muster, tmp_path: Path) -> None:
    """In the order of the file, and nothing else."""
    (tmp_path / "config.yaml").write_text("comand: /x\nzone: Mars\n")
    result = muster("check-config")
    _is_told(result)
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        "config.yaml:1",
        "config.yaml:2",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["check-config"],
        ["manifest"],
        ["serve"],
        ["migrate"],
        ["export", "INC-1"],
    ],
)
def test_without_a_configuration_every_command_says_where_to_begin(muster: Muster, words: list[str]) -> None:
    """The command that writes one is named."""
    _is_told(muster(*words), "config.yaml: there is no such file; `muster init` writes one")


def test_the_manifest_is_that_of_the_configuration(muster: Muster, tmp_path: Path) -> None:
    """YAML on standard output, ready to paste; the address goes where Slack needs it."""
    (tmp_path / "config.yaml").write_text("command: /fire\n")
    result = muster("manifest", "--url", "https://muster.example.com")
    assert result.returncode == 0
    (command,) = yaml.safe_load(result.stdout)["features"]["slash_commands"]
    assert (command["command"], command["url"]) == ("/fire", "https://muster.example.com/slack/events")


def test_the_manifest_without_an_address_is_for_socket_mode(muster: Muster, config: Path) -> None:
    """Nothing else is needed for a first installation."""
    values = yaml.safe_load(muster("manifest").stdout)
    assert values["settings"]["socket_mode_enabled"] is True


def test_an_address_without_tls_is_refused(muster: Muster, config: Path) -> None:
    """Slack would refuse it later, with fewer words."""
    _is_told(muster("manifest", "--url", "http://muster.example.com"), "Slack cannot use the address")
    _is_told(muster("manifest", "--http"), "add --url")


def test_serve_names_every_missing_secret(muster: Muster, config: Path) -> None:
    """And where to find it."""
    _is_told(muster("serve"), "SLACK_BOT_TOKEN is not set", "SLACK_SIGNING_SECRET is not set")


def test_serve_tells_the_files_mistakes_and_the_environments_together(muster: Muster, tmp_path: Path) -> None:
    """One look is enough."""
    (tmp_path / "config.yaml").write_text("zone: Mars\n")
    result = muster("serve", SLACK_BOT_TOKEN="hunter2", DATABASE_URL="mysql://u:hunter2@h/m")
    _is_told(result, "config.yaml:1: zone", "SLACK_BOT_TOKEN: ", 'DATABASE_URL: found "mysql://"')
    assert "hunter2" not in result.stderr


def test_migrate_makes_the_database_beside_the_configuration(muster: Muster, tmp_path: Path) -> None:
    """Wherever the command was started from, and as often as one likes."""
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "config.yaml").write_bytes(EXAMPLE.read_bytes())
    for _ in range(2):
        result = muster("migrate", "--config", "etc/config.yaml")
        assert (result.returncode, result.stdout) == (0, "The database is up to date.\n"), result.stderr
    with sqlite3.connect(folder / "muster.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM incident").fetchone() == (0,)
    database.close()


def test_a_database_out_of_reach_is_a_sentence_without_its_password(muster: Muster, config: Path) -> None:
    """The operator learns what to look at."""
    result = muster("migrate", DATABASE_URL="postgresql://muster:hunter2@127.0.0.1:1/muster")
    _is_told(result, "The database cannot be reached", "Check DATABASE_URL")
    assert "hunter2" not in result.stderr


def test_a_word_that_is_no_incident_is_refused(muster: Muster, config: Path) -> None:
    """Before anything is opened."""
    _is_told(muster("export", "checkout"), '"checkout" is no incident; expected one such as INC-42.')


def test_a_file_that_is_not_there_cannot_be_imported(muster: Muster, config: Path) -> None:
    """The system's own reason is said."""
    _is_told(muster("import", "gone.json"), "gone.json cannot be read: no such file or directory.")


def test_an_unknown_command_is_a_usage_mistake(muster: Muster) -> None:
    """Code 2, as programs of this kind have it."""
    result = muster("severe")
    assert result.returncode == 2
    assert "serve" in result.stderr


def test_the_version_is_printed(muster: Muster) -> None:
    """One line."""
    assert muster("version").stdout == "Muster 0.1.0\n"


def test_a_port_that_is_taken_is_a_sentence(muster: Muster) -> None:
    """The usual second start of the demo."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = muster("demo", "--no-browser", "--port", str(taken.getsockname()[1]))
    _is_told(result, "The port cannot be used: address already in use. Name another with --port")
