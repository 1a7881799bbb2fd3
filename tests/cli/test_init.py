"""`muster init` as a new operator meets it: by flags, by a pipe, and at a terminal."""

import os
import pty
import select
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.config import load
from bot.config.manifest import manifest

Ended = subprocess.CompletedProcess[str]
Init = Callable[..., Ended]

BOT = "xoxb-not-a-real-one"
APP = "xapp-not-a-real-one"


def _surroundings() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "TZ", "COLUMNS", "HOME") if name in os.environ}


@pytest.fixture
def init(tmp_path: Path) -> Init:
    """The program in an empty folder; `answers` are the lines of its input."""

    def run(*words: str, answers: str = "") -> Ended:
        return subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", "init", *words],
            cwd=tmp_path,
            env=_surroundings(),
            input=answers,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_one_word_is_enough(init: Init, tmp_path: Path) -> None:
    """The suggestions are a configuration without mistakes and without warnings, and nothing was asked."""
    ended = init("--yes")
    assert (ended.returncode, ended.stderr) == (0, "")
    config = load(tmp_path / "config.yaml")
    assert config.warnings == ()
    assert (config.command, config.announcements.channel) == ("/incident", "#incidents")
    assert config.severities["SEV1"].call == ("@oncall",)
    assert config.severities["SEV1"].backup == ("@oncall-backup",)
    assert config.severities["SEV1"].mention == ("@leadership",)
    assert config.severities["SEV3"].tell == ("@oncall",)


def test_the_manifest_is_printed_with_every_click_and_what_to_type_then(init: Init, tmp_path: Path) -> None:
    """A person who has never seen Slack's pages for apps gets to a running bot."""
    out = init("--yes").stdout
    text = out.partition("The manifest of your Slack app:\n\n")[2].partition("\nIn Slack's pages:")[0]
    assert yaml.safe_load(text) == manifest(load(tmp_path / "config.yaml"), socket_mode=True)
    clicks = [
        *("api.slack.com/apps", "“Create New App”", "“From a manifest”", "“YAML”", "“Create”"),
        *("“Install App”", "SLACK_BOT_TOKEN", "“Generate Token and Scopes”", "connections:write"),
        *("SLACK_APP_TOKEN", "/invite @muster", "@oncall-backup"),
        *(
            "export SLACK_BOT_TOKEN",
            "muster doctor --config config.yaml",
            "muster serve --config config.yaml",
        ),
    ]
    places = [out.index(click, out.index("In Slack's pages:")) for click in clicks]
    assert places == sorted(places)


def test_answers_from_a_pipe_are_taken(init: Init, tmp_path: Path) -> None:
    """An empty line takes the suggestion; what cannot be meant is asked again, with a hint."""
    answers = "/fire\n\noncall\n@oncall, @ana\nnone\nNONE\nEurope/Berln\nEurope/Berlin\n\n"
    ended = init(answers=answers)
    assert ended.returncode == 0, ended.stderr
    assert 'did you mean "@oncall"?' in ended.stderr
    assert "did you mean Europe/Berlin?" in ended.stderr
    config = load(tmp_path / "config.yaml")
    assert config.warnings == ()
    assert (config.command, config.announcements.channel) == ("/fire", "#incidents")
    assert config.severities["SEV2"].call == ("@oncall", "@ana")
    assert config.severities["SEV1"].backup == config.severities["SEV1"].mention == ()
    assert config.severities["SEV1"].reminders.call_backup is None
    assert config.zone.key == "Europe/Berlin"
    assert config.quiet_hours is not None
    assert config.quiet_hours.zone.key == "Europe/Berlin"


def test_flags_are_not_asked_for(init: Init, tmp_path: Path) -> None:
    """Only the rest is."""
    words = "--command /fire --announcements #fires --backup none --leadership none --zone UTC --socket-mode"
    ended = init(*words.split(), answers="@bo\n")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("]: ") == 1
    config = load(tmp_path / "config.yaml")
    assert (config.announcements.channel, config.severities["SEV1"].call) == ("#fires", ("@bo",))


def test_http_needs_an_address_and_the_signing_secret(init: Init, tmp_path: Path) -> None:
    """The manifest names the address, and the last click verifies it."""
    ended = init("--yes", "--url", "https://muster.example.com", "--manifest", "app.yaml")
    assert ended.returncode == 0, ended.stderr
    values = yaml.safe_load((tmp_path / "app.yaml").read_text())
    assert values["settings"]["socket_mode_enabled"] is False
    address = "https://muster.example.com/slack/events"
    assert values["settings"]["interactivity"]["request_url"] == address
    assert "_metadata" not in ended.stdout
    for words in ("SLACK_SIGNING_SECRET", "“Event Subscriptions”", "content of app.yaml"):
        assert words in ended.stdout
    assert "SLACK_APP_TOKEN" not in ended.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--zone", "Mars"], "--zone: found"),
        (["--on-call", "none"], 'did you mean "@none"?'),
        (["--on-call", "@channel"], "it would ping a whole channel"),
        (["--announcements", "incidents"], 'did you mean "#incidents"?'),
        (["--http"], "--url is needed here"),
        (["--url", "http://muster.example.com"], "--url: found"),
        (["--socket-mode", "--url", "https://muster.example.com"], "--socket-mode needs no --url"),
        (["--colour", "red"], "No such option"),
    ],
)
def test_a_flag_that_cannot_be_meant_is_a_usage_mistake(
    words: list[str], told: str, init: Init, tmp_path: Path
) -> None:
    """Code 2, a hint, and nothing is written."""
    ended = init("--yes", *words)
    assert ended.returncode == 2
    assert told in " ".join(ended.stderr.split())
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", ["config.yaml", "app.yaml", "muster.env"])
def test_no_file_is_overwritten_unless_asked(file: str, init: Init, tmp_path: Path) -> None:
    """Before anything is asked, and before anything else is written."""
    (tmp_path / file).write_text("mine\n")
    words = ["--yes", "--manifest", "app.yaml", "--write-env", "muster.env"]
    ended = init(*words, answers=f"{BOT}\n{APP}\n")
    assert ended.returncode == 1
    assert ended.stderr == f"{file} is already there, and stays as it is. --force replaces it.\n"
    assert [path.name for path in tmp_path.iterdir()] == [file]
    assert (tmp_path / file).read_text() == "mine\n"
    assert init(*words, "--force", answers=f"{BOT}\n{APP}\n").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.yaml", "config.yaml", "muster.env"]
    assert (tmp_path / file).read_text() != "mine\n"


def test_too_few_answers_write_nothing(init: Init, tmp_path: Path) -> None:
    """A pipe that ends early is told so."""
    ended = init(answers="/fire\n")
    assert (ended.returncode, "nothing was written" in ended.stderr) == (1, True)
    assert not list(tmp_path.iterdir())


def test_no_secret_is_written_unless_asked(init: Init, tmp_path: Path) -> None:
    """The configuration can be shown to anybody."""
    init("--yes")
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
    assert "xoxb" not in (tmp_path / "config.yaml").read_text()


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_secrets_are_written_for_their_owner_alone(mask: int, init: Init, tmp_path: Path) -> None:
    """Whatever the process's umask; a shell reads the file, and the values are shown nowhere."""
    before = os.umask(mask)
    try:
        ended = init("--yes", "--write-env", "muster.env", answers=f"hunter2\n{BOT}\n{APP}\n")
    finally:
        os.umask(before)
    assert ended.returncode == 0, ended.stderr
    assert "expected one that begins with xoxb-" in ended.stderr
    for secret in ("hunter2", BOT, APP):
        assert secret not in ended.stdout + ended.stderr
    file = tmp_path / "muster.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "set -a; . ./muster.env; set +a" in ended.stdout
    read = 'set -a; . ./muster.env; set +a; printf "%s %s" "$SLACK_BOT_TOKEN" "$SLACK_APP_TOKEN"'
    shell = subprocess.run(["/bin/sh", "-c", read], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert shell.stdout == f"{BOT} {APP}"


def test_a_secret_may_be_left_for_later(init: Init, tmp_path: Path) -> None:
    """The file then says what belongs there, and sets nothing."""
    assert init("--yes", "--write-env", "muster.env", answers="\n\n").returncode == 0
    lines = (tmp_path / "muster.env").read_text().splitlines()
    assert all(line.startswith("#") for line in lines)
    assert any("SLACK_BOT_TOKEN" in line for line in lines)


def test_a_folder_that_is_not_there_is_a_sentence(init: Init) -> None:
    """With the system's reason."""
    ended = init("--yes", "--config", "gone/config.yaml")
    assert (ended.returncode, ended.stderr) == (
        1,
        "gone/config.yaml cannot be written: no such file or directory.\n",
    )


_AT_A_TERMINAL = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from bot.cli import main; main()"
)


def test_a_secret_typed_at_a_terminal_is_not_shown(tmp_path: Path) -> None:
    """What is typed elsewhere is echoed by the terminal; this is not."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", _AT_A_TERMINAL, "init", "--yes", "--write-env", "muster.env"]
    process = subprocess.Popen(
        program,
        cwd=tmp_path,
        env=_surroundings(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = _read_until(ours, "SLACK_BOT_TOKEN (")
    os.write(ours, f"{BOT}\n".encode())
    shown += _read_until(ours, "SLACK_APP_TOKEN (")
    os.write(ours, f"{APP}\n".encode())
    shown += _read_until(ours, "muster serve --config config.yaml")
    assert process.wait(timeout=30) == 0
    os.close(ours)
    assert BOT not in shown
    assert APP not in shown
    assert f"SLACK_BOT_TOKEN={BOT}" in (tmp_path / "muster.env").read_text()


def _read_until(terminal: int, words: str) -> str:
    """Return what the terminal shows, up to and including `words` and the rest of what came with them."""
    shown = ""
    while words not in shown.replace("\r\n", "\n"):
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, shown
        shown += os.read(terminal, 4096).decode(errors="replace")
    return shown
