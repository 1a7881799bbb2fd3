"""`muster backup` and `muster restore`: a SQLite database as one file, and back."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.surroundings import log_aside, mistakes_told

_ConfigPath = Annotated[
    Path, typer.Option("--config", help="The configuration file; the database is beside it.", metavar="FILE")
]
_Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy.", metavar="FILE", dir_okay=False)],
    *,
    force: _Force = False,
    config: _ConfigPath = Path("config.yaml"),
) -> None:
    """Copy the SQLite database to a file.

    The bot may run meanwhile. The copy is whole, as the database was at one moment. It holds private
    incidents: only you can read it.
    """
    with mistakes_told():
        log_aside()
        from bot.store.backup import backup as copy

        copy(_url(config), to=file, force=force)
        typer.echo(f"{file} written.")


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` wrote.", metavar="FILE", dir_okay=False)],
    *,
    force: _Force = False,
    config: _ConfigPath = Path("config.yaml"),
) -> None:
    """Make a backup the SQLite database again.

    The bot must not run. With --force a database that is there is put aside, not deleted.
    """
    with mistakes_told():
        log_aside()
        from bot.clock import SystemClock
        from bot.store.backup import restore as put_back

        former = put_back(_url(config), source=file, now=SystemClock().now(), force=force)
        typer.echo(f"{file} is the database again.")
        if former is not None:
            typer.echo(f"The former one is {former}.")


def _url(config: Path) -> str:
    from bot.config import load_settings

    return load_settings(os.environ, beside=config).database_url
