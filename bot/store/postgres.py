"""PostgreSQL's engines: what their connections expect of the network, and which are trusted to be alive."""

import asyncio
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy.exc
from sqlalchemy import event
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_SILENCE_S = 8
"""How long a server may be silent on the network before its connection counts as lost."""

NETWORK: Mapping[str, int] = MappingProxyType(
    {
        "connect_timeout": 2,
        "tcp_user_timeout": _SILENCE_S * 1000,
        "keepalives_idle": _SILENCE_S // 2,
        "keepalives_interval": _SILENCE_S // 4,
        "keepalives_count": 2,
    }
)
"""What every connection expects of the network, in libpq's words."""

_IDLE_S = 10
"""How long a transaction may do nothing before the server ends it: a paused process keeps no row locked."""

_PREPARED_AFTER = 2
"""How often a connection says the same before the server keeps its plan, which takes longer than to read."""

_SURE_S = 1.0
"""How long a connection is trusted after its last use; to ask is one more way to the server."""

_WRITERS = 8
_READERS = 4

_USED = "used"


class Trust:
    """Which connections are taken to be alive: those used a moment ago, unless one has broken since."""

    def __init__(self) -> None:
        """Begin with no broken one."""
        self._broke_at = -math.inf

    def watch(self, engine: AsyncEngine) -> None:
        """Ask the connections of `engine` before they are used, where there is a doubt."""

        @event.listens_for(engine.sync_engine, "checkin")
        def note(_connection: Any, record: Any) -> None:
            record.info[_USED] = _now_s()

        @event.listens_for(engine.sync_engine, "checkout")
        def make_sure(connection: Any, record: Any, _proxy: Any) -> None:
            if not self._is_doubtful(record.info.get(_USED)):
                return
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise sqlalchemy.exc.DisconnectionError from error  # the pool makes another one

        @event.listens_for(engine.sync_engine, "handle_error")
        def doubt(context: Any) -> None:
            if context.is_disconnect:
                self._broke_at = _now_s()

    def _is_doubtful(self, used_at: float | None) -> bool:
        """Tell whether a connection last used at `used_at` may be dead; None for one that is new."""
        return used_at is not None and (used_at <= self._broke_at or _now_s() - used_at >= _SURE_S)


def _now_s() -> float:
    """Return real time: the network's, not the incident's."""
    return asyncio.get_running_loop().time()


def engines(url: str, *, wait_s: float) -> tuple[AsyncEngine, AsyncEngine]:
    """Return the engine for transactions that change something, and that for the others.

    Each statement of a transaction that only reads sees what is committed by then anyway (READ COMMITTED); to
    begin and to end one are two more ways to the server.

    Args:
        wait_s: how long a lock, or a connection to become free, is waited for.
    """
    trust = Trust()
    return (
        _engine(url, size=_WRITERS, wait_s=wait_s, trust=trust, isolation_level="READ COMMITTED"),
        _engine(url, size=_READERS, wait_s=wait_s, trust=trust, isolation_level="AUTOCOMMIT"),
    )


def _engine(
    url: str, *, size: int, wait_s: float, trust: Trust, isolation_level: IsolationLevel
) -> AsyncEngine:
    """Return an engine; the connection given back last is used first: the server knows its statements."""
    engine = create_async_engine(
        url,
        isolation_level=isolation_level,
        pool_size=size,
        max_overflow=0,
        pool_timeout=wait_s,
        pool_use_lifo=True,
        hide_parameters=True,  # people's words must not end in a log
        connect_args={
            **NETWORK,
            "prepare_threshold": _PREPARED_AFTER,
            "options": f"-c lock_timeout={int(wait_s * 1000)} -c TimeZone=UTC"
            f" -c idle_in_transaction_session_timeout={_IDLE_S * 1000}",
        },
    )
    trust.watch(engine)
    return engine
