"""The commands and their options; what they do is elsewhere."""

import asyncio
import enum
import gc
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.backups import backup, restore
from bot.cli.runbooks import app as runbooks
from bot.cli.surroundings import (
    both,
    carry_out,
    configuration,
    forget_slack,
    log_aside,
    mistakes_told,
    reason,
    tell,
)

app = typer.Typer(
    help="Muster runs incidents in Slack: from /incident to a complete timeline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and so secrets
    rich_markup_mode=None,
)

app.add_typer(runbooks, name="runbooks")

ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.", metavar="FILE")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")]

_CONFIG = Path("config.yaml")


class Format(enum.StrEnum):
    """The files an incident leaves as."""

    MD = "md"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


def _channel(value: str | None) -> str | None:
    """Take a channel as the configuration does, or end with code 2."""
    if value is None:
        return None
    from bot.cli.asking import read_flag
    from bot.config.kinds import CHANNEL

    return read_flag("--post", value, kind=CHANNEL)


def _file(what: str) -> Any:
    return typer.Option(help=what, metavar="FILE", dir_okay=False)


@app.command()
def init(
    *,
    config: ConfigPath = _CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take what is suggested.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    command: Annotated[str | None, typer.Option(help="The slash command.", metavar="/incident")] = None,
    announcements: Annotated[
        str | None, typer.Option(help="Where incidents are announced.", metavar="#incidents")
    ] = None,
    on_call: Annotated[
        str | None, typer.Option(help="Who is on call: user groups or people.", metavar="@oncall,@ana")
    ] = None,
    backup: Annotated[
        str | None, typer.Option(help="Who is called when an update stays overdue; or none.", metavar="@…")
    ] = None,
    leadership: Annotated[
        str | None, typer.Option(help="Who is mentioned when a SEV1 is announced; or none.", metavar="@…")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Your time zone.", metavar="Europe/Berlin")] = None,
    socket_mode: Annotated[
        bool | None, typer.Option("--socket-mode/--http", help="How Slack reaches the bot; HTTP needs --url.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The bot's public address, for HTTP.", metavar="https://…")
    ] = None,
    manifest: Annotated[Path | None, _file("Write the manifest there instead of printing it.")] = None,
    write_env: Annotated[
        Path | None, _file("Ask for the secrets and write them there, for you alone to read.")
    ] = None,
) -> None:
    """Ask a few questions, write the configuration, and say how to connect it to your Slack.

    Prints the manifest of the Slack app and the exact clicks in Slack's pages. No file is overwritten without
    --force. No secret is written without --write-env, which always asks for them.
    """
    if socket_mode and url is not None:
        raise typer.BadParameter("--socket-mode needs no --url: say one of them.")
    with mistakes_told():
        from bot.cli.init import run

        way = None if socket_mode is None else "socket" if socket_mode else "http"
        flags = {
            "command": command,
            "announcements": announcements,
            "on_call": on_call,
            "backup": backup,
            "leadership": leadership,
            "zone": zone,
            "way": way,
            "url": url,
        }
        run(flags, config=config, manifest=manifest, write_env=write_env, yes=yes, force=force)


@app.command()
def serve(
    *,
    config: ConfigPath = _CONFIG,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Port = 3000,
) -> None:
    """Run the bot for a Slack workspace.

    Secrets come from the environment: SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or
    SLACK_SIGNING_SECRET (HTTP). DATABASE_URL names the database; without it, it is a SQLite file beside the
    configuration.
    """
    with mistakes_told():
        rules, settings = both(config)
        settings.require_slack()
        forget_slack()
        from bot.log import set_up_log

        pretty = sys.stdout.isatty() if settings.log_format is None else settings.log_format == "pretty"
        set_up_log(level=settings.log_level, pretty=pretty, secrets=settings.secrets)
        # What is imported stays: collecting garbage meanwhile finds none, and later it would be looked
        # through again and again, for a tenth of a second each time.
        gc.disable()
        from bot.app import serve as run

        gc.freeze()
        gc.enable()
        carry_out(run(rules, settings, host=host, port=port))


@app.command()
def demo(
    *,
    port: Port = 8080,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Run the bot with a local Slack workspace in the browser.

    No account and no token: for a first look, for drills and for tests.
    """
    with mistakes_told():
        from bot.log import set_up_log

        set_up_log(pretty=True, stream=sys.stderr)
        from bot.cli.demo import run

        carry_out(run(port=port, browser=browser))


@app.command()
def doctor(
    *,
    config: ConfigPath = _CONFIG,
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
    post: Annotated[
        str | None,
        typer.Option(
            help="Post one test message to this channel, and delete it.", metavar="CHANNEL", callback=_channel
        ),
    ] = None,
) -> None:
    """Say what is broken, and how to mend it.

    Looks at configuration, database, token, scopes, clock, connection, channels, user groups and people.
    Changes nothing, and posts nothing unless asked with --post. Ends with 0 when all is well, and with 1 when
    something is broken or could not be looked at.
    """
    from bot.cli.doctoring import run

    log_aside()
    if not run(config, json=json, post_to=post):
        raise typer.Exit(1)


@app.command()
def migrate(*, config: ConfigPath = _CONFIG) -> None:
    """Bring the database to this version's schema.

    `serve` does so by itself, safely with several replicas.
    """
    with mistakes_told():
        log_aside()
        _, settings = both(config)
        from bot.store.migrate import migrate as bring_up_to_date

        asyncio.run(bring_up_to_date(settings.database_url))
        typer.echo("The database is up to date.")


@app.command("check-config")
def check_config(
    *, config: Annotated[Path, typer.Argument(help="The configuration file.", metavar="[FILE]")] = _CONFIG
) -> None:
    """Say what is wrong in a configuration, or what it means."""
    with mistakes_told():
        rules = configuration(config)
        from bot.cli.summary import summary

        for warning in rules.warnings:
            tell(f"Warning: {warning}")
        typer.echo(f"{config} is right.")
        for line in summary(rules):
            typer.echo(line)


@app.command()
def manifest(
    *,
    config: ConfigPath = _CONFIG,
    url: Annotated[
        str | None, typer.Option(help="The bot's public address, for HTTP.", metavar="https://…")
    ] = None,
    socket_mode: Annotated[
        bool | None, typer.Option("--socket-mode/--http", help="How Slack reaches the bot; HTTP needs --url.")
    ] = None,
) -> None:
    """Print the manifest of the Slack app.

    Paste it at api.slack.com/apps under "Create New App", "From a manifest". Without --url it is one for
    Socket Mode, which needs no public address.
    """
    with mistakes_told():
        rules = configuration(config)
        from bot.config.manifest import manifest as values
        from bot.config.manifest import manifest_yaml

        typer.echo(manifest_yaml(values(rules, request_url=url, socket_mode=socket_mode)), nl=False)


@app.command()
def export(
    incident: Annotated[str, typer.Argument(help="The incident, as in INC-42.")],
    *,
    form: Annotated[Format, typer.Option("--format", help="The kind of file.")] = Format.MD,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it; left out: here.", metavar="FILE")
    ] = None,
    config: ConfigPath = _CONFIG,
) -> None:
    """Write out everything about an incident."""
    with mistakes_told():
        log_aside()
        number = _number(incident)
        rules, settings = both(config)
        from bot.app import export_incident

        content: bytes = carry_out(export_incident(rules, settings, number=number, form=form.value))
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            tell(f"{output} cannot be written: {reason(error)}.")
            raise typer.Exit(1) from error
        tell(f"{output} written.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A JSON file that `export --format json` wrote.")],
    *,
    config: ConfigPath = _CONFIG,
) -> None:
    """Read an exported incident back in."""
    with mistakes_told():
        log_aside()
        rules, settings = both(config)
        try:
            document = file.read_bytes()
        except OSError as error:
            tell(f"{file} cannot be read: {reason(error)}.")
            raise typer.Exit(1) from error
        from bot.app import import_incident

        number: int = carry_out(import_incident(rules, settings, document=document))
        typer.echo(f"INC-{number} is imported.")


app.command()(backup)  # here, because `--help` lists commands in the order in which they are added
app.command()(restore)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(f"Muster {installed('muster')}")


def _number(word: str) -> int:
    from bot.domain.errors import NotUnderstood
    from bot.domain.ids import parse_incident_id

    number = parse_incident_id(word)
    if number is None:
        raise NotUnderstood(f'"{word}" is no incident; expected one such as INC-42.')
    return number
