"""Verbs: what can be said after `/incident`, where, and who answers it."""

import difflib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.models import Person
from commands.answer import Answer
from commands.deps import Deps
from commands.opener import Opener


class Where(Enum):
    """Where a verb makes sense."""

    ANYWHERE = "anywhere"
    ROOM = "room"  # in a war room, or with an incident's id
    EITHER = "either"  # about the room's incident, or with an id; outside a room without one it lists or explains


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One command, read as far as all verbs share it.

    Args:
        verb: the verb's name.
        words: what follows the verb and the id, unescaped to plain text.
        raw: the same as Slack sent it, with mentions still readable.
        number: the incident it is about, or None.
        in_room: it was typed in that incident's war room.
        key: names this delivery, for a repetition by the transport.
        opener: opens forms for the person who asked.
    """

    verb: str
    words: str
    raw: str
    number: int | None
    in_room: bool
    person: Person
    channel: str
    key: str
    opener: Opener
    deps: Deps

    @property
    def incident(self) -> int:
        """The incident it is about, where the verb cannot do without one."""
        if self.number is None:
            raise LookupError(f"The verb {self.verb} was run without an incident.")
        return self.number

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return zone_of(self.person, deps=self.deps)


def zone_of(person: Person, *, deps: Deps) -> ZoneInfo:
    """Return the zone that a person's clock times are meant in."""
    try:
        return ZoneInfo(person.zone) if person.zone else deps.config.zone
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return deps.config.zone


Handler = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb.

    Args:
        name: as shown in help.
        aliases: other words for it.
        example: what to type after the command's name.
        does: what it does, in a few words.
        where: where it makes sense.
        form: it opens a form when nothing follows it, so no answer may be awaited before the form is open.
        run: who answers it.
    """

    name: str
    example: str
    does: str
    where: Where
    run: Handler
    aliases: tuple[str, ...] = ()
    form: bool = False


class Vocabulary:
    """All verbs by every word that means them; case does not matter."""

    def __init__(self, verbs: Iterable[Verb]) -> None:
        """Collect the verbs.

        Raises:
            ValueError: two verbs share a word.
        """
        self.verbs = tuple(verbs)
        self._by_word: dict[str, Verb] = {}
        for verb in self.verbs:
            for word in (verb.name, *verb.aliases):
                if word in self._by_word:
                    raise ValueError(f"The word {word} means two verbs.")
                self._by_word[word] = verb

    def find(self, word: str) -> Verb | None:
        """Return the verb that `word` means, or None."""
        return self._by_word.get(word.casefold())

    def nearest(self, word: str) -> str | None:
        """Return the word that was probably meant, or None when nothing is near."""
        near = difflib.get_close_matches(word.casefold(), self._by_word, n=1, cutoff=0.6)
        return near[0] if near else None

    def by_word(self) -> Mapping[str, Verb]:
        """Return every word with its verb."""
        return dict(self._by_word)
