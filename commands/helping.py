"""Help: what can be said here, and one verb at length."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.helping import VerbHelp, help_text, verb_help
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.ids import incident_id
from bot.domain.models import Person
from bot.domain.text import plain
from commands.answer import Answer
from commands.deps import Deps
from commands.verbs import Ask, Verb, Where


def show_help(verbs: Sequence[Verb], *, person: Person | None, number: int | None, deps: Deps) -> Answer:
    """Return what a person can say where they are.

    Args:
        number: the incident whose war room it is, or None.
    """
    told = [help_of(verb) for verb in verbs if _makes_sense(verb, person=person, in_room=number is not None)]
    place = f"the war room of {incident_id(number)}" if number is not None else ""
    return help_text(told, command=deps.config.command, place=place)


@dataclass(frozen=True, kw_only=True)
class Help:
    """The verb that tells of all the others."""

    others: tuple[Verb, ...]

    def verb(self) -> Verb:
        """Return it."""
        return Verb(
            name="help",
            aliases=("?",),
            example="help",
            more=("help update",),
            does="shows what can be said here; with a verb, how to use it",
            where=Where.EITHER,
            run=self._answer,
        )

    async def _answer(self, ask: Ask) -> Answer:
        """Answer `help` and `help VERB`.

        Raises:
            NotUnderstood: no verb is called so.
        """
        verbs = (*self.others, self.verb())
        if not ask.words:
            return show_help(verbs, person=ask.person, number=ask.number, deps=ask.deps)
        asked = ask.words.split()[0].casefold()
        known = {word: verb for verb in verbs for word in (verb.name, *verb.aliases)}
        if asked not in known:
            raise NotUnderstood(words.did_you_mean(plain(asked), known, command=ask.command))
        return verb_help(help_of(known[asked]), command=ask.command)


def _makes_sense(verb: Verb, *, person: Person | None, in_room: bool) -> bool:
    if not verb.outsiders and person is not None and (person.is_guest or person.is_stranger):
        return False
    return in_room or verb.where is not Where.ROOM


def help_of(verb: Verb) -> VerbHelp:
    """Return what help says about a verb."""
    return VerbHelp(
        name=verb.name,
        example=verb.example,
        does=verb.does,
        aliases=verb.aliases,
        more=verb.more,
        needs_incident=verb.where is Where.ROOM,
    )
