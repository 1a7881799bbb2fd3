"""Forms that are asked for: by a verb alone, or by a button."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.views import IncidentView
from commands.deps import Deps
from commands.metadata import Metadata, encode, fresh

View = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a form is drawn for.

    Args:
        person: who opens it (a Slack id).
        number: the incident it is about; None for a form that declares one.
        channel, message: where it was asked for.
        subject: the timeline entry it is about.
        choice: what was chosen already: a status, a role's key.
        revision: of the incident, or the run, when the button was drawn.
        step: of a run.
        note: a sentence to stand above the fields.
    """

    person: str
    deps: Deps
    number: int | None = None
    channel: str = ""
    message: str = ""
    subject: int | None = None
    choice: str = ""
    revision: int | None = None
    step: int | None = None
    note: str = ""

    @property
    def now(self) -> datetime:
        """The moment of drawing."""
        return self.deps.clock.now()

    async def view(self) -> IncidentView:
        """Return the incident as it stands.

        Raises:
            NoSuchIncident: there is none, or none that the person may know of.
            NotKnownYet: Slack has not told who they are, and they are not in its war room.
        """
        await self.deps.directory.person(self.person)
        return await self.deps.queries.incident_for(self.person, self.incident)

    @property
    def incident(self) -> int:
        """The number of the incident that the form is about."""
        if self.number is None:
            raise LookupError("This form is about no incident.")
        return self.number

    def metadata(self, **more: Any) -> str:
        """Return what the form carries along."""
        return encode(self.details(**more))

    def details(self, **more: Any) -> Metadata:
        """Return the same as a value."""
        known: dict[str, Any] = {
            "incident": self.number,
            "subject": self.subject,
            "choice": self.choice,
            "revision": self.revision,
            "run_step": self.step,
            "channel": self.channel,
            "message": self.message,
        }
        return fresh(**{**known, **more})


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that can be opened.

    Args:
        title: what stands above it while it loads, at most 24 characters.
        draw: reads what it needs and draws it; raises a refusal where there is nothing to fill in.
        at_once: it needs nothing from the database, and is opened as it will be.
    """

    title: str
    draw: Callable[[Wanted], Awaitable[View]]
    at_once: bool = False
