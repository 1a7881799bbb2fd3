"""PostgreSQL's notifications: other replicas' commits wake this one's worker."""

import asyncio
from collections.abc import Callable

from sqlalchemy.engine import make_url

from bot.log import get_logger
from bot.store.outbox import CHANNEL
from bot.store.postgres import NETWORK

log = get_logger(__name__)

RETRY_S = 2.0
"""How long to wait before connecting again; meanwhile the worker's slow poll finds the work."""


async def listen(url: str, wake: Callable[[], None], *, own: str) -> None:
    """Call `wake` whenever another replica has committed something to do, until cancelled.

    Args:
        url: a SQLAlchemy URL of a PostgreSQL database.
        own: how this process names itself in what it announces.
    """
    import psycopg  # noqa: PLC0415 ten megabytes that nobody on SQLite has a use for

    address = psycopg.conninfo.make_conninfo(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), **NETWORK
    )
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                wake()  # something may have been committed while we were away
                while True:
                    async for notification in connection.notifies(timeout=0):
                        if notification.payload != own:
                            wake()
                    await _readable(connection.fileno())
        except (
            psycopg.Error
        ) as error:  # lost, or in a failover the address of a standby, where none can listen
            log.warning("notifications_wait_for_database", reason=type(error).__name__)
            await asyncio.sleep(RETRY_S)  # real time: the database's, not the incident's


async def _readable(fileno: int) -> None:
    """Wait until something has come over a socket.

    The driver could wait as well, but looks at its socket ten times a second meanwhile, all night.
    """
    has_come = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(fileno, has_come.set)
    try:
        await has_come.wait()
    finally:
        loop.remove_reader(fileno)
