"""Somebody in the local Slack who waits for an answer that comes late: a busy machine changes nothing."""

from dataclasses import replace

from bot.domain.words import still_working
from bot.fakeslack.actor import Actor, CommandResult
from bot.fakeslack.channels import Channel
from bot.fakeslack.messages import Message
from bot.fakeslack.server import FakeSlack
from bot.fakeslack.views import View


class Person(Actor):
    """Hands and eyes, with the patience that Muster asks for.

    Whoever shall read that Muster is still working takes `FakeSlack.actor`.
    """

    def __init__(self, name: str, *, slack: FakeSlack) -> None:
        """Take the person with this id or name."""
        super().__init__(slack.workspace.people.get(name).id, slack.interactions)
        self._read: set[str] = set()

    async def command(self, channel: str, line: str) -> CommandResult:
        """Type a slash command, and return what came of it in the end."""
        before = self.view()
        said = await super().command(channel, line)
        if said.message is None or said.text != still_working():
            return said
        first, place = said.message, self.place(channel)
        what = f"the late answer to {line}"
        await self._workspace.until(lambda: self._later(first, place) or self._opened(before), what=what)
        later = self._later(first, place)
        if later is None:
            return replace(said, modal=self._opened(before))
        self._read.add(later.ts)
        text = self._workspace.text(later, viewer=self.id)
        return replace(said, message=later, text=text, blocks=later.blocks, modal=self._opened(before))

    def _later(self, first: Message, place: Channel) -> Message | None:
        """Return the first message to this person alone after `first` that answers nothing else."""
        for one in self._workspace.ephemerals(place.id, to=self.id):
            text = self._workspace.text(one, viewer=self.id)
            if one.ts > first.ts and one.ts not in self._read and text != still_working():
                return one
        return None

    def _opened(self, before: View | None) -> View | None:
        now = self.view()
        return now if now is not before else None
