"""`muster doctor`: everything is looked at, however much of it is broken."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import typer

from bot.app import examine_installation
from bot.cli.findings import all_well, as_json, as_text
from bot.config import Config, ConfigError, Settings, load, load_settings
from bot.domain.checkup import Finding, State
from bot.log import Redaction

_EDIT = "Then `muster check-config` says whether the file is right."


def run(path: Path, *, json: bool, post_to: str | None) -> bool:
    """Look at an installation, print what was found, and return whether all is well.

    Args:
        path: of the configuration.
        json: for scripts instead of people.
        post_to: a channel for one test message, deleted at once.
    """
    config, findings = _config(path)
    settings, more = _settings(path)
    findings += more
    if settings is not None:
        findings += _examined(config, settings, post_to=post_to)
    clean = Redaction(settings.secrets if settings is not None else ()).text
    if json:
        typer.echo(clean(as_json(findings)))
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        for line in as_text(findings, width=width):
            typer.echo(clean(line))
    return all_well(findings)


def _config(path: Path) -> tuple[Config | None, list[Finding]]:
    try:
        return load(path), []
    except ConfigError as error:
        return None, [_broken("configuration", sentence, _EDIT) for sentence in error.findings]


def _settings(path: Path) -> tuple[Settings | None, list[Finding]]:
    try:
        return load_settings(os.environ, beside=path), []
    except ConfigError as error:
        mend = "Set the variable again, then run the doctor again: database and Slack were not looked at."
        return None, [_broken("environment", sentence, mend) for sentence in error.findings]


def _examined(config: Config | None, settings: Settings, *, post_to: str | None) -> tuple[Finding, ...]:
    try:
        return asyncio.run(examine_installation(config, settings, post_to=post_to))
    except Exception as error:  # noqa: BLE001 - whoever asks the doctor has trouble enough without a traceback
        what = f"A mistake in Muster: {type(error).__name__}: {error}"
        return (_broken("doctor", what, "Please report it, with this line."),)


def _broken(check: str, what: str, how_to_mend: str) -> Finding:
    return Finding(check=check, state=State.BROKEN, what=what, how_to_mend=how_to_mend)
