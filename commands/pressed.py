"""A click, as its handler gets it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.blocks.actions import Origin
from bot.domain import words
from bot.domain.errors import Stale
from bot.domain.reply import Reply
from bot.usecases.tx import Tx
from commands.answer import Answer, Nothing
from commands.deps import Deps
from commands.opener import Opener
from commands.payload import Click
from commands.verbs import Vocabulary
from commands.wanted import Form, Wanted


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A click, as its handler gets it."""

    click: Click
    origin: Origin
    opener: Opener
    vocabulary: Vocabulary
    deps: Deps

    @property
    def by(self) -> str:
        """The Slack id of who clicked."""
        return self.click.user

    @property
    def incident(self) -> int:
        """The incident that the button was drawn for.

        Raises:
            Stale: it names none: it was drawn by another version.
        """
        return _given(self.origin.incident)

    @property
    def subject(self) -> int:
        """What of the incident it is about.

        Raises:
            Stale: it names nothing.
        """
        return _given(self.origin.subject)

    async def once(self, use_case: Callable[[Tx], Awaitable[Reply]]) -> Reply:
        """Carry out a use-case, once for this click."""
        await self.deps.directory.person(self.by)  # so that the timeline can name them
        return await self.deps.runner.once(self.click.key, use_case)

    async def open(self, form: Form, *, note: str = "") -> Answer:
        """Open a form for who clicked."""
        wanted = Wanted(
            person=self.by,
            deps=self.deps,
            number=None if form.at_once else self.incident,
            channel=self.click.channel,
            message=self.click.message_ts,
            subject=self.origin.subject,
            choice=self.origin.choice,
            revision=self.origin.revision,
            step=self.origin.step,
            note=note,
        )
        await self.opener.ask(form, wanted)
        return Nothing()


def _given(number: int | None) -> int:
    if number is None:
        raise Stale(words.stale_button())
    return number
