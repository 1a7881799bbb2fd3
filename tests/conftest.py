"""Fixtures every test may use, and the small world that all of them run in.

A test that takes `database_url` gets a migrated SQLite database of its own. Marked `both_databases` it runs
once on SQLite and once on PostgreSQL; marked `postgresql`, on PostgreSQL alone.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support.postgres import Postgres
from tests.support.printed import Print, lines_of, printer
from tests.support.processes import Launcher
from tests.support.surroundings import block_network, settle_environment

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

# A slow machine is no failure; on CI the same examples are tried every time.
hypothesis.settings.register_profile("muster", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("muster")

_world = pytest.MonkeyPatch()


def pytest_configure() -> None:
    """Put this process into the tests' world."""
    settle_environment(_world)
    block_network(_world)


def pytest_unconfigure() -> None:
    """Give the process its own surroundings back."""
    _world.undo()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests want read even when they pass."""
    lines = lines_of(terminalreporter.getreports("passed") + terminalreporter.getreports("failed"))
    if lines:
        terminalreporter.section("printed by tests")
        for line in lines:
            terminalreporter.line(line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests marked `both_databases` once on each."""
    if metafunc.definition.get_closest_marker("both_databases") is None:
        return
    if "database" not in metafunc.fixturenames:
        raise pytest.UsageError(f"{metafunc.definition.nodeid} is marked both_databases but uses none.")
    kinds = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
    metafunc.parametrize("database", kinds, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database this test runs on: `sqlite` or `postgresql`."""
    marked = request.node.get_closest_marker("postgresql") is not None
    kind: str = getattr(request, "param", "postgresql" if marked else "sqlite")
    return kind


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database that is this test's alone."""
    url: str = request.getfixturevalue(f"{database}_url")
    return url


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite database that is this test's alone."""
    from tests.support.databases import sqlite_copy  # noqa: PLC0415 only tests with a database wait for it

    return sqlite_copy(_sqlite_template, folder=tmp_path)


@pytest.fixture
def postgresql_url(postgres: Postgres, _postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database that is this test's alone."""
    with postgres.database(template=_postgres_template) as url:
        yield url


@pytest.fixture
def printed(request: pytest.FixtureRequest) -> Print:
    """Keeps lines that are printed at the end of the run, whether the test passes or not."""
    return printer(request)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, one for each process that runs tests."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support.databases import migrated_sqlite  # noqa: PLC0415 as above

    return await migrated_sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
async def _postgres_template(postgres: Postgres) -> str:
    from tests.support.databases import migrated_postgres  # noqa: PLC0415 as above

    return await migrated_postgres(postgres)


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Starts real `muster` processes quickly, and ends them with the session."""
    with Launcher() as started:
        yield started


@pytest.fixture(scope="session")
async def browser() -> "AsyncIterator[Browser]":
    """A headless Chromium; it fails with a sentence where there is none."""
    from tests.support.browser import launched  # noqa: PLC0415 only browser tests wait for playwright

    async with launched() as chromium:
        yield chromium


@pytest.fixture
async def page(browser: "Browser") -> "AsyncIterator[Page]":
    """An empty page in a browser that remembers nothing."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Kathmandu")
    try:
        yield await context.new_page()
    finally:
        await context.close()
