"""What every command shares: the configuration, the environment, and mistakes told without a traceback."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.config import Config, Settings


def tell(sentence: str) -> None:
    """Print `sentence` where it does not mix with a command's output."""
    typer.echo(sentence, err=True)


@contextmanager
def mistakes_told() -> Iterator[None]:
    """End the program with code 1 and sentences on standard error when something foreseeable is wrong."""
    from bot.config import ConfigError
    from bot.domain.errors import DatabaseUnavailable, Refusal

    try:
        yield
    except ConfigError as error:
        for finding in error.findings:
            tell(finding)
    except Refusal as refusal:
        tell(refusal.sentence)
    except DatabaseUnavailable as error:
        tell(f"The database cannot be reached: {error}. Check DATABASE_URL, and that the server runs.")
    else:
        return
    raise typer.Exit(1)


def configuration(path: Path) -> "Config":
    """Return the configuration at `path`, with its warnings told."""
    from bot.config import load

    return load(path)


def both(path: Path) -> "tuple[Config, Settings]":
    """Return the configuration at `path` and what the environment says, or every mistake in either."""
    from bot.config import ConfigError, load, load_settings

    findings: list[str] = []
    config = settings = None
    try:
        config = load(path)
    except ConfigError as error:
        findings += error.findings
    try:
        settings = load_settings(os.environ, beside=path)
    except ConfigError as error:
        findings += error.findings
    if config is None or settings is None:
        raise ConfigError(findings)
    return config, settings


def log_aside() -> None:
    """Keep the log of a short command to what went wrong, away from its output."""
    from bot.log import set_up_log

    set_up_log(level="WARNING", pretty=True, stream=sys.stderr)
