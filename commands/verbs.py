"""Verbs: what can be said after `/incident`, where, and who answers it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.models import Person
from bot.domain.reply import Reply
from bot.usecases.tx import Tx
from commands.answer import Answer
from commands.deps import Deps
from commands.payload import Place
from commands.wanted import Form


class Where(Enum):
    """Where a verb makes sense."""

    ANYWHERE = "anywhere"
    ROOM = "room"  # in a war room, or with an incident's id
    EITHER = "either"  # about the room's incident, or with an id; elsewhere it explains itself


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One command, read as far as all verbs share it.

    Args:
        verb: the verb's name.
        words: what follows the verb and the id, unescaped to plain text.
        raw: the same as Slack sent it, with mentions still readable.
        number: the incident it is about, or None.
        in_room: it was typed in that incident's war room.
        by: the Slack id of who asks.
        person: what is known of them; None when Slack has not told in time.
        channel: where it was typed; place: of which kind that is.
        key: names this delivery, for a repetition by the transport.
    """

    verb: str
    words: str
    raw: str
    number: int | None
    in_room: bool
    by: str
    person: Person | None
    channel: str
    place: Place
    key: str | None
    deps: Deps

    @property
    def incident(self) -> int:
        """The incident it is about, where the verb cannot do without one."""
        if self.number is None:
            raise LookupError(f"The verb {self.verb} was run without an incident.")
        return self.number

    @property
    def command(self) -> str:
        """The slash command's configured name."""
        return self.deps.config.command

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return zone_of(self.person, deps=self.deps)

    async def once(self, use_case: Callable[[Tx], Awaitable[Reply]]) -> Reply:
        """Carry out a use-case, once for this delivery."""
        return await self.deps.runner.once(self.key, use_case)


def zone_of(person: Person | None, *, deps: Deps) -> ZoneInfo:
    """Return the zone that a person's clock times are meant in."""
    try:
        return ZoneInfo(person.zone) if person is not None and person.zone else deps.config.zone
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return deps.config.zone


Handler = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One verb.

    Args:
        name: as shown in help; aliases: other words for it.
        example: what to type after the command's name; more: further examples, for `help VERB`.
        does: what it does, in a few words.
        where: where it makes sense.
        run: who answers it.
        form: what it opens when nothing follows it.
        names_another: an id that follows it in a war room is another incident's.
        outsiders: whether guests and people of other organisations may use it.
    """

    name: str
    example: str
    does: str
    where: Where
    run: Handler
    aliases: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    form: Form | None = None
    names_another: bool = False
    outsiders: bool = True


class Vocabulary:
    """All verbs by every word that means them; case does not matter.

    Args:
        verbs: every one, in the order of help.
        start: what the command alone means outside a war room.
        panel: what it means inside one; it has no word of its own.
    """

    def __init__(self, verbs: Iterable[Verb], *, start: Verb, panel: Verb) -> None:
        """Collect the verbs.

        Raises:
            ValueError: two verbs share a word.
        """
        self.verbs = tuple(verbs)
        self.start = start
        self.panel = panel
        self._by_word: dict[str, Verb] = {}
        for verb in self.verbs:
            for word in (verb.name, *verb.aliases):
                if word in self._by_word:
                    raise ValueError(f"The word {word} means two verbs.")
                self._by_word[word] = verb

    def find(self, word: str) -> Verb | None:
        """Return the verb that `word` means, or None."""
        return self._by_word.get(word.casefold())

    @property
    def by_word(self) -> Mapping[str, Verb]:
        """Every word with its verb."""
        return self._by_word
