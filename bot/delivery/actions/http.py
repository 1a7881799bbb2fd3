"""One HTTP call to a host that the operator allowed: there and nowhere else, bounded in time and size."""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from datetime import timedelta

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.delivery.actions.output import Kept
from bot.domain.acting import Result
from bot.domain.calls import JSON_TYPE
from bot.domain.durations import say

_OUTPUT_LIMIT = 20_000
_CHUNK = 65_536


class Elsewhere(OSError):
    """A name led to an address that is not allowed."""


class Pinned(AbstractResolver):
    """Looks names up, and answers only with addresses that may be called.

    Args:
        networks: where they must be; none for anywhere but this machine and link-local addresses.
    """

    def __init__(self, networks: Sequence[str]) -> None:
        """Remember where calls may go."""
        self._networks = [ipaddress.ip_network(one) for one in networks]
        self._names = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`.

        Raises:
            Elsewhere: one of them may not be called: then who answers for the name is not to be trusted.
        """
        found = await self._names.resolve(host, port, family)
        for one in found:
            self.check(one["host"])
        return found

    def check(self, address: str) -> None:
        """Let an address pass that may be called.

        Raises:
            Elsewhere: it may not.
        """
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        if not self._may_be_called(mapped or ip):
            raise Elsewhere(f"the name leads to {ip}, where nothing may be called")

    def _may_be_called(self, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        if self._networks:
            return any(ip.version == one.version and ip in one for one in self._networks)
        return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_multicast)

    async def close(self) -> None:
        """Release what the look-ups use."""
        await self._names.close()


async def call_http(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: str,
    time_limit: timedelta,
    networks: Sequence[str],
) -> Result:
    """Call `url` once and return what was answered; redirects are an answer like any other.

    Args:
        headers: complete, with their values.
        body: JSON; empty for none.
        networks: where the address must be.
    """
    target = URL(url, encoded=True)  # as it was approved, to the letter
    resolver = Pinned(networks)
    try:
        if networks and _is_address(target.host or ""):  # such a host is never looked up
            resolver.check(target.host or "")
        return await _call(
            method, target, headers=headers, body=body, time_limit=time_limit, resolver=resolver
        )
    except aiohttp.ConnectionTimeoutError:
        return Result(ending="failed", said=f"could not be reached within {say(time_limit)}")
    except (aiohttp.ClientConnectorError, Elsewhere) as error:
        return Result(ending="failed", said=f"could not be reached: {_why(error)}")
    except TimeoutError:
        return Result(ending="timed_out", said=f"did not answer within {say(time_limit)}")
    except aiohttp.ClientError as error:
        return Result(ending="unknown", said=f"broke off before an answer ({type(error).__name__})")


async def _call(
    method: str,
    target: URL,
    *,
    headers: Mapping[str, str],
    body: str,
    time_limit: timedelta,
    resolver: Pinned,
) -> Result:
    content = {"Content-Type": JSON_TYPE} if body else {}
    timeout = aiohttp.ClientTimeout(total=time_limit.total_seconds())
    async with (
        aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True) as connector,
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=timeout,
            trust_env=False,  # no proxy of the environment: it would see what is sent, and decide where to
            auto_decompress=False,
        ) as session,
        session.request(
            method,
            target,
            data=body.encode() or None,
            headers={"Accept-Encoding": "identity", "User-Agent": "Muster", **content, **headers},
            allow_redirects=False,
        ) as answer,
    ):
        kept = Kept(_OUTPUT_LIMIT)
        async for chunk in answer.content.iter_chunked(_CHUNK):
            kept.add(chunk)
            if kept.is_full:
                break
        status = answer.status
    did_well = 200 <= status < 300
    told = " (redirects are not followed)" if 300 <= status < 400 else ""
    return Result(
        ending="succeeded" if did_well else "failed",
        said=f"answered {status}{told}",
        output=kept.text(),
        left_out=kept.left_out,
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _why(error: OSError) -> str:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return str(cause) if isinstance(cause, Elsewhere) else (cause.strerror or type(cause).__name__).lower()
