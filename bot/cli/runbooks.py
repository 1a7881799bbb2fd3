"""`muster runbooks`: what CI and authors of runbooks need."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.surroundings import configuration, mistakes_told, tell

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
        typer.Argument(help="Runbooks of your own; left out: the shipped ones.", metavar="[FOLDER]"),
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

        shown = folder if folder is not None else LIBRARY
        checked = look([shown], known=known, also=[LIBRARY])
        if json:
            from json import dumps

            typer.echo(dumps(as_json(checked), indent=2, ensure_ascii=False))
        else:
            _print(checked, folder=folder)
        if checked.errors:
            raise typer.Exit(1)


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


def _print(checked: "Checked", *, folder: Path | None) -> None:
    for finding in checked.errors:
        tell(str(finding))
    for finding in checked.warnings:
        tell(f"Warning: {finding}")
    where = f"in {folder}" if folder is not None else "that ship with Muster"
    count = f"{len(checked.ids)} runbook{'' if len(checked.ids) == 1 else 's'} {where}"
    errors = len(checked.errors)
    wrong = "nothing is wrong" if not errors else f"{errors} thing{'' if errors == 1 else 's'} to mend"
    typer.echo(f"{count}: {wrong}.")
