"""In the process that is to die: names each commit, writes it down, and kills the process at a chosen one.

It is set before the program starts and uses SQLAlchemy's own events; the program does not know of it.
"""

import json
import os
import re
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Delete, Insert, Update, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from bot.domain.models import Effect, TimelineEntry

ORDER = "CRASH_ORDER"
"""Names the file that says where to die: `when`, `mark`, `nth`, perhaps `signal`. No file, no death.

`nth` counts the commits that are known by `mark`, from 1.
"""

JOURNAL = "CRASH_JOURNAL"
"""Names the file that gets one line of JSON for each commit: when it was, and its marks."""

SEEN = "write seen"
"""The commit of an event of Slack's. How many there are depends on what Slack tells before we know it."""

_MARKS = "crash_marks"
_NUMBER = re.compile(r"\d{6,}")  # seconds since 1970 differ from run to run


def known_by(marks: Sequence[str]) -> frozenset[str]:
    """Return the names of a commit: what it settles, tells and claims; else all that it writes.

    The rows of an effect are written by the dozen, and in other batches in every run, so "writes an effect"
    would name another commit each time. An event of Slack's is one, whatever was new in it: who came into a
    channel is known by the event in one run, and by our own invitation in the next.
    """
    if SEEN in marks and not any(mark.startswith("write entry ") for mark in marks):
        return frozenset([SEEN])
    telling = [mark for mark in marks if mark.startswith(("settle ", "write entry ", "claim "))]
    return frozenset(telling or ([" + ".join(sorted(set(marks)))] if marks else []))


class Trap:
    """Sits at the commits of this process.

    Args:
        order: the file that may appear with an order to die.
        journal: the file to write each commit down in.
    """

    def __init__(self, *, order: Path, journal: Path) -> None:
        """Open the journal; it outlives the process, since each line is one write."""
        self._order = order
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._seen: Counter[str] = Counter()
        self._counted_for = ""

    def listen(self) -> None:
        """Sit at the commits."""
        event.listen(Session, "after_flush", self._flushed)
        event.listen(Session, "do_orm_execute", self._executed)
        event.listen(Session, "before_commit", self._before)
        event.listen(Session, "after_commit", self._after)

    def _flushed(self, session: Session, _context: object) -> None:
        session.info.setdefault(_MARKS, []).extend(_marks(session))

    def _executed(self, state: ORMExecuteState) -> None:
        if isinstance(state.statement, Insert | Update | Delete):
            table = getattr(state.statement.table, "name", "something")
            if isinstance(state.statement, Update) and table == Effect.__tablename__:
                return  # leases are renewed in every turn; in a story of seconds that changes no row
            state.session.info.setdefault(_MARKS, []).append(f"write {table}")

    def _before(self, session: Session) -> None:
        self._pass("before", session.info.get(_MARKS, []))

    def _after(self, session: Session) -> None:
        self._pass("after", session.info.pop(_MARKS, []))

    def _pass(self, when: str, marks: list[str]) -> None:
        line = json.dumps({"when": when, "marks": marks})
        os.write(self._journal, line.encode() + b"\n")
        text = self._order.read_text() if self._order.exists() else ""
        if text != self._counted_for:
            self._counted_for = text
            self._seen.clear()
        if not text:
            return
        order = json.loads(text)
        if order["when"] != when:
            return
        names = known_by(marks)
        self._seen.update(names)
        if order["mark"] in names and self._seen[order["mark"]] == order["nth"]:
            os.kill(os.getpid(), signal.Signals[order.get("signal", "SIGKILL")])


def _marks(session: Session) -> Iterator[str]:
    """Yield what this flush has written, in words that are the same in every run."""
    for row in session.new:
        is_entry = isinstance(row, TimelineEntry)
        yield f"write entry {row.kind}" if is_entry else f"write {row.__tablename__}"
        if isinstance(row, Effect) and row.state == "in_flight":  # claimed by the change that asks for it
            yield f"claim {_name(row)}"
    for row in session.dirty:
        if isinstance(row, Effect) and (verb := _verb(row)):
            yield f"{verb} {_name(row)}"
        elif session.is_modified(row):
            yield f"change {row.__tablename__}"
    for row in session.deleted:
        yield f"remove {row.__tablename__}"


def _verb(row: Effect) -> str | None:
    """Return whether an effect was claimed or settled."""
    history = inspect(row).attrs.state.history
    if not history.added:
        owner: Any = inspect(row).attrs.owner.history
        return "claim" if owner.added and owner.added[0] else None
    return "claim" if history.added[0] == "in_flight" else "settle"


def _name(row: Effect) -> str:
    """Return an effect's name: its kind, and what it is about."""
    about = [str(row.payload[key]) for key in ("what", "place", "subject") if row.payload.get(key)]
    return _NUMBER.sub("N", " ".join([row.kind, *about]))


def set_trap() -> None:
    """Set the trap in this process."""
    Trap(order=Path(os.environ[ORDER]), journal=Path(os.environ[JOURNAL])).listen()
