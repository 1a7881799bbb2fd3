"""The tests' own world holds what it promises."""

import socket

import aiohttp
import pytest

from tests.support.surroundings import NetworkBlockedError


def test_another_machine_is_out_of_reach() -> None:
    """A connection to a foreign address fails loudly, and not as a failed connection would."""
    with socket.socket() as sock, pytest.raises(NetworkBlockedError, match=r"192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))


async def test_a_foreign_name_is_not_looked_up() -> None:
    """A request to another host fails before its name leaves this machine."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(NetworkBlockedError, match=r"example\.com"):
            await session.get("http://example.com/")


def test_this_machine_is_within_reach() -> None:
    """Loopback works by number and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1])).close()
