"""A wire to PostgreSQL that breaks at a chosen moment of a chosen transaction."""

import asyncio
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 65536
_COMMIT = b"COMMIT"
_Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


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
        self._delivers = self._for_good = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.cut = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Open it."""
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it, with every connection that is left."""
        self._break()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def break_commit_of(self, words: str, *, delivers: bool, for_good: bool = False) -> None:
        """Break the connection when the next transaction that has written `words` is committed.

        Args:
            delivers: the database still gets the commit, and carries it out; only its answer is lost.
            for_good: every other connection breaks too, and there is no new one before `mend`.
        """
        self._words, self._delivers, self._for_good = words.encode(), delivers, for_good

    async def mend(self) -> None:
        """Let connections through again."""
        self._server = await asyncio.start_unix_server(self._serve, self._near)

    def _break(self) -> None:
        self._server.close()
        self._near.unlink(missing_ok=True)
        for task in self._tasks - {asyncio.current_task()}:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        far = await asyncio.open_unix_connection(self._far)
        try:
            await self._forward((reader, writer), far)
        finally:
            for _, one in ((reader, writer), far):
                one.close()

    async def _forward(self, near: _Ends, far: _Ends) -> None:
        """Pass on what either says, until the process falls silent for good or the wire breaks."""
        back = asyncio.create_task(_pass_on(far[0], near[1]))
        is_the_one = False
        try:
            while said := await near[0].read(_CHUNK):
                is_the_one = is_the_one or (self._words is not None and self._words in said)
                if is_the_one and _COMMIT in said:
                    break
                far[1].write(said)
                await far[1].drain()
            else:
                return
        finally:
            back.cancel()  # from here on the process hears no answer
            await asyncio.wait({back})
        self._words = None
        if self._delivers:
            far[1].write(said)
            await far[0].read(_CHUNK)  # it has been carried out when it is answered
        if self._for_good:
            self._break()
        self.cut.set()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while said := await reader.read(_CHUNK):
        writer.write(said)
        await writer.drain()
    writer.close()
