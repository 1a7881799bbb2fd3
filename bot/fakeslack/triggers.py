"""The two short-lived keys that an interaction hands to the app: trigger ids and response addresses."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.fakeslack.chance import nonce
from bot.fakeslack.clock import Clock, seconds
from bot.fakeslack.errors import SlackError
from bot.fakeslack.ids import Ids
from bot.fakeslack.messages import Message

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """Leave to open a modal for one person, for three seconds, once."""

    user: str
    made: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseTicket:
    """Leave to answer one interaction, up to five times in thirty minutes.

    `message` is the one that was clicked; a command has none.
    """

    user: str
    channel: str
    made: float
    message: Message | None = None
    uses: int = 0


@dataclass(slots=True)
class Triggers:
    """All keys that are still of interest."""

    ids: Ids
    clock: Clock
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _tickets: dict[str, ResponseTicket] = field(default_factory=dict)

    def new_trigger(self, user: str, *, view: str | None = None) -> str:
        """Return a new trigger id for a person; `view` is the modal in which the action happened."""
        name = self.ids.trigger()
        self._triggers[name] = Trigger(user, seconds(self.clock), view)
        if len(self._triggers) > 5000:
            del self._triggers[next(iter(self._triggers))]
        return name

    def use(self, name: str) -> Trigger:
        """Spend a trigger; raise `invalid_`, `exchanged_` or `expired_trigger_id`."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if seconds(self.clock) - trigger.made > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_ticket(self, user: str, *, channel: str, message: Message | None = None) -> str:
        """Return the secret part of a new response address."""
        name = nonce()
        self._tickets[name] = ResponseTicket(user, channel, seconds(self.clock), message)
        if len(self._tickets) > 5000:
            del self._tickets[next(iter(self._tickets))]
        return name

    def answer(self, name: str) -> ResponseTicket:
        """Count one use of a response address; raise `expired_url` or `used_url`."""
        ticket = self._tickets.get(name)
        if ticket is None or seconds(self.clock) - ticket.made > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        ticket.uses += 1
        return ticket
