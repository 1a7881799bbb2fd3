"""`muster runbooks`: what CI and authors of runbooks need."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.surroundings import both, carry_out, configuration, log_aside, mistakes_told, tell

if TYPE_CHECKING:
    from runbooks.check import Checked
    from runbooks.rules.known import Known

app = typer.Typer(help="Work with runbooks.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def runbooks() -> None:
    """Work with runbooks."""


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Runbooks of your own; left out: those of --config, else the shipped ones.",
            metavar="[FOLDER]",
        ),
    ] = None,
    *,
    config: Annotated[
        Path | None, typer.Option("--config", help="Whose services and severities to know.", metavar="FILE")
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(
            "--owner", help="Somebody who may own runbooks; again for more. None: anybody.", metavar="@WHO"
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Say what is wrong with runbooks; ends with code 1 if something has to be mended."""
    with mistakes_told():
        known = _known(config, owners=owner)
        from runbooks.catalogue import LIBRARY
        from runbooks.check import as_json
        from runbooks.check import check as look

        own = configuration(config).runbooks.folders if config is not None else ()
        shown = [folder] if folder is not None else [*own] or [LIBRARY]
        checked = look(shown, known=known, also=[LIBRARY])
        if json:
            from json import dumps

            typer.echo(dumps(as_json(checked), indent=2, ensure_ascii=False))
        else:
            _print(checked, where="" if shown == [LIBRARY] else ", ".join(map(str, shown)))
        if checked.errors:
            raise typer.Exit(1)


_CONFIG = Path("config.yaml")
ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.", metavar="FILE")]


@app.command()
def stats(*, config: ConfigPath = _CONFIG) -> None:
    """Say how often each runbook was offered, followed and of help."""
    with mistakes_told():
        log_aside()
        rules, settings = both(config)
        from bot.app import runbook_figures
        from bot.domain import words

        figures = carry_out(runbook_figures(rules, settings))
        resolved = words.runs_resolved_with(figures.resolved_with, resolved=figures.resolved)
        carried_out = words.runs_carried_out(figures.succeeded, count=figures.carried_out)
        typer.echo(f"Resolved with a runbook: {resolved}.")
        typer.echo(f"Carried out by Muster: {carried_out}.")
        for one in figures.runbooks:
            typer.echo(f"{one.runbook}: {words.run_counts(one)}")


@app.command()
def remarks(*, config: ConfigPath = _CONFIG) -> None:
    """Say what people found wrong in runbooks; what stands in a private incident is for its members."""
    with mistakes_told():
        log_aside()
        rules, settings = both(config)
        from bot.app import runbook_remarks

        found = carry_out(runbook_remarks(rules, settings))
        for one in found:
            said = one.text or "said in a private incident; ask there"
            typer.echo(f"{one.runbook} ({one.revision}, {one.owner}), INC-{one.incident}: {said}")
        if not found:
            typer.echo("Nobody has found anything wrong in a runbook.")


def _known(config: Path | None, *, owners: list[str] | None) -> "Known":
    """Return what is known; the services only where the configuration names any."""
    from bot.clock import SystemClock
    from runbooks.rules.known import Known

    today = SystemClock().now().date()
    if config is None:
        return Known(today=today, owners=owners)
    rules = configuration(config)
    return Known(
        today=today, owners=owners, services=rules.services or None, severities=tuple(rules.severities)
    )


def _print(checked: "Checked", *, where: str) -> None:
    for finding in checked.errors:
        tell(str(finding))
    for finding in checked.warnings:
        tell(f"Warning: {finding}")
    place = f"in {where}" if where else "that ship with Muster"
    count = f"{len(checked.ids)} runbook{'' if len(checked.ids) == 1 else 's'} {place}"
    errors = len(checked.errors)
    wrong = "nothing is wrong" if not errors else f"{errors} thing{'' if errors == 1 else 's'} to mend"
    typer.echo(f"{count}: {wrong}.")
