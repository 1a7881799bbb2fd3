"""The tests' own PostgreSQL server."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.support.postgres import Postgres

pytestmark = pytest.mark.postgresql

# Whoever runs the tests in the background has told their processes to ignore Ctrl-C.
_HOLD_A_SERVER = """
import signal, sys
from tests.support.postgres import Postgres
signal.signal(signal.SIGINT, signal.default_int_handler)
with Postgres() as server:
    print(server.pid, *server.folders, flush=True)
    sys.stdin.read()
"""


def _put(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_copy_holds_what_its_template_held_and_leaves_it_alone(postgres: Postgres) -> None:
    """Databases made from one template do not see each other."""
    template = postgres.create()
    _put(postgres.url(template), "CREATE TABLE told AS SELECT 1 AS once")
    with postgres.database(template=template) as first, postgres.database(template=template) as second:
        _put(first, "DROP TABLE told")
        _put(second, "DROP TABLE told")
    postgres.drop(template)


def test_a_database_goes_even_while_someone_is_connected(postgres: Postgres) -> None:
    """A connection that a test forgot does not keep its database alive."""
    with postgres.database() as url:
        forgotten = psycopg.connect(url.replace("+psycopg", ""))
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    forgotten.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_server_ends_with_the_process_that_started_it(how: signal.Signals) -> None:
    """Neither Ctrl-C nor a killed worker leaves a server or its files behind."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD_A_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder.stdin, holder.stdout:
        pid, *folders = holder.stdout.readline().split()
        server = os.pidfd_open(int(pid))
        holder.send_signal(how)
        holder.wait(timeout=20)
        ended, _, _ = select.select([server], [], [], 20)  # a pidfd becomes readable when its process ends
        os.close(server)
    assert ended
    _wait_until_gone(folders)


def _wait_until_gone(folders: list[str]) -> None:
    for _ in range(400):
        if not any(Path(folder).exists() for folder in folders):
            return
        select.select([], [], [], 0.02)
    pytest.fail(f"The server left {folders} behind.")
