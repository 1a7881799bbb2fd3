"""The slash command: from what was typed to the verb that answers it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import words
from bot.domain.errors import DatabaseUnavailable, NotInWarRoom, NotUnderstood
from bot.domain.ids import incident_id, parse_incident_id
from bot.domain.reply import Reply
from bot.domain.text import plain
from bot.log import get_logger
from bot.usecases.membership import spoke_in
from commands import payload
from commands.answer import Answer, Nothing, acknowledge, in_time, whisper
from commands.deps import Deps
from commands.opener import Opener
from commands.payload import Body, Command
from commands.verbs import Ask, Verb, Vocabulary, Where
from commands.wanted import Form, View, Wanted

log = get_logger(__name__)

GLANCE_S: Final = 0.7
"""How long the command alone waits to learn whether it stands in a war room; then the form opens."""


_LOOKS: Final = 10
_LOOK_AGAIN_S: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Said:
    """A command, read as far as it can be without the database.

    Args:
        rest: what follows the verb, as Slack sent it.
        ids: the incidents that are named right behind the verb, at most two.
        tails: what follows each of them.
    """

    command: Command
    verb: Verb
    rest: str
    ids: tuple[int, ...]
    tails: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        """Whether nothing but an id follows the verb."""
        return not self.tail(1 if self.ids and not self.verb.names_another else 0).strip()

    def tail(self, ids: int) -> str:
        """Return what follows the verb and that many ids."""
        return self.tails[ids - 1] if ids else self.rest


@dataclass(frozen=True, kw_only=True)
class SlashCommand:
    """Answers the slash command."""

    vocabulary: Vocabulary
    deps: Deps

    async def listen(self, body: Body, ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient) -> None:
        """Answer one command within Slack's time."""
        command = payload.command(body)
        opener = Opener(client, trigger=command.trigger, manual_procedure=self.deps.config.manual_procedure)

        async def late(answer: Answer) -> None:
            await whisper(respond, answer)

        answer = await in_time(self._answer(command, opener), deps=self.deps, late=late)
        await acknowledge(ack, answer)

    async def _answer(self, command: Command, opener: Opener) -> Answer:
        began = self.deps.clock.now()
        verb, incident = "unknown", None
        try:
            said = await self._read(command)
            verb, incident = said.verb.name, next(iter(said.ids), None)
            answer = await self._carry_out(said, opener)
            incident = answer.incident if isinstance(answer, Reply) else incident
        finally:
            took = (self.deps.clock.now() - began) // timedelta(milliseconds=1)
            log.info("command", verb=verb, incident=incident, ms=took)
        return answer

    async def _read(self, command: Command) -> Said:
        """Return the verb that was meant, and what follows it.

        Raises:
            NotUnderstood: no verb is called so.
        """
        first, rest = _word(command.text)
        if not first:
            verb = self.vocabulary.panel if await self._in_room(command.channel) else self.vocabulary.start
        else:
            found = self.vocabulary.find(first)
            if found is None:
                known = self.vocabulary.by_word
                raise NotUnderstood(words.did_you_mean(plain(first), known, command=self.deps.config.command))
            verb = found
        ids, tails = _leading_ids(rest)
        return Said(command=command, verb=verb, rest=rest, ids=ids, tails=tails)

    async def _carry_out(self, said: Said, opener: Opener) -> Answer:
        form = said.verb.form
        if form is None or not said.is_bare:
            ask = await self._ask(said)
            return _named(await said.verb.run(ask), ask)
        if form.at_once:
            # Not even who asks is read before the form is open; the submission is checked.
            await opener.open(await form.draw(self._wanted(said, number=None)))
        else:
            await opener.fill(form.title, lambda: self._draw(said, form))
        return Nothing()

    async def _draw(self, said: Said, form: Form) -> View:
        ask = await self._ask(said)
        return await form.draw(self._wanted(said, number=ask.number))

    def _wanted(self, said: Said, *, number: int | None) -> Wanted:
        command = said.command
        return Wanted(person=command.user, deps=self.deps, number=number, channel=command.channel)

    async def _ask(self, said: Said) -> Ask:
        """Return the command with who asks and the incident that it is about.

        Raises:
            NotInWarRoom: the verb needs a war room or an id.
            NoSuchIncident: the person may not know of the incident.
        """
        command, verb = said.command, said.verb
        asker = await self.deps.queries.asker(command.user, channel=command.channel)
        person = asker.person or await self.deps.directory.person(command.user)
        here = asker.here
        if here is None and verb.where is Where.ROOM and not said.ids and command.channel:
            here = await self._room_to_be(command.channel)
        number, rest = _about(said, here=here)
        if number is None and verb.where is Where.ROOM:
            raise NotInWarRoom(words.not_in_war_room(verb.name, command=self.deps.config.command))
        if number is not None and not (number == here and asker.sees_here):
            await self._check_visible(
                number, person=command.user, channel=command.channel if number == here else None
            )
        return Ask(
            verb=verb.name,
            words=plain(rest).strip(),
            raw=rest.strip(),
            number=number,
            in_room=number is not None and number == here,
            by=command.user,
            person=person,
            channel=command.channel,
            place=command.place,
            key=command.key,
            deps=self.deps,
        )

    async def _room_to_be(self, channel: str) -> int | None:
        """Return the incident whose war room a channel is about to be, or None.

        Slack shows a war room a moment before we have written down that it is there.
        """
        for _ in range(_LOOKS):
            is_opening = await self.deps.queries.is_opening_rooms()
            here = await self.deps.queries.number_of_channel(channel)
            if here is not None or not is_opening:
                return here
            await asyncio.sleep(_LOOK_AGAIN_S)  # real time: the other transaction's
        return None

    async def _check_visible(self, number: int, *, person: str, channel: str | None) -> None:
        """Let pass who may know of the incident.

        Args:
            channel: its war room, when the command was typed there. Slack lets only members do so, or anybody
                but guests in a public one, whatever we were told about who has joined.

        Raises:
            NoSuchIncident: there is none, or none that the person may know of.
        """
        if await self.deps.queries.visible_to(person, number):
            return
        if channel is not None:
            await self.deps.runner.run(partial(spoke_in, channel=channel, person=person))
        await self.deps.queries.check_visible(number, to=person)

    async def _in_room(self, channel: str) -> bool:
        """Tell whether a channel is a war room; a slow database keeps no form waiting."""
        task = asyncio.create_task(self._room_to_be(channel), name="in-room")
        done, _ = await asyncio.wait({task}, timeout=GLANCE_S)  # real time: the trigger's life is
        if not done:
            self.deps.tasks.keep(task)
            return False
        try:
            return task.result() is not None
        except DatabaseUnavailable:
            return False


def _about(said: Said, *, here: int | None) -> tuple[int | None, str]:
    """Return the incident that a command is about, and the words that are left."""
    if said.verb.where is Where.ANYWHERE:
        return None, said.rest
    count = len(said.ids)
    if said.verb.names_another and count == 1 and here is not None:
        return here, said.rest
    return (said.ids[0], said.tail(1)) if count else (here, said.rest)


def _named(answer: Answer, ask: Ask) -> Answer:
    """Say in the answer which incident it is about, where the channel does not."""
    if not isinstance(answer, Reply) or ask.number is None or ask.in_room:
        return answer
    name = incident_id(ask.number)
    if not answer.text or name in answer.text:
        return answer
    return replace(answer, text=f"{name}: {answer.text}")


def _word(text: str) -> tuple[str, str]:
    """Split off the first word."""
    parts = text.strip().split(maxsplit=1)
    return (parts[0], parts[1] if len(parts) > 1 else "") if parts else ("", "")


def _leading_ids(rest: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return up to two ids that `rest` begins with, and what follows each.

    A bare number is a word (`severity 2`).
    """
    ids: list[int] = []
    tails: list[str] = []
    while len(ids) < 2:
        first, rest = _word(rest)
        number = parse_incident_id(first) if first.casefold().startswith("inc-") else None
        if number is None:
            break
        ids.append(number)
        tails.append(rest)
    return tuple(ids), tuple(tails)
