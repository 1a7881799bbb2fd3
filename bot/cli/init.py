"""`muster init`: from a few answers to a configuration, a manifest, and the exact way to a running bot."""

import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import typer

from bot.cli import beginnings
from bot.cli.asking import AnswersEnded, Question, secret, settle
from bot.cli.beginnings import HTTP, SOCKET, Answers
from bot.cli.clicks import clicks, next_commands, secrets_of
from bot.cli.files import refuse_existing, write
from bot.cli.surroundings import tell
from bot.config import load_settings, parse
from bot.config.manifest import manifest as values_of
from bot.config.manifest import manifest_yaml

_PRIVATE = 0o600

_COMMAND = Question(
    flag="--command", words="The slash command", kind=beginnings.COMMAND, suggestion="/incident"
)
_ANNOUNCEMENTS = Question(
    flag="--announcements",
    words="The channel where incidents are announced",
    kind=beginnings.CHANNEL,
    suggestion="#incidents",
)
_ON_CALL = Question(
    flag="--on-call",
    words="Who is on call: user groups or people",
    kind=beginnings.PEOPLE,
    suggestion="@oncall",
)
_BACKUP = Question(
    flag="--backup",
    words="Who is called when an update stays overdue, or none",
    kind=beginnings.PEOPLE_OR_NONE,
    suggestion="@oncall-backup",
)
_LEADERSHIP = Question(
    flag="--leadership",
    words="Who is mentioned when a SEV1 is announced, or none",
    kind=beginnings.PEOPLE_OR_NONE,
    suggestion="@leadership",
)
_WAY = Question(
    flag="--socket-mode/--http",
    words="How Slack reaches Muster: socket (needs no public address) or http",
    kind=beginnings.WAY,
    suggestion=SOCKET,
)
_URL = Question(flag="--url", words="Muster's public address, with https://", kind=beginnings.ADDRESS)


def run(
    flags: Mapping[str, str | None],
    *,
    config: Path,
    manifest: Path | None,
    write_env: Path | None,
    yes: bool,
    force: bool,
) -> None:
    """Write the configuration, and say everything that is left to do.

    Args:
        flags: what was said on the command line, by the names of the answers and `way`.
        config, manifest, write_env: the files to write; None for the manifest on standard output, and for no
            file with secrets.
        yes: take the suggestion for whatever was not said.
        force: replace files that are there.
    """
    refuse_existing([path for path in (config, manifest, write_env) if path is not None], force=force)
    try:
        answers = _answers(flags, ask=not yes)
    except AnswersEnded:
        tell("The answers ended before the questions did; nothing was written. --yes takes the suggestions.")
        raise typer.Exit(1) from None
    text = beginnings.configuration(answers)
    rules = parse(text, name=str(config))
    write(config, text, force=force)
    typer.echo(f"{config} is written. `muster check-config {config}` says what it means.\n")
    app = manifest_yaml(values_of(rules, request_url=answers.url, socket_mode=answers.url is None))
    if manifest is not None:
        write(manifest, app, force=force)
        typer.echo(f"{manifest} is written: the manifest of your Slack app.\n")
    else:
        typer.echo(f"The manifest of your Slack app:\n\n{app}")
    typer.echo("In Slack's pages:\n")
    for step in clicks(answers, manifest=manifest):
        typer.echo(step)
    if write_env is not None:
        _write_secrets(answers, path=write_env, beside=config, force=force)
    typer.echo("\nThen, here:\n")
    for line in next_commands(answers, config=config, environment=write_env):
        typer.echo(f"  {line}")


def _answers(flags: Mapping[str, str | None], *, ask: bool) -> Answers:
    zone = Question(
        flag="--zone", words="Your time zone", kind=beginnings.ZONE_NAME, suggestion=beginnings.own_zone()
    )
    said = flags.get
    command = settle(_COMMAND, said=said("command"), ask=ask)
    announcements = settle(_ANNOUNCEMENTS, said=said("announcements"), ask=ask)
    on_call = settle(_ON_CALL, said=said("on_call"), ask=ask)
    backup = settle(_BACKUP, said=said("backup"), ask=ask)
    leadership = settle(_LEADERSHIP, said=said("leadership"), ask=ask)
    zone_name = settle(zone, said=said("zone"), ask=ask)
    way = HTTP if said("url") is not None else settle(_WAY, said=said("way"), ask=ask)
    return Answers(
        command=command,
        announcements=announcements,
        on_call=on_call,
        backup=backup,
        leadership=leadership,
        zone=zone_name,
        url=settle(_URL, said=said("url"), ask=ask) if way == HTTP else None,
    )


def _write_secrets(answers: Answers, *, path: Path, beside: Path, force: bool) -> None:
    """Ask for the secrets and write them into a file that only its owner can read."""
    typer.echo(f"\nThe secrets, for {path}:\n", err=True)
    lines = ["# Muster's secrets, for nobody else to read. Keep this file out of any repository."]
    try:
        for name, looks_like in secrets_of(answers):
            value = secret(name, words=looks_like, check=partial(_check, name=name, beside=beside))
            lines.append(f"{name}={shlex.quote(value)}" if value else f"# {name}='{looks_like}'")
    except AnswersEnded:
        tell(f"The answers ended before the questions did; {path} was not written.")
        raise typer.Exit(1) from None
    lines.append("# Left out, the database is a SQLite file beside the configuration.")
    lines.append("# DATABASE_URL=postgresql://…")
    write(path, "\n".join(lines) + "\n", force=force, mode=_PRIVATE)
    typer.echo(f"\n{path} is written, for you alone to read.")


def _check(value: str, *, name: str, beside: Path) -> None:
    load_settings({name: value}, beside=beside)
