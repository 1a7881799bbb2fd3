"""The slash command: from what was typed to the verb that answers it."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, NoSuchIncident, NotInWarRoom, NotUnderstood
from bot.domain.ids import parse_incident_id
from bot.domain.models import Person
from bot.domain.permissions import no_such_incident
from bot.domain.text import plain
from commands import payload
from commands.answer import Answer, acknowledge, in_time, whisper
from commands.deps import Deps
from commands.opener import Opener
from commands.payload import Body, Command
from commands.verbs import Ask, Verb, Vocabulary, Where


@dataclass(frozen=True, kw_only=True)
class SlashCommand:
    """Answers the slash command.

    Args:
        vocabulary: the verbs.
        start: the verb that `/incident` alone means outside a war room; panel: inside one.
        deps: what verbs work with.
    """

    vocabulary: Vocabulary
    start: Verb
    panel: Verb
    deps: Deps

    async def listen(
        self, body: Body, ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient
    ) -> None:
        """Answer one command within Slack's time."""
        command = payload.command(body)
        opener = Opener(client, trigger=command.trigger, manual_procedure=self.deps.config.manual_procedure)

        async def late(answer: Answer) -> None:
            await whisper(respond, answer)

        answer = await in_time(self._answer(command, opener), deps=self.deps, late=late)
        await acknowledge(ack, answer)

    async def _answer(self, command: Command, opener: Opener) -> Answer:
        first, _, rest = command.text.strip().partition(" ")
        verb = await self._verb(command, first)
        number, rest = _leading_id(rest)
        if verb.form and not rest.strip() and verb.where is Where.ANYWHERE:
            # Nothing may be read before the form is open, not even who asks; the submission is checked.
            return await verb.run(self._ask(command, verb, rest, opener, number=None, person=_unknown(command)))
        person = await self.deps.directory.person(command.user)
        here = await self.deps.queries.number_of_channel(command.channel)
        if number is None and verb.where is not Where.ANYWHERE:
            number = here
        if number is None and verb.where is Where.ROOM:
            raise NotInWarRoom(words.not_in_war_room(verb.name, command=self.deps.config.command))
        if number is not None and number != here and not await self.deps.queries.visible_to(person.slack_id, number):
            raise NoSuchIncident(no_such_incident(number, command=self.deps.config.command))
        return await verb.run(
            self._ask(command, verb, rest, opener, number=number, person=person, in_room=number == here)
        )

    async def _verb(self, command: Command, first: str) -> Verb:
        """Return the verb that was meant.

        Raises:
            NotUnderstood: no verb is called so.
        """
        if not first:
            return self.panel if await self._in_room(command.channel) else self.start
        verb = self.vocabulary.find(first)
        if verb is None:
            nearest = self.vocabulary.nearest(first)
            raise NotUnderstood(words.did_you_mean(plain(first), nearest, command=self.deps.config.command))
        return verb

    async def _in_room(self, channel: str) -> bool:
        """Tell whether the command came from a war room; when the database is down, the form opens all the same."""
        try:
            return await self.deps.queries.number_of_channel(channel) is not None
        except DatabaseUnavailable:
            return False

    def _ask(  # noqa: PLR0913 - an ask has that many parts
        self,
        command: Command,
        verb: Verb,
        rest: str,
        opener: Opener,
        *,
        number: int | None,
        person: Person,
        in_room: bool = False,
    ) -> Ask:
        return Ask(
            verb=verb.name,
            words=plain(rest).strip(),
            raw=rest.strip(),
            number=number,
            in_room=in_room,
            person=person,
            channel=command.channel,
            key=command.key,
            opener=opener,
            deps=self.deps,
        )


def _unknown(command: Command) -> Person:
    return Person(slack_id=command.user)


def _leading_id(rest: str) -> tuple[int | None, str]:
    """Split a leading `INC-42` from the words; a bare number is a word (`severity 2`)."""
    first, _, after = rest.strip().partition(" ")
    if first.casefold().startswith("inc-") and (number := parse_incident_id(first)) is not None:
        return number, after
    return None, rest
