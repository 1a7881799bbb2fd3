"""Shortcuts: from anywhere, and on a message."""

from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks import actions as names
from bot.blocks.elements import MAX_OPTIONS
from bot.blocks.modals.capture import TITLE, capture_form
from bot.blocks.modals.declare import MAX_TITLE, Draft
from bot.domain import words
from bot.domain.errors import NotUnderstood
from bot.domain.text import cut, one_line, plain
from bot.log import get_logger
from bot.usecases.capture import SHORTCUT, request_capture
from commands import payload
from commands.answer import Answer, Nothing, in_time, whisper
from commands.deps import Deps
from commands.metadata import Source, encode, fresh
from commands.opener import Opener
from commands.opening import declare_view
from commands.payload import Body, Shortcut
from commands.wanted import View

log = get_logger(__name__)


class Shortcuts:
    """Answers shortcuts."""

    def __init__(self, deps: Deps) -> None:
        """Remember what shortcuts work with."""
        self._deps = deps

    async def listen(self, body: Body, ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient) -> None:
        """Answer one shortcut within Slack's time; one from anywhere has no place for words but a form."""
        shortcut = payload.shortcut(body)
        opener = Opener(client, trigger=shortcut.trigger, manual_procedure=self._deps.config.manual_procedure)

        async def tell(answer: Answer) -> None:
            if shortcut.response_url:
                await whisper(respond, answer)

        answer = await in_time(self._answer(shortcut, opener), deps=self._deps, late=tell)
        await ack()
        self._deps.tasks.start(tell(answer), name="answer-shortcut")

    async def _answer(self, shortcut: Shortcut, opener: Opener) -> Answer:
        match shortcut.callback_id:
            case names.SHORTCUT_DECLARE:
                await opener.open(declare_view(Draft(), metadata=encode(fresh()), deps=self._deps))
            case names.SHORTCUT_DECLARE_FROM_MESSAGE:
                await opener.open(self._declare_from(shortcut))
            case names.SHORTCUT_ADD_TO_TIMELINE:
                return await self._capture(shortcut, opener)
            case other:
                log.warning("shortcut_unknown", shortcut=other)
        return Nothing()

    def _declare_from(self, shortcut: Shortcut) -> View:
        """Return the declare form with the message's words; what was said among few is private at first."""
        source = _source(shortcut)
        first = next((line for line in map(one_line, source.text.splitlines()) if line), "")
        draft = Draft(title=cut(first, MAX_TITLE), private=shortcut.private)
        metadata = encode(fresh(channel=shortcut.channel, message=shortcut.ts, source=source))
        return declare_view(draft, metadata=metadata, deps=self._deps)

    async def _capture(self, shortcut: Shortcut, opener: Opener) -> Answer:
        """Put a message of a war room on its timeline; of any other place, ask on which incident's."""
        number = await self._deps.queries.number_of_channel(shortcut.channel)
        if number is None:
            await opener.fill(TITLE, lambda: self._choose(shortcut))
            return Nothing()
        await self._deps.directory.person(shortcut.user)
        return await self._deps.runner.once(
            shortcut.key,
            partial(
                request_capture,
                number=number,
                channel=shortcut.channel,
                ts=shortcut.ts,
                by=shortcut.user,
                how=SHORTCUT,
                thread_ts=shortcut.thread_ts,
            ),
        )

    async def _choose(self, shortcut: Shortcut) -> View:
        """Return the form to choose among the open incidents that the person may see.

        Raises:
            NotUnderstood: the message has no words.
        """
        source = _source(shortcut)
        if not source.text.strip():
            raise NotUnderstood(words.message_without_words())
        await self._deps.directory.person(shortcut.user)  # a guest sees only those they were invited to
        listing = await self._deps.queries.listing(shortcut.user, size=MAX_OPTIONS)
        return capture_form(
            source.text,
            incidents=listing.incidents,
            private=shortcut.private,
            metadata=encode(fresh(channel=shortcut.channel, message=shortcut.ts, source=source)),
        )


def _source(shortcut: Shortcut) -> Source:
    """Return the message that the shortcut was used on."""
    return Source(
        channel=shortcut.channel,
        ts=shortcut.ts,
        permalink=shortcut.permalink,
        text=plain(shortcut.text),
        author=shortcut.author,
        private=shortcut.private,
    )
