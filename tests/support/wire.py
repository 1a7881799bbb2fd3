"""A wire to PostgreSQL that breaks at a chosen moment of a chosen transaction."""

import asyncio
import contextlib
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 65536
_COMMIT = b"COMMIT"


class Wire:
    """Stands between a process and its database, and passes everything on.

    Use it as an async context manager.

    Args:
        url: the SQLAlchemy URL of the database.
        folder: for the socket at which this end listens; its path must be short.
    """

    def __init__(self, url: str, *, folder: Path) -> None:
        """Prepare; entering it opens the socket."""
        parsed = make_url(url)
        self._far = Path(str(parsed.query["host"])) / _SOCKET
        self._near = folder / _SOCKET
        self.url = parsed.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False)
        self._words: bytes | None = None
        self._delivers = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.cut = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Open it."""
        self._server = await asyncio.start_unix_server(self._serve, self._near)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it, with every connection that is left."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def break_commit_of(self, words: str, *, delivers: bool) -> None:
        """Break the connection when the next transaction that has written `words` is committed.

        Args:
            delivers: the database still gets the commit, and carries it out; only its answer is lost.
        """
        self._words, self._delivers = words.encode(), delivers

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        far_reader, far_writer = await asyncio.open_unix_connection(self._far)
        back = asyncio.create_task(_pass_on(far_reader, writer))
        try:
            await self._forward(reader, far_writer, back)
        finally:
            back.cancel()
            for one in (writer, far_writer):
                one.close()

    async def _forward(
        self, reader: asyncio.StreamReader, far: asyncio.StreamWriter, back: asyncio.Task[None]
    ) -> None:
        """Pass on what the process says until it falls silent for good, or the wire breaks."""
        is_the_one = False
        while said := await reader.read(_CHUNK):
            is_the_one = is_the_one or (self._words is not None and self._words in said)
            if is_the_one and _COMMIT in said:
                self._words = None
                back.cancel()  # the process hears no answer
                with contextlib.suppress(asyncio.CancelledError):
                    await back
                if self._delivers:
                    far.write(said)
                    await far.drain()
                self.cut.set()
                return
            far.write(said)
            await far.drain()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while said := await reader.read(_CHUNK):
        writer.write(said)
        await writer.drain()
    writer.close()
