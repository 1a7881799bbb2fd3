"""The process itself: how it starts, what it writes, and how it ends."""

import asyncio
import json
import signal
import socket
from urllib.parse import urlsplit

import pytest

from bot.fakeslack.faults import Effect
from tests.support.outbox import Outbox
from tests.support.processes import until
from tests.support.stage import Stage

DECLARE = "/incident declare sev1 checkout returns 500s for acme-customer"
ROOM = "inc-1-checkout-returns-500s-for-acme-customer"


async def declared(stage: Stage) -> None:
    """Let Ana declare, and wait for the pinned card."""
    said = await stage.ana.command("general", DECLARE)
    assert "INC-1 is open" in said.text, said.text or said.error
    await stage.slack.workspace.until(lambda: stage.slack.workspace.pins(ROOM))


@pytest.mark.both_databases
async def test_a_served_slack_gets_its_incident(stage: Stage, database: str) -> None:
    """Started on an empty configuration and a migrated database, it declares, notes and closes."""
    process = await stage.serve()
    await declared(stage)
    assert "Noted as entry" in (await stage.ana.command(ROOM, "/incident note restarted the cache")).text
    assert "is now *resolved*" in (await stage.ana.command(ROOM, "/incident resolve")).text
    process.send(signal.SIGTERM)
    await process.died()
    assert process.exit_code == 0


async def test_the_log_is_json_lines_without_words_or_secrets(stage: Stage) -> None:
    """One object a line with a time, a level and an event; nobody's words, no token, no response address."""
    process = await stage.serve()
    await declared(stage)
    stage.slack.faults.server_error("chat.update")
    await stage.ana.command(ROOM, "/incident update rollback for acme-customer at 50 %")
    await stage.ana.command(ROOM, "/incident frobnicate acme-customer")
    await until(lambda: process.events("effect_failed"), what="a failed effect in the log")
    process.send(signal.SIGTERM)
    await process.died()

    lines = [json.loads(line) for line in process.log.splitlines()]
    assert all({"at", "level", "event"} <= line.keys() for line in lines)
    assert {"started", "listening", "command", "stopped"} <= {line["event"] for line in lines}
    app = stage.slack.workspace.app
    for secret in ("acme", "customer", app.bot_token, app.signing_secret, "/response/"):
        assert secret not in process.log


FAILING_ROW = "ALTER TABLE incident ADD CONSTRAINT broken CHECK (id < 0)"
"""An incident is refused, and PostgreSQL shows the row that failed."""

FULL_DISK = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the disk is full'
        USING ERRCODE = '53100', DETAIL = E'kept:\n\n' || NEW.title, HINT = NEW.title;
END $$;
CREATE TRIGGER broken BEFORE INSERT ON incident FOR EACH ROW EXECUTE FUNCTION refuse()
"""
"""An incident finds no place, and the server says whatever it likes of it."""


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("trouble", "event", "why"),
    [
        (FAILING_ROW, "listener_broke", "violates check constraint"),
        (FULL_DISK, "database_unavailable", "the disk is full"),
    ],
    ids=["a row that fails", "a disk that is full"],
)
async def test_an_error_of_postgresql_brings_no_words_into_the_log(
    stage: Stage, trouble: str, event: str, why: str
) -> None:
    """The server repeats whole rows in what it adds to an error; the error itself is logged."""
    Outbox(stage.database_url).execute(trouble)
    process = await stage.serve()

    said = await stage.ana.command("general", DECLARE)
    await until(lambda: process.events(event), what=event)
    process.send(signal.SIGTERM)
    await process.died()

    assert "INC-1" not in said.text
    assert why in str(process.events(event))
    assert "acme" not in process.log


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_answers_the_command_under_way_and_loses_nothing(
    stage: Stage, name: signal.Signals
) -> None:
    """Asked to stop in the middle of a command, it answers, settles what is under way, and ends with 0."""
    process = await stage.serve()
    await declared(stage)
    held = stage.slack.faults.hold("users.info")
    asked = asyncio.create_task(stage.actor("cy").command(ROOM, "/incident note hello"))
    await held.arrived()
    process.send(name)
    await until(lambda: not is_open(stage), what="a closed port")
    held.release(effect=Effect.DONE)

    said = await asked
    await process.died()

    assert not process.events("loop_cut_off")
    assert "Noted as entry" in said.text
    assert process.exit_code == 0
    await stage.serve()
    assert "hello" in (await stage.ana.command(ROOM, "/incident timeline")).text


def is_open(stage: Stage) -> bool:
    """Tell whether the process takes connections."""
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", urlsplit(str(stage.slack.app_url)).port or 0)) == 0


# ---------------------------------------------------------------- starts that fail


async def refused(stage: Stage, *arguments: str, **environment: str) -> str:
    """Let `serve` fail to start, and return all it wrote."""
    process = stage.run("serve", *(arguments or ("--port", "0")), **environment)
    await process.died()
    assert process.exit_code == 1, process.log
    assert "Traceback" not in process.log, process.log
    return process.log


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_bad_token_stops_the_start_with_a_sentence(stage: Stage, error: str) -> None:
    """What Slack says, and where the right one stands."""
    stage.slack.faults.error("auth.test", error, times=None)

    said = await refused(stage)

    assert f"Slack refuses SLACK_BOT_TOKEN ({error}). Copy the bot token again" in said


async def test_a_bad_app_token_stops_the_start_with_a_sentence(stage: Stage) -> None:
    """In Socket Mode there is a second token."""
    said = await refused(stage, SLACK_APP_TOKEN="xapp-made-up-for-this-test")

    assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)." in said


async def test_an_unreachable_database_stops_the_start_with_a_sentence(stage: Stage) -> None:
    """No server, or no folder, where DATABASE_URL points."""
    nobody = "postgresql+psycopg://muster:made-up@127.0.0.1:1/muster"
    said = await refused(stage, DATABASE_URL=nobody)
    assert "The database cannot be reached" in said
    assert "made-up" not in said

    said = await refused(stage, DATABASE_URL=f"sqlite+aiosqlite:///{stage.folder}/no/such/folder/muster.db")
    assert "cannot be" in said


async def test_a_taken_port_stops_the_start_with_a_sentence(stage: Stage) -> None:
    """And says which."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = await refused(stage, "--port", str(port))

    assert f"Port {port} on 127.0.0.1 cannot be used: Address already in use." in said


async def test_a_second_process_on_the_same_sqlite_file_does_not_start(stage: Stage) -> None:
    """It says why; the first one goes on to serve."""
    await stage.serve()

    said = await refused(stage)

    assert "Another Muster already uses" in said
    assert "let several processes share PostgreSQL" in said
    await declared(stage)


async def test_missing_secrets_and_mistakes_in_the_configuration_are_told_together(stage: Stage) -> None:
    """Several mistakes at once, each with its place, and no traceback."""
    stage.config_file.write_text("command: incident\nseverities: {SEV1: {update_every: soon}}\n")

    said = await refused(stage, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")

    assert "config.yaml" in said
    assert "update_every" in said
    assert "command" in said


async def test_a_slack_that_is_away_at_the_start_is_waited_for(stage: Stage) -> None:
    """A 503 to the first question is not the end: it asks again, and starts."""
    stage.slack.faults.server_error("auth.test")
    process = await stage.serve()
    assert process.events("slack_unreachable")


async def test_other_variables_of_slacks_libraries_change_nothing(stage: Stage) -> None:
    """Bolt would drop our token for an OAuth flow of its own, if it found these in the environment."""
    process = await stage.serve(SLACK_CLIENT_ID="made-up", SLACK_CLIENT_SECRET="made-up")

    await declared(stage)

    assert not [line for line in process.log.splitlines() if "slack_bolt" in line], process.log
