"""What actions of runbooks need on this machine: programs, variables, files, and somebody to approve."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.config import Config
from bot.doctor.saying import broken, well
from bot.domain.allowed import Actions, Headers
from bot.domain.checkup import Finding

ACTIONS: Final = "actions"

_RESTART: Final = "Set it where Muster runs, then start Muster again."


def actions(config: Config, *, environment: Mapping[str, str]) -> list[Finding]:
    """Return what every entry of the allow-list lacks; nothing is called, and no value is read out."""
    allowed = config.actions
    if allowed.is_empty:
        return []
    count = len(allowed.hosts) + len(allowed.webhooks) + len(allowed.commands)
    return [*_missing(allowed, environment=environment)] or [
        well(ACTIONS, f"All {count} that are allowed have what they need on this machine.")
    ]


def _missing(allowed: Actions, *, environment: Mapping[str, str]) -> Iterator[Finding]:
    for host in allowed.hosts.values():
        yield from _variables(f"http {host.name}", _of(host.headers), environment=environment)
    for hook in allowed.webhooks.values():
        subject = f"webhook {hook.name}"
        names = _of(hook.headers)
        if hook.is_file and not os.access(hook.url_from, os.R_OK):
            mend = "Put the address there, readable for Muster, or correct url_file."
            yield broken(ACTIONS, f"{hook.url_from} cannot be read.", mend, subject=subject)
        elif not hook.is_file:
            names = (hook.url_from, *names)
        yield from _variables(subject, names, environment=environment)
    for command in allowed.commands.values():
        subject = f"command {command.name}"
        for program in dict.fromkeys(argv[0] for argv in (command.argv, command.dry_run) if argv):
            if not (Path(program).is_file() and os.access(program, os.X_OK)):
                mend = "Install it there, make it executable, or correct argv."
                yield broken(ACTIONS, f"{program} is no program that can be run.", mend, subject=subject)
        if not Path(command.folder).is_dir():
            mend = "Make it, or correct folder."
            yield broken(ACTIONS, f"{command.folder} is no folder.", mend, subject=subject)
        yield from _variables(subject, command.environment, environment=environment)


def _of(headers: Headers) -> tuple[str, ...]:
    return tuple(variable for _, variable in headers)


def _variables(subject: str, names: tuple[str, ...], *, environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        if not environment.get(name, "").strip():
            yield broken(ACTIONS, f"The variable {name} is not set.", _RESTART, subject=subject)
