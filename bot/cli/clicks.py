"""The way from a configuration to a running bot: the exact clicks in Slack's pages, and what to type then.

The names of pages and buttons are Slack's own (api.slack.com/apps).
"""

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.cli.beginnings import Answers

APPS_PAGE: Final = "https://api.slack.com/apps"

BOT_TOKEN: Final = ("SLACK_BOT_TOKEN", "xoxb-…")
APP_TOKEN: Final = ("SLACK_APP_TOKEN", "xapp-…")
SIGNING_SECRET: Final = ("SLACK_SIGNING_SECRET", "the Signing Secret")


def secrets_of(answers: Answers) -> tuple[tuple[str, str], ...]:
    """Return the names of the variables that hold secrets, each with what its value looks like."""
    return (BOT_TOKEN, APP_TOKEN if answers.url is None else SIGNING_SECRET)


def clicks(answers: Answers, *, manifest: Path | None) -> Iterator[str]:
    """Yield the steps in Slack's pages, numbered.

    Args:
        manifest: the file it is in; None where it was printed.
    """
    where = f"the content of {manifest}" if manifest is not None else "the manifest above"
    named = ", ".join(answers.named)
    called = f"User groups or people of these names must exist in Slack: {named}."
    steps = [
        f"Open {APPS_PAGE}, press “Create New App”, then “From a manifest”. Choose your workspace, “Next”.",
        f"Choose “YAML”, put {where} in place of what stands there. Press “Next”, then “Create”.",
        _INSTALL,
        _SOCKET_MODE if answers.url is None else _HTTP,
        f"In Slack, make sure that {answers.announcements} exists, and write `/invite @muster` in it.",
        f"{called} Slack's free plan has no user groups: name people instead.",
    ]
    if answers.url is not None:
        steps.append(_VERIFY.format(url=answers.url))
    for number, step in enumerate(steps, start=1):
        yield f"{number}. {step}"


_INSTALL: Final = (
    "On the page “Install App”, press “Install to …”, then “Allow”. Copy the “Bot User OAuth Token” "
    "(xoxb-…): it is SLACK_BOT_TOKEN."
)
_SOCKET_MODE: Final = (
    "On the page “Basic Information”, under “App-Level Tokens”, press “Generate Token and Scopes”. Give it "
    "any name, add the scope connections:write, press “Generate”. Copy the token (xapp-…): it is "
    "SLACK_APP_TOKEN."
)
_HTTP: Final = (
    "On the page “Basic Information”, under “App Credentials”, press “Show” beside “Signing Secret”, and "
    "copy it: it is SLACK_SIGNING_SECRET."
)
_VERIFY: Final = (
    "Once `muster serve` answers at {url}, open the page “Event Subscriptions”. If Slack has not verified "
    "the address, press “Retry”."
)


def next_commands(answers: Answers, *, config: Path, environment: Path | None) -> Iterator[str]:
    """Yield what to type then.

    Args:
        environment: the file that holds the secrets; None where they are given by hand.
    """
    if environment is not None:
        yield f"set -a; . {_from_here(environment)}; set +a"
    else:
        for name, looks_like in secrets_of(answers):
            yield f"export {name}='{looks_like}'"
    file = shlex.quote(str(config))
    yield f"{_program()} doctor --config {file}"
    yield f"{_program()} serve --config {file}"


def _program() -> str:
    """Return how `muster` can be called here again: by its name where the shell knows it."""
    called = sys.argv[0]
    return called if Path(called).name == "muster" and shutil.which("muster") is None else "muster"


def _from_here(path: Path) -> str:
    """Return a path that a shell's `.` takes for a file, not for a command."""
    return shlex.quote(str(path) if "/" in str(path) else f"./{path}")
