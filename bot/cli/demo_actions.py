"""What Muster may do in the demo, and in the demo alone: harmless programs, and a runbook that has them."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bot.config import Config
from bot.domain.allowed import Program

RUNBOOKS: Final = Path(__file__).parent / "demo_runbooks"
_AT_MOST: Final = timedelta(seconds=10)


def with_actions(config: Config) -> Config:
    """Return the rules with what the demo's runbook may run; what this machine lacks is left out."""
    found = {one.name: one for one in (_look_at_load(), _roll_back()) if one is not None}
    allowed = replace(config.actions, commands=MappingProxyType({**config.actions.commands, **found}))
    folders = (*config.runbooks.folders, RUNBOOKS)
    return replace(config, actions=allowed, runbooks=replace(config.runbooks, folders=folders))


def _look_at_load() -> Program | None:
    """Only looks: how busy the machine is, or what time it is where nothing can tell."""
    path = _found("uptime", "date")
    if path is None:
        return None
    return Program(name="look-at-load", risk="safe", argv=(path,), time_limit=_AT_MOST)


def _roll_back() -> Program | None:
    """Only prints, and stands for what changes something: it needs somebody else's approval."""
    path = _found("echo")
    if path is None:
        return None
    return Program(
        name="roll-back",
        risk="guarded",
        argv=(path, "Checkout runs {version} again. (A demo: nothing was changed.)"),
        dry_run=(path, "Checkout would run {version} again."),
        arguments=(("version", "v[0-9]{1,4}"),),
        time_limit=_AT_MOST,
    )


def _found(*names: str) -> str | None:
    """Return the whole path of the first of these programs that is here."""
    paths = (shutil.which(name) for name in names)
    # A link is not followed: with BusyBox it is the name that says which program is meant.
    return next((str(Path(path).absolute()) for path in paths if path is not None), None)
