"""Holds the call at which the process is to die, and names every other."""

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.fakeslack.channels import Kind as ChannelKind
from bot.fakeslack.errors import Json
from bot.fakeslack.faults import Fault, Faults, Kind
from bot.fakeslack.workspace import Workspace


@dataclass(slots=True)
class Conductor(Faults):
    """A script of faults that knows each call by a name which is the same in every run.

    Args:
        workspace: tells what channels are called.
        last: a method that is held until `let_go`, which is for when all the rest is done.
    """

    workspace: Workspace | None = None
    last: str = ""
    marks: list[str] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _wanted: tuple[str, int] | None = None
    _held: Fault | None = None
    _kept: list[Fault] = field(default_factory=list)

    def begin(self) -> None:
        """Count from here on."""
        self.marks.clear()
        self._seen.clear()
        self._wanted = None
        self._held = None

    def catch(self, mark: str, *, nth: int) -> Fault:
        """Return the fault that will hold this call."""
        self._wanted = (mark, nth)
        self._held = Fault(Kind.HOLD, "*")
        return self._held

    def next(self, method: str, args: Json) -> Fault | None:
        """Count a call, and hold it if it is the one."""
        mark = self._name(method, args)
        self.marks.append(mark)
        self._seen[mark] += 1
        if self._held is not None and self._wanted == (mark, self._seen[mark]):
            self._wanted = None
            self._held.take(method)
            return self._held
        if method == self.last:
            self._kept.append(Fault(Kind.HOLD, method))
            return self._kept[-1]
        return Faults.next(self, method, args)

    @property
    def keeps(self) -> bool:
        """Whether a call of the last method waits."""
        return bool(self._kept)

    @property
    def has_caught(self) -> bool:
        """Whether the call that was to be caught is held: nothing more gets done before it goes on."""
        return self._held is not None and self._held.seen > 0

    def let_go(self) -> None:
        """Let the calls of the last method go on."""
        for fault in self._kept:
            fault.release()
        self._kept.clear()

    def _name(self, method: str, args: Json) -> str:
        about = [
            self._place(str(args[key])) for key in ("channel", "channel_id", "channels") if args.get(key)
        ]
        about += [self._people(str(args[key])) for key in ("users", "user", "user_id") if args.get(key)]
        about += [str(args[key]) for key in ("filename",) if args.get(key)]
        return _NUMBER.sub(r"\1-N", " ".join([method, *about]))

    def _place(self, id_: str) -> str:
        assert self.workspace is not None
        channel = self.workspace.channels.by_id.get(id_)
        if channel is None:
            return id_
        if channel.kind is ChannelKind.IM:
            return self._people(channel.other(self.workspace.app.bot_user))
        return "the room" if channel.name.startswith("inc-") else f"#{channel.name}"

    def _people(self, ids: str) -> str:
        assert self.workspace is not None
        found = [self.workspace.people.find(one) for one in ids.split(",")]
        return ",".join(f"@{person.name}" if person else "somebody" for person in found)


_NUMBER = re.compile(r"\b(inc|INC)-\d+")
