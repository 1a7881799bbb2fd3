"""One attempt at an exact call, with secrets from the environment, and an output without them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from yarl import URL

from bot.delivery.actions.command import run_command
from bot.delivery.actions.http import call_http
from bot.domain.acting import Result
from bot.domain.allowed import Actions, Headers, Host, Program, Webhook
from bot.domain.calls import Call, entry_of
from bot.domain.redaction import without_secrets


class _Missing(Exception):
    """Something that the call needs is not there; the text completes "It could not be started: …"."""


async def perform(
    call: Call, *, allowed: Actions, environment: Mapping[str, str], dry: bool = False
) -> Result:
    """Make `call` once and return what came of it; what it said comes back without secrets.

    Args:
        allowed: the allow-list as it is now; a call whose entry has changed is not made.
        environment: where headers, addresses and a program's variables come from.
        dry: run the command's variant that changes nothing.
    """
    entry = entry_of(call, allowed=allowed)
    if entry is None:
        return _not_started("the allow-list says something else by now")
    try:
        result, secrets = await _attempt(call, entry, environment=environment, dry=dry)
    except _Missing as missing:
        return _not_started(str(missing))
    return replace(
        result,
        output=without_secrets(result.output, known=secrets),
        said=without_secrets(result.said, known=secrets),
    )


async def _attempt(
    call: Call, entry: Host | Webhook | Program, *, environment: Mapping[str, str], dry: bool
) -> tuple[Result, Mapping[str, str]]:
    """Return what came of it, and the values that nobody may read."""
    if isinstance(entry, Program):
        passed = _values(entry.environment, environment)
        return await _run(call, entry, environment=passed, dry=dry), passed
    secrets = _values([variable for _, variable in entry.headers], environment)
    address = call.url
    if isinstance(entry, Webhook):
        address = await _address(entry, environment)
        secrets[entry.url_from] = address
    result = await _request(call, address, entry.headers, secrets, networks=entry.networks)
    return result, secrets


def _not_started(why: str) -> Result:
    return Result(ending="failed", said=f"could not be started: {why}")


async def _run(call: Call, entry: Program, *, environment: Mapping[str, str], dry: bool) -> Result:
    return await run_command(
        call.dry_run if dry else call.argv,
        environment=environment,
        folder=entry.folder,
        time_limit=call.time_limit,
        output_limit=entry.output_limit,
    )


async def _request(
    call: Call, url: str, headers: Headers, secrets: Mapping[str, str], *, networks: tuple[str, ...]
) -> Result:
    values = {name: secrets[variable] for name, variable in headers}
    for name, variable in headers:
        if not values[name].isprintable():
            raise _Missing(f"the variable {variable} holds a line break")
    return await call_http(
        call.method, url, headers=values, body=call.body, time_limit=call.time_limit, networks=networks
    )


def _values(variables: tuple[str, ...] | list[str], environment: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in variables if not environment.get(name, "").strip()]
    if missing:
        raise _Missing(f"{', '.join(missing)} is not set where Muster runs")
    return {name: environment[name].strip() for name in variables}


async def _address(entry: Webhook, environment: Mapping[str, str]) -> str:
    if entry.is_file:
        try:
            text = (await asyncio.to_thread(Path(entry.url_from).read_text, "utf-8")).strip()
        except (OSError, ValueError) as error:
            raise _Missing(f"{entry.url_from} cannot be read") from error
    else:
        text = _values([entry.url_from], environment)[entry.url_from]
    try:
        url = URL(text)
    except ValueError as error:
        raise _Missing(f"{entry.url_from} holds no address") from error
    if (
        url.scheme not in {"http", "https"}
        or not url.host
        or url.user
        or url.password
        or not text.isprintable()
    ):
        raise _Missing(f"{entry.url_from} holds no address that can be called")
    return str(url)
