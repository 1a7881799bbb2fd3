"""`muster doctor` as an operator and a script see it: a real process, and a local Slack."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import load
from bot.config.manifest import manifest
from bot.fakeslack.server import FakeSlack

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


@dataclass(frozen=True)
class Ended:
    """What a program left behind."""

    code: int
    out: str
    err: str


Doctor = Callable[..., Awaitable[Ended]]


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack in which everything is as the example configuration says."""
    async with FakeSlack(bot_name="muster") as slack:
        for name in ("ana", "bo", "lea"):
            slack.workspace.add_person(name)
        slack.workspace.add_group("oncall", members=["ana", "bo"])
        slack.workspace.add_group("oncall-backup", members=["bo"])
        slack.workspace.add_group("leadership", members=["lea"])
        slack.workspace.add_channel("incidents", members=["ana"], with_bot=True)
        slack.workspace.app.use_manifest(manifest(load(EXAMPLE), socket_mode=True))
        yield slack


@pytest.fixture
def doctor(slack: FakeSlack, tmp_path: Path) -> Doctor:
    """The program, in a folder with the example configuration; keywords change its environment."""
    (tmp_path / "config.yaml").write_bytes(EXAMPLE.read_bytes())
    app = slack.workspace.app

    async def run(*words: str, **environment: str) -> Ended:
        kept = {name: os.environ[name] for name in ("PATH", "TZ", "COLUMNS", "HOME") if name in os.environ}
        well = {
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from bot.cli import main; main()", "doctor", *words),
            cwd=tmp_path,
            env=kept | well | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        ended = Ended(process.returncode or 0, out.decode(), err.decode())
        for secret in (app.bot_token, app.app_token, app.signing_secret, *environment.values()):
            assert secret not in ended.out + ended.err
        assert "Traceback" not in ended.err
        return ended

    return run


async def test_a_healthy_installation_ends_with_0(doctor: Doctor, slack: FakeSlack, tmp_path: Path) -> None:
    """One line for each thing, its state in a word, and nothing was posted or made."""
    ended = await doctor()
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[-1] == "All is well."
    assert [line.split()[0] for line in lines[:-2]] == ["ok"] * 10
    assert len({line.index(line.split("  ")[-1].strip()) for line in lines[:-2]}) == 1  # aligned
    assert "chat.postMessage" not in {call.method for call in slack.workspace.calls}
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]


async def test_each_thing_that_is_broken_is_told_with_how_to_mend_it(
    doctor: Doctor, slack: FakeSlack
) -> None:
    """Code 1, for scripts."""
    slack.workspace.channel("incidents").archived = True
    slack.workspace.app.scopes.discard("pins:write")
    ended = await doctor()
    assert ended.code == 1
    assert "broken  channel #incidents     It is archived" in ended.out
    assert "broken  scope pins:write" in ended.out
    assert "→ Unarchive it in Slack" in ended.out
    assert ended.out.splitlines()[-1] == "2 broken, 8 ok."


async def test_scripts_get_one_object(doctor: Doctor, slack: FakeSlack) -> None:
    """The same findings, with names."""
    healthy = json.loads((await doctor("--json")).out)
    assert healthy["ok"] is True
    slack.workspace.people.change_group("oncall", members=[])
    ended = await doctor("--json")
    told = json.loads(ended.out)
    assert (ended.code, told["ok"]) == (1, False)
    (broken,) = [one for one in told["findings"] if one["state"] != "ok"]
    assert broken.keys() == {"check", "subject", "state", "what", "how_to_mend"}
    assert (broken["check"], broken["subject"], broken["state"]) == ("people", "@oncall", "broken")


async def test_mistakes_in_file_and_environment_do_not_stop_the_doctor(
    doctor: Doctor, tmp_path: Path
) -> None:
    """Whatever can be looked at is."""
    (tmp_path / "config.yaml").write_text("zone: Mars\n")
    ended = await doctor()
    assert ended.code == 1
    assert 'broken  configuration  config.yaml:1: zone: found "Mars"' in ended.out
    assert "ok      token" in ended.out
    ended = await doctor(SLACK_BOT_TOKEN="hunter2hunter2")
    assert "broken  environment    SLACK_BOT_TOKEN: this is another kind of secret" in ended.out


async def test_without_a_configuration_it_says_how_to_get_one(doctor: Doctor, tmp_path: Path) -> None:
    """The first thing a new operator may type."""
    (tmp_path / "config.yaml").unlink()
    ended = await doctor()
    assert (ended.code, "`muster init` writes one" in ended.out) == (1, True)


async def test_a_test_message_is_posted_when_asked(doctor: Doctor, slack: FakeSlack) -> None:
    """And is gone again."""
    ended = await doctor("--post", "#incidents")
    assert (ended.code, "A test message was posted and deleted." in ended.out) == (0, True)
    assert "chat.delete" in {call.method for call in slack.workspace.calls}


async def test_a_word_that_is_no_channel_is_a_usage_mistake(doctor: Doctor, slack: FakeSlack) -> None:
    """Code 2, and nothing was looked at."""
    ended = await doctor("--post", "incidents")
    assert (ended.code, 'did you mean "#incidents"?' in ended.err) == (2, True)
    assert not slack.workspace.calls


async def test_a_slack_out_of_reach_ends_with_1(doctor: Doctor) -> None:
    """Not knowing is not all well."""
    ended = await doctor(SLACK_API_URL="http://127.0.0.1:1/api/")
    assert (ended.code, "not checked  token" in ended.out) == (1, True)


async def test_a_database_out_of_reach_is_told_without_its_password(doctor: Doctor) -> None:
    """Everything else is looked at all the same."""
    ended = await doctor(DATABASE_URL="postgresql://muster:hunter2@127.0.0.1:1/muster")
    assert (ended.code, "broken  database" in ended.out) == (1, True)
    assert "hunter2" not in ended.out
    assert "1 broken" in ended.out
