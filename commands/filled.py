"""A form that was filled in, as its handler gets it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.blocks.fields import FormField
from bot.domain.errors import BadPerson, NotUnderstood, Refusal
from bot.domain.reply import Reply
from bot.usecases.tx import Tx
from commands.deps import Deps
from commands.metadata import Metadata
from commands.payload import Submission


class Missing(Refusal):
    """One field of a form is wrong: the complaint belongs there."""

    def __init__(self, sentence: str, *, block_id: str) -> None:
        """Carry the sentence and the field."""
        super().__init__(sentence)
        self.block_id = block_id


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that was sent, with what it carried along."""

    sent: Submission
    metadata: Metadata
    deps: Deps

    @property
    def by(self) -> str:
        """The Slack id of who sent it."""
        return self.sent.user

    @property
    def incident(self) -> int:
        """The incident it is about.

        Raises:
            NotUnderstood: it carries none.
        """
        if self.metadata.incident is None:
            raise NotUnderstood("This form has lost its incident. Close it and open it again.")
        return self.metadata.incident

    async def once(
        self,
        use_case: Callable[[Tx], Awaitable[Reply]],
        *,
        step: str = "sent",
        blame: FormField | None = None,
    ) -> Reply:
        """Carry out a use-case, once for this form however often it is sent.

        Args:
            step: tells several use-cases of one form apart.
            blame: the field that a refusal of what was said in it belongs to.

        Raises:
            Missing: the use-case refused what stands in `blame`.
            Refusal: the use-case refused.
        """
        await self.deps.directory.person(self.by)  # so that the timeline can name them
        try:
            return await self.deps.runner.once(self.metadata.step(step), use_case)
        except (NotUnderstood, BadPerson) as refusal:
            if blame is None:
                raise
            raise Missing(refusal.sentence, block_id=blame.block_id) from refusal
