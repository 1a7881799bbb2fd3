"""The same small world for every test: no network but this machine, no settings of the developer's."""

import ipaddress
import os
import socket
import time
from typing import Any

import pytest

_LOCAL_NAMES = {"localhost", "ip6-localhost", ""}
_FOREIGN_PREFIXES = ("MUSTER_", "SLACK_", "DATABASE_", "PG")
_FOREIGN_NAMES = {
    *("ALL_PROXY", "FTP_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "WS_PROXY", "WSS_PROXY"),
    *("COLUMNS", "FORCE_COLOR", "LINES", "PYTHONASYNCIODEBUG"),
}

# An odd offset: code that counts on UTC or on the machine's own zone shows. Written out,
# so that no zone needs to be installed.
_ZONE = "<+0545>-05:45"


class NetworkBlockedError(Exception):
    """A test tried to reach something that is not this machine.

    It is no OSError, so that code under test cannot take it for a failed connection and carry on.
    """


def settle_environment(patch: pytest.MonkeyPatch) -> None:
    """Forget the developer's proxies, terminal and settings, and set the zone and the terminal's width."""
    for name in list(os.environ):
        if name.upper() in _FOREIGN_NAMES or name.startswith(_FOREIGN_PREFIXES):
            patch.delenv(name)
    patch.setenv("TZ", _ZONE)
    patch.setenv("NO_COLOR", "1")
    patch.setenv("COLUMNS", "100")
    time.tzset()


def block_network(patch: pytest.MonkeyPatch) -> None:
    """Let Python's sockets reach loopback and unix sockets only, and look up no foreign name."""
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_foreign(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_foreign(self.family, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _refuse_foreign(self.family, rest[-1])
        return sendto(self, data, *rest)

    def guarded_getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_local(host):
            raise NetworkBlockedError(f"A test looked up {host!r}; tests know only this machine.")
        return getaddrinfo(host, port, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket.socket, "sendto", guarded_sendto)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


def _refuse_foreign(family: int, address: Any) -> None:
    if family in {socket.AF_INET, socket.AF_INET6} and not _is_local(address[0]):
        raise NetworkBlockedError(f"A test reached for {address[0]}; tests know only this machine.")


def _is_local(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name.lower() in _LOCAL_NAMES
    return address.is_loopback or address.is_unspecified
