"""What one command does with an installation, without a running bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.app.parts import patient_of
from bot.clock import SystemClock
from bot.config import Config, Settings
from bot.delivery.slack import connected
from bot.doctor import examine
from bot.domain.checkup import Finding
from bot.domain.run_figures import Figures
from bot.domain.run_views import RemarkView
from bot.exports import find_format, read_json, render
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.usecases.exporting import import_incident as write_imported
from bot.usecases.queries import Queries
from bot.usecases.runner import Runner


async def examine_installation(
    config: Config | None, settings: Settings, *, post_to: str | None = None
) -> tuple[Finding, ...]:
    """Return what the doctor finds; nothing is changed, and nothing is posted unless asked.

    Args:
        config: None where the file holds mistakes; then only the rest is looked at.
        post_to: a channel for one test message, deleted at once.
    """
    clock = SystemClock()
    async with connected(settings, clock=clock) as (slack, _):
        return await examine(patient_of(config, settings, slack=slack, clock=clock), post_to=post_to)


async def export_incident(config: Config, settings: Settings, *, number: int, form: str) -> bytes:
    """Return one incident as a file; it may be private: whoever runs commands here can read the database.

    Raises:
        Refusal: there is no such incident or format.
        DatabaseUnavailable: the database cannot be reached.
    """
    clock = SystemClock()
    async with _database(settings) as database:
        dossier = await Queries(database, config=config, clock=clock).dossier(number)
        return render(find_format(form), dossier, exported_at=clock.now()).content


async def runbook_figures(config: Config, settings: Settings) -> Figures:
    """Return how often each runbook was offered, followed and of help.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    async with _database(settings) as database:
        return await Queries(database, config=config, clock=SystemClock()).run_figures()


async def runbook_remarks(config: Config, settings: Settings) -> tuple[RemarkView, ...]:
    """Return what people found wrong in runbooks.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
    """
    async with _database(settings) as database:
        return await Queries(database, config=config, clock=SystemClock()).runbook_remarks()


async def import_incident(config: Config, settings: Settings, *, document: bytes) -> int:
    """Write an exported incident into the database and return its number.

    Raises:
        Refusal: the document is no export of ours, or the number is taken.
        DatabaseUnavailable: the database cannot be reached.
    """
    record = read_json(document)
    async with _database(settings) as database:
        runner = Runner(database, clock=SystemClock(), config=config)
        reply = await runner.run(partial(write_imported, imported=record))
        await runner.drain()
    if reply.incident is None:
        raise RuntimeError("An imported incident has no number.")
    return reply.incident


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    """Open the migrated database for one command."""
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()
