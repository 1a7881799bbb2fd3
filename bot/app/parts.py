"""What the running bot and single commands build alike."""

import os
from functools import partial

from bot.clock import Clock
from bot.config import Config, Settings
from bot.delivery.slack import Slack
from bot.doctor import Patient
from bot.store.migrate import standing
from runbooks.catalogue import LIBRARY, Catalogue, load


def catalogue_of(config: Config) -> Catalogue:
    """Return the runbooks that a configuration asks for."""
    return load(*([LIBRARY] if config.runbooks.shipped else []), *config.runbooks.folders)


def patient_of(config: Config | None, settings: Settings, *, slack: Slack, clock: Clock) -> Patient:
    """Return what the doctor looks at; a configuration that holds mistakes is None."""
    database = partial(standing, settings.database_url)
    broken = catalogue_of(config).errors if config is not None else ()
    return Patient(
        config=config,
        settings=settings,
        slack=slack,
        database=database,
        clock=clock,
        environment=os.environ,
        broken_runbooks=tuple(f"{one.file}:{one.line}: {one.sentence}" for one in broken),
    )
