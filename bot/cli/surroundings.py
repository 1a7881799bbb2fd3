"""What every command shares: the configuration, the environment, and mistakes told without a traceback."""

import errno
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from bot.config import Config, Settings

T = TypeVar("T")
_PORT_IN_THE_WAY = {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}


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


def carry_out(work: Coroutine[Any, Any, T]) -> T:
    """Run what the bot does until it is done, and end with a sentence where it cannot start."""
    import uvloop

    from bot.app import CannotStart

    try:
        return uvloop.run(work)
    except CannotStart as error:
        tell(str(error))
        raise typer.Exit(1) from error
    except OSError as error:
        if error.errno not in _PORT_IN_THE_WAY:
            raise
        tell(f"The port cannot be used: {reason(error)}. Name another with --port; 0 takes a free one.")
        raise typer.Exit(1) from error


def reason(error: OSError) -> str:
    """Return the system's own words for what went wrong."""
    return os.strerror(error.errno).lower() if error.errno else "unknown reason"


def configuration(path: Path) -> "Config":
    """Return the configuration at `path`."""
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


def forget_slack() -> None:
    """Take Slack's variables out of the environment, once they were read.

    Bolt reads some of them by itself: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET would make it drop our token.
    """
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]


def log_aside() -> None:
    """Keep the log of a short command to what went wrong, away from its output."""
    from bot.log import set_up_log

    set_up_log(level="WARNING", pretty=True, stream=sys.stderr)
