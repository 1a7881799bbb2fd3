"""Secrets stay where they are: in no log, no answer, no file and no database, whatever goes wrong."""

import json
import signal
import stat
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.config.errors import ConfigError
from tests.serve.port import FORM, Port
from tests.support.processes import until
from tests.support.stage import Stage

ROOM = "inc-1-checkout-returns-500s"
BOT, SIGNING, APP = "xoxb-canary-1-made-up", "canary2made2up", "xapp-canary-3-made-up"
PASSWORD = "canary-4-made-up"


def files_with(words: tuple[str, ...], *, folder: Path) -> list[str]:
    """Return the files below a folder in which one of some words stands, logs and databases included."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [f"{path.name}: {word}" for path in found for word in words if word.encode() in path.read_bytes()]


async def test_no_secret_is_written_anywhere_whatever_fails(stage: Stage, port: Port) -> None:
    """Failing calls, refused requests, lost answers, doctor, export: every file and database is searched."""
    stage.slack.faults.server_error("chat.update")
    stage.slack.faults.error("conversations.setTopic", "invalid_auth", times=2)
    stage.slack.faults.reset("conversations.invite")
    await stage.ana.command("general", "/incident declare sev1 checkout returns 500s")
    await stage.slack.workspace.until(lambda: stage.slack.workspace.pins(ROOM))
    panel = (await stage.ana.command(ROOM, "/incident")).message
    assert panel is not None
    stage.slack.faults.server_error("response_url", times=2)
    await stage.ana.click(panel, "show_info")
    await stage.ana.click(panel, "show_timeline")
    await stage.ana.command(ROOM, "/incident export json")
    for body, kind in ((b"{", "application/json"), (b"payload={", FORM), (b"token=x&command=x", FORM)):
        await port.post_signed(body, kind=kind)
    await until(lambda: port.process.events("effect_failed"), what="a failed effect")
    for command in (("doctor",), ("check-config",), ("export", "INC-1", "--format", "json")):
        await stage.run(*command).died()
    port.process.send(signal.SIGTERM)
    await port.process.died()

    app = stage.slack.workspace.app
    secrets = (app.bot_token, app.signing_secret, app.app_token, app.verification_token, "/response/")
    assert files_with(tuple(filter(None, secrets)), folder=stage.folder) == []


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive"])
async def test_a_start_that_fails_shows_no_secret(stage: Stage, error: str) -> None:
    """Refused tokens, a database that is away, and variables that hold the wrong secret."""
    stage.slack.faults.error("auth.test", error, times=None)
    away = f"postgresql://muster:{PASSWORD}@127.0.0.1:1/muster"
    for environment in (
        {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING},
        {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP},
        {"SLACK_BOT_TOKEN": BOT, "DATABASE_URL": away},
        {"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT, "SLACK_SIGNING_SECRET": BOT},
        {"SLACK_BOT_TOKEN": f"{BOT} {BOT}", "SLACK_API_URL": f"nothing://{PASSWORD}"},
        {"SLACK_BOT_TOKEN": BOT, "DATABASE_URL": f"mysql://muster:{PASSWORD}@127.0.0.1/muster"},
    ):
        for command in (("serve", "--port", "0"), ("doctor",)):
            process = stage.run(*command, **environment)
            await process.died()
            assert process.exit_code != 0, (command, environment)

    assert files_with((BOT, SIGNING, APP, PASSWORD), folder=stage.folder) == []


async def test_a_new_sqlite_database_is_for_its_user_alone(stage: Stage) -> None:
    """The file, and what SQLite puts beside it: nobody else on the machine reads a private incident."""
    file = stage.folder / "new.sqlite3"
    await stage.serve(DATABASE_URL=f"sqlite+aiosqlite:///{file}")
    await stage.say("declare private sev1 keys leaked", channel="general")

    files = [file, *(file.with_name(f"{file.name}{ending}") for ending in ("-wal", "-shm"))]
    assert [stat.filemode(one.stat().st_mode) for one in files] == ["-rw-------"] * 3


def test_settings_show_no_secret_however_they_are_printed(tmp_path: Path) -> None:
    """By `repr`, in a sentence, in a list, in an error."""
    settings = load_settings(
        {
            "SLACK_BOT_TOKEN": BOT,
            "SLACK_SIGNING_SECRET": SIGNING,
            "SLACK_APP_TOKEN": APP,
            "DATABASE_URL": f"postgresql://muster:{PASSWORD}@db.example.com/muster?password={PASSWORD}",
        },
        beside=tmp_path / "config.yaml",
    )
    shown = f"{settings} {settings!r} {[settings]} {ValueError(settings)} {json.dumps(str(settings))}"
    assert not [secret for secret in (BOT, SIGNING, APP, PASSWORD) if secret in shown]
    assert isinstance(settings, Settings)


def test_a_mistake_in_a_secret_is_told_without_it(tmp_path: Path) -> None:
    """What stands in the wrong variable is a secret all the same."""
    wrong = {"SLACK_BOT_TOKEN": APP, "SLACK_SIGNING_SECRET": BOT, "SLACK_APP_TOKEN": SIGNING}
    with pytest.raises(ConfigError) as refused:
        load_settings({**wrong, "DATABASE_URL": f"mysql://{PASSWORD}"}, beside=tmp_path / "config.yaml")
    assert not [secret for secret in (BOT, SIGNING, APP, PASSWORD) if secret in str(refused.value)]
