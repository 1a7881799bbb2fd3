"""Files that a command writes: none is overwritten unless asked, and none is left half written."""

import os
from pathlib import Path

import typer

from bot.cli.surroundings import reason, tell


def refuse_existing(paths: list[Path], *, force: bool) -> None:
    """End with code 1 and a sentence when something is in the way of a file.

    Args:
        force: what is there may be replaced.
    """
    there = [path for path in paths if path.exists() and not force]
    for path in there:
        tell(f"{path} is already there, and stays as it is. --force replaces it.")
    if there:
        raise typer.Exit(1)


def write(path: Path, text: str, *, force: bool, mode: int = 0o666) -> None:
    """Write a file as a whole, or end with code 1 and a sentence.

    Args:
        force: replace what is there.
        mode: who may read and write it; the process's umask takes away from it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    target = path.with_name(f"{path.name}.new") if force else path
    try:
        if force:
            target.unlink(missing_ok=True)
        with os.fdopen(os.open(target, flags, mode), "w", encoding="utf-8") as file:
            file.write(text)
        if force:
            target.replace(path)
    except OSError as error:
        tell(f"{path} cannot be written: {reason(error)}.")
        raise typer.Exit(1) from error
